/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot_fixture.h - a fabricated session for tests of figures: an xor task
 * (m=8 clauses of k=3 inputs, d=24) and three arms with h=8 parents: dense,
 * random and clause, split at epoch 5, with 200 points each.
 *
 * All numbers come from whole-number formulas, so pictures are the same
 * everywhere. A header, because tests of the core link no series.
 */
#ifndef SNAPSHOT_FIXTURE_H
#define SNAPSHOT_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/test.h"

#include "fpe/split.h"
#include "lab/arm/snapshot.h"

enum { FIXTURE_H = 8, FIXTURE_D = 24, FIXTURE_M = 8, FIXTURE_K = 3, FIXTURE_POINTS = 200 };

enum { FIXTURE_SEEDS = 8, FIXTURE_ROWS = 4, FIXTURE_STUDY_POINTS = 41, FIXTURE_LOG = 30 };

struct snapshot_fixture {
	struct fpe_task task;
	int start[FIXTURE_M + 1], input[FIXTURE_D];
	signed char sign[FIXTURE_D];
	struct fpe_net *net[3];
	struct series *series[3];
	struct snapshot snapshot;
	/* what fixture_study (snapshot_study.h) and fixture_texts add */
	struct snapshot_study study;
	struct snapshot_study_row row[FIXTURE_ROWS];
	double final[FIXTURE_ROWS][FIXTURE_SEEDS];
	float low[FIXTURE_ROWS][FIXTURE_STUDY_POINTS];
	float median[FIXTURE_ROWS][FIXTURE_STUDY_POINTS];
	float high[FIXTURE_ROWS][FIXTURE_STUDY_POINTS];
	int epoch[FIXTURE_STUDY_POINTS];
	char line[FIXTURE_LOG][96];
	const char *lines[FIXTURE_LOG];
};

/* A fixed number in -1 … 1 for (a, b). */
static inline float fixture_number(uint32_t a, uint32_t b)
{
	uint32_t x = a * 2654435761u ^ (b + 17) * 2246822519u;

	x ^= x >> 15;
	x *= 2654435761u;
	x ^= x >> 13;
	return (float)((int)(x % 2001) - 1000) / 1000;
}

/* Clauses over scattered inputs, so that grouping can be seen. */
static inline void fixture_task(struct snapshot_fixture *f)
{
	f->task = (struct fpe_task){ .kind = FPE_TASK_XOR, .inputs = FIXTURE_D };
	for (int c = 0; c <= FIXTURE_M; c++)
		f->start[c] = c * FIXTURE_K;
	for (int i = 0; i < FIXTURE_D; i++) {
		f->input[i] = i % FIXTURE_K * FIXTURE_M + i / FIXTURE_K;
		f->sign[i] = 0;
	}
	f->task.clauses = (struct fpe_clauses){ FIXTURE_M, f->start, f->input, f->sign };
}

static inline struct fpe_net *fixture_dense(float factor)
{
	const int widths[] = { FIXTURE_D, FIXTURE_H, 1 };
	struct fpe_net *net;

	if (fpe_net_new(widths, 2, &net, NULL))
		return NULL;
	for (int i = 0; i < FIXTURE_H; i++) {
		for (int j = 0; j < FIXTURE_D; j++)
			net->layer[0].weight[i * FIXTURE_D + j] =
				factor * 1.8f * fixture_number((uint32_t)i, (uint32_t)j);
		net->layer[1].weight[i] = factor * (1 + 0.1f * (float)i) * (i % 2 ? 1 : -1);
	}
	return net;
}

/* Children 0 and 1: by halves of the clauses, or scattered. */
static inline struct fpe_net *fixture_split(const struct fpe_net *net, int by_clause)
{
	int owner[FIXTURE_H * FIXTURE_D];
	struct fpe_net *out;

	for (int i = 0; i < FIXTURE_H; i++) {
		for (int j = 0; j < FIXTURE_D; j++)
			owner[i * FIXTURE_D + j] = by_clause ? (j % FIXTURE_M + i) * 5 / 4 % 2
							     : (j * 7 + i * 3 + j / 5) % 2;
	}
	if (fpe_split_apply(net, 0, 2, owner, &out, NULL) || fpe_prune(out, fpe_net_nnz(net), NULL))
		return NULL;
	return out;
}

