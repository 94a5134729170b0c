/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_print.c - `print` and `assert`: expressions; names.h says what names mean. */
#include "cmd/command/names.h"
#include "cmd/player/call.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/report/column.h"

/* Value of the expression argument; errors point into it. */
static enum fpe_status evaluate(struct call *call, struct expr_value *out)
{
	return call_blame(call, "expression",
			  names_evaluate(call, call_text(call, "expression"), out, &call->err));
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
	"or and not, == != < <= > >=, + - * /, abs min max sqrt round, every metric as a function of an arm, epoch(ARM), kernel(ARM), pruned(ARM), lost(ARM), regained(ARM); after compare mean, sd, low, high, smallest, largest of METRIC(row), gain(row), relative_gain(row), loss_gain(row); after regress slope, slope_low, slope_high, intercept, r2 of a kind of split."

const struct command cmd_print = {
	VERB("print", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_print),
	.help = "Print the value of an expression.",
	.details = EXPRESSION_DETAILS,
	EXAMPLE_AFTER("train 1", "print accuracy(dense) - 0.5"),
	LARGE(LARGE_NET "print robustness_drop(dense)"),
	.fields = print_fields,
	.args = { NEED("expression", EXPRESSION, "the expression") },
};

static enum fpe_status run_assert(struct call *call)
{
	const char *message = call_text(call, "message");
	struct expr_value v = { 0 };
	char sides[80];
	enum fpe_status status = evaluate(call, &v);

	if (status)
		return status;
	if (isfinite(v.number) && v.number != 0)
		return FPE_OK;
	names_sides(call, call_text(call, "expression"), sides, sizeof sides);
	return call_fail(call, "expression", FPE_ESTATE, "false: %s%s%s%s%s%s",
			 call_text(call, "expression"), *sides ? " (" : "", sides,
			 *sides ? ")" : "", message ? ": " : "", message ? message : "");
}

const struct command cmd_assert = {
	VERB("assert", COMMAND_BOUNDARY | COMMAND_ASIDE, run_assert),
	.help = "Fail unless an expression is true.",
	.details = EXPRESSION_DETAILS,
	EXAMPLE_AFTER("net", "assert nnz(dense) == 264 \"the default net has 264 weights\""),
	LARGE(LARGE_NET "assert robustness_drop(dense) <= 1"),
	.args = { NEED("expression", EXPRESSION, "the expression"),
		  WORD("message", TEXT, "what to say if it is false, quoted") },
};
