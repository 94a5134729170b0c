/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_theory.c - `theory`: what a split is expected to do to collisions and coverage.
 *
 * Closed forms where clauses share no input; elsewhere these are null, and deals of the
 * split's own rule are counted instead.
 */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>

#include "fpe/deals.h"

static void theory_defaults(const struct session *s, struct fpe_theory *t)
{
	const struct fpe_task *task = s->task;

	*t = (struct fpe_theory){ .alpha = 2,
				  .literals = 4,
				  .neurons = s->recipe.net.hidden[0],
				  .inputs = 32,
				  .clauses = 8 };
	if (!task)
		return;
	t->inputs = task->inputs;
	t->clauses = task->clauses.count;
	/* 0 where they differ: the theory assumes one length */
	t->literals = t->clauses ? fpe_clauses_literals(&task->clauses) : 0;
	t->shared = fpe_clauses_overlap(&task->clauses);
}

/* What is asked for, and the clauses of the session's task if it is of these. */
static const struct fpe_clauses *read_shape(struct call *call, struct fpe_theory *t)
{
	const struct fpe_task *task = call->session->task;
	struct fpe_theory own;

	theory_defaults(call->session, &own);
	*t = own;
	t->alpha = (int)call_number(call, "alpha", t->alpha);
	t->literals = (int)call_number(call, "literals", t->literals);
	t->neurons = (int)call_number(call, "neurons", t->neurons);
	t->inputs = (int)call_number(call, "inputs", t->inputs);
	t->clauses = (int)call_number(call, "clauses", t->clauses);
	if (task && task->clauses.count && t->literals == own.literals && t->inputs == own.inputs &&
	    t->clauses == own.clauses)
		return &task->clauses;
	t->shared = false;
	return NULL;
}

static const struct column dealt_columns[] = {
	SHOWN("split", "text", "random or clause"),
	FIELD("deals", "integer", "that were simulated"),
	FIELD("drawn", "truth", "each deal is of a task drawn for it; false: of the session's"),
	SHOWN("collisions", "number or null", "mean over the deals", .digits = 4),
	{ .heading = "95 % interval", .digits = 4, .to = " … " },
	FIELD("collisions_low", "number or null", "95 % Student-t interval of that mean"),
	FIELD("collisions_high", "number or null", "its other end"),
	SHOWN("coverage", "number", "mean over the deals", .digits = 4),
	{ .heading = "95 % interval", .digits = 4, .to = " … " },
	FIELD("coverage_low", "number", "95 % Student-t interval of that mean"),
	FIELD("coverage_high", "number", "its other end"),
	{ 0 },
};
static const struct column theory_fields[] = {
	FIELD("alpha", "integer", "children of each neuron"),
	FIELD("literals", "integer", "k, literals a clause; 0: they differ, or there are none"),
	FIELD("neurons", "integer", "h, parent neurons"),
	FIELD("inputs", "integer", "d"),
	FIELD("clauses", "integer", "m"),
	FIELD("collisions_independent", "number or null",
	      "alpha^-(2k-1), the paper's estimate; this and all closed forms: null where clauses share inputs or differ in length, or there are none"),
	FIELD("collisions_even", "number or null", "random split, inputs dealt evenly"),
	FIELD("collisions_clause", "number or null", "clause split"),
	FIELD("coverage_independent", "number or null", "1-(1-q)^h with q = alpha^-(k-1)"),
	FIELD("coverage_even", "number or null", "1-(1-q)^h with q = sum of C(n,k)/C(d,k)"),
	FIELD("coverage_clause", "number or null", "clause split"),
	FIELDS("simulated[]", dealt_columns),
	{ 0 }
};
static const struct column theory_columns[] = {
	{ .heading = "split", .left = true },
	{ .heading = "collisions", .digits = 4 },
	{ .heading = "coverage", .digits = 4 },
	{ 0 },
};

static void theory_text(struct call *call, const struct fpe_theory *t)
{
	struct rows rows = { .columns = theory_columns };

	if (t->literals)
		report_text(
			call->report,
			"before pruning: %d inputs, %d clauses of %d literals, %d neurons, alpha %d\n",
			t->inputs, t->clauses, t->literals, t->neurons, t->alpha);
	else
		report_text(call->report,
			    "before pruning: %d inputs, %d clauses, %d neurons, alpha %d\n",
			    t->inputs, t->clauses, t->neurons, t->alpha);
	rows_put(&rows, DATUM("dense"), DATUM(t->clauses > 1 ? 1 : NAN),
		 DATUM(t->clauses ? 1 : NAN), DATUM("random, dealt evenly"),
		 DATUM(t->collisions_even), DATUM(t->coverage_even),
		 DATUM("random, independent (the paper's)"), DATUM(t->collisions_independent),
		 DATUM(t->coverage_independent), DATUM("clause"), DATUM(t->collisions_clause),
		 DATUM(t->coverage_clause));
	rows_table(&rows, call->report, 0);
	rows_clear(&rows);
}

/* A task of more literals takes seconds to draw, which nothing stops. */
static bool can_deal(const struct fpe_theory *t)
{
	return (double)t->clauses * t->literals <= 4e6;
}

