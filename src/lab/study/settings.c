/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.c - a study as a text, written by hand: its bytes are a contract. */
#include "lab/study/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/kernel.h"
#include "io/textbuf.h"
#include "lab/base/partition.h"
#include "lab/study/study_setting.h"

struct writer {
	struct textbuf text;
	struct study plain; /* what goes without saying */
};

static void key(struct writer *w, const char *name)
{
	textbuf_printf(&w->text, "%c\"%s\":", w->text.size ? ',' : '{', name);
}

static void whole(struct writer *w, const char *name, long long value)
{
	key(w, name);
	textbuf_printf(&w->text, "%lld", value);
}

/* The fewest digits that read back as the same number. */
static void real(struct writer *w, const char *name, double value)
{
	char text[40];
	int digits = 0;

	do
		snprintf(text, sizeof text, "%.*g", ++digits, value);
	while (strtod(text, NULL) != value && digits < 17);
	key(w, name);
	textbuf_printf(&w->text, "%.*g", digits, value);
}

/* text: of this program's own words and digits. */
static void word(struct writer *w, const char *name, const char *text)
{
	key(w, name);
	textbuf_printf(&w->text, "\"%s\"", text);
}

/* If it is a part of the key; 0 where nothing has a use for it, so that it makes
   no other run. */
static void write_setting(struct writer *w, const struct setting *row, const void *part,
			  const void *plain)
{
	double value = setting_matters(row, part) ? setting_get(row, part) : 0;
	char text[SETTING_TEXT];

	setting_text(row, part, text);
	if (!row->key || (row->when == SETTING_CHANGED && setting_same(row, part, plain)))
		return;
	if (row->kind == SETTING_REAL)
		real(w, row->key, value);
	else if (row->kind == SETTING_COUNT || row->kind == SETTING_FLAG)
		whole(w, row->key, (long long)value);
	else if (row->kind != SETTING_SEED && row->kind != SETTING_SET &&
		 text[strspn(text, "0123456789")] == '\0')
		whole(w, row->key, atoll(text));
	else
		word(w, row->key, text);
}

static void write_settings(struct writer *w, const struct setting *rows, const void *part,
			   const void *plain)
{
	for (; rows->name; rows++)
		write_setting(w, rows, part, plain);
}

static void write_formula(struct writer *w, const char *formula)
{
	json_t *text = json_string(formula);
	char *quoted = json_dumps(text, JSON_ENCODE_ANY);

	key(w, "formula");
	textbuf_puts(&w->text, quoted ? quoted : "null");
	free(quoted);
	json_decref(text);
}

/* Formulas were not planted once; runs of those that are now have another key. */
static bool is_planted(const struct task_spec *spec, enum fpe_sampling asked)
{
	struct fpe_task *task;
	const char *why;
	bool planted;

	if (recipe_task(spec, 0, &task, NULL))
		return false;
	planted = fpe_data_sampling(task, asked, &why) == FPE_PLANTED;
	fpe_task_free(task);
	return planted;
}

static void write_task(struct writer *w, const struct task_spec *task, enum fpe_sampling asked)
{
	struct task_spec drawn = *task;
	struct fpe_task_options *o = &drawn.options;
	const struct own_samples *own = shared_get(task->own);

	word(w, "task", fpe_task_kind_name(task->kind));
	/* as many as without saying so are the same task */
	if (!o->inputs)
		o->inputs = o->clauses * o->literals;
	write_settings(w, setting_task_key(task->kind), &drawn, &w->plain.recipe.task);
	if (task->formula)
		write_formula(w, task->formula);
	if (own)
		whole(w, "inputs", own->set.data->inputs);
	if (task->formula && is_planted(task, asked))
		whole(w, "planted", 1);
	if (task->given) {
		key(w, "clauses_of");
		textbuf_printf(&w->text, "\"%d:%016" PRIx64 "\"", task->given->clauses.count,
			       fpe_task_hash(task->given));
	}
}

/* Samples of a user's own: how many, and which. */
static void samples(struct writer *w, const char *name, const struct fpe_data *data, uint64_t hash)
{
	key(w, name);
	textbuf_printf(&w->text, "\"%d:%016" PRIx64 "\"", data ? data->count : 0, hash);
}

/* What is drawn from them, where that goes not without saying. */
static void write_own(struct writer *w, const struct own_samples *own, const struct data_spec *data)
{
	const struct sample_set *set = &own->set;
	const struct setting *seed = setting_find(setting_data, "seed");

	samples(w, "train_samples", set->data, own->hash[0]);
	samples(w, "test_samples", set->test, own->hash[1]);
	if (own_samples_holdout(own) > 0)
		real(w, "holdout", own_samples_holdout(own));
	if (set->in_order || set->unit)
		word(w, "order", set->unit ? "lines" : "file");
	if (own_samples_scaling(own))
		word(w, "standardise", own_samples_scaling(own));
	if (data->train)
		whole(w, "train", data->train);
	if (data->noise > 0)
		real(w, "noise", data->noise);
	write_setting(w, seed, data, &w->plain.recipe.data);
}

static void write_data(struct writer *w, const struct recipe *recipe)
{
	const struct own_samples *own = recipe_own(recipe);

	if (own)
		write_own(w, own, &recipe->data);
	else
		write_settings(w, setting_data, &recipe->data, &w->plain.recipe.data);
}

