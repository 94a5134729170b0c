/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search.h - which split serves an arm best: successive halving over the pool.
 *
 * Candidates are trained on a part of the session's training samples and scored
 * on the rest, at several seeds; every seed cuts the samples anew, and all
 * candidates of a seed share the cut, the first weights and the order of
 * samples, so differences are paired. After each rung the better half goes on;
 * no split always does. What was chosen is then measured, and dense beside it,
 * on the test samples, after training on all training samples: no test sample
 * is looked at before the choice is made.
 *
 * A stage is a rung, or that measurement. A run is one candidate at one seed in
 * one stage; runs are begun seed by seed, so that a stage that was cut short
 * has some seeds of all its candidates. What is reported depends on the number
 * of whole seeds alone.
 *
 * Takes copies of what it needs: the session may change meanwhile.
 */
#ifndef LAB_SEARCH_H
#define LAB_SEARCH_H

#include "fpe/statistic.h"
#include "lab/auto/contender.h"
#include "lab/auto/halving.h"
#include "lab/auto/trial.h"
#include "lab/session/session.h"
#include "lab/study/runner.h"

/* rungs, and the measurement */
#define SEARCH_STAGES (HALVING_RUNGS + 1)

/* Fewer samples are too few to hold some out. */
#define SEARCH_MIN_SAMPLES 10

struct search_options {
	int trials; /* candidates, at most; no split is one more */
	int seeds;
	int epochs;
	double holdout; /* share of the training samples, 0 … 1 */
	int runs;	/* stop after so many, in whole seeds; 0: no bound */
	double seconds; /* stop after so many; 0: no bound */
	double (*clock)(void);
	const char *as; /* name for the new arm; NULL: "auto", numbered */
	bool own;	/* begin with the arm's weights, at its epoch; and find out how
			   long to train. Else with new ones, at epoch 0 */
	size_t keep;	/* bytes of nets to keep between rungs; where that is too
			   little they are trained anew: the same numbers */
};

/* 32 trials, 4 seeds, 200 epochs, a fifth held out, the clock of clock.h. */
struct search_options search_defaults(void);

enum search_cut { SEARCH_WHOLE, SEARCH_RUNS, SEARCH_TIME, SEARCH_STOPPED };

/* One candidate in a stage; what is over its seeds is NaN where one diverged. */
struct search_place {
	int number;		 /* the candidate's */
	struct fpe_summary gain; /* accuracy minus that of no split at the same seed */
	struct fpe_summary accuracy, loss;
	struct fpe_summary loss_gain; /* loss of no split at the same seed minus its own */
	bool frontier;		      /* no other has as few neurons and a better score */
	bool goes_on;		      /* to the next rung */
};

struct search_stage {
	bool test;		    /* the measurement; else a rung */
	int epochs;		    /* that every net has trained at its end */
	int count;		    /* candidates */
	struct search_place *place; /* [count] the first is of number 0, no split */
	int *order;		    /* [count] places, the best first */
	int seeds;		    /* whole ones, from the first on */
	struct fpe_score *score;    /* [seeds x count] */
};

/* Written by search*.c alone; read by the thread that owns the session. */
struct search {
	struct runner runner; /* first: a runner is a search */
	struct pool *pool;
	struct search_options options;
	struct shared *task, *train, *test; /* test may be NULL */
	struct shared *groups;		    /* or NULL */
	int arm;			    /* its id */
	char as[FPE_MAX_NAME];		    /* name for the new arm */
	uint64_t seed;
	int samples, held; /* all training samples; those to score by */
	struct trial_terms terms;
	int possible, candidates; /* to draw from; drawn, and no split */
	struct contender *candidate;
	int rungs; /* that are planned */
	struct halving_rung rung[HALVING_RUNGS];
	int stages; /* that are over; the one under way comes after them */
	struct search_stage stage[SEARCH_STAGES];
	bool *done;		 /* [units] of the stage under way */
	struct trial *trial;	 /* [candidates x seeds]; NULL: not kept */
	atomic_long epochs_done; /* of all runs */
	double begun;
	bool running;  /* a stage is under way */
	bool choosing; /* the rungs are not over */
	enum search_cut cut;
	int decided;		/* the rung that decided, -1: none got far enough */
	int length;		/* epochs to train; of own weights the shortest rung's after
				   which more did not help */
	int best;		/* number of the candidate that was best in it, -1: all diverged */
	struct fpe_error error; /* its code FPE_OK: none */
};

/*
 * arm: not split yet, of a ready session. Starts at once. *blame: the option
 * that is at fault, NULL where none is. FPE_ESTATE: it cannot be split, or has
 * too few samples. Gives *out.
 */
enum fpe_status search_new(struct session *s, struct arm *arm, const struct search_options *options,
			   struct search **out, const char **blame, struct fpe_error *err);
/* What candidates are ranked by, and its gain on no split: accuracy, or the loss where
   samples have real targets. */
bool search_by_loss(const struct search *search);
struct fpe_summary search_score(const struct search *search, const struct search_place *place);
struct fpe_summary search_gain(const struct search *search, const struct search_place *place);

void search_free(struct search *search); /* waits for runs under way */

/* Go on where a stage is over; stop where time is. True: all is over. For the
   thread that owns the session, whenever the pool wakes it. */
bool search_poll(struct search *search);
void search_wait(struct search *search); /* block until all is over */
void search_stop(struct search *search); /* give up runs under way, begin none */
/* Milliseconds until time is up, -1: never. */
int search_timeout(const struct search *search);

/* Epochs of runs done and to do, and what it is at: "auto, rung 1". */
const char *search_progress(struct search *search, double *done, double *total);

int search_runs(const struct search *search); /* planned, of all rungs */
int search_done(const struct search *search); /* in whole seeds, of stages that are over */

/* Fill the places and the order of a stage whose whole seeds are known; for
   search.c. FPE_ENOMEM. */
enum fpe_status search_sum_up(const struct search *search, struct search_stage *stage,
			      struct fpe_error *err);

/* How long to train what was chosen, of stages 0 … decided; for search.c. */
int search_length(const struct search *search);

/* Are the arm and the samples still those it was begun with? Gives the arm. */
struct arm *search_arm(const struct search *search, const struct session *s);

#endif
