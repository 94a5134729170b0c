/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_job.c - draws what the rows of bench_work.h say. */
#include "lab/bench/bench_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/split.h"
#include "fpe/trainer.h"
#include "lab/base/recipe.h"
#include "lab/base/setting.h"

#define SEED 1

void bench_samples_clear(struct bench_samples *samples)
{
	fpe_task_free(samples->task);
	fpe_data_free(samples->train);
	fpe_data_free(samples->test);
	fpe_net_free(samples->dense);
	*samples = (struct bench_samples){ 0 };
}

void bench_job_clear(struct bench_job *job)
{
	fpe_net_free(job->net);
	*job = (struct bench_job){ 0 };
}

static enum fpe_status draw_dnf(struct bench_samples *out, struct fpe_error *err)
{
	struct recipe recipe;
	enum fpe_status status;

	recipe_init(&recipe);
	recipe.task.options.clauses = out->work->clauses;
	recipe.data.train = out->work->train;
	recipe.data.test = out->work->test;
	status = recipe_task(&recipe.task, SEED, &out->task, err);
	if (!status)
		status = recipe_data(&recipe.data, out->task, SEED, out->watch, &out->train,
				     &out->test, err);
	recipe_clear(&recipe);
	return status;
}

static float normal(struct fpe_rng *rng)
{
	double u = 1 - fpe_rng_unit(rng), v = fpe_rng_unit(rng);

	return (float)(sqrt(-2 * log(u)) * cos(2 * M_PI * v));
}

/* A centre a class. Gives them, or NULL. */
static float *draw_centres(int inputs, int classes)
{
	float *centre = malloc((size_t)inputs * (size_t)classes * sizeof *centre);

	for (int c = 0; centre && c < classes; c++) {
		struct fpe_rng rng;

		fpe_rng_open(&rng, SEED, FPE_RNG_TASK, (uint64_t)c);
		for (int j = 0; j < inputs; j++)
			centre[(size_t)c * (size_t)inputs + (size_t)j] = normal(&rng);
	}
	return centre;
}

/* Around the centre; noise has twice the centres' spread. */
static void fill_around(const float *centre, float *x, int inputs, struct fpe_rng *rng)
{
	for (int j = 0; j < inputs; j++)
		x[j] = centre[j] + 2 * normal(rng);
}

static void fill_picture(const float *centre, float *x, int inputs, struct fpe_rng *rng)
{
	for (int j = 0; j < inputs; j++)
		x[j] = fminf(1, fmaxf(0, .4f * (centre[j] + normal(rng))));
}

static enum fpe_status draw_real(const struct bench_samples *of, int n, enum fpe_purpose purpose,
				 struct fpe_data **out, struct fpe_error *err)
{
	const struct bench_work *work = of->work;
	int inputs = work->widths[0], classes = work->widths[bench_work_layers(work)];
	float *centre = draw_centres(inputs, classes);
	enum fpe_status status =
		centre ? fpe_data_new(n, inputs, classes, 1, out, err) : fpe_no_memory(err);
	struct fpe_rng rng;

	fpe_rng_open(&rng, SEED, purpose, 0);
	for (int i = 0; i < n && !status; i++) {
		int c = (int)fpe_rng_below(&rng, (uint32_t)classes);
		float *x = (*out)->real + (size_t)i * (size_t)inputs;
		const float *at = centre + (size_t)c * (size_t)inputs;

		if (work->samples == BENCH_CENTRES)
			fill_around(at, x, inputs, &rng);
		else
			fill_picture(at, x, inputs, &rng);
		if (work->samples == BENCH_PICTURES && fpe_rng_below(&rng, 10) == 0)
			c = (int)fpe_rng_below(&rng, (uint32_t)classes);
		(*out)->label[i] = c;
		status = fpe_watch_ask(of->watch, err);
	}
	free(centre);
	return status;
}

static enum fpe_status draw_samples(struct bench_samples *out, struct fpe_error *err)
{
	const struct bench_work *work = out->work;
	enum fpe_status status;

	if (work->samples == BENCH_DNF)
		return draw_dnf(out, err);
	status = draw_real(out, work->train, FPE_RNG_TRAIN, &out->train, err);
	if (!status)
		status = draw_real(out, work->test, FPE_RNG_TEST, &out->test, err);
	return status;
}

/* Hidden layers have `times` the workload's neurons. */
static enum fpe_status make_net(const struct bench_work *work, int times, struct fpe_net **out,
				struct fpe_error *err)
{
	int layers = bench_work_layers(work), widths[5];
	enum fpe_status status;

	for (int l = 0; l <= layers; l++)
		widths[l] = work->widths[l] * (l && l < layers ? times : 1);
	status = fpe_net_new(widths, layers, out, err);
	if (!status)
		fpe_net_init(*out, FPE_INIT_UNIFORM, SEED);
	return status;
}

static enum fpe_status warm_up(const struct bench_samples *samples, struct fpe_error *err)
{
	struct fpe_train_settings settings;
	struct fpe_trainer *trainer;
	enum fpe_status status;

