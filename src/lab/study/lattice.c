/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lattice.c - points and their studies. */
#include "lab/study/lattice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "fpe/rng.h"

void lattice_clear(struct lattice *lattice)
{
	for (int i = 0; i < lattice->axes; i++)
		free(lattice->axis[i].value);
	free(lattice->drawn);
	recipe_clear(&lattice->base.recipe);
	*lattice = (struct lattice){ 0 };
}

enum fpe_status lattice_add(struct lattice *lattice, const struct setting *key, const double *value,
			    int count, struct fpe_error *err)
{
	struct lattice_axis *axis = &lattice->axis[lattice->axes];

	if (lattice->axes == LATTICE_MAX_AXES)
		return fpe_fail(err, FPE_ELIMIT, "at most %d keys of a sweep", LATTICE_MAX_AXES);
	if ((long long)lattice_points(lattice) * (lattice->draws ? 1 : count) * lattice->seeds >
	    LATTICE_MAX_RUNS)
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

	if (lattice->draws)
		return lattice->drawn ? lattice->possible : lattice->draws;
	for (int i = 0; i < lattice->axes; i++)
		points *= lattice->axis[i].count;
	return points;
}

/* Of an axis, by a draw. */
static int draw_place(const struct lattice *lattice, int draw, const struct lattice_axis *axis)
{
	struct fpe_rng rng;
	uint64_t name = fpe_rng_name(axis->key->name);

	fpe_rng_open(&rng, lattice->first, FPE_RNG_DESIGN, fpe_rng_mix(name, (uint64_t)draw));
	return (int)fpe_rng_below(&rng, (uint32_t)axis->count);
}

int lattice_place(const struct lattice *lattice, int point, int axis)
{
	if (lattice->draws)
		return draw_place(lattice, lattice->drawn ? lattice->drawn[point] : point,
				  &lattice->axis[axis]);
	for (int i = lattice->axes - 1; i > axis; i--)
		point /= lattice->axis[i].count;
	return point % lattice->axis[axis].count;
}

double lattice_value(const struct lattice *lattice, int point, int axis)
{
	return lattice->axis[axis].value[lattice_place(lattice, point, axis)];
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

void lattice_name_point(const struct lattice *lattice, int point, struct fpe_error *err)
{
	char text[FPE_MESSAGE_SIZE] = "", buffer[SETTING_TEXT];
	size_t at = 0;

	for (int i = 0; i < lattice->axes && at < 200; i++)
		fixed_put(text, sizeof text, &at, "%s%s=%s", i ? " " : "",
			  lattice->axis[i].key->name,
			  setting_number_text(lattice->axis[i].key,
					      lattice_value(lattice, point, i), 9, buffer));
	snprintf(text + at, sizeof text - at, "%s%.*s", at ? ": " : "", (int)(sizeof text - at - 3),
		 err->message);
	memcpy(err->message, text, sizeof text);
}

/* One point; the message begins with its values. */
static enum fpe_status try_point(const struct lattice *lattice, int point, const char **blame,
				 struct fpe_error *err)
{
	struct study study;
	enum fpe_status status = set_keys(lattice, point, &study, blame, err);

	if (!status)
		status = lattice_study(lattice, point, &study, err);
	if (!status)
		status = study_try(&study, lattice->first, blame, err);
	if (status && err)
		lattice_name_point(lattice, point, err);
	return status;
}

/* Keep the draws that are possible; err: why the first one was not. */
static enum fpe_status try_draws(struct lattice *lattice, const struct fpe_watch *watch,
				 const char **blame, struct fpe_error *err)
{
	int *drawn = malloc((size_t)lattice->draws * sizeof *drawn), points = 0;
	enum fpe_status status = drawn ? FPE_OK : fpe_no_memory(err);

	for (int i = 0; i < lattice->draws && !status; i++) {
		const char *which;
		struct fpe_error why;
		enum fpe_status found = try_point(lattice, i, &which, &why);

		status = found == FPE_ENOMEM ? fpe_no_memory(err) : fpe_watch_ask(watch, err);
		if (!found)
			drawn[points++] = i;
		else if (points == i) { /* the first one */
			lattice->why = why;
			*blame = which;
		}
	}
	if (!status && !points) {
		*err = lattice->why;
		status = err->code;
	}
	if (status || points == lattice->draws) {
		free(drawn);
		return status;
	}
	lattice->drawn = drawn;
	lattice->possible = points;
	*blame = NULL;
	return FPE_OK;
}

enum fpe_status lattice_try(struct lattice *lattice, const struct fpe_watch *watch,
			    const char **blame, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*blame = NULL;
	if (lattice->draws)
		return try_draws(lattice, watch, blame, err);
	for (int i = 0; i < lattice_points(lattice) && !status; i++) {
		status = try_point(lattice, i, blame, err);
		if (!status)
			status = fpe_watch_ask(watch, err);
	}
	return status;
}
