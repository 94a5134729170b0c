/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.h - the live weights of one layer, listed by rows and by columns.
 */
#ifndef CORE_KERNEL_LIVE_H
#define CORE_KERNEL_LIVE_H

#include <stdbool.h>

#include "core/kernel/classes.h"
#include "core/kernel/plan.h"
#include "fpe/net.h"

struct live {
	int in, out, nnz;
	bool full;  /* every weight is live: index k of `flat` is k */
	bool block; /* taken whole (block.h): weights and gradients in place */
	bool class; /* by classes; its scratch is in there */
	struct classes classes;
	/* by rows, [nnz]: entry k is weight flat[k] = row * in + column */
	struct tile_lists rows;
	int32_t *flat;
	/* by columns: its entry k is entry from_rows[k] by rows */
	struct tile_lists columns;
	int32_t *from_rows;
	/* scratch */
	float *weight;	 /* [nnz] by rows; NULL if full (the net's will do) or class */
	float *gradient; /* [nnz] by rows; NULL if full or class */
	float *across;	 /* [nnz] weights by columns; if block [in][out] */
};

/* List the mask of layer l; live is zeroed memory. On failure live_clear it too. */
enum fpe_status live_init(struct live *live, const struct fpe_net *net, int l, enum plan plan,
			  struct fpe_error *err);
void live_clear(struct live *live);

/* The layer's weights by rows, of classes packed (borrowed), and copied by columns to
   `across`, but of classes. */
const float *live_weights(struct live *live, const struct tile_ops *ops,
			  const struct fpe_layer *layer);
void live_turn(struct live *live, const struct tile_ops *ops, const float *weights);

/* Where the gradient is summed: packed, or in the layer. */
float *live_gradient(const struct live *live, struct fpe_layer *into);
/* Empty it; and from there to the layer, 0 where the mask is. */
void live_clear_gradient(const struct live *live, struct fpe_layer *into);
void live_spread_gradient(const struct live *live, const struct tile_ops *ops,
			  const struct fpe_layer *layer, struct fpe_layer *into);

#endif
