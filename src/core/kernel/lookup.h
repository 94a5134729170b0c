/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup.h - memory and order of work of a table layer (table.h).
 *
 * A pass: lookup_begin once a call, then for each tile of samples
 * lookup_forward and, backward, lookup_count; lookup_gradient at the end.
 */
#ifndef CORE_KERNEL_LOOKUP_H
#define CORE_KERNEL_LOOKUP_H

#include "core/kernel/samples.h"
#include "core/kernel/table.h"
#include "fpe/net.h"

struct lookup {
	struct table_shape shape;
	struct table_unit *unit; /* [units] */
	int32_t *owner;		 /* [pairs][words * 32] */
	int32_t *start;		 /* [neurons + 1] */
	int32_t *group;		 /* [neurons x groups] */
	/* scratch, one allocation */
	float *weight;	 /* [neurons][words * 32] */
	float *table;	 /* [neurons][groups][16] */
	float *gradient; /* [units][words * 32] */
	int32_t *index;	 /* [TILE / 4][words * 32] */
	int32_t *gate;	 /* [neurons][TILE / 4] */
	float *memory;	 /* owns them */
};

/* For the first layer of net. lookup is zeroed memory; on failure clear it
   too. */
enum fpe_status lookup_init(struct lookup *l, const struct fpe_net *net, struct fpe_error *err);
void lookup_clear(struct lookup *l);

/* Tables of the layer's weights; an empty gradient if `backward`. */
void lookup_begin(struct lookup *l, const struct table_ops *ops, const struct fpe_layer *layer,
		  bool backward);

/* Samples picked in s: outputs to the tile `to` [neurons], sums as in tile.h. */
void lookup_forward(struct lookup *l, const struct table_ops *ops, const struct fpe_layer *layer,
		    const struct samples *s, float *sum, float *to);

/* Add what the tile of slopes of the sums [neurons] gives. */
void lookup_count(struct lookup *l, const struct table_ops *ops, const struct samples *s,
		  const float *delta);

/* The same from the slopes of the one output above and l->gate, which
   tile_ops.back fills (table_ops.gated). */
void lookup_count_gated(struct lookup *l, const struct table_ops *ops, const struct samples *s,
			const float *delta);

/* The gradient of the layer's weights, 0 where masked; times (NULL: 1): what
   is left to be multiplied, [neurons]. */
void lookup_gradient(const struct lookup *l, const struct tile_ops *ops,
		     const struct fpe_layer *layer, const float *times, float *to);

#endif
