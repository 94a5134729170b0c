/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw.c - the samples of a task.
 *
 * Sample i is positive where i is odd, unless sampling is natural; training
 * shuffles, and nothing else about a sample depends on i. How bits are drawn
 * given the label is in condition.c; where that cannot be done, whole samples
 * are drawn again here until their label fits.
 */
#include "fpe/data.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/task/condition.h"

#define WORDS_UNASKED 20000

static bool literals_alone(const struct fpe_clauses *c)
{
	for (int i = 0; i < c->start[c->count]; i++) {
		if (c->sign[i] == 0)
			return false;
	}
	return true;
}

/* NULL: clauses can be planted. */
static const char *why_unplanted(const struct fpe_task *task)
{
	if (task->clauses.count == 0)
		return "not planted, the task has no clauses";
	if (fpe_task_info(task->kind)->form == FPE_CLAUSE_PARITY)
		return "not planted, a parity has no literals";
	return literals_alone(&task->clauses) ? NULL
					      : "not planted, a clause is more than literals";
}

enum fpe_sampling fpe_data_sampling(const struct fpe_task *task, enum fpe_sampling asked,
				    const char **why)
{
	if (fpe_task_gives_back(task)) {
		*why = "features are drawn, each by itself, and are the targets, too";
		return FPE_NATURAL;
	}
	if (fpe_task_info(task->kind)->draw) {
		*why = "the label is drawn first, then its bits";
		return FPE_NATURAL;
	}
	if (asked == FPE_NATURAL) {
		*why = "labels are as the bits fall";
		return FPE_NATURAL;
	}
	*why = asked == FPE_PLANTED ? why_unplanted(task) : "bits are drawn given the label";
	if (*why)
		return FPE_BALANCED;
	*why = task->all_must_hold ? "a clause of each negative sample is made false"
				   : "a clause of each positive sample is made true";
	return FPE_PLANTED;
}

struct draw {
	const struct fpe_task *task;
	const struct fpe_data_options *options;
	struct fpe_data *data;
	struct condition *condition; /* NULL: redraw */
	enum fpe_sampling sampling;  /* what the task gets */
	struct fpe_rng rng;
	long long drawn[2], hit[2]; /* whole samples drawn for a label */
	int unasked;		    /* words drawn since the watch was asked */
	struct fpe_error *err;
};

/*
 * 64 bits, each 1 with chance p: p's binary digits, first one first, are
 * compared with those of 64 random numbers at once. A lane is decided at the
 * first digit that differs, so about 8 words do, and one where p is 1/2.
 */
static uint64_t random_bits(struct fpe_rng *rng, double p, uint64_t lanes)
{
	uint64_t ones = 0;

	while (lanes && p > 0) {
		uint64_t word = fpe_rng_u64(rng);

		p *= 2; /* exact */
		if (p >= 1) {
			p -= 1;
			ones |= lanes & ~word;
			lanes &= word;
		} else {
			lanes &= ~word;
		}
	}
	return ones;
}

/* Every few milliseconds, where so many words are drawn now. */
static enum fpe_status ask_watch(struct draw *w)
{
	w->unasked += w->data->real ? w->data->inputs : w->data->words;
	if (w->unasked < WORDS_UNASKED)
		return FPE_OK;
	w->unasked = 0;
	return fpe_watch_ask(w->options->watch, w->err);
}

static void draw_free(struct draw *w, uint64_t *bits)
{
	for (int i = 0; i < w->data->words; i++) {
		int left = w->data->inputs - 64 * i;

		bits[i] = random_bits(&w->rng, w->options->p,
				      left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX);
	}
}

/* Planted sampling: one clause, drawn uniformly, is made true below an OR, false
   below an AND: there each of its literals fails. */
static void draw_planted(struct draw *w, uint64_t *bits)
{
	const struct fpe_clauses *c = &w->task->clauses;
	uint32_t clause = fpe_rng_below(&w->rng, (uint32_t)c->count);

	draw_free(w, bits);
	for (int i = c->start[clause]; i < c->start[clause + 1]; i++) {
		uint64_t one = UINT64_C(1) << (c->input[i] % 64);

		if ((c->sign[i] > 0) != w->task->all_must_hold)
			bits[c->input[i] / 64] |= one;
		else
			bits[c->input[i] / 64] &= ~one;
	}
}

static enum fpe_status unreachable(struct draw *w, bool label)
{
	const char *name = label ? "positive" : "negative";

	if (w->condition)
		return fpe_fail(w->err, FPE_EUNREACHABLE,
				"no %s sample can occur with p=%g: their rate is 0", name,
				w->options->p);
	return fpe_fail(w->err, FPE_EUNREACHABLE,
			"no %s sample in %d draws with p=%g: their estimated rate is %.2g", name,
			FPE_MAX_REDRAWS, w->options->p,
			(double)w->hit[label] / (double)w->drawn[label]);
}

