/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_job.h - the jobs that training speed is measured on.
 *
 *   J1  32-8-1, Boolean, 8000 samples, batch 500: `task dnf` with all defaults
 *   J2  128-64-1, Boolean (dnf of 32 clauses), 20000 samples, batch 500
 *   J3  512-64-64-100, real-valued (100 Gaussian centroids), 10000, batch 256
 *
 * Each dense, and split in two with as many weights: J1 by the product's own
 * splits at epoch 5, J2 and J3 with the same count in every layer. J2 and J3
 * are for timing; their nets are not meant to learn well.
 */
#ifndef LAB_BENCH_JOB_H
#define LAB_BENCH_JOB_H

#include "fpe/data.h"
#include "fpe/net.h"

struct bench_kind {
	const char *name;  /* "J1.dense" */
	int job;	   /* 1 … 3 */
	const char *split; /* NULL: dense; "random", "clause" */
};
extern const struct bench_kind bench_kinds[]; /* ends in name NULL */

struct bench_job {
	const struct bench_kind *kind;
	struct fpe_net *net;
	struct fpe_data *train, *test;
	int batch;
};

/* Draw it from fixed seeds. Gives *out's parts, freed by bench_job_clear. */
enum fpe_status bench_job_init(struct bench_job *out, const struct bench_kind *kind,
			       struct fpe_error *err);
void bench_job_clear(struct bench_job *job);

/* Useful flops a sample by live weights: forward 2, weight gradient 2, input
   gradient 2 (not of the first layer). */
double bench_job_train_flops(const struct bench_job *job);

#endif
