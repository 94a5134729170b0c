/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_part.h - the inside of a search, for search*.c alone. */
#ifndef LAB_SEARCH_PART_H
#define LAB_SEARCH_PART_H

#include "lab/auto/search.h"
#include "lab/auto/trial.h"

struct search {
	struct runner runner; /* first: a runner is a search */
	struct pool *pool;
	struct search_options options;
	struct shared *task, *train, *test; /* test may be NULL */
	int arm;			    /* its id */
	char as[FPE_MAX_NAME];
	uint64_t seed;
	int held;
	struct trial_terms terms;
	int possible, candidates; /* no split among the latter */
	struct contender *candidate;
	int rungs;
	struct halving_rung rung[HALVING_RUNGS];
	int stages; /* that are over; the one under way comes after them */
	struct search_stage stage[SEARCH_STAGES];
	bool *done;		 /* [units] of the stage under way */
	struct trial *trial;	 /* [candidates x seeds]; NULL: not kept */
	atomic_long epochs_done; /* of all runs */
	double begun;
	bool running;  /* a stage is under way */
	bool choosing; /* the rungs are not over */
	bool failed;
	enum search_cut cut;
	int decided, best;
	struct fpe_error error;
};

#endif
