/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keep_lines.c - a study's settings as commands. */
#include "cmd/report/keep_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/number.h"
#include "io/textbuf.h"
#include "lab/base/setting.h"
#include "lab/study/study_setting.h"

bool keep_has_row(const struct study_row *row)
{
	return row->kind == ROW_DENSE || (row->kind == ROW_SPLIT && !row->by->needs_partition);
}

json_t *lines_json(const char *lines)
{
	json_t *out = json_array();

	while (lines && *lines) {
		size_t n = strcspn(lines, "\n");

		json_array_append_new(out, json_stringn(lines, n));
		lines += n + (lines[n] != '\0');
	}
	return out;
}

/* With the fewest digits that are read back as the same number. */
static void put_setting(struct textbuf *out, const struct setting *row, const void *part)
{
	char text[SETTING_TEXT];
	double value = setting_get(row, part), read = value;
	int digits = 5;

	setting_text(row, part, text);
	do
		if (row->kind == SETTING_REAL)
			setting_number_text(row, value, ++digits, text);
	while (row->kind == SETTING_REAL && number_scan(text, 1, &read) && read != value &&
	       digits < 17);
	textbuf_printf(out, " %s=%s", row->name, text);
}

/* Those that are not as in `plain` (NULL: all that say something), and those that are always said.
 */
static void put_settings(struct textbuf *out, const struct setting *rows, const void *part,
			 const void *plain)
{
	for (; rows->name; rows++) {
		bool idle = rows->kind == SETTING_UNTIL && setting_get(rows, part) == 0;

		if (!plain ? !idle : rows->when == SETTING_SAID || !setting_same(rows, part, plain))
			put_setting(out, rows, part);
	}
}

/* x0..x3,x8;x4 … in the order of their numbers, by which they are dealt. */
static void put_groups(struct textbuf *out, const struct fpe_groups *groups,
		       const struct fpe_task *task)
{
	char name[FPE_MAX_NAME];

	textbuf_puts(out, "group ");
	for (int g = 0; g < groups->count; g++) {
		const char *between = g ? ";" : "";

		for (int j = 0; j < groups->inputs; j++) {
			if (groups->of[j] != g)
				continue;
			textbuf_printf(out, "%s%s", between, fpe_task_input_name(task, j, name));
			between = ",";
		}
	}
	textbuf_puts(out, "\n");
}

/* A task that is drawn, or written as a formula, begins anew and ends the arms. */
static enum fpe_status put_task(struct textbuf *out, const struct recipe *recipe, uint64_t seed,
				struct fpe_error *err)
{
	const struct task_spec *spec = &recipe->task;
	const struct setting *rows = setting_task_rows(spec->kind);
	const struct fpe_groups *groups = recipe_groups(recipe);
	struct task_spec plain = { .kind = spec->kind }, drawn = *spec;
	struct fpe_task *task;
	enum fpe_status status;

	textbuf_printf(out, "task %s", fpe_task_kind_name(spec->kind));
	if (spec->formula)
		textbuf_printf(out, " \"%s\"", spec->formula);
	setting_reset(rows, &plain);
	if (setting_find(rows, "clauses") && !drawn.options.inputs)
		drawn.options.inputs = drawn.options.clauses * drawn.options.literals;
	put_settings(out, rows, &drawn, &plain);
	textbuf_puts(out, "\n");
	if (!groups)
		return FPE_OK;
	status = recipe_task(spec, seed, &task, err);
	if (!status)
		put_groups(out, groups, task);
	fpe_task_free(task);
	return status;
}

/* Samples of one's own and clauses of a file stay; the arms end by themselves. */
static enum fpe_status put_drops(struct textbuf *out, const struct study *study,
				 const struct session *s, struct fpe_error *err)
{
	const struct recipe *recipe = &study->recipe;
	struct recipe now = s->recipe, then = *recipe;

	/* of both only the task and its groups */
	then.data = now.data;
	then.net = now.net;
	then.settings = now.settings;
	if (!recipe_same(&now, &then) ||
	    (study_by_groups(study) && !fpe_groups_same(recipe_groups(&now), recipe_groups(&then))))
		return fpe_fail(
			err, FPE_ESTATE,
			"the session has another task now, and that of the compare is from a file: read it again first");
	for (int i = 0; i < s->arms; i++)
		textbuf_printf(out, "drop %s\n", s->arm[i]->name);
	return FPE_OK;
}

static void put_data(struct textbuf *out, const struct recipe *recipe)
{
	struct data_spec plain;

	setting_reset(setting_data, &plain);
	textbuf_puts(out, "data");
	for (const struct setting *row = setting_data; row->name; row++) {
		bool own = recipe_own(recipe) != NULL;

		if (own && (!setting_is_of_own(row) || setting_get(row, &recipe->data) == 0))
			continue;
		if (own || row->when == SETTING_SAID || !setting_same(row, &recipe->data, &plain))
			put_setting(out, row, &recipe->data);
	}
	textbuf_puts(out, "\n");
}

static void put_split(struct textbuf *out, const struct study *study, const struct study_row *row)
{
	struct study plain;

	study_init(&plain);
	textbuf_printf(out, "split by=%s", row->by->name);
	for (const struct setting *s = setting_study; s->name; s++) {
		bool how = s->offset >= offsetof(struct study, how) &&
			   s->offset < offsetof(struct study, how) + sizeof study->how;

		if (how && (s->when == SETTING_SAID || !setting_same(s, study, &plain)))
			put_setting(out, s, study);
	}
	textbuf_puts(out, "\n");
}

static void put_arms(struct textbuf *out, const struct study *study)
{
	struct study plain;

	study_init(&plain);
	put_data(out, &study->recipe);
	textbuf_puts(out, "set");
	put_settings(out, setting_train, &study->recipe.settings, NULL);
	textbuf_puts(out, "\nnet");
	put_settings(out, setting_net, &study->recipe.net, &plain.recipe.net);
	textbuf_puts(out, "\n");
	if (study->warmup)
		textbuf_printf(out, "train %d\n", study->warmup);
	for (int i = 1; i < study->rows; i++) {
		if (keep_has_row(&study->row[i]))
			put_split(out, study, &study->row[i]);
	}
	if (study->warmup < study->epochs)
		textbuf_printf(out, "train until=%d\n", study->epochs);
}

enum fpe_status keep_lines(const struct compare *compare, const struct session *s, uint64_t seed,
			   char **out, struct fpe_error *err)
{
	const struct study *study = &compare->study;
	const struct task_spec *task = &study->recipe.task;
	struct textbuf text = { 0 };
	enum fpe_status status;

	*out = NULL;
	if (seed != s->seed)
		textbuf_printf(&text, "seed %" PRIu64 "\n", seed);
	if (task->own || task->given)
		status = put_drops(&text, study, s, err);
	else
		status = put_task(&text, &study->recipe, seed, err);
	if (!status)
		put_arms(&text, study);
	*out = textbuf_take(&text);
	if (status) {
		free(*out);
		*out = NULL;
		return status;
	}
	return *out ? FPE_OK : fpe_no_memory(err);
}
