/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_clauses.c - tasks by clauses that others wrote down: a SAT problem, a cover.
 *
 * Their files are read in io; what is there is checked here once more, as whoever
 * calls the library may have it from anywhere.
 */
#include "core/task/task.h"

#include <string.h>
#include <stdlib.h>

#include "fpe/limits.h"
#include "fpe/rng.h"

static enum fpe_status check_clause(const struct fpe_clauses *c, int clause, int inputs,
				    struct fpe_error *err)
{
	int from = c->start[clause], to = c->start[clause + 1];

	if (to <= from)
		return fpe_fail(err, FPE_ERANGE, "clause c%d has no literals", clause);
	for (int i = from; i < to; i++) {
		if (c->input[i] < 0 || c->input[i] >= inputs)
			return fpe_fail(err, FPE_ERANGE, "clause c%d has input %d of %d", clause,
					c->input[i], inputs);
		if (i > from && c->input[i] <= c->input[i - 1])
			return fpe_fail(err, FPE_ERANGE, "the inputs of clause c%d do not ascend",
					clause);
		if (c->sign[i] != 1 && c->sign[i] != -1)
			return fpe_fail(err, FPE_ERANGE, "a literal of clause c%d has no sign",
					clause);
	}
	return FPE_OK;
}

static enum fpe_status check(int inputs, const struct fpe_clauses *c, struct fpe_error *err)
{
	enum fpe_status status = task_check_inputs(inputs, err);

	if (status)
		return status;
	if (c->count < 1)
		return fpe_fail(err, FPE_ERANGE, "no clauses; at least 1");
	if (c->count > FPE_MAX_CLAUSES)
		return fpe_fail(err, FPE_ELIMIT, "%d clauses; at most %d are allowed", c->count,
				FPE_MAX_CLAUSES);
	for (int i = 0; i < c->count && !status; i++)
		status = check_clause(c, i, inputs, err);
	return status;
}

static enum fpe_status copy(struct fpe_task *task, const struct fpe_clauses *from,
			    char *const *name, struct fpe_error *err)
{
	size_t literals = (size_t)from->start[from->count];
	struct fpe_clauses *to = &task->clauses;

	if (task_room(task, from->count, literals))
		return fpe_no_memory(err);
	memcpy(to->start, from->start, ((size_t)from->count + 1) * sizeof *to->start);
	memcpy(to->input, from->input, literals * sizeof *to->input);
	memcpy(to->sign, from->sign, literals * sizeof *to->sign);
	return fpe_task_set_names(task, name, NULL, err);
}

enum fpe_status fpe_task_clauses(enum fpe_task_kind kind, int inputs,
				 const struct fpe_clauses *clauses, char *const *name,
				 struct fpe_task **out, struct fpe_error *err)
{
	enum fpe_status status = check(inputs, clauses, err);
	struct fpe_task *task;

	*out = NULL;
	if (status)
		return status;
	task = task_new(kind, inputs);
	status = task ? copy(task, clauses, name, err) : fpe_no_memory(err);
	if (status) {
		fpe_task_free(task);
		return status;
	}
	task->all_must_hold = kind == FPE_TASK_DIMACS;
	*out = task;
	return FPE_OK;
}

uint64_t fpe_task_hash(const struct fpe_task *task)
{
	const struct fpe_clauses *c = &task->clauses;
	uint64_t hash = fpe_rng_mix((uint64_t)task->inputs, (uint64_t)c->count);
	char name[FPE_MAX_NAME];

	for (int i = 0; i <= c->count; i++)
		hash = fpe_rng_mix(hash, (uint64_t)c->start[i]);
	for (int i = 0; i < c->start[c->count]; i++)
		hash = fpe_rng_mix(hash, (uint64_t)(2 * c->input[i] + (c->sign[i] < 0)));
	for (int i = 0; i < task->inputs; i++)
		hash = fpe_rng_mix(hash, fpe_rng_name(fpe_task_input_name(task, i, name)));
	return hash;
}

/* Files are not options. */
static enum fpe_status make_none(const struct fpe_task_options *options, uint64_t seed,
				 struct fpe_task **out, struct fpe_error *err)
{
	(void)options;
	(void)seed;
	*out = NULL;
	return fpe_fail(err, FPE_ERANGE, "a task by the clauses of a file, but no file");
}

const struct fpe_task_info task_kind_dimacs = {
	.name = "dimacs",
	.rule = "all clauses hold, each an OR of literals",
	.form = FPE_CLAUSE_LITERALS,
	.make = make_none,
	.label = task_label_clauses,
	.text = task_put_clauses,
};

const struct fpe_task_info task_kind_pla = {
	.name = "pla",
	.rule = "a clause holds, each an AND of literals",
	.form = FPE_CLAUSE_LITERALS,
	.make = make_none,
	.label = task_label_clauses,
	.text = task_put_clauses,
};
