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

#include <stdbool.h>
#include <stddef.h>

#include "fpe/net.h"

struct packed;

/* The net at (epoch, batch). like (may be NULL): an earlier one of the same
   shape, whose masks are shared if they are the same. NULL: no memory. Gives
   one hold. */
struct packed *packed_new(const struct fpe_net *net, int epoch, int batch, bool moments,
			  const struct packed *like);
struct packed *packed_hold(struct packed *packed);
void packed_release(struct packed *packed); /* NULL is fine */

int packed_epoch(const struct packed *packed);
int packed_batch(const struct packed *packed);
bool packed_moments(const struct packed *packed); /* are they kept? */
size_t packed_bytes(const struct packed *packed); /* memory it takes */
/* True once for every mark: for one thread that counts what several hold. */
bool packed_count(struct packed *packed, unsigned mark);

/* Into a net of the shape it is of: masks, weights, biases; moments and step
   count as kept, or cleared. */
void packed_unpack(const struct packed *packed, struct fpe_net *net);

/* Does the net have these weights and biases, bit by bit? */
bool packed_is(const struct packed *packed, const struct fpe_net *net);

#endif
