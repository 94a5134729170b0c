/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench.c - rounds of epochs, passes and the peak; medians and paired ratios.
 */
#include "lab/bench/bench.h"

#include <stdlib.h>

#include "fpe/trainer.h"
#include "lab/base/clock.h"
#include "lab/base/setting.h"

#define SLICE 0.02 /* seconds of work behind one time, at least */

struct contestant {
	struct bench_job job;
	struct fpe_trainer *trainer;
	int epochs, passes; /* behind one time */
	double train[BENCH_MAX_ROUNDS], test[BENCH_MAX_ROUNDS];
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct bench_time summarise(const double *values, int n)
{
	double sorted[BENCH_MAX_ROUNDS];

	for (int i = 0; i < n; i++)
		sorted[i] = values[i];
	qsort(sorted, (size_t)n, sizeof *sorted, by_value);
	return (struct bench_time){ (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0],
				    sorted[n - 1] };
}

static enum fpe_status train(struct contestant *c, int epochs, double *seconds,
			     struct fpe_error *err)
{
	int to = fpe_trainer_epoch(c->trainer) + epochs;
	double begin = clock_work();
	enum fpe_status status = FPE_OK;

	while (!status && fpe_trainer_epoch(c->trainer) < to)
		status = fpe_trainer_step(c->trainer, err);
	*seconds = (clock_work() - begin) / epochs;
	return status;
}

static double test(struct contestant *c, int passes)
{
	double begin = clock_work();

	for (int i = 0; i < passes; i++)
		fpe_kernel_score(fpe_trainer_kernel(c->trainer), fpe_trainer_net(c->trainer),
				 c->job.test);
	return (clock_work() - begin) / passes;
}

static double peak(void)
{
	const long rounds = 100000;
	double begin = clock_work(), flops = fpe_kernel_spin(rounds);

	return flops / (clock_work() - begin);
}

static int count_for(double seconds)
{
	return seconds > SLICE ? 1 : (int)(SLICE / seconds) + 1;
}

static enum fpe_status prepare(struct contestant *c, const struct bench_kind *kind,
			       struct fpe_error *err)
{
	struct fpe_train_settings settings;
	enum fpe_status status = bench_job_init(&c->job, kind, err);
	double seconds;

	if (status)
		return status;
	setting_reset(setting_train, &settings);
	settings.batch = c->job.batch;
	status = fpe_trainer_new(c->job.net, c->job.train, &settings, 1, 0, 0, &c->trainer, err);
	if (!status)
		status = train(c, 1, &seconds, err); /* caches, pages */
	if (!status)
		status = train(c, 1, &seconds, err);
	if (status)
		return status;
	c->epochs = count_for(seconds);
	c->passes = count_for(test(c, 1));
	return FPE_OK;
}

static void fill_row(struct bench_row *row, const struct contestant *c,
		     const struct contestant *dense, int rounds, double top)
{
	double ratio[BENCH_MAX_ROUNDS];
	int n = c->job.train->count;

	for (int i = 0; i < rounds; i++)
		ratio[i] = c->train[i] / dense->train[i];
	*row = (struct bench_row){
		.kind = c->job.kind,
		.train = summarise(c->train, rounds),
		.test = summarise(c->test, rounds),
		.ratio = summarise(ratio, rounds),
	};
	row->step = row->train.median / ((n + c->job.batch - 1) / c->job.batch);
	row->flops = bench_job_train_flops(&c->job) * n / row->train.median;
	row->share = row->flops / top;
}

static enum fpe_status play(struct contestant *c, int n, int rounds, struct bench *out,
			    struct fpe_error *err)
{
	double top[BENCH_MAX_ROUNDS];
	enum fpe_status status = FPE_OK;

	for (int r = 0; r < rounds && !status; r++) {
		top[r] = peak();
		for (int i = 0; i < n && !status; i++) {
			status = train(&c[i], c[i].epochs, &c[i].train[r], err);
			c[i].test[r] = test(&c[i], c[i].passes);
		}
	}
	if (status)
		return status;
	out->peak = summarise(top, rounds).median;
	for (int i = 0; i < n; i++)
		fill_row(&out->row[out->rows++], &c[i], &c[0], rounds, out->peak);
	return FPE_OK;
}

/* All nets of one job; the dense one is the first. */
static enum fpe_status run_job(int job, int rounds, struct bench *out, struct fpe_error *err)
{
	struct contestant *c = calloc(BENCH_MAX_KINDS, sizeof *c);
	enum fpe_status status = c ? FPE_OK : fpe_no_memory(err);
	int n = 0;

	for (const struct bench_kind *k = bench_kinds; k->name && !status; k++) {
		if (k->job == job)
			status = prepare(&c[n++], k, err);
	}
	if (!status)
		status = play(c, n, rounds, out, err);
	for (int i = 0; i < n; i++) {
		fpe_trainer_free(c[i].trainer);
		bench_job_clear(&c[i].job);
	}
	free(c);
	return status;
}

enum fpe_status bench_run(int job, int rounds, struct bench *out, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*out = (struct bench){ 0 };
	for (int j = job ? job : 1; j <= (job ? job : 3) && !status; j++)
		status = run_job(j, rounds, out, err);
	return status;
}
