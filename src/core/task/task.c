/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.c - tasks: random clauses, the user's formula, or samples alone.
 *
 * Owns the lists of clauses. The terms of a formula become clauses in
 * task_terms.c; the samples of a task are drawn in draw.c.
 */
#include "core/task/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "fpe/rng.h"

struct fpe_task *task_new(enum fpe_task_kind kind, int inputs)
{
	struct fpe_task *task = calloc(1, sizeof *task);

	if (!task)
		return NULL;
	task->kind = kind;
	task->inputs = inputs;
	return task;
}

enum fpe_status task_room(struct fpe_task *task, int clauses, size_t literals)
{
	struct fpe_clauses *c = &task->clauses;

	c->start = calloc((size_t)clauses + 1, sizeof *c->start);
	c->input = calloc(literals + 1, sizeof *c->input);
	c->sign = calloc(literals + 1, sizeof *c->sign);
	if (!c->start || !c->input || !c->sign)
		return FPE_ENOMEM;
	c->count = clauses;
	return FPE_OK;
}

void fpe_task_free(struct fpe_task *task)
{
	if (!task)
		return;
	free(task->clauses.start);
	free(task->clauses.input);
	free(task->clauses.sign);
	free(task->clause_node);
	fpe_formula_free(task->formula);
	free(task);
}

/* ----------------------------------------------------------- random tasks */

static enum fpe_status check_options(const struct fpe_task_options *o, int *inputs,
				     struct fpe_error *err)
{
	long long all = (long long)o->clauses * o->literals;
	long long d = o->inputs ? o->inputs : all;

	if (o->clauses < 1 || o->literals < 1 || o->inputs < 0)
		return fpe_fail(err, FPE_ERANGE,
				"%d clauses of %d literals over %d inputs: each is at least 1",
				o->clauses, o->literals, o->inputs);
	if (o->clauses > FPE_MAX_CLAUSES)
		return fpe_fail(err, FPE_ELIMIT, "%d clauses; at most %d are allowed", o->clauses,
				FPE_MAX_CLAUSES);
	if (d > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%lld inputs; at most %d are allowed", d,
				FPE_MAX_INPUTS);
	if (o->literals > d)
		return fpe_fail(err, FPE_ERANGE, "%d literals a clause, but only %lld inputs",
				o->literals, d);
	if (d > all)
		return fpe_fail(err, FPE_ERANGE,
				"%lld inputs, but %d clauses of %d literals use at most %lld", d,
				o->clauses, o->literals, all);
	*inputs = (int)d;
	return FPE_OK;
}

