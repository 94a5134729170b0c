/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.h - the nets of one arm after every epoch.
 *
 * Weights and biases of every epoch; the optimiser's moments of every 10th, and
 * where asked for (splits, edits, branches). From there an epoch in between is
 * trained again, at most 9 epochs, by the settings and samples of then: the
 * same bits. Past the limit epochs are forgotten: every 2nd stays, then every
 * 10th, 20th, 40th …, with the first and the last.
 *
 * Thread-safe: one thread records while others restore and fork. Forks share
 * what is kept; nothing of it changes.
 */
#ifndef LAB_HISTORY_H
#define LAB_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/trainer.h"
#include "fpe/watch.h"
#include "lab/arm/packed.h"
#include "lab/arm/regime.h"
#include "lab/base/shared.h"

struct history;

/* limit in bytes. NULL: no memory. */
struct history *history_new(size_t limit);
void history_free(struct history *history);
void history_set_limit(struct history *history, size_t limit);

/* Where the net stands, and how it came there. */
struct history_place {
	int epoch, batch;
	bool moments; /* keep them, whatever the epoch */
	bool edited;  /* not by training from the place recorded before */
	const struct fpe_train_settings *settings; /* of the epoch that led
						      here; unless edited */
	struct shared *train;			   /* its samples, struct fpe_data; borrowed */
	const struct fpe_trainer *trainer;	   /* of the net, which has its moments; or NULL */
};

/* Places must not fall; one recorded again is replaced. An edit takes the place
   of what is kept of it and after it. */
enum fpe_status history_record(struct history *history, const struct fpe_net *net,
			       const struct history_place *place, struct fpe_error *err);

/*
 * The net kept of `epoch`, or else of the nearest one before it (of the first
 * one, where epoch is before it). NULL: nothing is kept. Gives a hold.
 */
struct packed *history_near(struct history *history, int epoch);

/*
 * Put the weights of `epoch` into net, which has the arm's shape; its moments
 * are cleared. FPE_ENAME where that epoch is not kept: the message names the
 * nearest ones.
 */
enum fpe_status history_restore(struct history *history, int epoch, struct fpe_net *net,
				struct fpe_error *err);

/*
 * The same with the moments and the step count, bit by bit as they were, where
 * need be by training again in the order of samples of `seed`. *batch: the
 * minibatch it stands at (0 but for an arm's first epoch). FPE_ENAME as above,
 * also where moments are no longer kept near enough.
 */
enum fpe_status history_exact(struct history *history, int epoch, uint64_t seed,
			      struct fpe_net *net, int *batch, const struct fpe_watch *watch,
			      struct fpe_error *err);

/* By what the arm was trained from this place on. False: it was not yet. */
bool history_settings(struct history *history, int epoch, int batch,
		      struct fpe_train_settings *out);

/* Was it trained from this place on by these samples? */
bool history_is_on(struct history *history, int epoch, int batch, const struct shared *train);

/* All that is kept up to a place (epoch INT_MAX: everything), shared. NULL: no
   memory. */
struct history *history_fork(struct history *history, int epoch, int batch);

struct history_span {
	int first, last; /* epochs; -1: empty */
	int stride;	 /* 1 = every epoch is kept */
};
struct history_span history_span(struct history *history);

/* All there is to it, to be written down and made again. */
struct history_parts {
	int stride, epoch, batch; /* the place recorded last */
	int count;
	struct packed **entry; /* [count] places ascend */
	struct regime regime;
};
/* Borrowed, of a history that nobody records in. */
void history_look(const struct history *history, struct history_parts *out);
/* Holds what it is given. FPE_EFORMAT: no history is so. Gives *out. */
enum fpe_status history_make(const struct history_parts *parts, struct history **out,
			     struct fpe_error *err);

/* Calls each with every net that is kept. */
void history_each(struct history *history, void (*each)(void *context, struct packed *packed),
		  void *context);

#endif