static enum fpe_status redraw(struct draw *w, bool label, uint64_t *bits)
{
	for (int i = 0; i < FPE_MAX_REDRAWS; i++) {
		enum fpe_status status = ask_watch(w);

		if (status)
			return status;
		draw_free(w, bits);
		w->drawn[label]++;
		if (fpe_task_label(w->task, bits) == label) {
			w->hit[label]++;
			return FPE_OK;
		}
	}
	return unreachable(w, label);
}

static enum fpe_status draw_sample(struct draw *w, bool label, uint64_t *bits)
{
	if (w->sampling == FPE_PLANTED && label != w->task->all_must_hold) {
		draw_planted(w, bits);
		return FPE_OK;
	}
	if (!w->condition)
		return redraw(w, label, bits);
	if (!condition_possible(w->condition, label))
		return unreachable(w, label);
	draw_free(w, bits);
	condition_draw(w->condition, label, &w->rng, bits);
	return FPE_OK;
}

static int drawn_label(struct draw *w, uint64_t *bits)
{
	const struct fpe_task_info *kind = fpe_task_info(w->task->kind);

	return kind->draw ? kind->draw(w->task, &w->rng, bits) : fpe_task_label(w->task, bits);
}

static enum fpe_status draw_all(struct draw *w)
{
	struct fpe_data *data = w->data;

	for (int i = 0; i < data->count; i++) {
		uint64_t *bits = data->bits + (size_t)i * (size_t)data->words;
		int label = i & 1;
		enum fpe_status status = ask_watch(w);

		if (!status && w->sampling == FPE_NATURAL) {
			draw_free(w, bits);
			label = drawn_label(w, bits);
		} else if (!status) {
			status = draw_sample(w, label, bits);
		}
		if (status)
			return status;
		data->label[i] = label;
	}
	return FPE_OK;
}

static enum fpe_status draw_numbers(struct draw *w)
{
	struct fpe_data *data = w->data;
	size_t inputs = (size_t)data->inputs;

	for (int i = 0; i < data->count; i++) {
		float *row = data->real + (size_t)i * inputs;
		enum fpe_status status = ask_watch(w);

		if (status)
			return status;
		fpe_task_info(w->task->kind)->inputs(w->task, &w->rng, row);
		memcpy(data->target + (size_t)i * inputs, row, inputs * sizeof *row);
	}
	return FPE_OK;
}

/* Room for numbers that are given back, and how that is judged. */
static enum fpe_status new_numbers(struct draw *w)
{
	int inputs = w->task->inputs;
	enum fpe_status status =
		fpe_data_new_targets(w->options->count, inputs, inputs, 1, &w->data, w->err);

	if (status)
		return status;
	w->data->rectified = true;
	if (w->task->importance == 1)
		return FPE_OK;
	w->data->importance = malloc((size_t)inputs * sizeof *w->data->importance);
	if (!w->data->importance)
		return fpe_no_memory(w->err);
	for (int i = 0; i < inputs; i++)
		w->data->importance[i] = (float)fpe_task_importance(w->task, i);
	return FPE_OK;
}

static enum fpe_status check_options(const struct fpe_task *task, const struct fpe_data_options *o,
				     struct fpe_error *err)
{
	if (!fpe_task_can_draw(task))
		return fpe_fail(
			err, FPE_ESTATE,
			"the task is known by its samples only: there is no rule to draw others from");
	if (o->count < 1)
		return fpe_fail(err, FPE_ERANGE, "%d samples; at least 1", o->count);
	if (!(o->p >= 0 && o->p <= 1)) /* also not a number */
		return fpe_fail(err, FPE_ERANGE, "p is %g; from 0 to 1", o->p);
	if (!(o->noise >= 0 && o->noise <= 1))
		return fpe_fail(err, FPE_ERANGE, "noise is %g; from 0 to 1", o->noise);
	if (o->noise > 0 && fpe_task_gives_back(task))
		return fpe_fail(err, FPE_ESTATE,
				"noise changes classes; these samples have real targets");
	return FPE_OK;
}

enum fpe_status fpe_data_draw(const struct fpe_task *task, const struct fpe_data_options *options,
			      uint64_t seed, enum fpe_purpose purpose, struct fpe_data **out,
			      struct fpe_error *err)
{
	struct draw w = { .task = task, .options = options, .err = err };
	enum fpe_status status = check_options(task, options, err);
	const char *why;

	*out = NULL;
	if (!status && fpe_task_gives_back(task))
		status = new_numbers(&w);
	else if (!status)
		status = fpe_data_new(options->count, task->inputs, task->classes, 0, &w.data, err);
	w.sampling = fpe_data_sampling(task, options->sampling, &why);
	if (!status && w.sampling != FPE_NATURAL)
		status = condition_new(task, options->p, &w.condition, err);
	if (!status) {
		fpe_rng_open(&w.rng, seed, purpose, 0);
		status = w.data->real ? draw_numbers(&w) : draw_all(&w);
	}
	condition_free(w.condition);
	if (status) {
		fpe_data_free(w.data);
		return status;
	}
	if (w.data->label)
		fpe_data_flip(w.data, options->noise, seed);
	w.data->rule = task;
	*out = w.data;
	return FPE_OK;
}
