/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * counts.h - how often each class was said to be which by an arm's net, counted
 * only while somebody asks.
 *
 * On the test samples they cost next to nothing: the pass that scores them says
 * the classes, too. Without test samples the training samples are counted, at
 * fewer and fewer epochs while training goes on (about 2 % of it).
 */
#ifndef LAB_COUNTS_H
#define LAB_COUNTS_H

#include <stdbool.h>

#include "fpe/confusion.h"
#include "fpe/trainer.h"
#include "lab/base/shared.h"

struct lesson; /* arm.h */

/* Starts zeroed. */
struct counts {
	int32_t *said;	       /* of each test sample */
	bool fresh;	       /* said is what the net says now */
	bool stale;	       /* the net has changed since result */
	int epoch;	       /* result is of */
	struct shared *result; /* struct fpe_confusion; NULL: none yet */
};

void counts_clear(struct counts *counts);
/* The trainer's net is another one; it is scored by this. said: keep the classes, too. */
struct fpe_score counts_score(struct counts *counts, struct fpe_trainer *trainer,
			      const struct fpe_data *test, bool said);
/* Count, unless that has been done. Without test samples those of training, when it is due, or
   now. Of samples without classes, or without memory, there is no result. FPE_ESTOPPED by watch,
   which is the trainer's, too: the result stays. */
enum fpe_status counts_update(struct counts *counts, struct fpe_trainer *trainer,
			      const struct lesson *lesson, int epoch, bool now,
			      const struct fpe_watch *watch, struct fpe_error *err);

/* Of a net alone, over the first `most` samples at most; NULL: as above. */
struct fpe_confusion *counts_of(const struct fpe_net *net, const struct fpe_data *data, int most);

#endif
