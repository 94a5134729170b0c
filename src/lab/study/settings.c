/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.c - a study as a text, written by hand: its bytes are a contract. */
#include "lab/study/settings.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"

struct writer {
	FILE *file;
	const char *between;
};

static void key(struct writer *w, const char *name)
{
	fprintf(w->file, "%s\"%s\":", w->between, name);
	w->between = ",";
}

static void whole(struct writer *w, const char *name, long long value)
{
	key(w, name);
	fprintf(w->file, "%lld", value);
}

/* The fewest digits that read back as the same number. */
static void real(struct writer *w, const char *name, double value)
{
	char text[40];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	key(w, name);
	for (char *c = text; *c; c++)
		fputc(*c == ',' ? '.' : *c, w->file); /* whatever the locale */
}

/* name: one of this program's own words. */
static void word(struct writer *w, const char *name, const char *value)
{
	key(w, name);
	fprintf(w->file, "\"%s\"", value);
}

/* A part's own seed; nothing where it goes by the base seed. */
static void seed(struct writer *w, const char *name, const struct part_seed *s)
{
	if (!s->fixed)
		return;
	key(w, name);
	fprintf(w->file, "\"%" PRIu64 "\"", s->seed);
}

static void write_formula(struct writer *w, const char *formula)
{
	json_t *text = json_string(formula);
	char *quoted = json_dumps(text, JSON_ENCODE_ANY);

	key(w, "formula");
	fputs(quoted ? quoted : "null", w->file);
	free(quoted);
	json_decref(text);
}

static void write_task(struct writer *w, const struct task_spec *task)
{
	const struct fpe_task_options *o = &task->options;

	word(w, "task", fpe_task_kind_name(task->kind));
	switch (task->kind) {
	case FPE_TASK_DNF:
	case FPE_TASK_XOR:
		whole(w, "clauses", o->clauses);
		whole(w, "literals", o->literals);
		whole(w, "inputs", o->inputs ? o->inputs : (long long)o->clauses * o->literals);
		whole(w, "negate", o->negate);
		seed(w, "task_seed", &task->seed);
		break;
	case FPE_TASK_FORMULA:
		write_formula(w, task->formula);
		break;
	case FPE_TASK_SAMPLES:
		whole(w, "inputs", task->inputs);
		break;
	}
}

/* Of samples from a file: what is in them. */
static uint64_t hash_samples(const struct fpe_data *data)
{
	size_t words = (size_t)data->count * (size_t)data->words;
	size_t reals = (size_t)data->count * (size_t)data->inputs;
	uint64_t hash = fpe_rng_mix((uint64_t)data->inputs, (uint64_t)data->classes);

	for (int i = 0; i < data->count; i++)
		hash = fpe_rng_mix(hash, (uint64_t)data->label[i]);
	for (size_t i = 0; data->bits && i < words; i++)
		hash = fpe_rng_mix(hash, data->bits[i]);
	for (size_t i = 0; data->real && i < reals; i++) {
		uint32_t bits;

		memcpy(&bits, &data->real[i], sizeof bits);
		hash = fpe_rng_mix(hash, bits);
	}
	return hash;
}

static void samples(struct writer *w, const char *name, const struct fpe_data *data)
{
	key(w, name);
	fprintf(w->file, "\"%d:%016" PRIx64 "\"", data ? data->count : 0,
		data ? hash_samples(data) : 0);
}

static void write_data(struct writer *w, const struct study *study)
{
	static const char *const sampling[] = { "planted", "balanced", "natural" };
	const struct data_spec *data = &study->recipe.data;

	if (study->train) {
		samples(w, "train_samples", study->train);
		samples(w, "test_samples", study->test);
		return;
	}
	whole(w, "train", data->train);
	whole(w, "test", data->test);
	real(w, "p", data->p);
	word(w, "sampling", sampling[data->sampling]);
	real(w, "noise", data->noise);
	seed(w, "data_seed", &data->seed);
}

/* One width as a number, more as 512x256. */
static void write_net(struct writer *w, const struct net_spec *net)
{
	static const char *const init[] = { "uniform", "he", "xavier" };

	key(w, "hidden");
	for (int i = 0; i < net->layers; i++)
		fprintf(w->file, "%s%d", i ? "x" : net->layers > 1 ? "\"" : "", net->hidden[i]);
	fputs(net->layers > 1 ? "\"" : "", w->file);
	word(w, "init", init[net->init]);
	seed(w, "net_seed", &net->seed);
}

static void write_training(struct writer *w, const struct fpe_train_settings *s)
{
	real(w, "lr", s->lr);
	whole(w, "batch", s->batch);
	word(w, "optimizer", s->optimizer == FPE_ADAM ? "adam" : "sgd");
	real(w, "momentum", s->optimizer == FPE_ADAM ? 0 : s->momentum);
	real(w, "decay", s->decay);
	if (s->dropconnect != 0)
		real(w, "dropconnect", s->dropconnect);
}

static void write_rows(struct writer *w, const struct study *study)
{
	const char *between = "";

	key(w, "rows");
	fputc('"', w->file);
	for (int i = 0; i < study->rows; i++) {
		fprintf(w->file, "%s%s", between, study->row[i].name);
		between = ",";
	}
	fputc('"', w->file);
}

static void write_study(struct writer *w, const struct study *study)
{
	static const char *const budget[] = { "exact", "strict", "none" };

	whole(w, "alpha", study->alpha);
	if (study->layer < 0)
		word(w, "layer", "all");
	else
		whole(w, "layer", study->layer + 1);
	whole(w, "warmup", study->warmup);
	whole(w, "epochs", study->epochs);
	word(w, "budget_rule", budget[study->budget]);
	if (study->share != 0)
		real(w, "share", study->share);
	if (study_masks_until(study) != 0)
		word(w, "masks", "rigl");
	if (study_masks_until(study) != study->epochs * 3 / 4 && study_masks_until(study) != 0)
		whole(w, "masks_until", study_masks_until(study));
	if (study->robustness)
		whole(w, "robustness", 1);
	write_rows(w, study);
}

char *settings_text(const struct study *study)
{
	char *text = NULL;
	size_t size;
	struct writer w = { open_memstream(&text, &size), "{" };

	if (!w.file)
		return NULL;
	write_task(&w, &study->recipe.task);
	write_data(&w, study);
	write_net(&w, &study->recipe.net);
	write_training(&w, &study->recipe.settings);
	write_study(&w, study);
	fputc('}', w.file);
	if (fclose(w.file)) {
		free(text);
		return NULL;
	}
	return text;
}
