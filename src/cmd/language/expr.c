/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.c - the text of an expression to a tree.
 *
 * Owns the tree: one array, children before parents. Evaluating it is in
 * expr_evaluate.c.
 */
#include "cmd/language/expr_node.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/lex.h"
#include "cmd/language/number.h"
#include "core/base/room.h"

struct parser {
	struct expr *expr;
	const char *text;
	int at;	   /* never at a blank */
	int depth; /* of nesting */
	struct fpe_error *err;
};

/* An operator of one level, at the parser's place. */
struct operator
{
	const char *text;
	enum expr_op op;
	int level;
};

enum { LEVEL_OR, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_ADD, LEVEL_MULTIPLY, LEVEL_UNARY };

/* Longer ones before those they begin with. */
static const struct operator operators[] = {
	{ "or", EXPR_OP_OR, LEVEL_OR },
	{ "and", EXPR_OP_AND, LEVEL_AND },
	{ "==", EXPR_OP_EQUAL, LEVEL_COMPARE },
	{ "!=", EXPR_OP_UNEQUAL, LEVEL_COMPARE },
	{ "<=", EXPR_OP_LESS_EQUAL, LEVEL_COMPARE },
	{ "<", EXPR_OP_LESS, LEVEL_COMPARE },
	{ ">=", EXPR_OP_MORE_EQUAL, LEVEL_COMPARE },
	{ ">", EXPR_OP_MORE, LEVEL_COMPARE },
	{ "+", EXPR_OP_ADD, LEVEL_ADD },
	{ "-", EXPR_OP_SUBTRACT, LEVEL_ADD },
	{ "*", EXPR_OP_MULTIPLY, LEVEL_MULTIPLY },
	{ "/", EXPR_OP_DIVIDE, LEVEL_MULTIPLY },
	{ NULL, EXPR_OP_NUMBER, 0 },
};

static enum fpe_status parse_level(struct parser *p, int level, int *out);

static enum fpe_status refuse(struct parser *p, int at, const char *message)
{
	return fpe_fail_at(p->err, FPE_EPARSE, at, "%s", message);
}

static void skip(struct parser *p, int bytes)
{
	p->at += bytes;
	p->at += (int)strspn(p->text + p->at, " \t\n");
}

static bool takes(const struct parser *p, const char *token)
{
	int n = (int)strlen(token);

	if (strncmp(p->text + p->at, token, (size_t)n) != 0)
		return false;
	/* `order` does not begin with `or`. */
	return !lex_identifier(token) || lex_identifier(p->text + p->at) == n;
}

/* Add a node over the children; height and names follow from them. */
static enum fpe_status add(struct parser *p, struct expr_node node, int *out)
{
	struct expr *expr = p->expr;

	node.height = 1;
	for (int i = 0; i < node.argc; i++) {
		const struct expr_node *child = &expr->node[node.child[i]];

		if (child->height >= node.height)
			node.height = child->height + 1;
		node.named |= child->named;
	}
	if (node.height > EXPR_MAX_HEIGHT)
		return fpe_fail_at(p->err, FPE_ELIMIT, node.at, "more than %d operators in a row",
				   EXPR_MAX_HEIGHT);
	if (room_for(&expr->node, &expr->room, expr->nodes + 1, sizeof node, p->err))
		return FPE_ENOMEM;
	expr->node[expr->nodes] = node;
	*out = expr->nodes++;
	return FPE_OK;
}

static enum fpe_status check_builtin(struct parser *p, const struct expr_node *node)
{
	const struct expr_builtin *f = expr_builtin(p->text + node->at, node->name);

	if (!f || (node->argc >= f->least && node->argc <= f->most))
		return FPE_OK;
	return fpe_fail_at(p->err, FPE_EPARSE, node->at, "%s takes %d%s%s argument%s, not %d",
			   f->name, f->least, f->least < f->most ? " to " : "",
			   f->least < f->most ? "4" : "", f->most > 1 ? "s" : "", node->argc);
}

/* The arguments of a call, from after its ( to after its ). */
static enum fpe_status parse_arguments(struct parser *p, struct expr_node *node)
{
	bool ends = takes(p, ")");
	enum fpe_status status;

	if (ends)
		skip(p, 1);
	while (!ends) {
		if (node->argc == EXPR_MAX_ARGS)
			return refuse(p, p->at, "more than 4 arguments");
		status = parse_level(p, LEVEL_OR, &node->child[node->argc]);
		if (status)
			return status;
		node->argc++;
		ends = takes(p, ")");
		if (!ends && !takes(p, ","))
			return refuse(p, p->at, "expected , or )");
		skip(p, 1);
	}
	return FPE_OK;
}

/* One past the last byte before at that is not a blank. */
static int end_before(const struct parser *p)
{
	int end = p->at;

	while (end > 0 && strchr(" \t\n", p->text[end - 1]))
		end--;
	return end;
}

static enum fpe_status parse_name(struct parser *p, int *out)
{
	struct expr_node node = { .op = EXPR_OP_NAME, .named = true };
	enum fpe_status status;

	node.first = node.at = p->at;
	node.name = lex_identifier(p->text + p->at);
	skip(p, node.name);
	if (takes(p, "(")) {
		node.op = EXPR_OP_CALL;
		node.named = false; /* its arguments say */
		skip(p, 1);
		status = parse_arguments(p, &node);
		if (!status)
			status = check_builtin(p, &node);
		if (status)
			return status;
	}
	node.last = end_before(p);
	return add(p, node, out);
}

