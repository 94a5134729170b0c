/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome.h - what one study gave at several seeds, whoever ran it.
 */
#ifndef LAB_OUTCOME_H
#define LAB_OUTCOME_H

#include "fpe/statistic.h"
#include "lab/study.h"

struct outcome {
	struct study study; /* its recipe is borrowed */
	int seeds;
	const struct study_result **result; /* [seeds] */
	struct study_result *own;	    /* what result points to, or NULL */
};

void outcome_clear(struct outcome *outcome);

/* Number of the row of this name, -1: there is none. */
int outcome_row(const struct outcome *outcome, const char *name);

/* test_accuracy minus that of dense of the same seed; relative: over dense's.
 */
double outcome_gain(const struct outcome *outcome, int row, bool relative,
		    int seed);

/* Over the seeds. NaN: no memory. */
struct fpe_summary outcome_metric(const struct outcome *outcome, int row,
				  enum fpe_metric metric);
struct fpe_summary outcome_gains(const struct outcome *outcome, int row,
				 bool relative);
double outcome_majority(const struct outcome *outcome); /* mean */

#endif
