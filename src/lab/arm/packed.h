/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packed.h - one net of the past, packed: live weights and biases, perhaps the
 * optimiser's moments, and the masks (shared while they stay the same).
 *
 * Immutable once made; held by histories, frozen arms and pictures, freed by
 * the last to let go. Any thread may hold, release and unpack.
 */
#ifndef LAB_PACKED_H
#define LAB_PACKED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "fpe/net.h"
#include "fpe/trainer.h"

struct packed {
	int epoch, batch;
	bool moments; /* are they kept? */
	size_t bytes; /* memory it takes */
	/* the rest is packed.c's */
	atomic_int holds;
	unsigned mark;
	uint64_t steps;
	struct packed_masks *masks;
	size_t count; /* values of the net itself … */
	int sets;     /* … and of moments twice as many more (3), unless all are 0 (1) */
	float values[];
};

/* The net at (epoch, batch). trainer (may be NULL): of that net, which need not have been settled:
   moments are the trainer's. like (may be NULL): an earlier one of the same shape, whose masks are
   shared if they are the same. NULL: no memory. Gives one hold. */
struct packed *packed_new(const struct fpe_net *net, const struct fpe_trainer *trainer, int epoch,
			  int batch, bool moments, const struct packed *like);
struct packed *packed_hold(struct packed *packed);
void packed_release(struct packed *packed); /* NULL is fine */

/* True once for every mark: for one thread that counts what several hold. */
bool packed_count(struct packed *packed, unsigned mark);

/* Into a net of the shape it is of: masks, weights, biases; moments and step
   count as kept, or cleared. */
void packed_unpack(const struct packed *packed, struct fpe_net *net);

/*
 * To be written down: values are [sets * count], masks bits, layer after layer, row by
 * row, from the lowest of each word on. Nets share masks that have the same address.
 */
const uint64_t *packed_masks_bits(const struct packed *packed, size_t *words);
/* Is its memory told with that of the masks, which others share? */
bool packed_counts_masks(const struct packed *packed);

/* Made again: masks of so many entries, of which no bit is set past the last; bits at any
   alignment. Gives a hold; NULL: no memory. */
struct packed_masks *packed_masks_make(const void *bits, size_t entries);
size_t packed_masks_live(const struct packed_masks *masks);
void packed_masks_release(struct packed_masks *masks); /* NULL is fine */

struct packed_parts {
	int epoch, batch;
	bool moments, counts_masks;
	int sets; /* 1 or 3 */
	uint64_t steps;
	size_t count; /* as in struct packed */
};
/* What was written down; values [sets * count] at any alignment. NULL: no memory. Gives a
   hold. */
struct packed *packed_make(const struct packed_parts *parts, struct packed_masks *masks,
			   const void *values);

/* Does the net have these weights and biases, bit by bit? */
bool packed_is(const struct packed *packed, const struct fpe_net *net);

#endif