/* What rows go by besides the weights: where no row does, it makes no other run. */
static void write_basis(struct writer *w, const struct study *study)
{
	const struct fpe_groups *groups = recipe_groups(&study->recipe);
	const struct fpe_partition *p = shared_get(study->recipe.partition);

	if (groups && study_by_groups(study)) {
		key(w, "groups");
		textbuf_printf(&w->text, "\"%d:%016" PRIx64 "\"", groups->count,
			       fpe_groups_hash(groups));
	}
	if (p && study_by_partition(study)) {
		key(w, "owner");
		textbuf_printf(&w->text, "\"%dx%d:%016" PRIx64 "\"", p->rows, p->columns,
			       partition_hash(p));
	}
}

/* The order in which a text lists rows: how a line lists them changes nothing. */
static int rank(const struct study_row *row)
{
	int place = 0;

	if (row->kind != ROW_SPLIT)
		return row->kind == ROW_DENSE ? -1 : 1000 + (int)row->kind;
	while (fpe_split_kinds[place] && fpe_split_kinds[place] != row->by)
		place++;
	return place;
}

void settings_rows(const struct study *study, int out[STUDY_MAX_ROWS])
{
	for (int i = 0; i < study->rows; i++) {
		int at = i;

		for (; at > 0 && rank(&study->row[out[at - 1]]) > rank(&study->row[i]); at--)
			out[at] = out[at - 1];
		out[at] = i;
	}
}

/* Controls are like one split: that is told where it is not the first one; and of a sparse one
   that without a warm-up it begins with a new net, which it did not once. */
static void write_rows(struct writer *w, const struct study *study)
{
	const struct fpe_split_kind *like = NULL;
	int order[STUDY_MAX_ROWS];
	bool anew = false;

	settings_rows(study, order);
	key(w, "rows");
	for (int i = 0; i < study->rows; i++) {
		const struct study_row *row = &study->row[order[i]];

		textbuf_printf(&w->text, "%c%s", i ? ',' : '"', row->name);
		if (row->kind != ROW_SPLIT && row->by)
			like = row->by;
		anew |= row->kind == ROW_SPARSE && study->warmup == 0;
	}
	textbuf_puts(&w->text, study->rows ? "\"" : "\"\"");
	if (like && (study->rows < 2 || study->row[order[1]].by != like))
		word(w, "sparse_of", like->name);
	if (anew)
		word(w, "sparse_from", "new");
}

/* Masks that move are told whoever moves them, and until when where that is not
   what a study does of its own accord. */
static void write_study(struct writer *w, struct study study)
{
	int until = study_masks_until(&study);

	study.masks = until ? STUDY_MASKS_RIGL : STUDY_MASKS_AS_SET;
	for (const struct setting *row = setting_study; row->name; row++) {
		write_setting(w, row, &study, &w->plain);
		if (row->offset == offsetof(struct study, masks) && until &&
		    until != study_masks_until(&study))
			whole(w, "masks_until", until);
	}
	write_settings(w, setting_seeds, &study, &w->plain);
	write_basis(w, &study);
	write_rows(w, &study);
}

char *settings_text(const struct study *study)
{
	struct writer w = { 0 };

	study_init(&w.plain);
	write_task(&w, &study->recipe.task, study->recipe.data.sampling);
	write_data(&w, &study->recipe);
	write_settings(&w, setting_net, &study->recipe.net, &w.plain.recipe.net);
	write_settings(&w, setting_train, &study->recipe.settings, &w.plain.recipe.settings);
	write_study(&w, *study);
	whole(&w, "arithmetic", FPE_ARITHMETIC);
	textbuf_puts(&w.text, "}");
	return textbuf_take(&w.text);
}

/* Take ,"name":value out of a text. Names are the program's own: nothing else of a text
   has quotes that no stroke comes before. */
static void leave_out(char *text, const char *name)
{
	char field[40], *at, *end;

	snprintf(field, sizeof field, ",\"%s\":", name);
	at = strstr(text, field);
	if (!at)
		return;
	end = at + strlen(field);
	end += *end == '"' ? 1 + strcspn(end + 1, "\"") + 1 : strcspn(end, ",}");
	memmove(at, end, strlen(end) + 1);
}

char *settings_basis(const char *text)
{
	static const char *const names[] = { "robustness", "measure",	"groups",     "owner",
					     "rows",	   "sparse_of", "sparse_from" };
	char *out = strdup(text);

	for (size_t i = 0; out && i < sizeof names / sizeof *names; i++)
		leave_out(out, names[i]);
	return out;
}

static void complete(json_t *settings, const struct setting *rows, const void *part)
{
	for (; rows->name; rows++) {
		if (rows->key && rows->when == SETTING_CHANGED && rows->kind != SETTING_SEED &&
		    !json_object_get(settings, rows->key))
			json_object_set_new(settings, rows->key, setting_json(rows, part));
	}
}

void settings_complete(json_t *settings)
{
	bool moving = json_object_get(settings, "masks");
	struct study study;

	study_init(&study);
	study.epochs = (int)json_integer_value(json_object_get(settings, "epochs"));
	study.masks = moving ? STUDY_MASKS_RIGL : STUDY_MASKS_FIXED;
	complete(settings, setting_net, &study.recipe.net);
	complete(settings, setting_train, &study.recipe.settings);
	complete(settings, setting_study, &study);
	/* texts said none while there was one */
	if (!json_object_get(settings, "arithmetic"))
		json_object_set_new(settings, "arithmetic", json_integer(1));
	if (!json_object_get(settings, "masks_until"))
		json_object_set_new(settings, "masks_until",
				    json_integer(study_masks_until(&study)));
}