	setting_reset(setting_train, &settings);
	settings.batch = samples->work->batch[0].size;
	status = fpe_trainer_new(samples->dense, samples->train, &settings, SEED, 0, 0, &trainer,
				 err);
	while (!status && fpe_trainer_epoch(trainer) < samples->work->warmup) {
		status = fpe_trainer_step(trainer, err);
		if (!status)
			status = fpe_watch_ask(samples->watch, err);
	}
	fpe_trainer_free(trainer);
	return status;
}

enum fpe_status bench_samples_init(struct bench_samples *out, const struct bench_work *work,
				   const struct fpe_watch *watch, struct fpe_error *err)
{
	enum fpe_status status;

	*out = (struct bench_samples){ .work = work, .watch = watch };
	status = draw_samples(out, err);
	if (!status)
		status = make_net(work, 1, &out->dense, err);
	if (!status && work->warmup)
		status = warm_up(out, err);
	if (status)
		bench_samples_clear(out);
	return status;
}

/* By the program's own split of all hidden layers. */
static enum fpe_status split_net(struct bench_job *job, const struct bench_samples *samples,
				 struct fpe_error *err)
{
	const struct bench_split *by = &job->kind.split;
	struct fpe_grouping g = { .net = samples->dense,
				  .layer = -1,
				  .alpha = by->alpha,
				  .clauses = samples->task ? &samples->task->clauses : NULL,
				  .seed = SEED };

	return fpe_split(fpe_split_kind_find(by->kind), &g, FPE_BUDGET_EXACT,
			 fpe_net_nnz(samples->dense), 0, &job->net, err);
}

/* Rows 2p and 2p+1 share the inputs: by halves of the clauses of 4
   consecutive inputs, or one by one. One weight of each pair is dropped. */
static void pair_rows(struct fpe_layer *l, const char *split, bool drop, struct fpe_rng *rng)
{
	int32_t side[FPE_MAX_INPUTS];
	int unit = strcmp(split, "clause") == 0 ? 4 : 1, units = l->in / unit;

	for (int p = 0; p + 1 < l->out; p += 2) {
		for (int u = 0; u < units; u++)
			side[u] = u % 2;
		fpe_rng_shuffle(rng, side, units);
		for (int j = 0; j < l->in; j++) {
			int child = side[j / unit];

			l->mask[(p + child) * l->in + j] = 1;
			l->mask[(p + 1 - child) * l->in + j] = 0;
		}
		if (drop) {
			int j = (int)fpe_rng_below(rng, (uint32_t)l->in);

			l->mask[p * l->in + j] = 0;
			l->mask[(p + 1) * l->in + j] = 0;
		}
	}
}

/* Every row has `count` live inputs, drawn. */
static void thin_rows(struct fpe_layer *l, int count, struct fpe_rng *rng)
{
	int32_t pick[FPE_MAX_INPUTS];

	for (int i = 0; i < l->out; i++) {
		for (int j = 0; j < l->in; j++)
			pick[j] = j;
		fpe_rng_shuffle(rng, pick, l->in);
		for (int j = 0; j < l->in; j++)
			l->mask[i * l->in + pick[j]] = j < count;
	}
}

/* In the first layer pairs of rows share the inputs, in the others each row has as
   many as before the split. */
static void mask_by_counts(struct bench_job *job)
{
	const struct bench_work *work = job->kind.work;
	int layers = bench_work_layers(work);
	struct fpe_rng rng;

	fpe_rng_open(&rng, SEED, FPE_RNG_TEST_ONLY, (uint64_t)(work - bench_works) + 1);
	pair_rows(&job->net->layer[0], job->kind.split.kind, layers == 2, &rng);
	if (layers > 2) {
		for (int l = 1; l < layers; l++)
			thin_rows(&job->net->layer[l],
				  work->widths[l] * work->widths[l + 1] / job->net->layer[l].out,
				  &rng);
	}
	fpe_net_apply_masks(job->net);
}

enum fpe_status bench_job_init(struct bench_job *out, const struct bench_kind *kind,
			       const struct bench_samples *samples, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*out = (struct bench_job){ .kind = *kind, .train = *samples->train, .test = samples->test };
	out->train.count = kind->batch.train;
	if (!kind->split.kind) {
		out->net = fpe_net_copy(samples->dense);
		status = out->net ? FPE_OK : fpe_no_memory(err);
	} else if (kind->work->masks == BENCH_COUNTS) {
		status = make_net(kind->work, kind->split.alpha, &out->net, err);
		if (!status)
			mask_by_counts(out);
	} else {
		status = split_net(out, samples, err);
	}
	if (status)
		bench_job_clear(out);
	return status;
}

double bench_job_train_flops(const struct bench_job *job)
{
	double flops = -2.0 * (double)fpe_net_layer_nnz(job->net, 0);

	for (int l = 0; l < job->net->layers; l++)
		flops += 6.0 * (double)fpe_net_layer_nnz(job->net, l);
	return flops;
}
