/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scribe.h - puts runs that are done into a store, in groups, and knows which it has.
 *
 * To commit a run takes longer than many a run: the disk has to have it. So runs
 * gather for SCRIBE_SECONDS, or until SCRIBE_RUNS are there, and a thread of the
 * scribe's own writes them in one transaction while others go on. Whatever happens
 * to the program, a run is in the file whole or not at all, and only runs that were
 * done in the last moment are not.
 *
 * Which keys the store has is read once, and again where another process has
 * written, so that to ask for a run that is not there costs nothing.
 */
#ifndef LAB_SCRIBE_H
#define LAB_SCRIBE_H

#include "io/store.h"

#define SCRIBE_SECONDS 0.05
#define SCRIBE_RUNS 512

struct scribe;

/* A run is in the store now, as the store has it; on the scribe's thread. */
typedef void scribe_written(void *context, int number, const struct store_run *run);

/* The store, borrowed, is the scribe's until scribe_free. Gives *out. */
enum fpe_status scribe_new(struct store *store, scribe_written *written, void *context,
			   struct scribe **out, struct fpe_error *err);
/* Writes what is left, if it can. NULL: nothing. */
void scribe_free(struct scribe *scribe);

/* Any thread. *found: the run of the key, as store_get. */
enum fpe_status scribe_find(struct scribe *scribe, const char *key, bool *found,
			    struct store_run *run, struct fpe_error *err);
/* Any thread. Takes the run, malloc'ed with its settings, also on failure: that of
   writing runs before. */
enum fpe_status scribe_put(struct scribe *scribe, int number, struct store_run *run,
			   struct fpe_error *err);
/* Until all that was put is in the store, or cannot be. */
enum fpe_status scribe_flush(struct scribe *scribe, struct fpe_error *err);

#endif
