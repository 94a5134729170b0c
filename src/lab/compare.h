/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.h - the same study over several seeds, spread over the pool.
 */
#ifndef LAB_COMPARE_H
#define LAB_COMPARE_H

#include "fpe/statistic.h"
#include "lab/pool.h"
#include "lab/snapshot.h"
#include "lab/study.h"

struct compare;

/* Takes the study's recipe. Seeds first, first+1, …. Starts at once. */
enum fpe_status compare_new(const struct study *study, uint64_t first, int seeds,
			    struct pool *pool, struct compare **out,
			    struct fpe_error *err);
void compare_free(struct compare *compare); /* waits for runs under way */

/* Runs under way give up; the seeds finished from the first on remain. */
void compare_stop(struct compare *compare);
/* Quiet compares: let go of the pool; the results stay. */
void compare_detach(struct compare *compare);
bool compare_quiet(struct compare *compare);
void compare_wait(struct compare *compare); /* block */

const struct study *compare_study(const struct compare *compare);
int compare_seeds(const struct compare *compare); /* asked for */
int compare_done(struct compare *compare); /* runs done, in any order */
/* Quiet compares: seeds in the table, without a gap from the first on; the
   error of the first run that failed and its seed, or NULL. */
int compare_finished(struct compare *compare);
const struct fpe_error *compare_error(struct compare *compare, uint64_t *seed);

/* Over the finished seeds: values[finished] of one metric of one row; gain is
   test_accuracy minus that of dense of the same seed, relative_gain divides it
   by dense's. */
void compare_values(struct compare *compare, int row, enum fpe_metric metric,
		    double *values);
void compare_gain(struct compare *compare, int row, bool relative,
		  double *values);
double compare_majority(struct compare *compare);

/*
 * The seeds finished so far as figures see them, brought up to date; runs may
 * go on. recipe: what the session has now. Owned by the compare, and changed
 * by the next call.
 */
const struct snapshot_study *compare_picture(struct compare *compare,
					     const struct recipe *recipe);

#endif
