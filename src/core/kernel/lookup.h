/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup.h - memory and order of work of a table layer (table.h).
 *
 * A pass: lookup_begin once a call, then for each tile of samples
 * lookup_forward and, backward, lookup_count or lookup_count_gated; these only read
 * the lookup, so threads take tiles each with a scratch of its own.
 */
#ifndef CORE_KERNEL_LOOKUP_H
#define CORE_KERNEL_LOOKUP_H

#include "core/kernel/samples.h"
#include "core/kernel/table.h"
#include "fpe/net.h"

struct lookup {
	struct table_shape shape;
	struct table_unit *unit; /* [neurons]; units of them in use */
	int32_t *start;		 /* [neurons + 1] */
	bool *packs;		 /* [neurons] */
	/* [tables][4] inputs, and where their weights are among the packed ones */
	int32_t *input, *from;
	/* [lookup_packed] of a packed weight (packing.h), its owner's: in the layer, -1
	   where there is none; and of live weights in order of their places, the packed one */
	int32_t *place, *at;
	int32_t *home;	       /* [neurons] */
	int32_t *owner, *owns; /* as in table.h */
	/* made once a call */
	float *weight; /* [tables][4] */
	float *table;  /* [tables][16] */
	float *memory; /* owns them, owner and owns */
};

/* Of one thread. */
struct lookup_scratch {
	struct table_bits bits;
	/* bits as slopes take them: index [TILE / 4][words * 32], or, where slopes are
	   shared, turned [TILE / 32][words * 32] */
	int32_t *index;
	uint32_t *turned;
	uint32_t *gate; /* [neurons][TILE / 32] */
};

/* For the first layer of net. lookup is zeroed memory; on failure clear it
   too. */
enum fpe_status lookup_init(struct lookup *l, const struct fpe_net *net, struct fpe_error *err);
void lookup_clear(struct lookup *l);
enum fpe_status lookup_scratch_init(struct lookup_scratch *s, const struct lookup *l,
				    struct fpe_error *err);
void lookup_scratch_clear(struct lookup_scratch *s);

/* Packed weights and gradients: [units][words * 32], and 16 that are nobody's. */
size_t lookup_packed(const struct lookup *l);

/* Tables of the layer's packed weights. */
void lookup_begin(struct lookup *l, const struct tile_ops *ops, const float *weight);

/* Samples picked in s: outputs to the tile `to` [neurons], sums as in tile.h. */
void lookup_forward(const struct lookup *l, struct lookup_scratch *scratch,
		    const struct table_ops *ops, const float *bias, const struct samples *s,
		    float *sum, float *to);

/* Add what the tile of slopes of the sums [neurons] gives to the packed gradient. */
void lookup_count(const struct lookup *l, struct lookup_scratch *scratch,
		  const struct table_ops *ops, const struct samples *s, const float *delta,
		  float *gradient);

/* The same, and the biases' [neurons], from outputs of lookup_forward and the slopes of the
   one output above (gate.h). */
void lookup_count_gated(const struct lookup *l, struct lookup_scratch *scratch,
			const struct tile_ops *ops, const struct samples *s, const float *outputs,
			const float *delta, float *gradient, float *bias);

#endif
