/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_setting.c - rows of a study, and rows of both tables as keys of a sweep. */
#include "lab/study/study_setting.h"

#include <string.h>

#define STUDY_ROW(...) SETTING_ROW(struct study, __VA_ARGS__)

const struct setting setting_study[] = { SETTINGS_STUDY(STUDY_ROW) SETTINGS_ABLATION(STUDY_ROW)
						 SETTINGS_MEASURE(STUDY_ROW){ 0 } };
const struct setting setting_seeds[] = { SETTINGS_SEEDS(STUDY_ROW){ 0 } };

void study_init(struct study *study)
{
	*study = (struct study){ 0 };
	recipe_init(&study->recipe);
	setting_reset(setting_study, study);
}

const struct study_part study_parts[] = {
	{ "task", setting_task, offsetof(struct study, recipe.task) },
	{ "data", setting_data, offsetof(struct study, recipe.data) },
	{ "net", setting_net, offsetof(struct study, recipe.net) },
	{ "train", setting_train, offsetof(struct study, recipe.settings) },
	{ "study", setting_study, 0 },
	{ "seeds", setting_seeds, 0 },
	{ 0 },
};

const struct setting *sweep_key(int i)
{
	for (const struct study_part *part = study_parts; part->name; part++) {
		for (const struct setting *row = part->rows; row->name; row++) {
			if (row->swept && i-- == 0)
				return row;
		}
	}
	return NULL;
}

static bool has_member(const struct setting *rows, size_t offset)
{
	while (rows->name && rows->offset != offset)
		rows++;
	return rows->name;
}

/* Where in a task a key of one stands; past all of it: it is of another part. */
static size_t place_in_task(const struct setting *rows, const struct setting *key)
{
	size_t task = rows == setting_task ? 0 : offsetof(struct study, recipe.task);
	bool seed = rows == setting_seeds && key->offset >= task;

	return rows == setting_task || seed ? key->offset - task : sizeof(struct task_spec);
}

/* What the kind of task has a use for; only what is drawn can be drawn otherwise. */
static enum fpe_status check_drawn(const struct setting *rows, const struct setting *key,
				   const struct study *study, struct fpe_error *err)
{
	enum fpe_task_kind kind = study->recipe.task.kind;
	size_t place = place_in_task(rows, key);

	if (place < sizeof(struct task_spec) && !has_member(setting_task_rows(kind), place))
		return fpe_fail(err, FPE_ESTATE, "a task of kind %s has no setting %s",
				fpe_task_kind_name(kind), key->name);
	if (recipe_own(&study->recipe) && rows == setting_data && !setting_is_of_own(key))
		return fpe_fail(err, FPE_ESTATE, "the samples are from a file, not drawn");
	return FPE_OK;
}

enum fpe_status sweep_key_set(const struct setting *key, struct study *study, double value,
			      struct fpe_error *err)
{
	const struct study_part *part = study_parts;
	enum fpe_status status;

	while (setting_find(part->rows, key->name) != key)
		part++;
	status = check_drawn(part->rows, key, study, err);
	if (status)
		return status;
	if (key->kind == SETTING_SEED)
		setting_put_seed(key, (char *)study + part->offset, (uint64_t)value);
	else
		setting_put(key, (char *)study + part->offset, value);
	return part->rows == setting_data ? recipe_check_data(&study->recipe, err) : FPE_OK;
}
