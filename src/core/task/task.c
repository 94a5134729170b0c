/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.c - what tasks of all kinds share: memory, values, names, texts.
 *
 * Owns the lists of clauses. How a task of a kind is made is in the kind's file;
 * the samples of a task are drawn in draw.c.
 */
#include "core/task/task.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "fpe/limits.h"

/* ------------------------------------------------------------------ kinds */

const struct fpe_task_info *fpe_task_info(enum fpe_task_kind kind)
{
#define KIND_ROW(kind, name) &task_kind_##name,
	static const struct fpe_task_info *const rows[] = { FPE_TASK_KIND_LIST(KIND_ROW) };

	return rows[kind];
}

const char *fpe_task_kind_name(enum fpe_task_kind kind)
{
	return fpe_task_info(kind)->name;
}

enum fpe_task_kind fpe_task_kind_find(const char *name)
{
	int kind = 0;

	while (kind < FPE_TASK_KINDS && strcmp(fpe_task_info(kind)->name, name) != 0)
		kind++;
	return kind;
}

enum fpe_status fpe_task_make(enum fpe_task_kind kind, const struct fpe_task_options *options,
			      uint64_t seed, struct fpe_task **out, struct fpe_error *err)
{
	*out = NULL;
	return fpe_task_info(kind)->make(options, seed, out, err);
}

/* ----------------------------------------------------------------- memory */

struct fpe_task *task_new(enum fpe_task_kind kind, int inputs)
{
	struct fpe_task *task = calloc(1, sizeof *task);

