/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr_evaluate.c - the value of an expression.
 *
 * Owns nothing. Null is NaN: whatever is not a finite number becomes it.
 */
#include "cmd/language/expr_node.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct evaluator {
	const struct expr *expr;
	expr_lookup *lookup;
	void *context;
	struct fpe_error *err;
};

static enum fpe_status evaluate(const struct evaluator *e, int node, struct expr_value *out);

static enum fpe_status refuse(const struct evaluator *e, const struct expr_node *node,
			      const char *message)
{
	return fpe_fail_at(e->err, FPE_EPARSE, node->at, "%s", message);
}

static void set_number(struct expr_value *out, double number)
{
	*out = (struct expr_value){ EXPR_NUMBER, number, "" };
	if (!isfinite(number))
		out->number = NAN;
}

static void set_truth(struct expr_value *out, bool truth)
{
	*out = (struct expr_value){ EXPR_TRUTH, truth, "" };
}

static bool is_null(const struct expr_value *value)
{
	return value->kind == EXPR_NUMBER && isnan(value->number);
}

static enum fpe_status want_number(const struct evaluator *e, int node, struct expr_value *out)
{
	enum fpe_status status = evaluate(e, node, out);

	if (!status && out->kind != EXPR_NUMBER)
		return refuse(e, &e->expr->node[node], "a number is needed here");
	return status;
}

static enum fpe_status want_truth(const struct evaluator *e, int node, struct expr_value *out)
{
	enum fpe_status status = evaluate(e, node, out);

	if (!status && out->kind != EXPR_TRUTH)
		return refuse(e, &e->expr->node[node], "a condition is needed here, as a > b");
	return status;
}

/* The second operand is not looked at when the first one decides. */
static enum fpe_status logic(const struct evaluator *e, const struct expr_node *node,
			     struct expr_value *out)
{
	enum fpe_status status = want_truth(e, node->child[0], out);

	if (status)
		return status;
	if (node->op == EXPR_OP_NOT)
		set_truth(out, out->number == 0);
	else if ((out->number != 0) == (node->op == EXPR_OP_AND))
		status = want_truth(e, node->child[1], out);
	return status;
}

static double compute(enum expr_op op, double a, double b)
{
	switch (op) {
	case EXPR_OP_ADD:
		return a + b;
	case EXPR_OP_SUBTRACT:
		return a - b;
	case EXPR_OP_MULTIPLY:
		return a * b;
	case EXPR_OP_DIVIDE:
		return b == 0 ? NAN : a / b;
	default:
		return -a;
	}
}

static enum fpe_status arithmetic(const struct evaluator *e, const struct expr_node *node,
				  struct expr_value *out)
{
	struct expr_value a, b = { EXPR_NUMBER, 0, "" };
	enum fpe_status status = want_number(e, node->child[0], &a);

	if (!status && node->argc == 2)
		status = want_number(e, node->child[1], &b);
	if (!status)
		set_number(out, compute(node->op, a.number, b.number));
	return status;
}

