/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.h - the live weights of one layer, listed by rows and by columns.
 */
#ifndef CORE_KERNEL_LIVE_H
#define CORE_KERNEL_LIVE_H

#include <stdbool.h>

#include "core/kernel/classes.h"
#include "core/kernel/packing.h"
#include "core/kernel/plan.h"
#include "fpe/net.h"

struct live {
	int in, out, nnz;
	bool block; /* taken whole (block.h): packed as it is */
	bool wide;  /* … and its slopes with lanes over inputs */
	bool class; /* by classes */
	struct classes classes;
	int32_t *flat; /* [nnz] ascending: row * in + column of live weights; a full block: none */
	/* not of blocks and classes: by rows, entry k is weight flat[k] */
	struct tile_lists rows;
	/* by columns: its entry k is entry from_rows[k] by rows */
	struct tile_lists columns;
	int32_t *from_rows;
};

/* List the mask of layer l; live is zeroed memory. On failure live_clear it too. */
enum fpe_status live_init(struct live *live, const struct fpe_net *net, int l, enum plan plan,
			  struct fpe_error *err);
void live_clear(struct live *live);

/* How its weights are packed: borrows from live. */
void live_packing(const struct live *live, struct packed_layer *out);

/* Packed weights by columns, if block [in][out]; of classes nothing. */
void live_turn(const struct live *live, const struct tile_ops *ops, const float *weights,
	       float *across);

#endif
