/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contrast.c - samples by the clause that alone decides, or by class. */
#include "fpe/contrast.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLES_UNASKED 256

/* Samples as they are found: of each part, and where no clause decides, the last list. */
struct lists {
	int parts, most;
	int *count;	 /* [parts + 1] */
	int32_t *sample; /* [(parts + 1) x most] */
};

int fpe_contrast_parts(const struct fpe_task *task, const struct fpe_data *data, bool *of_clauses)
{
	*of_clauses = task && task->clauses.count > 0 && data->bits && data->label &&
		      data->inputs == task->inputs;
	return *of_clauses ? task->clauses.count : data->classes;
}

/* Of one sample: the part it is of, `parts` where no clause decides, -1 where several do. */
static int part_of(const struct fpe_task *task, const struct fpe_data *data, bool of_clauses,
		   int sample)
{
	const uint64_t *bits;
	int found = task ? task->clauses.count : 0;

	if (!of_clauses)
		return data->label[sample];
	bits = data->bits + (size_t)sample * (size_t)data->words;
	for (int c = 0; c < task->clauses.count; c++) {
		if (!fpe_clause_speaks(task, c, bits))
			continue;
		if (found < task->clauses.count)
			return -1;
		found = c;
	}
	return found;
}

static enum fpe_status find(const struct fpe_task *task, const struct fpe_data *data,
			    const struct fpe_contrast_choice *choice, bool of_clauses,
			    const struct fpe_watch *watch, struct lists *l, struct fpe_error *err)
{
	int open = l->parts + of_clauses;

	for (int i = choice->from; i < data->count && open > 0; i += choice->step) {
		int part = part_of(task, data, of_clauses, i);

		if (i % SAMPLES_UNASKED == 0 && fpe_watch_ask(watch, err))
			return FPE_ESTOPPED;
		if (part < 0 || l->count[part] == l->most)
			continue;
		l->sample[(size_t)part * (size_t)l->most + (size_t)l->count[part]++] = i;
		open -= l->count[part] == l->most;
	}
	return FPE_OK;
}

static void append(struct fpe_contrast *out, const struct lists *l, int part, int count)
{
	memcpy(out->sample + out->count, l->sample + (size_t)part * (size_t)l->most,
	       (size_t)count * sizeof *out->sample);
	out->count += count;
}

/* Of each clause as many as there are where none decides, if that is less. */
static enum fpe_status gather(const struct lists *l, struct fpe_contrast *out,
			      struct fpe_error *err)
{
	int none = out->of_clauses ? l->count[l->parts] : 0, longest = 0;

	out->start = calloc((size_t)l->parts + 1, sizeof *out->start);
	out->sample = malloc(((size_t)l->parts + 1) * (size_t)l->most * sizeof *out->sample);
	if (!out->start || !out->sample)
		return fpe_no_memory(err);
	for (int p = 0; p < l->parts; p++)
		longest = l->count[p] > longest ? l->count[p] : longest;
	out->none = none < longest ? none : longest;
	append(out, l, l->parts, out->none);
	out->start[0] = out->count;
	for (int p = 0; p < l->parts; p++) {
		int count = out->of_clauses && l->count[p] > none ? none : l->count[p];

		append(out, l, p, count);
		out->start[p + 1] = out->count;
	}
	return FPE_OK;
}

enum fpe_status fpe_contrast_new(const struct fpe_task *task, const struct fpe_data *data,
				 const struct fpe_contrast_choice *choice,
				 const struct fpe_watch *watch, struct fpe_contrast *out,
				 struct fpe_error *err)
{
	struct lists l = { .most = choice->most };
	enum fpe_status status = FPE_OK;

	*out = (struct fpe_contrast){ 0 };
	l.parts = out->parts = fpe_contrast_parts(task, data, &out->of_clauses);
	if (l.parts == 0)
		return fpe_fail(err, FPE_ESTATE,
				"the samples have real targets: neither clauses nor classes");
	l.count = calloc((size_t)l.parts + 1, sizeof *l.count);
	l.sample = calloc(((size_t)l.parts + 1) * (size_t)l.most, sizeof *l.sample);
	if (!l.count || !l.sample)
		status = fpe_no_memory(err);
	if (!status)
		status = find(task, data, choice, out->of_clauses, watch, &l, err);
	if (!status)
		status = gather(&l, out, err);
	free(l.count);
	free(l.sample);
	return status;
}

void fpe_contrast_clear(struct fpe_contrast *contrast)
{
	free(contrast->start);
	free(contrast->sample);
	*contrast = (struct fpe_contrast){ 0 };
}