static int ascending(const void *a, const void *b)
{
	const int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* k distinct inputs a clause: the first k places of a shuffle of all. */
static void draw_inputs(struct fpe_clauses *c, int k, int *item, int d, struct fpe_rng *rng)
{
	for (int i = 0; i < d; i++)
		item[i] = i;
	for (int clause = 0; clause < c->count; clause++) {
		int *input = c->input + c->start[clause];

		for (int i = 0; i < k; i++) {
			int j = i + (int)fpe_rng_below(rng, (uint32_t)(d - i));

			input[i] = item[j];
			item[j] = item[i];
			item[i] = input[i];
		}
		qsort(input, (size_t)k, sizeof *input, ascending);
	}
}

static enum fpe_status fill_clauses(struct fpe_task *task, const struct fpe_task_options *o,
				    uint64_t seed)
{
	int literals = o->clauses * o->literals, plain = task->kind == FPE_TASK_DNF;
	struct fpe_clauses *c = &task->clauses;
	struct fpe_rng rng;
	int *item;

	if (task_room(task, o->clauses, (size_t)literals))
		return FPE_ENOMEM;
	for (int i = 0; i <= o->clauses; i++)
		c->start[i] = i * o->literals;
	fpe_rng_open(&rng, seed, FPE_RNG_TASK, 0);
	if (task->inputs == literals) {
		for (int i = 0; i < literals; i++)
			c->input[i] = i;
	} else {
		item = malloc((size_t)task->inputs * sizeof *item);
		if (!item)
			return FPE_ENOMEM;
		draw_inputs(c, o->literals, item, task->inputs, &rng);
		free(item);
	}
	/* signs come last, so that negate does not move the inputs */
	for (int i = 0; i < literals; i++)
		c->sign[i] = (signed char)plain;
	for (int i = 0; plain && o->negate && i < literals; i++)
		c->sign[i] = fpe_rng_below(&rng, 2) ? -1 : 1;
	return FPE_OK;
}

enum fpe_status fpe_task_random(enum fpe_task_kind kind, const struct fpe_task_options *options,
				uint64_t seed, struct fpe_task **out, struct fpe_error *err)
{
	struct fpe_task *task;
	enum fpe_status status;
	int inputs = 0;

	*out = NULL;
	if (kind != FPE_TASK_DNF && kind != FPE_TASK_XOR)
		return fpe_fail(err, FPE_ERANGE, "a random task is dnf or xor");
	status = check_options(options, &inputs, err);
	if (status)
		return status;
	task = task_new(kind, inputs);
	if (!task || fill_clauses(task, options, seed)) {
		fpe_task_free(task);
		return fpe_no_memory(err);
	}
	*out = task;
	return FPE_OK;
}

enum fpe_status fpe_task_samples(int inputs, struct fpe_task **out, struct fpe_error *err)
{
	*out = NULL;
	if (inputs < 1)
		return fpe_fail(err, FPE_ERANGE, "%d inputs; at least 1", inputs);
	if (inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%d inputs; at most %d are allowed", inputs,
				FPE_MAX_INPUTS);
	*out = task_new(FPE_TASK_SAMPLES, inputs);
	return *out ? FPE_OK : fpe_no_memory(err);
}

/* ----------------------------------------------------------------- values */

static bool bit(const uint64_t *bits, int input)
{
	return bits[input / 64] >> (input % 64) & 1;
}

bool fpe_task_clause_value(const struct fpe_task *task, int clause, const uint64_t *bits)
{
	const struct fpe_clauses *c = &task->clauses;
	bool odd = false;

	if (task->formula)
		return fpe_formula_value(task->formula, task->clause_node[clause], bits);
	for (int i = c->start[clause]; i < c->start[clause + 1]; i++) {
		if (task->kind == FPE_TASK_XOR)
			odd ^= bit(bits, c->input[i]);
		else if (bit(bits, c->input[i]) != (c->sign[i] > 0))
			return false;
	}
	return task->kind == FPE_TASK_XOR ? odd : true;
}

bool fpe_task_label(const struct fpe_task *task, const uint64_t *bits)
{
	if (task->formula)
		return fpe_formula_value(task->formula, task->formula->root, bits);
	for (int c = 0; c < task->clauses.count; c++) {
		if (fpe_task_clause_value(task, c, bits))
			return true;
	}
	return false;
}

int fpe_clauses_literals(const struct fpe_clauses *clauses)
{
	int k = clauses->count ? clauses->start[1] - clauses->start[0] : 0;

	for (int c = 1; c < clauses->count; c++) {
		if (clauses->start[c + 1] - clauses->start[c] != k)
			return 0;
	}
	return k;
}

bool fpe_clauses_overlap(const struct fpe_clauses *clauses)
{
	bool seen[FPE_MAX_INPUTS] = { false };

	if (clauses->count == 0)
		return false;
	for (int i = 0; i < clauses->start[clauses->count]; i++) {
		if (seen[clauses->input[i]])
			return true;
		seen[clauses->input[i]] = true;
	}
	return false;
}

/* ------------------------------------------------------------------ names */

const char *fpe_task_input_name(const struct fpe_task *task, int input, char *buffer)
{
	if (task->formula)
		return task->formula->name[input];
	snprintf(buffer, FPE_MAX_NAME, "x%d", input);
	return buffer;
}

const char *fpe_task_kind_name(enum fpe_task_kind kind)
{
	static const char *const names[] = {
		[FPE_TASK_DNF] = "dnf",
		[FPE_TASK_XOR] = "xor",
		[FPE_TASK_FORMULA] = "formula",
		[FPE_TASK_SAMPLES] = "samples",
	};

	return names[kind];
}

/* A buffer that may be too small; length is that of the whole text. */
struct writer {
	char *buffer;
	int size, length;
};

static void put(struct writer *w, const char *text)
{
	for (; *text; text++, w->length++) {
		if (w->length < w->size)
			w->buffer[w->length] = *text;
	}
}

static void put_clause(struct writer *w, const struct fpe_task *task, int clause)
{
	const struct fpe_clauses *c = &task->clauses;
	int from = c->start[clause], to = c->start[clause + 1];
	bool group = to - from > 1;
	char name[FPE_MAX_NAME];

	put(w, group ? "(" : "");
	for (int i = from; i < to; i++) {
		if (i > from)
			put(w, task->kind == FPE_TASK_XOR ? " ^ " : " & ");
		put(w, c->sign[i] < 0 ? "!" : "");
		put(w, fpe_task_input_name(task, c->input[i], name));
	}
	put(w, group ? ")" : "");
}

int fpe_task_text(const struct fpe_task *task, char *buffer, int size)
{
	static const char cut[] = "…";
	struct writer w = { buffer, size, 0 };

	if (task->formula)
		put(&w, task->formula->text);
	else if (task->kind == FPE_TASK_SAMPLES)
		put(&w, "samples");
	for (int c = 0; !task->formula && c < task->clauses.count; c++) {
		put(&w, c ? " | " : "");
		put_clause(&w, task, c);
	}
	if (w.length < size)
		buffer[w.length] = 0;
	else if (size >= (int)sizeof cut) /* the text is ASCII: cut anywhere */
		memcpy(buffer + size - sizeof cut, cut, sizeof cut);
	else if (size > 0)
		buffer[size - 1] = 0;
	return w.length;
}
