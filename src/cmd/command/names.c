/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.c - metrics, functions and rows of studies by the names that expressions use.
 *
 * accuracy(clause) is a metric of an arm; epoch(clause) its epoch; pruned(clause) what its
 * split cost; after compare or sweep, mean sd low high smallest largest of what
 * study_value.h describes are over its seeds; after regress, slope(clause) and others are
 * numbers of a line.
 */
#include "cmd/command/names.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command/names_lesson.h"
#include "cmd/language/functions.h"
#include "cmd/language/lex.h"
#include "cmd/language/number.h"
#include "cmd/player/player.h"
#include "cmd/player/results.h"
#include "cmd/report/column.h"
#include "cmd/report/study_value.h"
#include "core/base/fixed_text.h"
#include "io/textbuf.h"
#include "lab/session/toll.h"

static enum fpe_status find_ready(struct call *call, const char *name, struct arm **out,
				  struct fpe_error *err)
{
	const struct session *s = call->session;
	enum fpe_status status;

	if (call->looks && (!s->arms || !s->train))
		return fpe_fail(err, FPE_ESTATE, "there is no net yet, or there are no samples");
	status = session_ready(call->session, err);
	return status ? status : session_find(call->session, name, out, err);
}

static enum fpe_status metric_of_arm(struct call *call, int metric, const char *name, double *out,
				     struct fpe_error *err)
{
	double value[FPE_METRIC_COUNT];
	struct arm *arm;
	enum fpe_status status = find_ready(call, name, &arm, err);

	if (status == FPE_OK)
		status = metric < FPE_METRIC_ASKED
				 ? arm_measure(arm, 0, session_watch(call->session), value, err)
				 : arm_measure_asked(arm, fpe_metric_asked_bit(metric),
						     call->session->seed,
						     session_watch(call->session), value, err);
	if (status == FPE_OK)
		*out = value[metric];
	return status;
}

/* How each layer of an arm is computed, a line each. */
static enum fpe_status kernel_of_arm(struct call *call, const char *name, struct expr_value *out,
				     struct fpe_error *err)
{
	struct arm *arm;
	enum fpe_status status = find_ready(call, name, &arm, err);

	if (status)
		return status;
	out->kind = EXPR_TEXT;
	out->text[0] = '\0';
	for (int l = 0; l < arm->net->layers; l++) {
		size_t used = strlen(out->text);

		if (l > 0)
			out->text[used++] = '\n';
		fpe_kernel_plan(fpe_trainer_kernel(arm->trainer), arm->net, l, out->text + used,
				sizeof out->text - used);
	}
	return FPE_OK;
}

enum { THEORY_COLLISIONS, THEORY_COVERAGE, DEALT_COLLISIONS, DEALT_COVERAGE }; /* offsets */

/* Of the arm's split: closed forms, or what stands in for them; null: there is none. */
static enum fpe_status theory_number(struct call *call, const struct function *f, const char *name,
				     double *out, struct fpe_error *err)
{
	struct session *s = call->session;
	struct fpe_deals deals;
	struct fpe_dealt dealt;
	struct arm *arm;
	bool clause;
	enum fpe_status status = find_ready(call, name, &arm, err);

	*out = NAN;
	if (status)
		return status;
	if (f->offset == DEALT_COLLISIONS || f->offset == DEALT_COVERAGE) {
		status = session_dealt(s, arm, INFINITY, &dealt, err);
		if (!status)
			*out = f->offset == DEALT_COVERAGE ? dealt.coverage.mean
							   : dealt.collisions.mean;
		return status;
	}
	if (strcmp(arm->split, "dense") == 0 && s->task->clauses.count)
		*out = f->offset == THEORY_COVERAGE || s->task->clauses.count > 1 ? 1 : NAN;
	if (!fpe_deals_of(arm->net, arm->split, arm->how.alpha, arm->how.layer, arm->how.share,
			  &s->task->clauses, &deals))
		return FPE_OK;
	fpe_theory_fill(&deals.shape);
	clause = strcmp(arm->split, "clause") == 0;
	if (f->offset == THEORY_COLLISIONS)
		*out = clause ? deals.shape.collisions_clause : deals.shape.collisions_even;
	else
		*out = clause ? deals.shape.coverage_clause : deals.shape.coverage_even;
	return FPE_OK;
}

enum { TOLL_PRUNED, TOLL_LOST, TOLL_REGAINED }; /* offsets */

