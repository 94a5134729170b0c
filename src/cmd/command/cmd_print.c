/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_print.c - `print` and `assert`, and what names in expressions mean.
 *
 * accuracy(clause) is a metric of an arm; epoch(clause) its epoch; after
 * compare or sweep, mean sd low high smallest largest of what study_value.h
 * describes are over its seeds; after regress, slope(clause) and others are
 * numbers of a line.
 */
#include "cmd/player/call.h"
#include "cmd/language/expr.h"
#include "cmd/language/functions.h"
#include "cmd/player/results.h"
#include "cmd/report/study_value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/report/column.h"

static enum fpe_status find_ready(struct call *call, const char *name, struct arm **out,
				  struct fpe_error *err)
{
	enum fpe_status status = session_ready(call->session, err);

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
				 : arm_measure_asked(arm, call->session->seed, value, err);
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

const struct function functions[] = {
	{ "epoch", FUNCTION_ARM, 0, "whole epochs of an arm: epoch(clause)" },
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
		name, FUNCTION_LINE, offsetof(struct fpe_line, field),                   \
			help " of a kind of split in the last regress: " name "(clause)" \
	}
		LINE("slope", slope, "slope"),
	LINE("slope_low", low, "lower end of the slope's 95 % interval"),
	LINE("slope_high", high, "upper end of the slope's 95 % interval"),
	LINE("intercept", intercept, "intercept of the line"),
	LINE("r2", r2, "share of the variance that the line explains"),
#undef LINE
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

/* what: the function or command that asks. */
static enum fpe_status over_seeds(struct call *call, const char *what, const char *source,
				  struct fpe_summary *out, struct fpe_error *err)
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

static enum fpe_status statistic(struct call *call, const struct function *st, const char *source,
				 double *out, struct fpe_error *err)
{
	struct fpe_summary summary;
	enum fpe_status status;
	char what[32];

	snprintf(what, sizeof what, "%s()", st->name);
	status = over_seeds(call, what, source, &summary, err);
	if (status == FPE_OK)
		memcpy(out, (const char *)&summary + st->offset, sizeof *out);
	return status;
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

static enum fpe_status lookup(void *context, const char *name, const struct expr_argument *args,
			      int argc, struct expr_value *out, struct fpe_error *err)
{
	struct call *call = context;
	const struct function *f = function_find(name);
	int metric = fpe_metric_find(name);
	struct arm *arm;

	out->kind = EXPR_NUMBER;
	if (argc != 1)
		return fpe_fail(err, FPE_ENAME,
				argc < 0 ? "%s: a metric needs an arm, as in accuracy(dense)"
					 : "%s takes one argument",
				name);
	if (f && f->kind == FUNCTION_STATISTIC)
		return statistic(call, f, args[0].source, &out->number, err);
	if (f && f->kind == FUNCTION_ARM) {
		enum fpe_status status = session_find(call->session, args[0].source, &arm, err);

		out->number = status ? NAN : arm->epoch;
		return status;
	}
	if (f && f->kind == FUNCTION_LINE)
		return line_number(call, f, args[0].source, &out->number, err);
	if (f && f->kind == FUNCTION_KERNEL)
		return kernel_of_arm(call, args[0].source, out, err);
	if (metric < 0)
		return fpe_fail(err, FPE_ENAME,
				"nothing is called %s; `help metrics` lists the metrics", name);
	return metric_of_arm(call, metric, args[0].source, &out->number, err);
}

/* Value of the expression argument; errors point into it. */
static enum fpe_status evaluate(struct call *call, struct expr_value *out)
{
	struct expr *expr;
	enum fpe_status status = expr_parse(call_text(call, "expression"), &expr, &call->err);

	if (status == FPE_OK) {
		status = expr_evaluate(expr, lookup, call, out, &call->err);
		expr_free(expr);
	}
	return call_blame(call, "expression", status);
}

static void value_text(const struct expr_value *v, char *out, size_t size)
{
	if (v->kind == EXPR_TEXT)
		snprintf(out, size, "%s", v->text);
	else if (v->kind == EXPR_TRUTH)
		snprintf(out, size, "%s", v->number != 0 ? "true" : "false");
	else if (isfinite(v->number))
		snprintf(out, size, "%.9g", v->number);
	else
		snprintf(out, size, "null");
}

static struct datum value_cell(const struct expr_value *v)
{
	if (v->kind == EXPR_TEXT)
		return datum_text(v->text);
	return v->kind == EXPR_TRUTH ? datum_truth(v->number != 0) : datum_number(v->number);
}

static const struct column print_fields[] = {
	FIELD("expression", "text", "as written"),
	FIELD("value", "number, text, truth or null", "its value"),
	{ 0 },
};

static enum fpe_status run_print(struct call *call)
{
	struct expr_value v = { 0 };
	enum fpe_status status = evaluate(call, &v);
	char text[sizeof v.text];

	if (status)
		return status;
	column_report(call->report, DATUM(call_text(call, "expression")), value_cell(&v));
	value_text(&v, text, sizeof text);
	report_text(call->report, "%s\n", text);
	return FPE_OK;
}

#define EXPRESSION_DETAILS \
	"or and not, == != < <= > >=, + - * /, abs min max sqrt round, every metric as a function of an arm, epoch(ARM), kernel(ARM); after compare mean, sd, low, high, smallest, largest of METRIC(row), gain(row), relative_gain(row), loss_gain(row); after regress slope, slope_low, slope_high, intercept, r2 of a kind of split."

const struct command cmd_print = {
	VERB("print", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_print),
	.help = "Print the value of an expression.",
	.details = EXPRESSION_DETAILS,
	EXAMPLE_AFTER("train 1", "print accuracy(dense) - 0.5"),
	.fields = print_fields,
	.args = { NEED("expression", EXPRESSION, "the expression") },
};

static const struct column effect_fields[] = {
	FIELD("expression", "text", "as written"),
	FIELD("label", "text", "what it is called; the expression where nothing is given"),
	FIELD("seeds", "integer", "of the last compare or sweep"),
	FIELD("mean", "number or null", "over the seeds"),
	FIELD("low", "number or null", "95 % Student-t interval; null for one seed"),
	FIELD("high", "number or null", "its other end"),
	{ 0 }
};

static enum fpe_status run_effect(struct call *call)
{
	const char *expression = call_text(call, "expression"), *label = call_text(call, "label");
	struct fpe_summary s;
	enum fpe_status status = over_seeds(call, "effect", expression, &s, &call->err);

	if (status)
		return call_blame(call, "expression", status);
	label = label ? label : expression;
	column_report(call->report, DATUM(expression), DATUM(label), DATUM(s.n), DATUM(s.mean),
		      DATUM(s.low), DATUM(s.high));
	if (isfinite(s.low))
		report_text(call->report, "%s: %.4g, 95 %% interval %.4g … %.4g, %d seeds\n", label,
			    s.mean, s.low, s.high, s.n);
	else if (isfinite(s.mean))
		report_text(call->report, "%s: %.4g, %d seed%s\n", label, s.mean, s.n,
			    s.n == 1 ? "" : "s");
	else
		report_text(call->report, "%s: null\n", label);
	return FPE_OK;
}

const struct command cmd_effect = {
	VERB("effect", COMMAND_BOUNDARY | COMMAND_REPORT, run_effect),
	.help = "Mean and 95 % interval of an expression, worked out for each seed of the last compare or sweep.",
	.details =
		"Paired: effect gain(clause) - gain(random) is the mean of the differences. "
		"After a sweep a row is named with its point, as in gain(clause, alpha == 4); split_METRIC is at the split.",
	EXAMPLE_AFTER("compare seeds=2 epochs=6",
		      "effect gain(clause) - gain(random) \"clause over random\""),
	.fields = effect_fields,
	.args = { NEED("expression", EXPRESSION, "the expression"),
		  WORD("label", TEXT, "what to call it, quoted") },
};

static enum fpe_status run_assert(struct call *call)
{
	const char *message = call_text(call, "message");
	struct expr_value v = { 0 };
	enum fpe_status status = evaluate(call, &v);

	if (status)
		return status;
	if (isfinite(v.number) && v.number != 0)
		return FPE_OK;
	return call_fail(call, "expression", FPE_ESTATE, "false: %s%s%s",
			 call_text(call, "expression"), message ? ": " : "",
			 message ? message : "");
}

const struct command cmd_assert = {
	VERB("assert", COMMAND_BOUNDARY | COMMAND_ASIDE, run_assert),
	.help = "Fail unless an expression is true.",
	.details = EXPRESSION_DETAILS,
	EXAMPLE_AFTER("net", "assert nnz(dense) == 264 \"the default net has 264 weights\""),
	.args = { NEED("expression", EXPRESSION, "the expression"),
		  WORD("message", TEXT, "what to say if it is false, quoted") },
};
