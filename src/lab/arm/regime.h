/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regime.h - by which settings and on which samples an arm trained, when.
 *
 * A list of runs, each from a place (epoch, batch) on until the next one
 * begins. It is what replaying a stretch of training needs, and it says where
 * a net was changed by hand, so that nobody trains over that. Never thinned: a
 * run is a few bytes.
 */
#ifndef LAB_REGIME_H
#define LAB_REGIME_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/trainer.h"
#include "lab/base/shared.h"

struct run {
	int epoch, batch; /* from here on */
	bool edited;	  /* the net was not trained to be what it is here */
	bool known;	  /* something was trained: the rest is set */
	struct fpe_train_settings settings;
	struct shared *train; /* struct fpe_data, held */
};

struct regime {
	struct run *run;
	int count, room;
};

void regime_clear(struct regime *regime);

/* The net is what somebody made it at this place: what came after is gone. */
enum fpe_status regime_edit(struct regime *regime, int epoch, int batch, struct fpe_error *err);
/* From this place, the last one recorded, an epoch was trained. */
enum fpe_status regime_train(struct regime *regime, int epoch, int batch,
			     const struct fpe_train_settings *settings, struct shared *train,
			     struct fpe_error *err);

/* to (empty): what came before the place, and edits at it. */
enum fpe_status regime_fork(struct regime *to, const struct regime *from, int epoch, int batch,
			    struct fpe_error *err);

/* The run that trains from this place on; NULL: nothing was trained there. */
const struct run *regime_at(const struct regime *regime, int epoch, int batch);
/* Was the net changed by hand after the first place, and not after the
   second? */
bool regime_edited(const struct regime *regime, int epoch, int batch, int to_epoch, int to_batch);

#endif