static bool holds(enum expr_op op, int order)
{
	switch (op) {
	case EXPR_OP_EQUAL:
		return order == 0;
	case EXPR_OP_UNEQUAL:
		return order != 0;
	case EXPR_OP_LESS:
		return order < 0;
	case EXPR_OP_LESS_EQUAL:
		return order <= 0;
	case EXPR_OP_MORE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static enum fpe_status comparison(const struct evaluator *e, const struct expr_node *node,
				  struct expr_value *out)
{
	struct expr_value a, b;
	enum fpe_status status = evaluate(e, node->child[0], &a);
	bool equality = node->op == EXPR_OP_EQUAL || node->op == EXPR_OP_UNEQUAL;
	int order;

	if (!status)
		status = evaluate(e, node->child[1], &b);
	if (status)
		return status;
	if (is_null(&a) || is_null(&b)) {
		set_truth(out, false);
		return FPE_OK;
	}
	if (a.kind != b.kind)
		return refuse(e, node, "the two sides are of different kinds");
	if (a.kind != EXPR_NUMBER && !equality)
		return refuse(e, node, "only numbers have an order");
	if (a.kind == EXPR_TEXT)
		order = strcmp(a.text, b.text);
	else
		order = (a.number > b.number) - (a.number < b.number);
	set_truth(out, holds(node->op, order));
	return FPE_OK;
}

/* The largest of n numbers, sign -1: the smallest; NaN if one is. */
static double extreme(const double *x, int n, double sign)
{
	double best = x[0];

	for (int i = 1; i < n; i++)
		best = isnan(x[i]) || sign * x[i] > sign * best ? x[i] : best;
	return best;
}

/* X(name, least and most arguments, value for x[n], help); x[n - 1] is the only one */
#define BUILTINS(X)                                                                        \
	X(abs, 1, 1, fabs(x[n - 1]), "a number without its sign")                          \
	X(sqrt, 1, 1, x[n - 1] < 0 ? NAN : sqrt(x[n - 1]), "square root; null below 0")    \
	X(round, 1, 1, round(x[n - 1]), "nearest whole number, halves away from 0")        \
	X(min, 2, EXPR_MAX_ARGS, extreme(x, n, -1), "smallest of numbers; null if one is") \
	X(max, 2, EXPR_MAX_ARGS, extreme(x, n, 1), "largest of numbers; null if one is")

#define APPLY(name, least, most, value, help)              \
	static double apply_##name(const double *x, int n) \
	{                                                  \
		return value;                              \
	}
BUILTINS(APPLY)

#define ROW(name, least, most, value, help) { #name, least, most, apply_##name, help },
const struct expr_builtin expr_builtins[] = { BUILTINS(ROW){ 0 } };

const struct expr_builtin *expr_builtin(const char *name, int size)
{
	for (const struct expr_builtin *f = expr_builtins; f->name; f++) {
		if ((int)strlen(f->name) == size && memcmp(f->name, name, (size_t)size) == 0)
			return f;
	}
	return NULL;
}

static enum fpe_status builtin(const struct evaluator *e, const struct expr_node *node,
			       const struct expr_builtin *f, struct expr_value *out)
{
	double x[EXPR_MAX_ARGS];

	for (int i = 0; i < node->argc; i++) {
		enum fpe_status status = want_number(e, node->child[i], out);

		if (status)
			return status;
		x[i] = out->number;
	}
	set_number(out, f->apply(x, node->argc));
	return FPE_OK;
}

static enum fpe_status argument(const struct evaluator *e, int index, struct expr_argument *out)
{
	const struct expr_node *node = &e->expr->node[index];
	int size = node->last - node->first;

	*out = (struct expr_argument){ .is_name = node->named };
	if (size >= (int)sizeof out->source && node->named)
		return refuse(e, node, "an argument longer than 511 bytes");
	snprintf(out->source, sizeof out->source, "%.*s", size, e->expr->text + node->first);
	return node->named ? FPE_OK : evaluate(e, index, &out->value);
}

static enum fpe_status look_up(const struct evaluator *e, const struct expr_node *node,
			       struct expr_value *out)
{
	struct expr_argument args[EXPR_MAX_ARGS];
	int argc = node->op == EXPR_OP_CALL ? node->argc : -1;
	enum fpe_status status = FPE_OK;
	char name[64];

	if (node->name >= (int)sizeof name)
		return refuse(e, node, "a name longer than 63 letters");
	snprintf(name, sizeof name, "%.*s", node->name, e->expr->text + node->at);
	for (int i = 0; !status && i < argc; i++)
		status = argument(e, node->child[i], &args[i]);
	if (status)
		return status;
	*out = (struct expr_value){ EXPR_NUMBER, NAN, "" };
	status = e->lookup(e->context, name, args, argc, out, e->err);
	if (status && e->err)
		e->err->at = node->at;
	if (!status && out->kind == EXPR_NUMBER)
		set_number(out, out->number);
	return status;
}

static void set_text(const struct evaluator *e, const struct expr_node *node,
		     struct expr_value *out)
{
	const char *open = e->expr->text + node->at;
	const char quote[2] = { *open, 0 };

	*out = (struct expr_value){ EXPR_TEXT, 0, "" };
	snprintf(out->text, sizeof out->text, "%.*s", (int)strcspn(open + 1, quote), open + 1);
}

static enum fpe_status evaluate(const struct evaluator *e, int index, struct expr_value *out)
{
	const struct expr_node *node = &e->expr->node[index];
	const struct expr_builtin *f;

	switch (node->op) {
	case EXPR_OP_NUMBER:
		set_number(out, node->number);
		return FPE_OK;
	case EXPR_OP_TEXT:
		set_text(e, node, out);
		return FPE_OK;
	case EXPR_OP_CALL:
		f = expr_builtin(e->expr->text + node->at, node->name);
		return f ? builtin(e, node, f, out) : look_up(e, node, out);
	case EXPR_OP_NAME:
		return look_up(e, node, out);
	case EXPR_OP_OR:
	case EXPR_OP_AND:
	case EXPR_OP_NOT:
		return logic(e, node, out);
	case EXPR_OP_EQUAL:
	case EXPR_OP_UNEQUAL:
	case EXPR_OP_LESS:
	case EXPR_OP_LESS_EQUAL:
	case EXPR_OP_MORE:
	case EXPR_OP_MORE_EQUAL:
		return comparison(e, node, out);
	default:
		return arithmetic(e, node, out);
	}
}

enum fpe_status expr_evaluate(const struct expr *expr, expr_lookup *lookup, void *context,
			      struct expr_value *out, struct fpe_error *err)
{
	struct evaluator e = { expr, lookup, context, err };

	return evaluate(&e, expr->root, out);
}

const char *expr_sides(const struct expr *expr, expr_lookup *lookup, void *context, char *out,
		       size_t size)
{
	const struct expr_node *root = &expr->node[expr->root];
	const char *sign = expr->text + root->at;
	struct evaluator e = { expr, lookup, context, NULL };
	struct expr_value side[2];
	char text[2][32];

	*out = '\0';
	if (root->op < EXPR_OP_EQUAL || root->op > EXPR_OP_MORE_EQUAL)
		return out;
	for (int i = 0; i < 2; i++) {
		if (evaluate(&e, root->child[i], &side[i]) || side[i].kind != EXPR_NUMBER)
			return out;
		snprintf(text[i], sizeof text[i], "%.6g", side[i].number);
	}
	snprintf(out, size, "%s %.*s %s", is_null(&side[0]) ? "null" : text[0],
		 (int)strspn(sign, "=!<>"), sign, is_null(&side[1]) ? "null" : text[1]);
	return out;
}
