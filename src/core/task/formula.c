/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formula.c - from a formula's text to nodes, and the value of a node.
 *
 * Promises: every character makes at most one node, so the text's length
 * bounds all memory; recursion goes as deep as the parentheses, never as a
 * chain is long. Not here: what a formula means as a task (task.c).
 */
#include "fpe/formula.h"

#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"

_Static_assert(FPE_MAX_NAME == 32, "a message says so, less the NUL");

enum token_kind {
	TOKEN_END,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_NOT,
	TOKEN_BINARY,
	TOKEN_CONST,
	TOKEN_NAME
};

struct token {
	enum token_kind kind;
	int start, end; /* byte offsets */
	int value;	/* CONST: 0 or 1; BINARY: an enum fpe_op */
};

#define BUCKETS 8192 /* more than FPE_MAX_INPUTS: probing ends */

struct parser {
	const char *text;
	struct token token; /* the one not consumed yet */
	int depth;	    /* open parentheses */
	struct fpe_formula *f;
	int *pending; /* operands of -> chains not joined yet */
	int pendings;
	int *bucket; /* [BUCKETS] input + 1, or 0; found by name */
	enum fpe_status status;
	struct fpe_error *err;
};

/* ----------------------------------------------------------------- tokens */

static const struct {
	const char *text;
	enum token_kind kind;
	int value;
} symbols[] = {
	{ "<->", TOKEN_BINARY, FPE_OP_IFF }, { "->", TOKEN_BINARY, FPE_OP_IMPLIES },
	{ "|", TOKEN_BINARY, FPE_OP_OR },    { "^", TOKEN_BINARY, FPE_OP_XOR },
	{ "&", TOKEN_BINARY, FPE_OP_AND },   { "!", TOKEN_NOT, 0 },
	{ "~", TOKEN_NOT, 0 },		     { "(", TOKEN_OPEN, 0 },
	{ ")", TOKEN_CLOSE, 0 },
}, words[] = {
	{ "not", TOKEN_NOT, 0 },	       { "and", TOKEN_BINARY, FPE_OP_AND },
	{ "xor", TOKEN_BINARY, FPE_OP_XOR },   { "or", TOKEN_BINARY, FPE_OP_OR },
	{ "true", TOKEN_CONST, 1 },	       { "false", TOKEN_CONST, 0 },
	{ "0", TOKEN_CONST, 0 },	       { "1", TOKEN_CONST, 1 },
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* No isalpha: what is a letter must not depend on the locale. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
	return is_letter(c) || c == '_' || (c >= '0' && c <= '9');
}

static void fault(struct parser *p, enum fpe_status status, int at, const char *message)
{
	if (!p->status)
		p->status = fpe_fail_at(p->err, status, at, "%s", message);
}

static void read_word(struct parser *p, struct token *t)
{
	const char *start = p->text + t->start;

	while (is_word(p->text[t->end]))
		t->end++;
	for (size_t i = 0; i < COUNT(words); i++) {
		size_t length = strlen(words[i].text);

		if (length == (size_t)(t->end - t->start) &&
		    !memcmp(start, words[i].text, length)) {
			t->kind = words[i].kind;
			t->value = words[i].value;
			return;
		}
	}
	t->kind = TOKEN_NAME;
	if (!is_letter(*start))
		fault(p, FPE_EPARSE, t->start,
		      "an input's name starts with a letter; numbers are 0 and 1");
	if (t->end - t->start >= FPE_MAX_NAME)
		fault(p, FPE_ELIMIT, t->start, "an input's name has at most 31 characters");
}
_Static_assert(FPE_MAX_NAME == 32, "the message above says 31");

static void bad_character(struct parser *p, int at)
{
	unsigned char c = (unsigned char)p->text[at];

	if (c < 32 || c >= 127)
		fault(p, FPE_EPARSE, at, "a character that no formula has");
	else if (!p->status)
		p->status = fpe_fail_at(p->err, FPE_EPARSE, at,
					"\"%c\" is no operator; there are ! & ^ | -> <->", c);
}

