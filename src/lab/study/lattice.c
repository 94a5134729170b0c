/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lattice.c - points and their studies. */
#include "lab/study/lattice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lattice_clear(struct lattice *lattice)
{
	for (int i = 0; i < lattice->axes; i++)
		free(lattice->axis[i].value);
	recipe_clear(&lattice->base.recipe);
	*lattice = (struct lattice){ 0 };
}

enum fpe_status lattice_add(struct lattice *lattice, const struct setting *key, const double *value,
			    int count, struct fpe_error *err)
{
	struct lattice_axis *axis = &lattice->axis[lattice->axes];

	if (lattice->axes == LATTICE_MAX_AXES)
		return fpe_fail(err, FPE_ELIMIT, "at most %d keys of a sweep", LATTICE_MAX_AXES);
	if ((long long)lattice_points(lattice) * count * lattice->seeds > LATTICE_MAX_RUNS)
		return fpe_fail(err, FPE_ELIMIT, "at most %d runs of a sweep", LATTICE_MAX_RUNS);
	*axis = (struct lattice_axis){ key, count, malloc((size_t)count * sizeof *value) };
	if (!axis->value)
		return fpe_no_memory(err);
	memcpy(axis->value, value, (size_t)count * sizeof *value);
	lattice->axes++;
	return FPE_OK;
}

int lattice_points(const struct lattice *lattice)
{
	int points = 1;

	for (int i = 0; i < lattice->axes; i++)
		points *= lattice->axis[i].count;
	return points;
}

double lattice_value(const struct lattice *lattice, int point, int axis)
{
	for (int i = lattice->axes - 1; i > axis; i--)
		point /= lattice->axis[i].count;
	return lattice->axis[axis].value[point % lattice->axis[axis].count];
}

/* Clauses of the task a study will have. */
static enum fpe_status count_clauses(const struct study *study, int *count, struct fpe_error *err)
{
	const struct task_spec *spec = &study->recipe.task;
	struct fpe_task *task;
	enum fpe_status status;

	*count = spec->options.clauses;
	if (setting_find(setting_task_rows(spec->kind), "clauses"))
		return FPE_OK;
	status = recipe_task(spec, 0, &task, err);
	if (status == FPE_OK)
		*count = task->clauses.count;
	fpe_task_free(task);
	return status;
}

/* *blame: the key that could not be set. */
static enum fpe_status set_keys(const struct lattice *lattice, int point, struct study *study,
				const char **blame, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*study = lattice->base;
	for (int i = 0; i < lattice->axes && !status; i++) {
		const struct setting *key = lattice->axis[i].key;

		status = sweep_key_set(key, study, lattice_value(lattice, point, i), err);
		*blame = status ? key->name : NULL;
	}
	return status;
}

enum fpe_status lattice_study(const struct lattice *lattice, int point, struct study *out,
			      struct fpe_error *err)
{
	const char *blame;
	enum fpe_status status = set_keys(lattice, point, out, &blame, err);
	int clauses = 0;

	if (!status)
		status = count_clauses(out, &clauses, err);
	if (!status)
		study_leave_out(out, clauses);
	return status;
}

/* "clauses=1 alpha=4: …" before the message. */
static void name_point(const struct lattice *lattice, int point, struct fpe_error *err)
{
	char text[FPE_MESSAGE_SIZE] = "", buffer[SETTING_TEXT];
	size_t at = 0;

	for (int i = 0; i < lattice->axes && at < 200; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s%s=%s", i ? " " : "",
				       lattice->axis[i].key->name,
				       setting_number_text(lattice->axis[i].key,
							   lattice_value(lattice, point, i), 9,
							   buffer));
	snprintf(text + at, sizeof text - at, "%s%.*s", at ? ": " : "", (int)(sizeof text - at - 3),
		 err->message);
	memcpy(err->message, text, sizeof text);
}

enum fpe_status lattice_try(const struct lattice *lattice, const char **blame,
			    struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*blame = NULL;
	for (int i = 0; i < lattice_points(lattice) && !status; i++) {
		struct study study;

		status = set_keys(lattice, i, &study, blame, err);
		if (!status)
			status = lattice_study(lattice, i, &study, err);
		if (!status)
			status = study_try(&study, lattice->first, blame, err);
		if (status && err)
			name_point(lattice, i, err);
	}
	return status;
}
