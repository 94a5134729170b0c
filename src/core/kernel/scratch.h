/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scratch.h - what one thread writes to while it takes a tile through a net.
 */
#ifndef CORE_KERNEL_SCRATCH_H
#define CORE_KERNEL_SCRATCH_H

#include "core/kernel/lookup.h"
#include "core/kernel/samples.h"

/* What it is made for. */
struct scratch_shape {
	int layers;
	int width[FPE_MAX_LAYERS + 1]; /* inputs, then outputs of each layer */
	bool sums, targets;	       /* slopes need sums; losses need targets */
	const struct lookup *lookup;   /* of a first layer by tables, borrowed; or NULL */
	size_t listed;		       /* its live weights */
};

struct call;

struct scratch {
	struct scratch_shape shape;
	const struct call *call; /* what it reads; borrowed */
	struct samples samples;
	bool first; /* the tile is the first of those that are added up where its slopes go */
	struct lookup_scratch lookup; /* of a first layer by tables */
	/* tiles: inputs, then the outputs of each layer, behind those of a hidden
	   one its sums where slopes need them */
	float *value[FPE_MAX_LAYERS + 1];
	float *sum[FPE_MAX_LAYERS + 1]; /* value, where slopes need no more */
	float *delta[2];		/* two layers' slopes of the loss, in turn */
	float *target;			/* tile of what outputs come near to; or NULL */
	float *tiles;			/* owns them */
	/* [nnz] slopes of a first layer by tables whose samples are not Boolean; or NULL */
	float *listed;
};

/* lookup: of the net's first layer, NULL: it has none. */
struct scratch_shape scratch_shape_of(const struct fpe_net *net, const struct lookup *lookup);
/* Of its tiles. */
size_t scratch_bytes(const struct scratch_shape *shape);

/* scratch is zeroed memory; on failure clear it too. */
enum fpe_status scratch_init(struct scratch *s, const struct scratch_shape *shape,
			     struct fpe_error *err);
void scratch_clear(struct scratch *s);

#endif