/* Read the token behind the current one. After a fault: the end. */
static void advance(struct parser *p)
{
	struct token t = { .kind = TOKEN_END, .start = p->token.end };
	const char *at;

	while (p->text[t.start] == ' ' || p->text[t.start] == '\t')
		t.start++;
	t.end = t.start;
	at = p->text + t.start;
	if (is_word(*at)) {
		read_word(p, &t);
	} else if (*at) {
		for (size_t i = 0; t.kind == TOKEN_END && i < COUNT(symbols); i++) {
			int length = (int)strlen(symbols[i].text);

			if (strncmp(at, symbols[i].text, (size_t)length))
				continue;
			t.kind = symbols[i].kind;
			t.value = symbols[i].value;
			t.end += length;
		}
		if (t.kind == TOKEN_END)
			bad_character(p, t.start);
	}
	if (p->status)
		t.kind = TOKEN_END;
	p->token = t;
}

/* ------------------------------------------------------------------ nodes */

/* Always room: see the promise on top. */
static int add_node(struct parser *p, enum fpe_op op, int a, int b)
{
	p->f->node[p->f->nodes] = (struct fpe_formula_node){ op, a, b };
	return p->f->nodes++;
}

/* Number of the input with the current token's name, new or known; or -1. */
static int find_input(struct parser *p)
{
	const char *name = p->text + p->token.start;
	size_t length = (size_t)(p->token.end - p->token.start);
	uint32_t hash = 2166136261u; /* FNV-1a */
	struct fpe_formula *f = p->f;
	char *copy;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	for (hash %= BUCKETS; p->bucket[hash]; hash = (hash + 1) % BUCKETS) {
		const char *known = f->name[p->bucket[hash] - 1];

		if (!strncmp(known, name, length) && !known[length])
			return p->bucket[hash] - 1;
	}
	if (f->inputs == FPE_MAX_INPUTS) {
		fault(p, FPE_ELIMIT, p->token.start, "more inputs than are allowed (4096)");
		return -1;
	}
	copy = strndup(name, length);
	if (!copy) {
		p->status = fpe_no_memory(p->err);
		return -1;
	}
	f->name[f->inputs++] = copy;
	p->bucket[hash] = f->inputs;
	return f->inputs - 1;
}
_Static_assert(FPE_MAX_INPUTS == 4096 && BUCKETS > FPE_MAX_INPUTS, "the message above says 4096");

static int parse_level(struct parser *p, enum fpe_op op);

/* "(" is the current token. */
static int parse_group(struct parser *p)
{
	int open = p->token.start, node;

	if (p->depth == FPE_MAX_FORMULA_DEPTH) {
		p->status = fpe_fail_at(p->err, FPE_ELIMIT, open, "more than %d nested parentheses",
					FPE_MAX_FORMULA_DEPTH);
		return 0;
	}
	p->depth++;
	advance(p);
	node = parse_level(p, FPE_OP_IFF);
	p->depth--;
	if (!p->status && p->token.kind != TOKEN_CLOSE)
		p->status = fpe_fail_at(p->err, FPE_EPARSE, p->token.start,
					"expected an operator or the \")\" of the \"(\" at byte %d",
					open);
	advance(p);
	return node;
}

static int parse_operand(struct parser *p)
{
	struct token t = p->token;
	int input;

	switch (t.kind) {
	case TOKEN_OPEN:
		return parse_group(p);
	case TOKEN_CONST:
		advance(p);
		return add_node(p, FPE_OP_CONST, t.value, 0);
	case TOKEN_NAME:
		input = find_input(p);
		advance(p);
		return add_node(p, FPE_OP_INPUT, input, 0);
	default:
		fault(p, FPE_EPARSE, t.start,
		      t.kind == TOKEN_END ? "the formula ends where an input is expected"
					  : "expected an input, a constant, \"!\" or \"(\"");
		return 0;
	}
}

static int parse_unary(struct parser *p)
{
	int nots = 0, node;

	for (; p->token.kind == TOKEN_NOT; nots++)
		advance(p);
	node = parse_operand(p);
	for (; !p->status && nots > 0; nots--)
		node = add_node(p, FPE_OP_NOT, node, 0);
	return node;
}

static bool at_operator(const struct parser *p, enum fpe_op op)
{
	return !p->status && p->token.kind == TOKEN_BINARY && p->token.value == (int)op;
}

