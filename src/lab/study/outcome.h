/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome.h - what one study gave at several seeds, whoever ran it.
 *
 * Results are looked at one seed at a time, so an outcome of a sweep takes as
 * much memory for a million seeds as for one.
 */
#ifndef LAB_OUTCOME_H
#define LAB_OUTCOME_H

#include "fpe/statistic.h"
#include "lab/study/study.h"

struct outcome;

/* The result at a seed, from 0; it lives until the next call. */
typedef enum fpe_status outcome_read(struct outcome *outcome, int seed,
				     const struct study_result **out, struct fpe_error *err);

struct outcome {
	struct study study; /* its recipe is borrowed */
	int seeds;
	outcome_read *read;
	void *owner; /* the compare or sweep that read asks; borrowed */
	void *place; /* read's own, one block, or NULL */
};

void outcome_clear(struct outcome *outcome);

/* Number of the row of this name, -1: there is none. */
int outcome_row(const struct outcome *outcome, const char *name);

/* test_accuracy minus that of dense of the same seed; relative: over dense's.
 */
double outcome_gain(const struct study_result *result, int row, bool relative);

enum { OUTCOME_GAIN = FPE_METRIC_COUNT, OUTCOME_RELATIVE_GAIN, OUTCOME_VALUES };

/* Over the seeds. */
struct outcome_summary {
	double majority; /* mean */
	/* metrics, then the gains */
	struct fpe_summary value[STUDY_MAX_ROWS][OUTCOME_VALUES];
};
/* Fails where a result cannot be read. */
enum fpe_status outcome_summarise(struct outcome *outcome, struct outcome_summary *out,
				  struct fpe_error *err);

#endif
