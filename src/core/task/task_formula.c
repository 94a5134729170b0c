/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_formula.c - the terms of a formula's top-level OR (or AND) as clauses.
 *
 * Walks nodes with a stack of its own: a formula has at most FPE_MAX_FORMULA
 * nodes, and a chain may be as deep as that.
 */
#include "core/task/task.h"

#include <stdlib.h>

#include "fpe/limits.h"

#define FREE 2 /* sign of an input not seen in this term */

/* Scratch memory of one formula. */
struct walk {
	const struct fpe_formula *f;
	enum fpe_op top; /* OR or AND */
	int *stack;	 /* [nodes + 1] */
	int *term;	 /* [nodes] nodes of the terms */
	int terms;
	signed char *sign; /* [inputs] of the term at hand, or FREE */
};

/* Left to right, through brackets: a | (b | c) has three terms. */
static void find_terms(struct walk *w)
{
	int top = 0;

	w->stack[top++] = w->f->root;
	while (top > 0) {
		int node = w->stack[--top];

		if (w->f->node[node].op == w->top) {
			w->stack[top++] = w->f->node[node].b;
			w->stack[top++] = w->f->node[node].a;
		} else {
			w->term[w->terms++] = node;
		}
	}
}

/* The node under a row of NOTs; *sign turns over for each. */
static struct fpe_formula_node skip_nots(const struct fpe_formula *f, int node, int *sign)
{
	for (*sign = 1; f->node[node].op == FPE_OP_NOT; node = f->node[node].a)
		*sign = -*sign;
	return f->node[node];
}

/*
 * Mark the term's inputs with their signs; returns how many. All signs are 0
 * where the term is more than literals joined by the one operator (AND below
 * OR, OR below AND), or has an input both plain and negated.
 */
static int mark_term(struct walk *w, int term)
{
	enum fpe_op inner = w->top == FPE_OP_OR ? FPE_OP_AND : FPE_OP_OR;
	bool literals = true;
	int top = 0, count = 0, sign;

	for (int i = 0; i < w->f->inputs; i++)
		w->sign[i] = FREE;
	w->stack[top++] = term;
	while (top > 0) {
		int at = w->stack[--top];
		struct fpe_formula_node n = skip_nots(w->f, at, &sign);

		if (n.op == FPE_OP_INPUT) {
			count += w->sign[n.a] == FREE;
			literals &= w->sign[n.a] == FREE || w->sign[n.a] == sign;
			w->sign[n.a] = (signed char)sign;
			continue;
		}
		literals &= n.op == inner && w->f->node[at].op == inner;
		if (n.op != FPE_OP_CONST) {
			w->stack[top++] = n.a;
			w->stack[top++] = n.b;
		}
	}
	for (int i = 0; !literals && i < w->f->inputs; i++)
		w->sign[i] = w->sign[i] == FREE ? FREE : 0;
	return count;
}

static void store_term(struct fpe_task *task, const struct walk *w, int clause)
{
	struct fpe_clauses *c = &task->clauses;
	int at = c->start[clause];

	for (int i = 0; i < w->f->inputs; i++) {
		if (w->sign[i] == FREE)
			continue;
		c->input[at] = i;
		c->sign[at++] = w->sign[i];
	}
	c->start[clause + 1] = at;
	task->clause_node[clause] = w->term[clause];
}

/* Forget the clauses: a term without inputs (a constant) is none. */
static void drop_clauses(struct fpe_task *task)
{
	task->clauses.count = 0;
	task->clauses.start[0] = task->clauses.start[1] = 0;
}

static enum fpe_status fill_terms(struct fpe_task *task, struct walk *w, struct fpe_error *err)
{
	find_terms(w);
	if (w->terms > FPE_MAX_CLAUSES)
		return fpe_fail(err, FPE_ELIMIT, "the formula has %d terms; at most %d are allowed",
				w->terms, FPE_MAX_CLAUSES);
	/* no term lists an input twice, so its nodes bound all lists */
	task->clause_node = calloc((size_t)w->terms, sizeof *task->clause_node);
	if (!task->clause_node || task_room(task, w->terms, (size_t)w->f->nodes))
		return fpe_no_memory(err);
	for (int i = 0; i < w->terms; i++) {
		if (mark_term(w, w->term[i]) == 0) {
			drop_clauses(task);
			return FPE_OK;
		}
		store_term(task, w, i);
	}
	return FPE_OK;
}

/* Has only AND and literals, none both plain and negated? */
static bool is_term(struct walk *w)
{
	enum fpe_op top = w->top;
	bool plain = true;

	w->top = FPE_OP_OR; /* an AND below an OR */
	mark_term(w, w->f->root);
	for (int i = 0; i < w->f->inputs; i++)
		plain &= w->sign[i] != 0;
	w->top = top;
	return plain;
}

static enum fpe_status find_clauses(struct fpe_task *task, struct fpe_error *err)
{
	const struct fpe_formula *f = task->formula;
	enum fpe_op top = f->node[f->root].op;
	struct walk w = { .f = f, .top = top };
	enum fpe_status status;

	w.stack = calloc((size_t)f->nodes + 1, sizeof *w.stack);
	w.term = calloc((size_t)f->nodes, sizeof *w.term);
	w.sign = calloc((size_t)f->inputs, sizeof *w.sign);
	if (w.stack && w.term && w.sign) {
		/* with neither on top, or as one term, it is an OR of one */
		if (top != FPE_OP_AND || is_term(&w))
			w.top = FPE_OP_OR;
		task->all_must_hold = w.top == FPE_OP_AND;
		status = fill_terms(task, &w, err);
	} else {
		status = fpe_no_memory(err);
	}
	free(w.stack);
	free(w.term);
	free(w.sign);
	return status;
}

enum fpe_status fpe_task_formula(const char *text, struct fpe_task **out, struct fpe_error *err)
{
	struct fpe_formula *f;
	enum fpe_status status = fpe_formula_parse(text, &f, err);
	struct fpe_task *task;

	*out = NULL;
	if (status)
		return status;
	if (f->inputs == 0) {
		fpe_formula_free(f);
		return fpe_fail_at(err, FPE_ERANGE, 0, "the formula has no inputs");
	}
	task = task_new(FPE_TASK_FORMULA, f->inputs);
	if (!task) {
		fpe_formula_free(f);
		return fpe_no_memory(err);
	}
	task->formula = f;
	status = find_clauses(task, err);
	if (status)
		fpe_task_free(task);
	else
		*out = task;
	return status;
}

static enum fpe_status make_formula(const struct fpe_task_options *options, uint64_t seed,
				    struct fpe_task **out, struct fpe_error *err)
{
	(void)seed;
	if (!options->formula)
		return fpe_fail(err, FPE_ERANGE, "a task by a formula, but no formula");
	return fpe_task_formula(options->formula, out, err);
}

static bool formula_label(const struct fpe_task *task, const uint64_t *bits)
{
	return fpe_formula_value(task->formula, task->formula->root, bits);
}

static void put_formula(const struct fpe_task *task, struct task_writer *out)
{
	task_put(out, task->formula->text);
}

const struct fpe_task_info task_kind_formula = {
	.name = "formula",
	.rule = "the formula holds",
	.form = FPE_CLAUSE_FORMULA,
	.make = make_formula,
	.label = formula_label,
	.text = put_formula,
};