/* a -> b -> c is a -> (b -> c): the operands wait until the chain's end. */
static int parse_implies(struct parser *p, int node)
{
	int base = p->pendings;

	while (at_operator(p, FPE_OP_IMPLIES)) {
		advance(p);
		p->pending[p->pendings++] = node;
		node = parse_level(p, FPE_OP_OR);
	}
	while (!p->status && p->pendings > base)
		node = add_node(p, FPE_OP_IMPLIES, p->pending[--p->pendings], node);
	return node;
}

/* What binds as tight as op or tighter. The order of enum fpe_op is the order
   of binding. After a fault the node is of no use. */
static int parse_level(struct parser *p, enum fpe_op op)
{
	int node = op == FPE_OP_AND ? parse_unary(p) : parse_level(p, op - 1);

	if (op == FPE_OP_IMPLIES)
		return parse_implies(p, node);
	while (at_operator(p, op)) {
		int right;

		advance(p);
		right = op == FPE_OP_AND ? parse_unary(p) : parse_level(p, op - 1);
		if (!p->status)
			node = add_node(p, op, node, right);
	}
	return node;
}

/* ---------------------------------------------------------------- formula */

static struct fpe_formula *formula_new(const char *text, size_t length)
{
	struct fpe_formula *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	f->text = strdup(text);
	f->node = calloc(length + 1, sizeof *f->node);
	f->name = calloc(FPE_MAX_INPUTS, sizeof *f->name);
	if (f->text && f->node && f->name)
		return f;
	fpe_formula_free(f);
	return NULL;
}

static void parse_all(struct parser *p)
{
	advance(p);
	p->f->root = parse_level(p, FPE_OP_IFF);
	if (p->token.kind == TOKEN_CLOSE)
		fault(p, FPE_EPARSE, p->token.start, "this \")\" closes nothing");
	else if (p->token.kind != TOKEN_END)
		fault(p, FPE_EPARSE, p->token.start, "expected an operator");
}

enum fpe_status fpe_formula_parse(const char *text, struct fpe_formula **out, struct fpe_error *err)
{
	size_t length = strlen(text);
	struct parser p = { .text = text, .err = err };

	*out = NULL;
	if (length > FPE_MAX_FORMULA)
		return fpe_fail_at(err, FPE_ELIMIT, FPE_MAX_FORMULA,
				   "a formula has at most %d bytes", FPE_MAX_FORMULA);
	p.f = formula_new(text, length);
	p.pending = calloc(length + 1, sizeof *p.pending);
	p.bucket = calloc(BUCKETS, sizeof *p.bucket);
	if (p.f && p.pending && p.bucket)
		parse_all(&p);
	else
		p.status = fpe_no_memory(err);
	free(p.pending);
	free(p.bucket);
	if (p.status)
		fpe_formula_free(p.f);
	else
		*out = p.f;
	return p.status;
}

void fpe_formula_free(struct fpe_formula *f)
{
	if (!f)
		return;
	for (int i = 0; i < f->inputs; i++)
		free(f->name[i]);
	free(f->name);
	free(f->node);
	free(f->text);
	free(f);
}

/*
 * Walks down the long side of a chain in a loop and recurses into the other,
 * which is as deep as parentheses and binding make it. The value is that of
 * the node reached, turned over if flip is set.
 */
bool fpe_formula_value(const struct fpe_formula *f, int node, const uint64_t *bits)
{
	bool flip = false;

	for (;;) {
		const struct fpe_formula_node n = f->node[node];

		node = n.a;
		switch (n.op) {
		case FPE_OP_CONST:
			return flip ^ (n.a != 0);
		case FPE_OP_INPUT:
			return flip ^ (bits[n.a / 64] >> (n.a % 64) & 1);
		case FPE_OP_NOT:
			flip = !flip;
			break;
		case FPE_OP_AND:
			if (!fpe_formula_value(f, n.b, bits))
				return flip;
			break;
		case FPE_OP_OR:
			if (fpe_formula_value(f, n.b, bits))
				return !flip;
			break;
		case FPE_OP_XOR:
			flip ^= fpe_formula_value(f, n.b, bits);
			break;
		case FPE_OP_IFF:
			flip ^= !fpe_formula_value(f, n.b, bits);
			break;
		case FPE_OP_IMPLIES:
			if (!fpe_formula_value(f, n.a, bits))
				return !flip;
			node = n.b;
			break;
		}
	}
}
