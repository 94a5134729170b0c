/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_toy.c - sparse features through few neurons (Elhage et al., Toy Models of
 * Superposition, 2022, arXiv 2209.10652, section 2).
 *
 * Each feature is there with chance `density`, by itself, and then a number drawn
 * uniformly from [0, 1); else it is 0. A net is to give all of them back; the square of
 * what it misses of feature i weighs importance^i.
 */
#include "core/task/task.h"

#include <stdio.h>

#include "fpe/limits.h"

static bool is_share(double a)
{
	return a >= 0 && a <= 1; /* not: not a number */
}

static enum fpe_status make_toy(const struct fpe_task_options *options, uint64_t seed,
				struct fpe_task **out, struct fpe_error *err)
{
	enum fpe_status status = task_check_inputs(options->inputs, err);

	(void)seed;
	if (status)
		return status;
	if (options->inputs > FPE_MAX_NEURONS)
		return fpe_fail(err, FPE_ELIMIT, "%d features; at most %d, each is an output",
				options->inputs, FPE_MAX_NEURONS);
	if (!is_share(options->density))
		return fpe_fail(err, FPE_ERANGE, "density is %g; from 0 to 1", options->density);
	if (!(options->importance > 0 && options->importance <= 1))
		return fpe_fail(err, FPE_ERANGE, "importance is %g; above 0, at most 1",
				options->importance);
	*out = task_new(FPE_TASK_TOY, options->inputs);
	if (!*out)
		return fpe_no_memory(err);
	(*out)->classes = 0;
	(*out)->density = options->density;
	(*out)->importance = options->importance;
	return FPE_OK;
}

/* A number is drawn for each, there or not: with another density it is the same. */
static void draw_toy(const struct fpe_task *task, struct fpe_rng *rng, float *to)
{
	for (int i = 0; i < task->inputs; i++) {
		bool there = fpe_rng_unit(rng) < task->density;
		double value = fpe_rng_unit(rng);

		to[i] = there ? (float)value : 0;
	}
}

static void put_toy(const struct fpe_task *task, struct task_writer *out)
{
	char text[160];

	snprintf(text, sizeof text,
		 "give back each feature: with chance %g uniform in [0, 1), else 0", task->density);
	task_put(out, text);
	if (task->importance == 1)
		return;
	snprintf(text, sizeof text, "; x0 weighs 1, each next one %g of the last",
		 task->importance);
	task_put(out, text);
}

const struct fpe_task_info task_kind_toy = {
	.name = "toy",
	.rule = "there are no classes: the inputs themselves are to be given back",
	.make = make_toy,
	.inputs = draw_toy,
	.text = put_toy,
};
