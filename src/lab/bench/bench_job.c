/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_job.c - nets, masks and samples of the speed benchmark. */
#include "lab/bench/bench_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/split.h"
#include "lab/base/recipe.h"

#define SEED 1
#define WARMUP 5 /* epochs of J1 before its split */

const struct bench_kind bench_kinds[] = {
	{ "J1.dense", 1, NULL }, { "J1.random", 1, "random" }, { "J1.clause", 1, "clause" },
	{ "J2.dense", 2, NULL }, { "J2.random", 2, "random" }, { "J2.clause", 2, "clause" },
	{ "J3.dense", 3, NULL }, { "J3.random", 3, "random" }, { 0 }
};

void bench_job_clear(struct bench_job *job)
{
	fpe_net_free(job->net);
	fpe_data_free(job->train);
	fpe_data_free(job->test);
	*job = (struct bench_job){ 0 };
}

static enum fpe_status warm_up(struct bench_job *job, const struct fpe_train_settings *settings,
			       struct fpe_error *err)
{
	struct fpe_trainer *trainer;
	enum fpe_status status =
		fpe_trainer_new(job->net, job->train, settings, SEED, 0, 0, &trainer, err);

	while (!status && fpe_trainer_epoch(trainer) < WARMUP)
		status = fpe_trainer_step(trainer, err);
	fpe_trainer_free(trainer);
	return status;
}

static enum fpe_status split_j1(struct bench_job *job, const struct fpe_task *task,
				struct fpe_error *err)
{
	struct fpe_grouping g = {
		.net = job->net, .alpha = 2, .clauses = &task->clauses, .seed = SEED
	};
	struct fpe_net *split;
	enum fpe_status status = fpe_split(fpe_split_kind_find(job->kind->split), &g,
					   FPE_BUDGET_EXACT, fpe_net_nnz(job->net), 0, &split, err);

	if (!status) {
		fpe_net_free(job->net);
		job->net = split;
	}
	return status;
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

static enum fpe_status wide_net(struct bench_job *job, const int *widths, int layers,
				struct fpe_error *err)
{
	enum fpe_status status = fpe_net_new(widths, layers, &job->net, err);
	struct fpe_rng rng;

	if (status)
		return status;
	fpe_net_init(job->net, FPE_INIT_UNIFORM, SEED);
	if (job->kind->split) {
		fpe_rng_open(&rng, SEED, FPE_RNG_TEST_ONLY, (uint64_t)job->kind->job);
		pair_rows(&job->net->layer[0], job->kind->split, layers == 2, &rng);
		if (layers == 3) {
			thin_rows(&job->net->layer[1], 32, &rng);
			thin_rows(&job->net->layer[2], 64, &rng);
		}
		fpe_net_apply_masks(job->net);
	}
	return FPE_OK;
}

static enum fpe_status make_boolean(struct bench_job *job, struct fpe_error *err)
{
	int j1 = job->kind->job == 1, hidden = job->kind->split ? 128 : 64;
	struct recipe recipe;
	struct fpe_task *task = NULL;
	enum fpe_status status;

	recipe_init(&recipe);
	if (!j1) {
		recipe.task.options.clauses = 32;
		recipe.data.train = 20000;
	}
	job->batch = recipe.settings.batch;
	status = recipe_task(&recipe.task, SEED, &task, err);
	if (!status)
		status = recipe_data(&recipe.data, task, SEED, &job->train, &job->test, err);
	if (!status && j1)
		status = recipe_net(&recipe.net, task, NULL, SEED, &job->net, err);
	else if (!status)
		status = wide_net(job, (int[]){ 128, hidden, 1 }, 2, err);
	if (!status && j1)
		status = warm_up(job, &recipe.settings, err);
	if (!status && j1 && job->kind->split)
		status = split_j1(job, task, err);
	fpe_task_free(task);
	recipe_clear(&recipe);
	return status;
}

static float normal(struct fpe_rng *rng)
{
	double u = 1 - fpe_rng_unit(rng), v = fpe_rng_unit(rng);

	return (float)(sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
}

/* Samples around `classes` centroids; noise has twice their spread. */
static enum fpe_status draw_blobs(int n, int inputs, int classes, enum fpe_purpose purpose,
				  struct fpe_data **out, struct fpe_error *err)
{
	enum fpe_status status = fpe_data_new(n, inputs, classes, 1, out, err);
	struct fpe_rng rng, centre;

	if (status)
		return status;
	fpe_rng_open(&rng, SEED, purpose, 0);
	for (int i = 0; i < n; i++) {
		int c = (int)fpe_rng_below(&rng, (uint32_t)classes);
		float *x = (*out)->real + (size_t)i * (size_t)inputs;

		(*out)->label[i] = c;
		fpe_rng_open(&centre, SEED, FPE_RNG_TASK, (uint64_t)c);
		for (int j = 0; j < inputs; j++)
			x[j] = normal(&centre) + 2 * normal(&rng);
	}
	return FPE_OK;
}

static enum fpe_status make_real(struct bench_job *job, struct fpe_error *err)
{
	int hidden = job->kind->split ? 128 : 64;
	enum fpe_status status;

	job->batch = 256;
	status = draw_blobs(10000, 512, 100, FPE_RNG_TRAIN, &job->train, err);
	if (!status)
		status = draw_blobs(2000, 512, 100, FPE_RNG_TEST, &job->test, err);
	if (!status)
		status = wide_net(job, (int[]){ 512, hidden, hidden, 100 }, 3, err);
	return status;
}

enum fpe_status bench_job_init(struct bench_job *out, const struct bench_kind *kind,
			       struct fpe_error *err)
{
	enum fpe_status status;

	*out = (struct bench_job){ .kind = kind };
	status = kind->job == 3 ? make_real(out, err) : make_boolean(out, err);
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
