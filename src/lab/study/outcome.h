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

/* X(GAIN, name, sentence): what a row has on dense of the same seed. */
#define OUTCOME_GAIN_LIST(X)                                               \
	X(GAIN, gain, "test_accuracy minus dense's of the same seed")      \
	X(RELATIVE_GAIN, relative_gain, "gain over dense's test_accuracy") \
	X(LOSS_GAIN, loss_gain, "dense's test_loss of the same seed minus the row's")

enum {
	OUTCOME_FIRST_GAIN = FPE_METRIC_COUNT,
	OUTCOME_BEFORE_GAINS = OUTCOME_FIRST_GAIN - 1,
#define OUTCOME_GAIN_ENUM(GAIN, name, help) OUTCOME_##GAIN,
	OUTCOME_GAIN_LIST(OUTCOME_GAIN_ENUM)
#undef OUTCOME_GAIN_ENUM
		OUTCOME_VALUES
};

/* One of them, from the metrics of the row and of dense. */
double outcome_gain(int which, const double *row, const double *dense);
/* The one of this name, -1: it is none. */
int outcome_find_gain(const char *name);

/* Over the seeds. */
struct outcome_summary {
	double majority;	      /* mean; NaN: there are no classes */
	int diverged[STUDY_MAX_ROWS]; /* seeds at which the row did: what follows is of the others
				       */
	/* metrics, then the gains; these of seeds at which dense did not diverge either */
	struct fpe_summary value[STUDY_MAX_ROWS][OUTCOME_VALUES];
};
/* Fails where a result cannot be read. */
enum fpe_status outcome_summarise(struct outcome *outcome, struct outcome_summary *out,
				  struct fpe_error *err);

#endif
