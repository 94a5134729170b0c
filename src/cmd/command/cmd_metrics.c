/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_metrics.c - `metrics` and `theory`: measured and expected numbers. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>
#include <string.h>

#include "fpe/theory.h"

static enum fpe_status find_arms(struct call *call, struct arm **out, int *count)
{
	struct session *s = call->session;
	const struct value *names = call_value(call, "arm");
	enum fpe_status status;

	*count = 0;
	for (int i = 0; i < names->count && *count < FPE_MAX_ARMS; i++) {
		status = session_find(s, names->texts[i], &out[*count], &call->err);
		if (status) {
			call->err_column = names->column;
			return status;
		}
		++*count;
	}
	if (!names->given) {
		memcpy(out, s->arm, (size_t)s->arms * sizeof *out);
		*count = s->arms;
	}
	return FPE_OK;
}

static enum fpe_status check_layer(struct call *call, const struct arm *arm, int layer)
{
	if (layer < arm->net->layers)
		return FPE_OK;
	return call_fail(call, "layer", FPE_ERANGE, "arm %s has layers 1 to %d", arm->name,
			 arm->net->layers);
}

static json_t *hidden_json(const struct fpe_net *net)
{
	json_t *list = json_array();

	for (int i = 0; i + 1 < net->layers; i++)
		json_array_append_new(list, json_integer(net->layer[i].out));
	return list;
}

#define ASKED COLUMN_OWN
#define METRIC_COLUMN(NAME, name, places, RANGE, unit_, help) \
	{ #name,                                              \
	  "number or null",                                   \
	  help,                                               \
	  .heading = #name,                                   \
	  .digits = places,                                   \
	  .brief = true,                                      \
	  .when = FPE_METRIC_##NAME < FPE_METRIC_ASKED ? 0 : ASKED },

/* Turned: one metric a line, one arm a column. Names stay readable, arms compare. */
static const struct column metrics_columns[] = {
	{ "arm", "text", "name", .heading = "metric" },
	FIELD("split", "text", "dense, or how it was split"),
	FIELD("alpha", "integer", "children of each neuron; 1 for a root arm"),
	{ "epoch", "integer", "whole epochs, counted from the root", .heading = "epoch" },
	FIELD("hidden[]", "integer", "neurons of each hidden layer"),
	FIELD("layer", "integer", "only with layer= other than 1"),
	FPE_METRIC_LIST(METRIC_COLUMN){ 0 }
};
static const struct column metrics_fields[] = { FIELDS("arms[]", metrics_columns), { 0 } };

static enum fpe_status put_arm(struct call *call, struct arm *a, int layer, bool asked,
			       struct rows *out)
{
	double value[FPE_METRIC_COUNT];
	enum fpe_status status = arm_measure(a, layer, value, &call->err);

	if (status == FPE_OK && asked)
		status = arm_measure_asked(a, call->session->seed, value, &call->err);
	if (status)
		return status;
	rows_put(out, DATUM(a->name), DATUM(a->split), DATUM(a->how.alpha), DATUM(a->epoch),
		 datum_json(hidden_json(a->net)),
		 datum_json(layer ? json_integer(layer + 1) : NULL));
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		rows_put(out, DATUM(value[m]));
	return FPE_OK;
}

static enum fpe_status run_metrics(struct call *call)
{
	struct arm *arms[FPE_MAX_ARMS];
	struct rows rows = { .columns = metrics_columns };
	int layer = (int)call_number(call, "layer", 1) - 1;
	bool asked = call_number(call, "robustness", 0) != 0;
	int count = 0;
	enum fpe_status status = session_ready(call->session, &call->err);

	if (status == FPE_OK)
		status = find_arms(call, arms, &count);
	for (int i = 0; i < count && status == FPE_OK; i++) {
		status = check_layer(call, arms[i], layer);
		if (status == FPE_OK)
			status = put_arm(call, arms[i], layer, asked, &rows);
	}
	if (!status && !rows_report_list(&rows, call->report, "metrics", metrics_fields))
		rows_turned(&rows, call->report, asked ? ASKED : 0);
	rows_clear(&rows);
	return status;
}

const struct command cmd_metrics = {
	.verb = "metrics",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Every metric of every arm, as it is now.",
	.example = "metrics",
	.example_setup = "train 1",
	.more_examples = "metrics layer=2",
	.fields = metrics_fields,
	.args = { { .name = "arm",
		    .type = ARG_ARMS,
		    .fallback = "all arms",
		    .help = "these arms only" },
		  { .name = "layer",
		    .type = ARG_LAYER,
		    .min = 1,
		    .max = FPE_MAX_LAYERS,
		    .fallback = "1",
		    .help = "layer that capacity, cosines and clause metrics are of" },
		  { .name = "robustness",
		    .type = ARG_FLAG,
		    .fallback = "no",
		    .help = "measure robustness_flip, _drop and _worst too" } },
	.run = run_metrics,
};

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
	if (task->clauses.count) {
		t->clauses = task->clauses.count;
		/* 0 where they differ: the theory assumes one length */
		t->literals = fpe_clauses_literals(&task->clauses);
	}
}

