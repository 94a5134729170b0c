/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.h - how fast this machine trains the jobs of bench_job.h.
 *
 * Rounds alternate between the nets of a job, so that what disturbs the
 * machine disturbs all; ratios are of times of one round. Times are of the
 * processor, for one thread.
 */
#ifndef LAB_BENCH_H
#define LAB_BENCH_H

#include "lab/bench/bench_job.h"

#define BENCH_MAX_ROUNDS 101
#define BENCH_MAX_KINDS 16

struct bench_time {
	double median, low, high;
};

struct bench_row {
	const struct bench_kind *kind;
	struct bench_time train, test; /* seconds an epoch, a pass */
	double step;		       /* seconds of one minibatch, median */
	double flops;		       /* useful flops a second of training */
	double share;		       /* of the peak of the same rounds */
	struct bench_time ratio;       /* to the dense net's epoch, paired */
};

struct bench {
	double peak; /* flops a second in fused multiply-adds, median */
	int rows;
	struct bench_row row[BENCH_MAX_KINDS];
};

/* job 1 … 3, 0: all. rounds 1 … BENCH_MAX_ROUNDS. */
enum fpe_status bench_run(int job, int rounds, struct bench *out, struct fpe_error *err);

#endif
