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

#include <math.h>
#include <stdatomic.h>

#include "fpe/metric.h"
#include "fpe/split.h"
#include "lab/base/recipe.h"

#define STUDY_MAX_ROWS 16
#define STUDY_MAX_POINTS 66 /* of a row's curve */

/* Controls are the rows of study_control. */
enum study_row_kind {
	ROW_DENSE,
	ROW_SPLIT,
	ROW_WIDE,
	ROW_SPARSE,
	ROW_DROPCONNECT,
	ROW_SHARE,
	ROW_NM,
	ROW_ENSEMBLE,
	ROW_REINIT
};

/* Whether masks move: as the recipe's settings say, never, or for 3/4 of the
   epochs. */
enum study_masks { STUDY_MASKS_AS_SET = -1, STUDY_MASKS_FIXED, STUDY_MASKS_RIGL };

struct study_row {
	enum study_row_kind kind;
	const char *name;		 /* as in the table and JSON */
	const struct fpe_split_kind *by; /* ROW_SPLIT; of a control the split it is like,
					    or NULL */
	bool optional;			 /* left out where the task cannot have it */
};

struct study {
	struct recipe recipe;
	struct split_spec how;
	int warmup, epochs; /* E0, and E0 + E1 */
	enum study_masks masks;
	bool robustness; /* also robustness_flip, _drop and _worst */
	int measure;	 /* and these of the metrics that are measured when asked for */
	bool at_split;	 /* measure every row at epoch E0 too, but no curves */
	int rows;
	struct study_row row[STUDY_MAX_ROWS]; /* row[0] is dense */
};

struct study_result {
	double majority; /* NaN: there are no classes */
	double metric[STUDY_MAX_ROWS][FPE_METRIC_COUNT];
	double pruned[STUDY_MAX_ROWS]; /* weights at the split; NaN: it is none, or a store's */
	double split[STUDY_MAX_ROWS][FPE_METRIC_COUNT]; /* at epoch E0, a split
					net just pruned; if study.at_split */
	/* study_score at the epochs of study_points; NaN: before the row's
	   net was there, or no test samples */
	float curve[STUDY_MAX_ROWS][STUDY_MAX_POINTS];
};

/* A row whose training diverged has no metrics at the end, not even those of its shape;
   the others of the run go on. */
static inline bool study_diverged(const double metric[FPE_METRIC_COUNT])
{
	return isnan(metric[FPE_METRIC_NNZ]);
}

/* Which of the metrics that are measured when asked for it measures (fpe_metric_asked_bit). */
static inline unsigned study_asked(const struct study *study)
{
	return (unsigned)study->measure | (study->robustness ? FPE_METRIC_ASKED_ROBUSTNESS : 0);
}

/*
 * A kind of row that a split is compared with (fpe/split.h).
 */
struct study_control {
	enum study_row_kind kind;
	const char *name;
	bool like;	  /* like a split, the first one, with as many non-zeros */
	const char *help; /* "wide: a dense net …" */
};
const struct study_control *study_control(int i); /* NULL past the last */
const char *study_control_name(int i);
const char *study_control_help(int i);
/* Is a row of this name a control that is like a split? */
bool study_is_like(const char *name);

/* Append a row; FPE_ELIMIT when full. */
enum fpe_status study_add(struct study *study, struct study_row row, struct fpe_error *err);

/* The epoch from which on masks stay; 0: they never move (rigl.h). Where they
   move, the rows that have masks are splits and controls that are like one. */
int study_masks_until(const struct study *study);

/* Does some row go by groups of inputs, by a partition of one's own? */
bool study_by_groups(const struct study *study);
bool study_by_partition(const struct study *study);

/* By what its nets are trained, and the metric that rows are compared by
   (fpe_metric_score). */
enum fpe_loss study_loss(const struct study *study);
enum fpe_metric study_score(const struct study *study);

/* Children of a row's neurons: 1 for dense. */
int study_alpha(const struct study *study, int row);

/* Remove the optional rows that a task with so many clauses cannot have. */
void study_leave_out(struct study *study, int clauses);

/*
 * Find out before the first run what every run would fail at. *blame: "alpha",
 * "layer", … the setting that is at fault, NULL where that is not known.
 */
enum fpe_status study_try(const struct study *study, uint64_t seed, const char **blame,
			  struct fpe_error *err);

/*
 * Epochs at which every row's score on the test samples is measured: 0, the split, the end,
 * and evenly between, no closer than keeps the scores under a tenth of a run's
 * time. Returns how many, ascending.
 */
int study_points(const struct study *study, int epoch[STUDY_MAX_POINTS]);

/* Between a run and who waits for it; all borrowed. */
struct study_terms {
	const atomic_bool
		*stop;	       /* asked in every minibatch and score: FPE_ESTOPPED if it was set */
	struct fpe_team *team; /* its thread's, or NULL */
	atomic_int *epochs;    /* of study_run_net: done, of study_net_epochs; or NULL */
};

/* Run at one seed. A row that diverges is a result (study_diverged), no failure. Safe to
   call from several threads at once. */
enum fpe_status study_run(const struct study *study, uint64_t seed, const struct study_terms *terms,
			  struct study_result *out, struct fpe_error *err);

/* A run's row again, for its net. */
struct study_net {
	struct fpe_net *net; /* as it is evaluated, at the last epoch */
	struct fpe_task *task;
	struct fpe_train_settings settings; /* of the row */
	size_t budget, biases;		    /* of the root net */
};

/*
 * The net of one row at one seed: that row alone is trained, and dense up to the
 * split, so that it takes about one row's share of a run's time. Gives *out.
 */
enum fpe_status study_run_net(const struct study *study, uint64_t seed, int row,
			      const struct study_terms *terms, struct study_net *out,
			      struct fpe_error *err);
int study_net_epochs(const struct study *study, int row);
void study_net_clear(struct study_net *net);

/* One epoch of what others train as runs do: *stop as in study_terms. */
enum fpe_status study_epoch(struct fpe_trainer *trainer, const atomic_bool *stop,
			    struct fpe_error *err);

#endif