/* Rises from .5, later than epoch 5 by its own speed, to its own height. */
static inline struct series *fixture_series(int arm)
{
	static const double top[] = { 0.905, 0.878, 0.958 };
	static const int half[] = { 24, 34, 14 };
	struct series *series = series_new();

	for (int e = 1; series && e <= FIXTURE_POINTS; e++) {
		struct series_point p = { .epoch = e };
		double share = (double)e / (e + half[e < 6 ? 0 : arm]);
		double jitter = 0.006 * fixture_number((uint32_t)e, (uint32_t)arm);

		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			p.value[m] = NAN;
		if (arm && e < 6)
			continue; /* it was its parent then */
		p.value[FPE_METRIC_TEST_ACCURACY] =
			(float)(0.52 + (top[arm] - 0.52) * (share * (1 + half[arm] / 200.0)) +
				(e == FIXTURE_POINTS ? 0 : jitter));
		p.value[FPE_METRIC_TRAIN_LOSS] = (float)(0.69 * (1 - 0.8 * share));
		series_append(series, &p, NULL);
	}
	return series;
}

static inline void fixture_arm(struct snapshot_fixture *f, int i, const char *name, double accuracy,
			       double cosine, double collisions, double coverage)
{
	struct snapshot_arm *a = &f->snapshot.arm[i];

	*a = (struct snapshot_arm){ .id = i,
				    .split = name,
				    .alpha = i ? 2 : 1,
				    .unfold = 1,
				    .parent = i ? 0 : -1,
				    .left = i ? 5 : 0,
				    .epoch = FIXTURE_POINTS };
	snprintf(a->name, sizeof a->name, "%s", name);
	a->net = f->net[i];
	a->series = f->series[i];
	a->points = series_count(f->series[i]);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		a->metric[m] = NAN;
	a->metric[FPE_METRIC_NNZ] = (double)fpe_net_nnz(f->net[i]);
	a->metric[FPE_METRIC_BUDGET] = (double)fpe_net_nnz(f->net[0]);
	a->metric[FPE_METRIC_TEST_ACCURACY] = accuracy;
	a->metric[FPE_METRIC_COSINE] = cosine;
	a->metric[FPE_METRIC_COLLISIONS] = collisions;
	a->metric[FPE_METRIC_COVERAGE] = coverage;
}

/* factor 1, or -1: every weight negated. */
static inline struct snapshot_fixture *snapshot_fixture_new(float factor)
{
	struct snapshot_fixture *f = calloc(1, sizeof *f);

	assert_non_null(f);
	fixture_task(f);
	f->net[0] = fixture_dense(factor);
	f->net[1] = fixture_split(f->net[0], 0);
	f->net[2] = fixture_split(f->net[0], 1);
	assert_non_null(f->net[1]);
	assert_non_null(f->net[2]);
	for (int i = 0; i < 3; i++)
		f->series[i] = fixture_series(i);
	f->snapshot = (struct snapshot){ .task = &f->task,
					 .inputs = FIXTURE_D,
					 .majority = 0.5,
					 .seed = 1,
					 .arms = 3,
					 .train_samples = 8000,
					 .test_samples = 8000,
					 .at = -1,
					 .last_epoch = FIXTURE_POINTS };
	fixture_arm(f, 0, "dense", 0.905, 0.247, 1, 1);
	fixture_arm(f, 1, "random", 0.878, 0.158, 0.013, 0.812);
	fixture_arm(f, 2, "clause", 0.958, 0.141, 0.341, 1);
	return f;
}

/* Training, as the top bar shows it. */
static inline void fixture_run(struct snapshot_fixture *f)
{
	f->snapshot.progress = (struct snapshot_progress){
		.what = "training 3 arms",
		.done = 137,
		.total = 200,
		.unit = "epoch",
		.rate = 30,
		.seconds_left = 2.1,
	};
}

/* A script at its 7th line, and a log: a line run, a note, an error, a table. */
static inline void fixture_texts(struct snapshot_fixture *f)
{
	static const char *const text[] = {
		"fpe> split by=clause alpha=2",
		"a note that is so long that it has to be wrapped on a narrow screen",
		"demo.fpe:3:7: error: alpha=99 is past 64",
		"arm     nnz  accuracy   capacity",
	};

	for (int i = 0; i < FIXTURE_LOG; i++) {
		snprintf(f->line[i], sizeof f->line[i], "%s %d", text[i % 4], i);
		f->lines[i] = f->line[i];
	}
	f->snapshot.log = f->lines;
	f->snapshot.log_lines = FIXTURE_LOG;
	f->snapshot.source = (struct snapshot_source){ "demo.fpe", f->lines, FIXTURE_LOG, 7 };
}

static inline void snapshot_fixture_free(struct snapshot_fixture *f)
{
	if (!f)
		return;
	for (int i = 0; i < 3; i++) {
		fpe_net_free(f->net[i]);
		series_free(f->series[i]);
	}
	free(f);
}

#endif
