/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_key.c - how each key changes a study. Owns nothing. */
#include "lab/study/sweep_key.h"

#include <stdio.h>
#include <string.h>

/* The options of a random task, or an error. */
static enum fpe_status random_task(struct study *study, struct fpe_task_options **out,
				   struct fpe_error *err)
{
	struct task_spec *task = &study->recipe.task;

	*out = &task->options;
	if (task->kind == FPE_TASK_DNF || task->kind == FPE_TASK_XOR)
		return FPE_OK;
	return fpe_fail(
		err, FPE_ESTATE,
		"the task is known by its %s; only a random one (dnf, xor) has such a setting",
		task->kind == FPE_TASK_FORMULA ? "formula" : "samples");
}

static enum fpe_status drawn_data(struct study *study, struct data_spec **out,
				  struct fpe_error *err)
{
	*out = &study->recipe.data;
	if (!study->train)
		return FPE_OK;
	return fpe_fail(err, FPE_ESTATE, "the samples are from a file, not drawn");
}

#define SET_TASK(name)                                                       \
	static enum fpe_status set_##name(struct study *study, double value, \
					  struct fpe_error *err)             \
	{                                                                    \
		struct fpe_task_options *o;                                  \
		enum fpe_status status = random_task(study, &o, err);        \
                                                                             \
		if (!status)                                                 \
			o->name = (int)value;                                \
		return status;                                               \
	}
SET_TASK(clauses)
SET_TASK(literals)
SET_TASK(inputs)

#define SET_DATA(name, type)                                                 \
	static enum fpe_status set_##name(struct study *study, double value, \
					  struct fpe_error *err)             \
	{                                                                    \
		struct data_spec *data;                                      \
		enum fpe_status status = drawn_data(study, &data, err);      \
                                                                             \
		if (!status)                                                 \
			data->name = (type)value;                            \
		return status;                                               \
	}
SET_DATA(train, int)
SET_DATA(p, double)
SET_DATA(noise, double)
SET_DATA(sampling, enum fpe_sampling)

static enum fpe_status set_hidden(struct study *study, double value, struct fpe_error *err)
{
	struct net_spec *net = &study->recipe.net;

	(void)err;
	for (int i = 0; i < net->layers; i++)
		net->hidden[i] = (int)value;
	return FPE_OK;
}

#define SET(name, field, type)                                               \
	static enum fpe_status set_##name(struct study *study, double value, \
					  struct fpe_error *err)             \
	{                                                                    \
		(void)err;                                                   \
		study->field = (type)value;                                  \
		return FPE_OK;                                               \
	}
SET(lr, recipe.settings.lr, double)
SET(batch, recipe.settings.batch, int)
SET(dropconnect, recipe.settings.dropconnect, double)
SET(share, share, double)
SET(budget, budget, enum fpe_budget_rule)
SET(alpha, alpha, int)
SET(warmup, warmup, int)
SET(epochs, epochs, int)

static enum fpe_status set_masks(struct study *study, double value, struct fpe_error *err)
{
	(void)err;
	study->moving = value != 0;
	study->recipe.settings.masks_until = 0;
	return FPE_OK;
}

const struct sweep_key sweep_keys[] = {
#define SWEEP_KEY_ROW(name, kind, least, most, choices, fallback, help) \
	{ #name, SWEEP_##kind, least, most, choices, set_##name },
	SWEEP_KEY_LIST(SWEEP_KEY_ROW)
#undef SWEEP_KEY_ROW
		{ 0 }
};

const struct sweep_key *sweep_key_find(const char *name)
{
	for (const struct sweep_key *k = sweep_keys; k->name; k++) {
		if (strcmp(k->name, name) == 0)
			return k;
	}
	return NULL;
}

const char *sweep_key_text(const struct sweep_key *key, double value, char buffer[40])
{
	const char *choice = key->choices;

	if (key->kind != SWEEP_CHOICE) {
		snprintf(buffer, 40, "%.9g", value);
		return buffer;
	}
	for (int i = 0; i < (int)value; i++)
		choice += strcspn(choice, "|") + 1;
	snprintf(buffer, 40, "%.*s", (int)strcspn(choice, "|"), choice);
	return buffer;
}