const struct function functions[] = {
	{ "epoch", FUNCTION_ARM, 0, "whole epochs of an arm: epoch(clause)" },
	{ "pruned", FUNCTION_TOLL, TOLL_PRUNED,
	  "weights that were pruned when an arm was split off: pruned(clause)" },
	{ "lost", FUNCTION_TOLL, TOLL_LOST,
	  "what the split cost an arm of its parent's test accuracy, or added to its loss: lost(clause)" },
	{ "regained", FUNCTION_TOLL, TOLL_REGAINED,
	  "epochs from the split until an arm was as good as its parent was then, null before: regained(clause)" },
	{ "theory_collisions", FUNCTION_THEORY, THEORY_COLLISIONS,
	  "collisions that theory expects of an arm's split, before pruning; null where clauses share inputs: theory_collisions(clause)" },
	{ "theory_coverage", FUNCTION_THEORY, THEORY_COVERAGE,
	  "coverage that it expects: theory_coverage(random)" },
	{ "dealt_collisions", FUNCTION_THEORY, DEALT_COLLISIONS,
	  "where clauses share inputs, mean collisions over 1000 simulated deals; else null: dealt_collisions(clause)" },
	{ "dealt_coverage", FUNCTION_THEORY, DEALT_COVERAGE,
	  "mean coverage over them: dealt_coverage(clause)" },
	{ "kernel", FUNCTION_KERNEL, 0,
	  "how the layers of an arm are computed, and why: kernel(clause)" },
#define STATISTIC(name, field, help)                                               \
	{                                                                          \
		name, FUNCTION_STATISTIC, offsetof(struct fpe_summary, field),     \
			help " over the seeds of the last compare or sweep: " name \
			     "(gain(clause))"                                      \
	}
	STATISTIC("mean", mean, "mean"),
	STATISTIC("sd", sd, "standard deviation (n-1)"),
	STATISTIC("low", low, "lower end of the 95 % interval of the mean"),
	STATISTIC("high", high, "upper end of the 95 % interval of the mean"),
	STATISTIC("smallest", min, "smallest value"),
	STATISTIC("largest", max, "largest value"),
#undef STATISTIC
#define GAIN(GAIN, name, help) { #name, FUNCTION_ROW, 0, help ", of a compare's row" },
	OUTCOME_GAIN_LIST(GAIN)
#undef GAIN
#define LINE(name, field, help)                                                          \
	{                                                                                \
		name, FUNCTION_LINE, offsetof(struct fpe_regression, field),             \
			help " of a kind of split in the last regress: " name "(clause)" \
	}
		LINE("slope", pooled.slope, "slope"),
	LINE("slope_low", pooled.low, "lower end of the slope's 95 % interval"),
	LINE("slope_high", pooled.high, "upper end of the slope's 95 % interval"),
	LINE("intercept", intercept, "intercept of the line"),
	LINE("r2", pooled.r2, "share of the variance that the line explains"),
	LINE("slope_within", within.slope, "slope within settings"),
	LINE("slope_within_low", within.low, "lower end of its 95 % interval"),
	LINE("slope_within_high", within.high, "upper end of its 95 % interval"),
	LINE("r2_within", within.r2, "share that it explains of the variance within settings"),
	LINE("slope_beside", beside.slope, "slope beside dense's score"),
	LINE("slope_beside_low", beside.low, "lower end of its 95 % interval"),
	LINE("slope_beside_high", beside.high, "upper end of its 95 % interval"),
	LINE("r2_dense", r2_beside, "share of the variance that dense's score explains alone"),
#undef LINE
	{ "either", FUNCTION_EITHER, 0,
	  "the second of three where the first is true, else the third: either(guess > 1, 'right', 'no')" },
	{ "exists", FUNCTION_EXISTS, 0, "is there an arm of this name: exists(clause)" },
	{ "meets", FUNCTION_MEETS, 0,
	  "does a neuron, or a child of it, hold both clauses whole, by the mask of the current arm or of one that is named: meets(n0, c0, c1, manual), meets('n0.1', c0, c1, manual)" },
	{ "weight", FUNCTION_WEIGHT, 0,
	  "a weight of fc1, null where it is masked, of the current arm or of one that is named: weight(n0, x1)" },
	{ "pointed", FUNCTION_POINTED, 0,
	  "does the cursor of interference stand on two clauses: pointed(pair); on two that collide, in an arm: pointed(collision, clause)" },
	{ "shown", FUNCTION_SHOWN, 0,
	  "was a panel the last to be brought to the front: shown(interference)" },
	{ 0 }
};

static const struct function *function_find(const char *name)
{
	for (const struct function *f = functions; f->name; f++) {
		if (strcmp(f->name, name) == 0)
			return f;
	}
	return NULL;
}

enum fpe_status names_over_seeds(struct call *call, const char *what, const char *source,
				 struct study_values *out, struct fpe_error *err)
{
	struct sweep *sweep = call->results->swept;
	struct compare *c = sweep ? NULL : call->results->compared;