static enum fpe_status parse_text_literal(struct parser *p, int *out)
{
	struct expr_node node = { .op = EXPR_OP_TEXT };
	const char *from = p->text + p->at;
	const char *end = strchr(from + 1, from[0]);

	if (!end)
		return refuse(p, p->at, "this quote is not closed");
	if (end - from - 1 >= (int)sizeof((struct expr_value *)0)->text)
		return refuse(p, p->at, "a text longer than 63 bytes");
	node.first = node.at = p->at;
	skip(p, (int)(end - from) + 1);
	node.last = end_before(p);
	return add(p, node, out);
}

static enum fpe_status parse_group(struct parser *p, int *out)
{
	enum fpe_status status;

	skip(p, 1);
	status = parse_level(p, LEVEL_OR, out);
	if (status)
		return status;
	if (!takes(p, ")"))
		return refuse(p, p->at, "expected )");
	skip(p, 1);
	return FPE_OK;
}

static bool is_word_operator(const struct parser *p)
{
	return takes(p, "and") || takes(p, "or") || takes(p, "not");
}

static enum fpe_status parse_primary(struct parser *p, int *out)
{
	struct expr_node node = { .op = EXPR_OP_NUMBER };
	const char *from = p->text + p->at;
	int n = number_scan(from, 0, &node.number);

	if (*from == '(')
		return parse_group(p, out);
	if (*from == '"' || *from == '\'')
		return parse_text_literal(p, out);
	if (n == 0 && lex_identifier(from) && !is_word_operator(p))
		return parse_name(p, out);
	if (n == 0)
		return refuse(p, p->at,
			      *from ? "expected a number, a name or ("
				    : "the expression ends too early");
	if (lex_identifier(from + n) || from[n] == '.')
		return refuse(p, p->at + n, "this does not belong to a number");
	node.first = node.at = p->at;
	node.last = p->at + n;
	skip(p, n);
	return add(p, node, out);
}

/* `not` and unary `-`: the operand is of the same level. */
static enum fpe_status parse_prefix(struct parser *p, enum expr_op op, int size, int level,
				    int *out)
{
	struct expr_node node = { .op = op, .argc = 1 };
	enum fpe_status status;

	node.first = node.at = p->at;
	skip(p, size);
	status = parse_level(p, level, &node.child[0]);
	if (status)
		return status;
	node.last = end_before(p);
	return add(p, node, out);
}

static const struct operator* next_operator(const struct parser *p, int level)
{
	const struct operator* o = operators;

	while (o->text && !(o->level == level && takes(p, o->text)))
		o++;
	return o->text ? o : NULL;
}

/* left OP right OP … of one level, grouped to the left. */
static enum fpe_status parse_chain(struct parser *p, int level, int *out)
{
	int first = p->at;
	enum fpe_status status = parse_level(p, level + 1, out);
	const struct operator* o;

	while (!status && (o = next_operator(p, level))) {
		struct expr_node node = { .op = o->op, .argc = 2 };

		node.at = p->at;
		node.first = first;
		node.child[0] = *out;
		skip(p, (int)strlen(o->text));
		status = parse_level(p, level + 1, &node.child[1]);
		node.last = end_before(p);
		if (!status)
			status = add(p, node, out);
		if (!status && level == LEVEL_COMPARE && next_operator(p, level))
			return refuse(p, p->at, "comparisons do not chain; use and");
	}
	return status;
}

static enum fpe_status parse_level(struct parser *p, int level, int *out)
{
	enum fpe_status status;

	if (level == LEVEL_NOT && !takes(p, "not"))
		level = LEVEL_COMPARE;
	if (level < LEVEL_UNARY && level != LEVEL_NOT)
		return parse_chain(p, level, out);
	if (p->depth == EXPR_MAX_DEPTH)
		return fpe_fail_at(p->err, FPE_ELIMIT, p->at, "nested deeper than %d",
				   EXPR_MAX_DEPTH);
	p->depth++;
	if (level == LEVEL_NOT)
		status = parse_prefix(p, EXPR_OP_NOT, 3, LEVEL_NOT, out);
	else if (takes(p, "-"))
		status = parse_prefix(p, EXPR_OP_NEGATE, 1, LEVEL_UNARY, out);
	else
		status = parse_primary(p, out);
	p->depth--;
	return status;
}

static enum fpe_status parse_whole(struct parser *p)
{
	enum fpe_status status;

	skip(p, 0);
	status = parse_level(p, LEVEL_OR, &p->expr->root);
	if (status)
		return status;
	if (takes(p, "="))
		return refuse(p, p->at, "use == to compare");
	if (p->text[p->at])
		return refuse(p, p->at, "expected an operator");
	return FPE_OK;
}

enum fpe_status expr_parse(const char *text, struct expr **out, struct fpe_error *err)
{
	struct parser p = { .text = text, .err = err };
	enum fpe_status status;

	*out = NULL;
	p.expr = calloc(1, sizeof *p.expr);
	if (!p.expr)
		return fpe_no_memory(err);
	p.expr->text = strdup(text);
	status = p.expr->text ? parse_whole(&p) : fpe_no_memory(err);
	if (status) {
		expr_free(p.expr);
		return status;
	}
	*out = p.expr;
	return FPE_OK;
}

void expr_free(struct expr *expr)
{
	if (!expr)
		return;
	free(expr->text);
	free(expr->node);
	free(expr);
}
