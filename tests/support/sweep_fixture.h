/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_fixture.h - a fabricated sweep: clauses 4,8,12 x hidden 8,16 x alpha
 * 2,4, four seeds a point, rows dense, random and clause. At 4 clauses alpha 4
 * leaves no clause split.
 *
 * All numbers come from whole-number formulas, so pictures are the same
 * everywhere.
 */
#ifndef SWEEP_FIXTURE_H
#define SWEEP_FIXTURE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/arm/snapshot.h"

enum { SWEEP_FIXTURE_SEEDS = 4, SWEEP_FIXTURE_ARMS = 3, SWEEP_FIXTURE_RUNS = 48 };

struct sweep_fixture {
	struct snapshot_key key[3];
	double clauses[3], hidden[2], alpha[2];
	uint64_t seed[SWEEP_FIXTURE_SEEDS];
	int place[SWEEP_FIXTURE_RUNS * 3], sown[SWEEP_FIXTURE_RUNS];
	bool has[SWEEP_FIXTURE_RUNS], shown[SWEEP_FIXTURE_ARMS];
	double value[SWEEP_FIXTURE_RUNS * SWEEP_FIXTURE_ARMS * SNAPSHOT_VALUES];
	struct snapshot_sweep sweep;
	struct snapshot snapshot;
};

static inline double *sweep_fixture_value(struct sweep_fixture *f, int run, int arm,
					  enum fpe_metric metric)
{
	return &f->value[(run * SWEEP_FIXTURE_ARMS + arm) * SNAPSHOT_VALUES + (int)metric];
}

/* More clauses are harder, more neurons easier; a seed shifts all rows. */
static inline void sweep_fixture_run(struct sweep_fixture *f, int run)
{
	const int *place = f->place + 3 * run;
	double hard = 0.06 * place[0] - 0.05 * place[1];
	double luck = 0.01 * f->sown[run] * (1 + place[0]);
	static const double gain[] = { 0, -0.02, 0.03 };
	static const double fold[] = { 1, 1.9, 1.2 };

	for (int arm = 0; arm < SWEEP_FIXTURE_ARMS; arm++) {
		double g = gain[arm] * (1 + place[0]) * (1 + 0.2 * f->sown[run]);
		double capacity = 0.2 + 0.1 * place[1];

		if (arm == 2 && place[0] == 0 && place[2] == 1)
			continue;
		*sweep_fixture_value(f, run, arm, FPE_METRIC_TEST_ACCURACY) = 0.9 - hard + g - luck;
		*sweep_fixture_value(f, run, arm, FPE_METRIC_CAPACITY) =
			capacity * (fold[arm] + (arm > 0) * (0.2 * place[0] + 0.4 * place[2] +
							     0.03 * f->sown[run]));
	}
}

/* The first `done` runs are done. NULL: no memory. */
static inline struct sweep_fixture *sweep_fixture_new(int done)
{
	static const char *const arm[] = { "dense", "random", "clause" };
	static const char *const clauses[] = { "4", "8", "12" };
	static const char *const hidden[] = { "8", "16" };
	static const char *const alpha[] = { "2", "4" };
	struct sweep_fixture *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	for (int i = 0; i < 3; i++)
		f->clauses[i] = 4 * (i + 1);
	for (int i = 0; i < 2; i++) {
		f->hidden[i] = 8 * (i + 1);
		f->alpha[i] = 2 * (i + 1);
	}
	f->key[0] = (struct snapshot_key){ "clauses", 3, false, f->clauses, clauses };
	f->key[1] = (struct snapshot_key){ "hidden", 2, false, f->hidden, hidden };
	f->key[2] = (struct snapshot_key){ "alpha", 2, false, f->alpha, alpha };
	for (int i = 0; i < SWEEP_FIXTURE_SEEDS; i++)
		f->seed[i] = (uint64_t)i + 1;
	for (int i = 0; i < SWEEP_FIXTURE_ARMS; i++)
		f->shown[i] = true;
	for (size_t i = 0; i < sizeof f->value / sizeof *f->value; i++)
		f->value[i] = NAN;
	for (int run = 0; run < SWEEP_FIXTURE_RUNS; run++) {
		int point = run / SWEEP_FIXTURE_SEEDS;

		f->place[3 * run] = point / 4;
		f->place[3 * run + 1] = point / 2 % 2;
		f->place[3 * run + 2] = point % 2;
		f->sown[run] = run % SWEEP_FIXTURE_SEEDS;
		f->has[run] = run < done;
		if (run < done)
			sweep_fixture_run(f, run);
	}
	f->sweep = (struct snapshot_sweep){
		.keys = 3,
		.key = f->key,
		.arms = SWEEP_FIXTURE_ARMS,
		.arm = arm,
		.shown = f->shown,
		.seeds = SWEEP_FIXTURE_SEEDS,
		.seed = f->seed,
		.total = SWEEP_FIXTURE_RUNS,
		.done = done,
		.shards = 1,
		.running = done < SWEEP_FIXTURE_RUNS,
		.regress = -1,
		.runs = SWEEP_FIXTURE_RUNS,
		.place = f->place,
		.sown = f->sown,
		.has = f->has,
		.value = f->value,
	};
	f->snapshot =
		(struct snapshot){ .majority = NAN, .at = -1, .current = -1, .sweep = &f->sweep };
	f->snapshot.progress.rate = f->snapshot.progress.seconds_left = NAN;
	return f;
}

#endif