	if (!task)
		return NULL;
	task->kind = kind;
	task->inputs = inputs;
	task->classes = 2;
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

static void free_names(char **name, int count)
{
	for (int i = 0; name && i < count; i++)
		free(name[i]);
	free(name);
}

void fpe_task_free(struct fpe_task *task)
{
	if (!task)
		return;
	free_names(task->input_name, task->inputs);
	free_names(task->class_name, task->classes);
	free(task->clauses.start);
	free(task->clauses.input);
	free(task->clauses.sign);
	free(task->clause_node);
	fpe_formula_free(task->formula);
	fpe_alphabet_free(task->alphabet);
	free(task);
}

enum fpe_status task_check_inputs(long long inputs, struct fpe_error *err)
{
	if (inputs < 1)
		return fpe_fail(err, FPE_ERANGE, "%lld inputs; at least 1", inputs);
	if (inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%lld inputs; at most %d are allowed", inputs,
				FPE_MAX_INPUTS);
	return FPE_OK;
}

/* ----------------------------------------------------------------- values */

static bool bit(const uint64_t *bits, int input)
{
	return bits[input / 64] >> (input % 64) & 1;
}

/* An AND of literals is false where one does not hold, an OR true where one does. */
static bool literals_value(const struct fpe_clauses *c, int clause, bool any, const uint64_t *bits)
{
	for (int i = c->start[clause]; i < c->start[clause + 1]; i++) {
		if ((bit(bits, c->input[i]) == (c->sign[i] > 0)) == any)
			return any;
	}
	return !any;
}

static bool parity_value(const struct fpe_clauses *c, int clause, const uint64_t *bits)
{
	bool odd = false;

	for (int i = c->start[clause]; i < c->start[clause + 1]; i++)
		odd ^= bit(bits, c->input[i]);
	return odd;
}

bool fpe_task_clause_value(const struct fpe_task *task, int clause, const uint64_t *bits)
{
	const struct fpe_clauses *c = &task->clauses;

	switch (fpe_task_info(task->kind)->form) {
	case FPE_CLAUSE_FORMULA:
		return fpe_formula_value(task->formula, task->clause_node[clause], bits);
	case FPE_CLAUSE_PARITY:
		return parity_value(c, clause, bits);
	case FPE_CLAUSE_LITERALS:
		break;
	}
	return literals_value(c, clause, task->all_must_hold, bits);
}

bool task_label_clauses(const struct fpe_task *task, const uint64_t *bits)
{
	for (int c = 0; c < task->clauses.count; c++) {
		if (fpe_task_clause_value(task, c, bits) != task->all_must_hold)
			return !task->all_must_hold;
	}
	return task->all_must_hold;
}

bool fpe_task_has_rule(const struct fpe_task *task)
{
	return fpe_task_info(task->kind)->label != NULL;
}

bool fpe_task_can_draw(const struct fpe_task *task)
{
	return fpe_task_has_rule(task) || fpe_task_info(task->kind)->draw ||
	       fpe_task_gives_back(task);
}

bool fpe_task_gives_back(const struct fpe_task *task)
{
	return fpe_task_info(task->kind)->inputs != NULL;
}

double fpe_task_importance(const struct fpe_task *task, int target)
{
	return fpe_task_gives_back(task) ? pow(task->importance, target) : 1;
}

int fpe_task_outputs(const struct fpe_task *task)
{
	if (fpe_task_gives_back(task))
		return task->inputs;
	return task->classes > 2 ? task->classes : 1;
}

bool fpe_task_label(const struct fpe_task *task, const uint64_t *bits)
{
	return fpe_task_has_rule(task) && fpe_task_info(task->kind)->label(task, bits);
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

static bool inside_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* A copy of fewer than FPE_MAX_NAME bytes. Of a longer name both ends are kept: columns
   of a table often begin alike. */
static char *copy_name(const char *name)
{
	static const char cut[] = "…";
	size_t size = strlen(name), head, tail = FPE_MAX_NAME / 3;
	char copy[FPE_MAX_NAME];

	if (size < FPE_MAX_NAME)
		return strdup(name);
	head = FPE_MAX_NAME - sizeof cut - tail;
	while (head && inside_character(name[head]))
		head--;
	while (tail && inside_character(name[size - tail]))
		tail--;
	snprintf(copy, sizeof copy, "%.*s%s%s", (int)head, name, cut, name + size - tail);
	return strdup(copy);
}

/* NULL: there are none, or no memory. */
static char **copy_names(char *const *name, int count)
{
	char **copy = name && count ? calloc((size_t)count, sizeof *copy) : NULL;

	for (int i = 0; copy && i < count; i++) {
		copy[i] = copy_name(name[i]);
		if (!copy[i]) {
			free_names(copy, i);
			return NULL;
		}
	}
	return copy;
}

enum fpe_status fpe_task_set_names(struct fpe_task *task, char *const *input_name,
				   char *const *class_name, struct fpe_error *err)
{
	char **inputs = copy_names(input_name, task->inputs);
	char **classes = copy_names(class_name, task->classes);

	if ((input_name && !inputs) || (class_name && task->classes && !classes)) {
		free_names(inputs, task->inputs);
		free_names(classes, task->classes);
		return fpe_no_memory(err);
	}
	free_names(task->input_name, task->inputs);
	free_names(task->class_name, task->classes);
	task->input_name = inputs;
	task->class_name = classes;
	return FPE_OK;
}

const char *fpe_task_class_name(const struct fpe_task *task, int label, char *buffer)
{
	if (task->class_name)
		return task->class_name[label];
	snprintf(buffer, FPE_MAX_NAME, "%d", label);
	return buffer;
}

const char *fpe_task_input_name(const struct fpe_task *task, int input, char *buffer)
{
	if (task->input_name)
		return task->input_name[input];
	if (task->formula)
		return task->formula->name[input];
	snprintf(buffer, FPE_MAX_NAME, "x%d", input);
	return buffer;
}

bool fpe_task_own_names(const struct fpe_task *task)
{
	char name[FPE_MAX_NAME];

	return task->inputs > 0 && strcmp(fpe_task_input_name(task, 0, name), "x0") != 0;
}

const char *fpe_task_clause_name(const struct fpe_task *task, int clause, char *buffer, size_t size)
{
	const struct fpe_clauses *c = &task->clauses;
	const char *between = task->all_must_hold ? "|" : "&";
	char name[FPE_MAX_NAME];
	size_t at = 0;

	/* without signs: a parity, or a term with terms in it */
	if (c->sign[c->start[clause]] == 0)
		between = fpe_task_info(task->kind)->form == FPE_CLAUSE_PARITY ? "^" : ",";
	for (int i = c->start[clause]; fpe_task_own_names(task) && i < c->start[clause + 1]; i++)
		fixed_put(buffer, size, &at, "%s%s%s", at ? between : "", c->sign[i] < 0 ? "!" : "",
			  fpe_task_input_name(task, c->input[i], name));
	if (at == 0 || at >= size)
		snprintf(buffer, size, "c%d", clause);
	return buffer;
}

void task_put(struct task_writer *w, const char *text)
{
	for (; *text; text++, w->length++) {
		if (w->length < w->size)
			w->buffer[w->length] = *text;
	}
}

static const char *joint(const struct fpe_task *task)
{
	if (fpe_task_info(task->kind)->form == FPE_CLAUSE_PARITY)
		return " ^ ";
	return task->all_must_hold ? " | " : " & ";
}

static void put_clause(struct task_writer *w, const struct fpe_task *task, int clause)
{
	const struct fpe_clauses *c = &task->clauses;
	int from = c->start[clause], to = c->start[clause + 1];
	bool group = to - from > 1;
	char name[FPE_MAX_NAME];

	task_put(w, group ? "(" : "");
	for (int i = from; i < to; i++) {
		task_put(w, i > from ? joint(task) : "");
		task_put(w, c->sign[i] < 0 ? "!" : "");
		task_put(w, fpe_task_input_name(task, c->input[i], name));
	}
	task_put(w, group ? ")" : "");
}

void task_put_clauses(const struct fpe_task *task, struct task_writer *w)
{
	for (int c = 0; c < task->clauses.count; c++) {
		task_put(w, !c ? "" : task->all_must_hold ? " & " : " | ");
		put_clause(w, task, c);
	}
}

int fpe_task_text(const struct fpe_task *task, char *buffer, int size)
{
	static const char cut[] = "…";
	struct task_writer w = { buffer, size, 0 };

	fpe_task_info(task->kind)->text(task, &w);
	if (w.length < size)
		buffer[w.length] = 0;
	else if (size >= (int)sizeof cut) /* the text is ASCII: cut anywhere */
		memcpy(buffer + size - sizeof cut, cut, sizeof cut);
	else if (size > 0)
		buffer[size - 1] = 0;
	return w.length;
}
