/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snapshot_study.h - the fabricated session (snapshot_fixture.h) with a study over seeds. */
#ifndef TESTS_SNAPSHOT_STUDY_H
#define TESTS_SNAPSHOT_STUDY_H

#include "support/snapshot_fixture.h"

/* A compare over 8 seeds: dense, random, clause, and wide, which is no arm. */
static inline void fixture_study(struct snapshot_fixture *f, int done)
{
	static const char *const name[] = { "dense", "random", "clause", "wide" };
	static const double top[] = { 0.9, 0.88, 0.95, 0.97 };

	f->study = (struct snapshot_study){
		.fits = true,
		.rows = FIXTURE_ROWS,
		.alpha = 2,
		.warmup = 5,
		.epochs = FIXTURE_POINTS,
		.first_seed = 1,
		.seeds = FIXTURE_SEEDS,
		.done = done,
		.points = FIXTURE_STUDY_POINTS,
		.epoch = f->epoch,
		.row = f->row,
	};
	for (int k = 0; k < FIXTURE_STUDY_POINTS; k++)
		f->epoch[k] = k * FIXTURE_POINTS / (FIXTURE_STUDY_POINTS - 1);
	for (int r = 0; r < FIXTURE_ROWS; r++) {
		f->row[r] = (struct snapshot_study_row){ name[r], f->final[r], f->low[r],
							 f->median[r], f->high[r] };
		for (int i = 0; i < FIXTURE_SEEDS; i++)
			f->final[r][i] =
				i < done ? top[r] + 0.02 * (double)fixture_number((uint32_t)i,
										  (uint32_t)r)
					 : NAN;
		for (int k = 0; k < FIXTURE_STUDY_POINTS; k++) {
			double share = f->epoch[k] / (f->epoch[k] + 20.0);
			double v = 0.52 + (top[r] - 0.52) * 1.1 * share;
			int split = r == 1 || r == 2;
			int none = !done || (split && f->epoch[k] < 5);

			f->median[r][k] = none ? NAN : (float)v;
			f->low[r][k] = none ? NAN : (float)(v - 0.03 * share);
			f->high[r][k] = none ? NAN : (float)(v + 0.02 * share);
		}
	}
	f->snapshot.study = &f->study;
}

#endif
