/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_job.h - samples and nets of the rows of bench_work.h.
 *
 * All from fixed seeds. Nets are split fresh or after a few epochs and are there
 * for timing; they are not meant to learn well.
 */
#ifndef LAB_BENCH_JOB_H
#define LAB_BENCH_JOB_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/watch.h"
#include "lab/bench/bench_work.h"

struct bench_samples {
	const struct bench_work *work;
	const struct fpe_watch *watch; /* asked while they are drawn, or NULL */
	struct fpe_task *task;	       /* NULL: drawn without one */
	struct fpe_data *train, *test;
	struct fpe_net *dense; /* as it is split: fresh, or after a few epochs */
};

/* Gives *out's parts, freed by bench_samples_clear. */
enum fpe_status bench_samples_init(struct bench_samples *out, const struct bench_work *work,
				   const struct fpe_watch *watch, struct fpe_error *err);
void bench_samples_clear(struct bench_samples *samples);

struct bench_job {
	struct bench_kind kind;
	struct fpe_net *net;
	struct fpe_data train;	     /* the first of the samples'; borrows from them */
	const struct fpe_data *test; /* borrowed */
};

/* samples: of the kind's workload, borrowed until bench_job_clear. */
enum fpe_status bench_job_init(struct bench_job *out, const struct bench_kind *kind,
			       const struct bench_samples *samples, struct fpe_error *err);
void bench_job_clear(struct bench_job *job);

/* Useful flops a sample by live weights: forward 2, weight gradient 2, input
   gradient 2 (not of the first layer). */
double bench_job_train_flops(const struct bench_job *job);

#endif