static const struct column theory_fields[] = {
	FIELD("alpha", "integer", "children of each neuron"),
	FIELD("literals", "integer", "k, literals a clause"),
	FIELD("neurons", "integer", "h, parent neurons"),
	FIELD("inputs", "integer", "d"),
	FIELD("clauses", "integer", "m"),
	FIELD("collisions_independent", "number or null", "alpha^-(2k-1), the paper's estimate"),
	FIELD("collisions_even", "number or null", "random split, inputs dealt evenly"),
	FIELD("collisions_clause", "number or null", "clause split"),
	FIELD("coverage_independent", "number", "1-(1-q)^h with q = alpha^-(k-1)"),
	FIELD("coverage_even", "number", "1-(1-q)^h with q = sum of C(n,k)/C(d,k)"),
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

	report_text(call->report,
		    "before pruning: %d inputs, %d clauses of %d literals, %d neurons, alpha %d\n",
		    t->inputs, t->clauses, t->literals, t->neurons, t->alpha);
	rows_put(&rows, DATUM("dense"), DATUM(t->clauses > 1 ? 1 : NAN), DATUM(1),
		 DATUM("random, dealt evenly"), DATUM(t->collisions_even), DATUM(t->coverage_even),
		 DATUM("random, independent (the paper's)"), DATUM(t->collisions_independent),
		 DATUM(t->coverage_independent), DATUM("clause"), DATUM(t->collisions_clause),
		 DATUM(1));
	rows_table(&rows, call->report, 0);
	rows_clear(&rows);
}

static enum fpe_status run_theory(struct call *call)
{
	struct fpe_theory t;

	theory_defaults(call->session, &t);
	t.alpha = (int)call_number(call, "alpha", t.alpha);
	t.literals = (int)call_number(call, "literals", t.literals);
	t.neurons = (int)call_number(call, "neurons", t.neurons);
	t.inputs = (int)call_number(call, "inputs", t.inputs);
	t.clauses = (int)call_number(call, "clauses", t.clauses);
	if (!t.literals)
		return call_fail(call, NULL, FPE_ESTATE,
				 "the task's clauses differ in length: give literals=");
	if (t.literals > t.inputs)
		return call_fail(call, call_given(call, "literals") ? "literals" : NULL, FPE_ERANGE,
				 "a clause of %d literals needs %d inputs; there are %d",
				 t.literals, t.literals, t.inputs);
	fpe_theory_fill(&t);
	if (!column_report(call->report, "theory", theory_fields, DATUM(t.alpha), DATUM(t.literals),
			   DATUM(t.neurons), DATUM(t.inputs), DATUM(t.clauses),
			   DATUM(t.collisions_independent), DATUM(t.collisions_even),
			   DATUM(t.collisions_clause), DATUM(t.coverage_independent),
			   DATUM(t.coverage_even)))
		theory_text(call, &t);
	return FPE_OK;
}

#define COUNT_ARG(key, most, text)                                                             \
	{                                                                                      \
		.name = key, .type = ARG_INT, .min = 1, .max = most, .fallback = "the task's", \
		.help = text                                                                   \
	}

const struct command cmd_theory = {
	.verb = "theory",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Expected collisions and coverage of each kind of split, before pruning.",
	.details =
		"collisions: share of (parent neuron, clause pair) for which one child holds every input of both. "
		"coverage: share of clauses that some neuron holds whole. "
		"Few collisions and full coverage together are what helps; neither alone does.",
	.example = "theory alpha=2 literals=4 neurons=8 inputs=32 clauses=8",
	.fields = theory_fields,
	.args = { { .name = "alpha",
		    .type = ARG_INT,
		    .min = 1,
		    .max = FPE_MAX_ALPHA,
		    .fallback = "2",
		    .help = "children of each neuron" },
		  COUNT_ARG("literals", FPE_MAX_INPUTS, "literals a clause"),
		  COUNT_ARG("neurons", FPE_MAX_NEURONS, "parent neurons"),
		  COUNT_ARG("inputs", FPE_MAX_INPUTS, "inputs"),
		  COUNT_ARG("clauses", FPE_MAX_CLAUSES, "clauses") },
	.run = run_theory,
};
