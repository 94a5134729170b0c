/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench.c - rounds of epochs, passes and the peak; medians and paired ratios.
 */
#include "lab/bench/bench.h"

#include <stdlib.h>

#include "fpe/trainer.h"
#include "core/base/clock.h"
#include "core/base/rising.h"
#include "lab/base/setting.h"

#define SLICE 0.02 /* seconds of work behind one time, at least */

struct contestant {
	struct bench_job job;
	struct fpe_trainer *trainer;
	int epochs, tests; /* behind one time */
	/* seconds of a round: an epoch, a pass over the test samples, both sets' passes
	   with the epoch */
	double train[BENCH_MAX_ROUNDS], test[BENCH_MAX_ROUNDS], whole[BENCH_MAX_ROUNDS];
};

struct play {
	const struct bench_request *request;
	struct bench *out;
	struct bench_samples samples;
	struct contestant *contestant; /* the dense net is the first */
	int count;
};

static struct bench_time summarise(const double *values, int n)
{
	double sorted[BENCH_MAX_ROUNDS];

	for (int i = 0; i < n; i++)
		sorted[i] = values[i];
	qsort(sorted, (size_t)n, sizeof *sorted, rising_double);
	return (struct bench_time){ (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0],
				    sorted[n - 1] };
}

static enum fpe_status train(struct contestant *c, int epochs, const struct fpe_watch *watch,
			     double *seconds, struct fpe_error *err)
{
	int to = fpe_trainer_epoch(c->trainer) + epochs;
	double begin = clock_work();
	enum fpe_status status = FPE_OK;

	while (!status && fpe_trainer_epoch(c->trainer) < to) {
		status = fpe_trainer_step(c->trainer, err);
		if (!status)
			status = fpe_watch_ask(watch, err);
	}
	*seconds = (clock_work() - begin) / epochs;
	return status;
}

static double pass(struct contestant *c, const struct fpe_data *data, int passes)
{
	double begin = clock_work();

	for (int i = 0; i < passes; i++)
		fpe_trainer_score(c->trainer, data, NULL);
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

static enum fpe_status prepare(struct play *p, const struct bench_kind *kind, struct fpe_error *err)
{
	struct contestant *c = &p->contestant[p->count++];
	struct fpe_train_settings settings;
	enum fpe_status status = bench_job_init(&c->job, kind, &p->samples, err);
	double seconds;

	if (status)
		return status;
	setting_reset(setting_train, &settings);
	settings.batch = kind->batch.size;
	status = fpe_trainer_new(c->job.net, &c->job.train, &settings, 1, 0, 0, &c->trainer, err);
	if (!status)
		status = train(c, 1, p->request->watch, &seconds, err); /* caches, pages */
	if (!status)
		status = train(c, 1, p->request->watch, &seconds, err);
	if (status)
		return status;
	c->epochs = count_for(seconds);
	c->tests = count_for(pass(c, c->job.test, 1));
	return FPE_OK;
}

static struct bench_time ratios(const double *of, const double *to, int rounds)
{
	double ratio[BENCH_MAX_ROUNDS];

	for (int i = 0; i < rounds; i++)
		ratio[i] = of[i] / to[i];
	return summarise(ratio, rounds);
}

static void fill_row(struct bench_row *row, const struct contestant *c,
		     const struct contestant *dense, int rounds, double top)
{
	int n = c->job.train.count, batch = c->job.kind.batch.size ? c->job.kind.batch.size : n;

	*row = (struct bench_row){
		.kind = c->job.kind,
		.train = summarise(c->train, rounds),
		.test = summarise(c->test, rounds),
		.whole = summarise(c->whole, rounds),
		.train_ratio = ratios(c->train, dense->train, rounds),
		.whole_ratio = ratios(c->whole, dense->whole, rounds),
	};
	row->step = row->train.median / ((n + batch - 1) / batch);
	row->flops = bench_job_train_flops(&c->job) * n / row->train.median;
	row->share = row->flops / top;
}

static enum fpe_status play_round(struct play *p, int round, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < p->count && !status; i++) {
		struct contestant *c = &p->contestant[i];

		status = train(c, c->epochs, p->request->watch, &c->train[round], err);
		c->test[round] = pass(c, c->job.test, c->tests);
		c->whole[round] =
			c->train[round] + c->test[round] + pass(c, &c->job.train, c->epochs);
	}
	return status;
}

static enum fpe_status play(struct play *p, struct fpe_error *err)
{
	double top[BENCH_MAX_ROUNDS];
	int rounds = p->request->rounds;
	enum fpe_status status = FPE_OK;

	for (int r = 0; r < rounds && !status; r++) {
		top[r] = peak();
		status = play_round(p, r, err);
	}
	if (status)
		return status;
	p->out->peak = summarise(top, rounds).median;
	for (int i = 0; i < p->count; i++)
		fill_row(&p->out->row[p->out->rows++], &p->contestant[i], &p->contestant[0], rounds,
			 p->out->peak);
	return FPE_OK;
}

static bool is_wanted(const struct bench_request *r, const struct bench_kind *k)
{
	int work = (int)(k->work - bench_works);

	if (r->work == BENCH_QUICK ? !k->work->quick
				   : r->work != BENCH_ALL && work != r->work - BENCH_FIRST)
		return false;
	return k->batch.size == (r->own ? k->work->batch[0].size : r->batch);
}

/* All nets of one workload that are asked for. */
static enum fpe_status run_work(struct play *p, const struct bench_work *work,
				struct fpe_error *err)
{
	struct contestant each[BENCH_MAX_SPLITS] = { 0 };
	enum fpe_status status = bench_samples_init(&p->samples, work, p->request->watch, err);
	struct bench_kind k;

	p->contestant = each;
	p->count = 0;
	for (int i = 0; !status && (k = bench_kind(i)).work; i++) {
		if (k.work == work && is_wanted(p->request, &k))
			status = prepare(p, &k, err);
	}
	if (!status)
		status = play(p, err);
	for (int i = 0; i < p->count; i++) {
		fpe_trainer_free(each[i].trainer);
		bench_job_clear(&each[i].job);
	}
	bench_samples_clear(&p->samples);
	return status;
}

enum fpe_status bench_run(const struct bench_request *request, struct bench *out,
			  struct fpe_error *err)
{
	struct play p = { .request = request, .out = out };
	const struct bench_work *last = NULL;
	enum fpe_status status = FPE_OK;
	int wanted = 0;
	struct bench_kind k;

	*out = (struct bench){ 0 };
	for (int i = 0; (k = bench_kind(i)).work; i++)
		wanted += is_wanted(request, &k);
	if (!wanted)
		return fpe_fail(err, FPE_ERANGE, "no such batch; each job has its own");
	out->row = calloc((size_t)wanted, sizeof *out->row);
	if (!out->row)
		return fpe_no_memory(err);
	for (int i = 0; !status && (k = bench_kind(i)).work; i++) {
		if (k.work == last || !is_wanted(request, &k))
			continue;
		status = run_work(&p, k.work, err);
		last = k.work;
	}
	if (status)
		bench_clear(out);
	return status;
}

void bench_clear(struct bench *bench)
{
	free(bench->row);
	*bench = (struct bench){ 0 };
}