/* Each kind that can be dealt so, simulated. */
static enum fpe_status deal(struct call *call, const struct fpe_theory *t,
			    const struct fpe_clauses *clauses, struct rows *out)
{
	static const struct {
		const char *name;
		bool clauses; /* it deals these, not the inputs */
	} kinds[] = { { "random", false }, { "clause", true } };
	struct fpe_deals deals = { .clauses = clauses,
				   .shape = *t,
				   .seed = call->session->seed,
				   .deals = FPE_DEALS,
				   .watch = session_watch(call->session) };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct fpe_dealt d;
		enum fpe_status status;

		if (t->alpha < 2 || t->alpha > (kinds[i].clauses ? t->clauses : t->inputs))
			continue;
		deals.kind = fpe_split_kind_find(kinds[i].name);
		status = fpe_deals_simulate(&deals, &d, &call->err);
		if (status)
			return status;
		rows_put(out, DATUM(kinds[i].name), DATUM(deals.deals), datum_truth(!clauses),
			 DATUM(d.collisions.mean),
			 datum_interval(d.collisions.low, d.collisions.high),
			 DATUM(d.collisions.low), DATUM(d.collisions.high), DATUM(d.coverage.mean),
			 datum_interval(d.coverage.low, d.coverage.high), DATUM(d.coverage.low),
			 DATUM(d.coverage.high));
	}
	return FPE_OK;
}

/* Why there is no closed form, and what stands in for it. */
static void dealt_text(struct call *call, const struct fpe_theory *t, bool drawn,
		       const struct rows *dealt)
{
	if (!t->clauses) {
		report_text(
			call->report,
			"This task has no clauses that are known, so nothing is expected of it: clauses= and literals= ask about another one.\n");
		return;
	}
	report_text(call->report, "No closed form: %s.\n",
		    t->literals ? "clauses share inputs" : "the clauses differ in length");
	if (!can_deal(t))
		report_text(call->report, "So many literals are not simulated.\n");
	if (!rows_count(dealt))
		return;
	report_text(call->report, "Simulated, %d deals of %s:\n", FPE_DEALS,
		    drawn ? "as many tasks, drawn as `task dnf` draws them" : "this task");
	rows_table(dealt, call->report, 0);
}

static enum fpe_status check_shape(struct call *call, const struct fpe_theory *t,
				   const struct fpe_clauses *clauses)
{
	const char *at = call_given(call, "literals") ? "literals" : NULL;
	const struct fpe_task *task = call->session->task;

	if (!clauses && !t->clauses != !t->literals)
		return call_fail(
			call, NULL, FPE_ESTATE,
			task && task->clauses.count
				? "the task's clauses differ in length: give literals="
				: "no clauses are known of this task: give clauses= and literals=");
	if (t->literals > t->inputs)
		return call_fail(call, at, FPE_ERANGE,
				 "a clause of %d literals needs %d inputs; there are %d",
				 t->literals, t->literals, t->inputs);
	return FPE_OK;
}

static enum fpe_status run_theory(struct call *call)
{
	struct rows dealt = { .columns = dealt_columns };
	struct fpe_theory t;
	const struct fpe_clauses *clauses = read_shape(call, &t);
	enum fpe_status status = check_shape(call, &t, clauses);

	if (status)
		return status;
	fpe_theory_fill(&t);
	if (t.clauses && !fpe_theory_holds(&t) && can_deal(&t))
		status = deal(call, &t, clauses, &dealt);
	if (!status) {
		theory_text(call, &t);
		if (!fpe_theory_holds(&t))
			dealt_text(call, &t, !clauses, &dealt);
		column_report(call->report, DATUM(t.alpha), DATUM(t.literals), DATUM(t.neurons),
			      DATUM(t.inputs), DATUM(t.clauses), DATUM(t.collisions_independent),
			      DATUM(t.collisions_even), DATUM(t.collisions_clause),
			      DATUM(t.coverage_independent), DATUM(t.coverage_even),
			      DATUM(t.coverage_clause), datum_rows(&dealt));
	}
	rows_clear(&dealt);
	return status;
}

#define COUNT_ARG(key, most, text) \
	ARG(key, INT, text, .min = 1, .max = most, .fallback = "the task's")

const struct command cmd_theory = {
	VERB("theory", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_theory),
	.help = "Expected collisions and coverage of each kind of split, before pruning.",
	.details =
		"collisions: share of (parent neuron, clause pair) for which one child holds every input of both. "
		"coverage: share of clauses that some neuron holds whole. "
		"Closed forms are for clauses of one length that share no input. "
		"Elsewhere they are null, and the means over 1000 simulated deals stand in for them, with 95 % intervals: deals of the session's task, or, of clauses that it has not, each of a task drawn anew. "
		"Expressions have theory_collisions(ARM), theory_coverage(ARM) for the closed forms and dealt_collisions(ARM), dealt_coverage(ARM) for what is simulated; null where there is none.",
	.example = "theory alpha=2 literals=4 neurons=8 inputs=32 clauses=8",
	.more_examples = "theory alpha=2 literals=4 neurons=8 inputs=16 clauses=8",
	LARGE("theory neurons={512|4096} inputs={256|2048} clauses={256|2048} literals=3"),
	.fields = theory_fields,
	.args = { ARG("alpha", INT, "children of each neuron", .min = 1, .max = FPE_MAX_ALPHA,
		      .fallback = "2"),
		  COUNT_ARG("literals", FPE_MAX_INPUTS, "literals a clause"),
		  COUNT_ARG("neurons", FPE_MAX_NEURONS, "parent neurons"),
		  COUNT_ARG("inputs", FPE_MAX_INPUTS, "inputs"),
		  COUNT_ARG("clauses", FPE_MAX_CLAUSES, "clauses") },
};
