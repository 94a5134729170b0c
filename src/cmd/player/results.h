/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results.h - what studies and `regress` have found, for commands and figures.
 *
 * Owns the last of each. Expressions are of the last study, figures of that and
 * of runs that were read from a store since.
 */
#ifndef CMD_RESULTS_H
#define CMD_RESULTS_H

#include "cmd/player/answers.h"
#include "fpe/regression.h"
#include "lab/arm/snapshot.h"
#include "lab/study/compare.h"
#include "lab/study/sweep.h"

#define REGRESSION_LINES 8 /* kinds of split */

/* What `regress` found last. */
struct regression {
	int lines; /* 0: there was none */
	struct {
		const char *split; /* name of the kind */
		struct fpe_regression fit;
	} line[REGRESSION_LINES];
};

/* Start with a zeroed struct. */
struct results {
	struct compare *compared;     /* the last finished compare */
	struct sweep *swept;	      /* the last finished sweep, if no compare was since */
	struct board *board;	      /* runs that figures show: of the last sweep, or of a store
					 that was read since; NULL: compared */
	struct regression regression; /* the last one; no lines: none */
	struct answers answers;	      /* to the questions of a lesson */
	/* under way, their jobs': numbers that are not known yet */
	struct compare *comparing;
	struct sweep *sweeping;
};

void results_clear(struct results *results);
/* What was found and answered is no more; what is under way stays. */
void results_forget(struct results *results);

/* Is a compare or a sweep under way? */
bool results_awaited(const struct results *results);

/* A quiet compare, now the last study; taken. */
void results_take_compare(struct results *results, struct compare *compare);
/* A quiet sweep, now the last study; taken. Its board has been taken before. */
void results_take_sweep(struct results *results, struct sweep *sweep);
/* The runs that figures show from now on; taken. NULL: the compare. */
void results_show(struct results *results, struct board *board);

/* The runs that figures show: of the sweep under way, else those shown last;
   NULL: none, or a compare was since. Changed by the next call. */
const struct snapshot_sweep *results_sweep(struct results *results);
/* The comparison under way, or the last one, and the runs of a sweep; recipe:
   the session's. */
void results_snapshot(struct results *results, const struct recipe *recipe, struct snapshot *out);

#endif
