/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.h - the same study over several seeds, spread over the pool.
 */
#ifndef LAB_COMPARE_H
#define LAB_COMPARE_H

#include "lab/study/outcome.h"
#include "lab/study/runner.h"
#include "lab/arm/snapshot.h"

/* What snapshot_study points to. */
struct compare_picture {
	struct snapshot_study study;
	struct snapshot_study_row row[STUDY_MAX_ROWS];
	int epoch[STUDY_MAX_POINTS];
	float low[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
	float median[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
	float high[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
	double *final; /* [rows x seeds] */
};

struct compare {
	struct runner runner; /* first: a runner is a compare */
	struct study study;
	uint64_t first;
	int seeds; /* asked for */
	struct compare_unit *unit;
	struct compare_picture picture;
};

/* Takes the study's recipe. Seeds first, first+1, …. Starts at once. */
enum fpe_status compare_new(const struct study *study, uint64_t first, int seeds, struct pool *pool,
			    struct compare **out, struct fpe_error *err);
void compare_free(struct compare *compare); /* waits for runs under way */

/* Quiet compares: seeds in the table, without a gap from the first on. */
int compare_finished(struct compare *compare);

/* The finished seeds of a quiet compare; out borrows it. */
void compare_outcome(struct compare *compare, struct outcome *out);

/*
 * The seeds finished so far as figures see them, brought up to date; runs may
 * go on. recipe: what the session has now. Owned by the compare, and changed
 * by the next call.
 */
const struct snapshot_study *compare_picture(struct compare *compare, const struct recipe *recipe);

#endif
