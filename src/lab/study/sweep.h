/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep.h - a study at every point of a lattice, over seeds, into a run store.
 *
 * A point is one value of each axis; points are numbered with the last axis
 * fastest. Runs that the store has are not done again, so a sweep that was
 * killed goes on where it was. Results are the store's; a board keeps a copy of
 * the numbers, for the table and for figures.
 */
#ifndef LAB_SWEEP_H
#define LAB_SWEEP_H

#include <pthread.h>
#include <stdatomic.h>

#include "lab/base/shared.h"
#include "lab/study/board.h"
#include "lab/study/lattice.h"
#include "lab/study/outcome.h"
#include "lab/study/runner.h"
#include "lab/study/scribe.h"

struct sweep {
	struct runner runner; /* first: a runner is a sweep */
	struct lattice lattice;
	struct store *store;
	struct scribe *scribe; /* who alone uses the store */
	pthread_mutex_t lock;  /* of text and text_point, why and why_point */
	struct shared *text;   /* settings of the point that was begun last, or NULL */
	int text_point;
	/* Of draws: points that failed at a seed, as no sample of a class is there; they are in
	   no table */
	atomic_bool *impossible; /* [points] */
	struct fpe_error why;	 /* of the first of them … */
	int why_point;		 /* … its number; -1: none */
	atomic_int skipped;	 /* runs that failed so */
	/* others may take it away, NULL, once it is quiet */
	struct board *board; /* numbers of the runs in the store so far */
	double *majority;    /* [runs that the board keeps] */
	atomic_int found;    /* runs that the store had already */
	atomic_int diverged; /* rows of the runs that are in the store */
	atomic_int written;  /* runs that were done and are in the store */
};

/* Takes the lattice, also on failure. Starts at once. FPE_EFORMAT, FPE_EIO: the
   store. Gives *out. */
enum fpe_status sweep_new(struct lattice *lattice, const char *path, struct pool *pool,
			  struct sweep **out, struct fpe_error *err);
void sweep_free(struct sweep *sweep); /* waits for runs under way */

int sweep_runs(const struct sweep *sweep); /* of this shard */
/* Quiet sweeps: draws that are in no table, and why the first of them is not: "" without. */
int sweep_impossible(const struct sweep *sweep, const char **why);
/* Quiet sweeps: is the point one of them? */
bool sweep_leaves_out(const struct sweep *sweep, int point);
/* Quiet sweeps: every run that was done is in the store then, or why not. */
enum fpe_status sweep_flush(struct sweep *sweep, struct fpe_error *err);
/* Quiet sweeps. The runs of a point; reading one that the store does not have
   fails with FPE_ESTATE. out borrows the study's recipe and the sweep. */
enum fpe_status sweep_outcome(struct sweep *sweep, int point, struct outcome *out,
			      struct fpe_error *err);

#endif
