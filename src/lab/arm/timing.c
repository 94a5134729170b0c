/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timing.c - rounds that are long enough for a clock, and the least of them. */
#include "lab/arm/timing.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/clock.h"

#define ROUNDS 5
#define ROUND_SECONDS 0.01
#define MOST_SAMPLES 4096 /* of a forward pass */
#define MOST_PRODUCTS 2e8 /* of a step: a huge net gets smaller batches */
#define LEAST_BATCH 128

struct stopwatch {
	struct fpe_trainer *trainer;
	const struct fpe_data *data;
	const struct fpe_watch *watch;
	int batch, samples; /* of a step; of a forward pass */
	float *logits;
};

/* Samples that a unit of work was done for; 0: it failed. */
typedef int work(struct stopwatch *w, struct fpe_error *err);

static int forward(struct stopwatch *w, struct fpe_error *err)
{
	(void)err;
	fpe_kernel_logits(fpe_trainer_kernel(w->trainer), fpe_trainer_net(w->trainer), w->data,
			  NULL, w->samples, w->logits);
	return w->samples;
}

/* The last batch of an epoch is what is left. */
static int step(struct stopwatch *w, struct fpe_error *err)
{
	int left = w->data->count - fpe_trainer_batch(w->trainer) * w->batch;

	if (fpe_trainer_step(w->trainer, err))
		return 0;
	return left < w->batch ? left : w->batch;
}

/* Seconds a sample, the least of all rounds; the first unit only warms up. */
static enum fpe_status time_work(struct stopwatch *w, work *unit, double *out,
				 struct fpe_error *err)
{
	enum fpe_status status = unit(w, err) ? fpe_watch_ask(w->watch, err) : err->code;

	*out = INFINITY;
	for (int i = 0; i < ROUNDS && !status; i++) {
		double begun = clock_work(), took;
		long samples = 0;

		do {
			int n = unit(w, err);

			if (!n)
				return err->code;
			samples += n;
			took = clock_work() - begun;
		} while (took < ROUND_SECONDS);
		*out = fmin(*out, took / (double)samples);
		status = fpe_watch_ask(w->watch, err);
	}
	return status;
}

static enum fpe_status time_both(struct stopwatch *w, struct timing *out, struct fpe_error *err)
{
	enum fpe_status status = time_work(w, forward, &out->forward, err);

	if (!status)
		status = time_work(w, step, &out->training, err);
	if (status == FPE_EDIVERGED) {
		out->training = NAN;
		status = FPE_OK;
	}
	return status;
}

static int choose_batch(const struct arm *arm, const struct fpe_data *data)
{
	int batch = arm->settings.batch ? arm->settings.batch : data->count;
	double most = fmax(LEAST_BATCH, MOST_PRODUCTS / (3 * (double)fpe_net_nnz(arm->net) + 1));

	batch = batch < data->count ? batch : data->count;
	return batch < most ? batch : (int)most;
}

enum fpe_status timing_measure(const struct arm *arm, const struct fpe_data *data,
			       const struct fpe_watch *watch, struct timing *out,
			       struct fpe_error *err)
{
	struct fpe_net *net = arm_copy_net(arm);
	struct stopwatch w = { .data = data, .watch = watch, .batch = choose_batch(arm, data) };
	struct fpe_train_settings settings = arm->settings;
	enum fpe_status status = net ? FPE_OK : fpe_no_memory(err);

	*out = (struct timing){ NAN, NAN };
	settings.batch = w.batch;
	settings.masks_until = 0;
	w.samples = data->count < MOST_SAMPLES ? data->count : MOST_SAMPLES;
	if (!status && fpe_net_nnz(net) * (double)w.samples > MOST_PRODUCTS)
		w.samples = w.batch;
	w.logits = malloc((size_t)w.samples * (size_t)arm->net->layer[arm->net->layers - 1].out *
			  sizeof *w.logits);
	if (!w.logits && !status)
		status = fpe_no_memory(err);
	if (!status) /* of a huge net each of these takes a second */
		status = fpe_watch_ask(watch, err);
	if (!status)
		status = fpe_trainer_new(net, data, &settings, arm->seed, 0, 0, &w.trainer, err);
	if (!status)
		status = fpe_watch_ask(watch, err);
	if (!status) {
		fpe_trainer_watch(w.trainer, watch);
		status = time_both(&w, out, err);
	}
	fpe_trainer_free(w.trainer);
	fpe_net_free(net);
	free(w.logits);
	return status;
}
