/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr_node.h - what the parser and the evaluator of expressions share.
 */
#ifndef CMD_EXPR_NODE_H
#define CMD_EXPR_NODE_H

#include "cmd/language/expr.h"

/* Of the tree, so that evaluating it cannot use up the stack; the chain
   1 + 1 + … grows it without nesting. */
#define EXPR_MAX_HEIGHT 1000

enum expr_op {
	EXPR_OP_NUMBER,
	EXPR_OP_TEXT, /* a quoted text */
	EXPR_OP_NAME,
	EXPR_OP_CALL,
	EXPR_OP_OR,
	EXPR_OP_AND,
	EXPR_OP_NOT,
	EXPR_OP_EQUAL,
	EXPR_OP_UNEQUAL,
	EXPR_OP_LESS,
	EXPR_OP_LESS_EQUAL,
	EXPR_OP_MORE,
	EXPR_OP_MORE_EQUAL,
	EXPR_OP_ADD,
	EXPR_OP_SUBTRACT,
	EXPR_OP_MULTIPLY,
	EXPR_OP_DIVIDE,
	EXPR_OP_NEGATE
};

struct expr_node {
	enum expr_op op;
	int argc;		  /* children */
	int child[EXPR_MAX_ARGS]; /* nodes, before this one in the array */
	int height;
	double number;
	int first, last; /* its bytes in the text, last exclusive */
	int at;		 /* operator or name: where errors point */
	int name;	 /* bytes of the name at `at` */
	bool named;	 /* there is a name in it */
};

struct expr {
	char *text;
	struct expr_node *node;
	int nodes, room;
	int root;
};

/* A function of the language itself; all others are the caller's. */
struct expr_builtin {
	const char *name;
	int least, most; /* arguments */
	double (*apply)(const double *x, int n);
	const char *help;
};
extern const struct expr_builtin expr_builtins[]; /* ends with name NULL */

/* The one called text[0..size), or NULL. */
const struct expr_builtin *expr_builtin(const char *name, int size);

#endif
