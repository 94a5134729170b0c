/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study.h - one run of a comparison: dense, splits and controls from one seed.
 *
 * A run makes task, samples and root net from a recipe at one seed, warms the
 * dense net up, splits it, and trains every row to the same epoch. compare and
 * sweep are many runs.
 */
#ifndef LAB_STUDY_H
#define LAB_STUDY_H

#include <stdatomic.h>

#include "fpe/metric.h"
#include "fpe/split.h"
#include "lab/recipe.h"

#define STUDY_MAX_ROWS 16
#define STUDY_MAX_POINTS 66 /* of a row's curve */

enum study_row_kind { ROW_DENSE, ROW_SPLIT, ROW_WIDE, ROW_SPARSE };

struct study_row {
	enum study_row_kind kind;
	const char *name;                 /* as in the table and JSON */
	const struct fpe_split_kind *by;  /* ROW_SPLIT; of ROW_SPARSE: the split
					     whose masks it has outside the layer */
};

struct study {
	struct recipe recipe;
	const struct fpe_data *train, *test; /* samples from a file: borrowed,
						used instead of drawing; NULL */
	int alpha;
	int layer;   /* -1 = all hidden ones */
	int warmup, epochs; /* E0, and E0 + E1 */
	enum fpe_budget_rule budget;
	int rows;
	struct study_row row[STUDY_MAX_ROWS]; /* row[0] is dense */
};

struct study_result {
	double majority;
	double metric[STUDY_MAX_ROWS][FPE_METRIC_COUNT];
	/* test accuracy at the epochs of study_points; NaN: before the row's
	   net was there, or no test samples */
	float curve[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
};

/* Append a row; FPE_ELIMIT when full. */
enum fpe_status study_add(struct study *study, struct study_row row,
			  struct fpe_error *err);

/*
 * Epochs at which every row's test accuracy is measured: 0, the split, the end,
 * and evenly between, no closer than keeps the scores under a tenth of a run's
 * time. Returns how many, ascending.
 */
int study_points(const struct study *study, int epoch[STUDY_MAX_POINTS]);

/*
 * Run at one seed. *stop is read after every minibatch; FPE_ESTATE if it was
 * set. Safe to call from several threads at once.
 */
enum fpe_status study_run(const struct study *study, uint64_t seed,
			  const atomic_bool *stop, struct study_result *out,
			  struct fpe_error *err);

#endif
