/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order.h - the samples of an epoch, shuffled.
 *
 * Small Boolean samples are shuffled themselves, as records (pick.h), so that
 * an epoch reads memory in order; of others their numbers are. Either way the
 * order is that of fpe_rng_shuffle on stream (seed, FPE_RNG_ORDER, epoch).
 */
#ifndef CORE_ORDER_H
#define CORE_ORDER_H

#include <stdbool.h>

#include "core/kernel/samples.h"

struct order {
	const struct fpe_data *data; /* borrowed */
	const struct pick_ops *ops;
	uint64_t seed;
	int32_t *index;	  /* [count], or */
	uint64_t *record; /* [count] */
	uint64_t *sorted; /* [count] records as in data */
	uint16_t *draws;  /* [count x PICK_STREAMS] of epochs `drawn` on; or
			     NULL: each epoch draws its own */
	int drawn;	  /* -1: none yet */
};

/* o is zeroed memory; on failure clear it too. data: one sample or more. */
enum fpe_status order_init(struct order *o, const struct fpe_data *data, uint64_t seed,
			   const struct pick_ops *ops, struct fpe_error *err);
void order_clear(struct order *o);

/* Make the order of an epoch; not shuffled: as in the data. */
void order_epoch(struct order *o, int epoch, bool shuffled);

/* n samples of the epoch from place `at` on; borrowed. */
struct feed order_feed(const struct order *o, int at, int n);

#endif
