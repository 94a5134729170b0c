/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange.h - a triple buffer: one trainer publishes pictures of its arm, the
 * owner of the screen takes the newest; neither waits for the other.
 */
#ifndef LAB_EXCHANGE_H
#define LAB_EXCHANGE_H

#include <stdbool.h>

#include "fpe/metric.h"
#include "fpe/net.h"
#include "lab/arm/series.h"
#include "lab/base/shared.h"

struct picture {
	int epoch, batch;
	struct series *series; /* the arm's then, held; NULL: nothing was put here yet */
	int points;	       /* of it */
	double metric[FPE_METRIC_COUNT];
	uint64_t measured;   /* version of the net of which is what follows from its weights … */
	int measured_epoch;  /* … and epoch; 0: of none */
	struct fpe_net *net; /* to look at: without moments, perhaps with the arm's own masks;
				NULL: nothing was put here yet */
	uint64_t version;    /* of the arm's net that it is; 0: none */
	struct shared *confusion; /* struct fpe_confusion, held; NULL: not counted */
	int counted;		  /* epoch it is of */
};

struct exchange;

/* Before a trainer moves the masks of `net`: no picture borrows them any more
   (fpe_net_borrow_masks). Quiet arms. */
void exchange_own_masks(struct exchange *exchange, const struct fpe_net *net);

/* Pictures get their nets as they are published. NULL: no memory. */
struct exchange *exchange_new(void);
void exchange_free(struct exchange *exchange);

/* The writer's side: true if the last picture was taken or is 16 ms old. */
bool exchange_due(const struct exchange *exchange);
/* Was one published? */
bool exchange_used(const struct exchange *exchange);
/* The writer's slot to fill, then hand over. */
struct picture *exchange_slot(struct exchange *exchange);
void exchange_publish(struct exchange *exchange);

/* Does the reader look at counts of classes? For some pictures after it asked
   last. */
bool exchange_wants(const struct exchange *exchange);

/* The reader's side: ask for them; then the newest picture; NULL before the first (and
   of no exchange). It stays as it
   is until the next call. */
void exchange_want(struct exchange *exchange);
const struct picture *exchange_take(struct exchange *exchange);

#endif
