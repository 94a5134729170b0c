/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.h - how fast this machine trains the workloads of bench_work.h.
 *
 * Rounds alternate between the nets of a workload, so that what disturbs the
 * machine disturbs all; ratios are of times of one round. Times are of the
 * processor, for one thread.
 */
#ifndef LAB_BENCH_H
#define LAB_BENCH_H

#include "fpe/watch.h"
#include "lab/bench/bench_job.h"

#define BENCH_MAX_ROUNDS 101

struct bench_time {
	double median, low, high;
};

struct bench_row {
	struct bench_kind kind;
	struct bench_time train; /* seconds an epoch */
	struct bench_time test;	 /* a pass over the test samples */
	struct bench_time whole; /* an epoch with its passes over both sets */
	double step;		 /* seconds of one minibatch, median */
	double flops;		 /* useful flops a second of training */
	double share;		 /* of the peak of the same rounds */
	/* to the dense net's of the same round */
	struct bench_time train_ratio, whole_ratio;
};

struct bench {
	double peak; /* flops a second in fused multiply-adds, median */
	int rows;
	struct bench_row *row; /* owned: bench_clear */
};

struct bench_request {
	int work;   /* an enum bench_choice, or BENCH_FIRST + row of bench_works */
	bool own;   /* each workload at its own batch … */
	int batch;  /* … or those that have this one, 0: full */
	int rounds; /* 1 … BENCH_MAX_ROUNDS */
	const struct fpe_watch *watch;
};

/* FPE_ERANGE: no workload asked for has such a batch. FPE_ESTOPPED. Gives *out's
   rows. */
enum fpe_status bench_run(const struct bench_request *request, struct bench *out,
			  struct fpe_error *err);
void bench_clear(struct bench *bench);

#endif