	if (results_awaited(call->results))
		return fpe_fail(err, FPE_ESTATE,
				"%s is over the seeds of the study under way: ask when it is done",
				what);
	if (!c && !sweep)
		return fpe_fail(err, FPE_ESTATE,
				"%s is over the seeds of a compare or a sweep: run one first",
				what);
	return study_value(c, sweep, source, out, err);
}

const char *names_nulls(const struct study_values *v, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	if (v->nulls)
		fixed_put(out, size, &at, "null at %d of %d seeds", v->nulls, v->seeds);
	if (v->diverged)
		fixed_put(out, size, &at, "%s%d diverged", at ? "; " : "", v->diverged);
	return out;
}

static enum fpe_status statistic(struct call *call, const struct function *st, const char *source,
				 double *out, struct fpe_error *err)
{
	struct study_values values;
	enum fpe_status status;
	char what[32], nulls[96];

	snprintf(what, sizeof what, "%s()", st->name);
	status = names_over_seeds(call, what, source, &values, err);
	if (status)
		return status;
	memcpy(out, (const char *)&values.over + st->offset, sizeof *out);
	if (values.nulls && !call->looks)
		session_note(call->session, "%s(%s): %s", st->name, source,
			     names_nulls(&values, nulls, sizeof nulls));
	return FPE_OK;
}

static enum fpe_status line_number(struct call *call, const struct function *f, const char *split,
				   double *out, struct fpe_error *err)
{
	const struct regression *r = &call->results->regression;

	if (!r->lines)
		return fpe_fail(err, FPE_ESTATE, "%s() is of a line of regress: run one first",
				f->name);
	for (int i = 0; i < r->lines; i++) {
		if (strcmp(r->line[i].split, split) != 0)
			continue;
		memcpy(out, (const char *)&r->line[i].fit + f->offset, sizeof *out);
		return FPE_OK;
	}
	return fpe_fail(err, FPE_ENAME, "the last regress has no line of %s", split);
}

static enum fpe_status toll_number(struct call *call, const struct function *f, const char *name,
				   double *out, struct fpe_error *err)
{
	struct arm *arm;
	struct toll toll;
	enum fpe_status status = find_ready(call, name, &arm, err);
	bool known = !status && toll_of(call->session, arm, &toll);

	*out = NAN;
	if (!known)
		return status;
	if (f->offset == TOLL_PRUNED)
		*out = (double)arm->pruned;
	else if (f->offset == TOLL_LOST)
		*out = toll.lost;
	else if (toll.back >= 0)
		*out = toll.back - toll.left;
	return FPE_OK;
}

/* An answer that is a number is one. */
static enum fpe_status answered(struct call *call, const char *name, struct expr_value *out,
				struct fpe_error *err)
{
	const char *text = answers_find(&call->results->answers, name);
	bool minus = text && *text == '-';
	int size = text ? number_scan(text + minus, 0, &out->number) : 0;

	if (!text)
		return fpe_fail(err, FPE_ENAME, "%s: a metric needs an arm, as in accuracy(dense)",
				name);
	if (!*text)
		out->number = NAN;
	else if (!size || text[minus + size])
		out->kind = EXPR_TEXT;
	else if (minus)
		out->number = -out->number;
	if (out->kind == EXPR_TEXT)
		snprintf(out->text, sizeof out->text, "%s", text);
	return FPE_OK;
}

static enum fpe_status argument_value(struct call *call, const struct expr_argument *arg,
				      struct expr_value *out, struct fpe_error *err)
{
	if (arg->is_name)
		return names_evaluate(call, arg->source, out, err);
	*out = arg->value;
	return FPE_OK;
}

static enum fpe_status either(struct call *call, const struct expr_argument *args,
			      struct expr_value *out, struct fpe_error *err)
{
	enum fpe_status status = argument_value(call, &args[0], out, err);

	if (!status && out->kind != EXPR_TRUTH)
		return fpe_fail(
			err, FPE_EPARSE,
			"either() takes a condition first, as in either(guess > 1, 'right', 'no')");
	return status ? status : argument_value(call, &args[out->number != 0 ? 1 : 2], out, err);
}

/* So many arguments? f NULL: a metric. */
static bool takes(const struct function *f, int argc, const char **how_many)
{
	enum function_kind kind = f ? f->kind : FUNCTION_ARM;
	int least = kind == FUNCTION_EITHER || kind == FUNCTION_MEETS ? 3
		    : kind == FUNCTION_WEIGHT			      ? 2
								      : 1;
	bool of_arm = kind == FUNCTION_MEETS || kind == FUNCTION_WEIGHT || kind == FUNCTION_POINTED;
	int most = of_arm ? least + 1 : least;

	*how_many = most == 1	 ? "one argument"
		    : most == 2	 ? "1 or 2 arguments"
		    : least == 2 ? "2 or 3 arguments"
		    : most == 3	 ? "3 arguments"
				 : "3 or 4 arguments";
	return argc >= least && argc <= most;
}

static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	struct call *call = context;
	const struct function *f = function_find(name);
	int metric = fpe_metric_find(name);
	const char *how_many;
	struct arm *arm;

	out->kind = EXPR_NUMBER;
	if (argc < 0)
		return answered(call, name, out, err);
	if (!takes(f, argc, &how_many))
		return fpe_fail(err, FPE_ENAME, "%s takes %s", name, how_many);
	if (f && f->kind == FUNCTION_EITHER)
		return either(call, args, out, err);
	if (f && f->kind >= FUNCTION_EXISTS)
		return names_of_lesson(call, f, args, argc, out, err);
	if (f && f->kind == FUNCTION_STATISTIC)
		return statistic(call, f, args[0].source, &out->number, err);
	if (f && f->kind == FUNCTION_ARM) {
		enum fpe_status status = session_find(call->session, args[0].source, &arm, err);

		out->number = status ? NAN : arm->epoch;
		return status;
	}
	if (f && f->kind == FUNCTION_TOLL)
		return toll_number(call, f, args[0].source, &out->number, err);
	if (f && f->kind == FUNCTION_THEORY)
		return theory_number(call, f, args[0].source, &out->number, err);
	if (f && f->kind == FUNCTION_LINE)
		return line_number(call, f, args[0].source, &out->number, err);
	if (f && f->kind == FUNCTION_KERNEL)
		return kernel_of_arm(call, args[0].source, out, err);
	if (metric < 0)
		return fpe_fail(err, FPE_ENAME,
				"nothing is called %s; `help metrics` lists the metrics", name);
	return metric_of_arm(call, metric, args[0].source, &out->number, err);
}

enum fpe_status names_evaluate(struct call *call, const char *text, struct expr_value *out,
			       struct fpe_error *err)
{
	struct expr *expr;
	enum fpe_status status = expr_parse(text, &expr, err);

	if (status == FPE_OK) {
		status = expr_evaluate(expr, lookup, call, out, err);
		expr_free(expr);
	}
	return status;
}

const char *names_sides(struct call *call, const char *text, char *out, size_t size)
{
	struct expr *expr;

	*out = '\0';
	if (expr_parse(text, &expr, NULL))
		return out;
	expr_sides(expr, lookup, call, out, size);
	expr_free(expr);
	return out;
}

static void add_value(struct textbuf *out, const struct expr_value *v)
{
	if (v->kind == EXPR_TEXT)
		textbuf_puts(out, v->text);
	else if (v->kind == EXPR_TRUTH)
		textbuf_puts(out, v->number != 0 ? "true" : "false");
	else if (!isfinite(v->number))
		textbuf_puts(out, "-");
	else if (v->number == floor(v->number) && fabs(v->number) < 1e15)
		textbuf_printf(out, "%.0f", v->number);
	else
		textbuf_puts(out, column_number(v->number, 3).text);
}

/* Does it begin with the name of an answer? */
static bool is_answered(const struct answers *answers, const char *text)
{
	char name[64];

	snprintf(name, sizeof name, "%.*s", lex_identifier(text), text);
	return answers_find(answers, name) != NULL;
}

/* The expression between braces at text, malloc'ed; NULL: there is none. A name alone is
   a word in braces, unless it is an answer's: it takes a call. */
static char *expression_at(const struct answers *answers, const char *text)
{
	const char *end = *text == '{' ? strchr(text, '}') : NULL;
	char *inside = end ? strndup(text + 1, (size_t)(end - text - 1)) : NULL;
	struct expr *expr;

	if (inside && (strchr(inside, '(') || is_answered(answers, inside)) &&
	    expr_parse(inside, &expr, NULL) == FPE_OK) {
		expr_free(expr);
		return inside;
	}
	free(inside);
	return NULL;
}

char *names_fill(struct call *call, const char *text, struct fpe_error *err)
{
	struct textbuf out = { 0 };

	while (*text) {
		char *inside = expression_at(&call->results->answers, text);
		struct expr_value v = { 0 };

		if (!inside) {
			textbuf_add(&out, text++, 1);
			continue;
		}
		if (player_works(call->player)
			    ? fpe_fail(err, FPE_ESTATE, "{%.60s}: ask when nothing is under way",
				       inside)
			    : names_evaluate(call, inside, &v, err)) {
			free(inside);
			textbuf_clear(&out);
			return NULL;
		}
		add_value(&out, &v);
		text += strlen(inside) + 2;
		free(inside);
	}
	return textbuf_take(&out);
}
