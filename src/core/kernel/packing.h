/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packing.h - the parameters of a net as one vector, in the order its kernel takes them.
 *
 * First the weights of all layers, each layer's from a multiple of 16 floats on, then
 * the biases of all. Weights, moments and slopes have the same layout, so an optimiser
 * is one loop over vectors without most of the places that masks left out:
 *
 *   lists    the live weights, row by row
 *   blocks   the layer as it is in the net
 *   classes  blocks one after another, [inputs][rows] each (class.h)
 *   tables   units one after another, a number an input: its owner's (table.h)
 *
 * Places of a vector that are nobody's (weights that were left out within blocks, biases
 * of a layer without) are 0 in every vector; so all loops leave them 0. Only passes write
 * there, slopes: packing_clean.
 */
#ifndef CORE_KERNEL_PACKING_H
#define CORE_KERNEL_PACKING_H

#include <stddef.h>
#include <stdint.h>

#include "core/kernel/tile.h"
#include "fpe/net.h"

struct packed_layer {
	size_t weight, weights; /* its weights are vector[weight … weight + weights] */
	size_t bias;		/* … and biases [out] from here on */
	/* where packed weight k is in the layer, row * in + input; -1: nowhere. NULL: at k */
	const int32_t *place;
	/* of live weights, nnz of them in order of their places: the place, and which packed
	   one it is (NULL: k is k): packing_place, packing_at */
	int nnz;
	const int32_t *live, *at;
};

struct packing {
	int layers;
	size_t weights; /* of a vector, before the biases */
	size_t floats;	/* of a vector */
	struct packed_layer layer[FPE_MAX_LAYERS];
	int32_t *dead; /* [deads] ascending: nobody's places that a pass may write to. Owned */
	size_t deads;
};

/* p has each layer's weights, place, nnz, live and at, all borrowed; the rest is zeroed
   memory. On failure clear it too. */
enum fpe_status packing_init(struct packing *p, const struct fpe_net *net, struct fpe_error *err);
void packing_clear(struct packing *p);

/* Vectors, n of them one behind the other, aligned to FPE_ALIGN, to be freed; not
   written to. Steps go through the first `hot` of them. NULL: no memory. */
float *packing_vectors(const struct packing *p, int n, int hot);

/* Which tensors of a net are packed. */
enum packed { PACKED_VALUE, PACKED_M, PACKED_V };

/* The net's, all of the vector. */
void packing_pack(const struct packing *p, const struct tile_ops *ops, const struct fpe_net *net,
		  enum packed what, float *vector);
/* From a vector to live weights and to biases; masked places are left as they are. */
void packing_unpack(const struct packing *p, const float *vector, enum packed what,
		    struct fpe_net *net);

/* Live weights of a layer, row by row, and the biases it has; returns how many. */
size_t packing_live(const struct packing *p, const struct fpe_net *net, int layer,
		    const float *vector, float *to);

/* Nobody's places become 0. */
void packing_clean(const struct packing *p, float *vector);

/* Where live weight k is in its layer, row * in + input. */
static inline size_t packing_place(const struct packed_layer *l, int k)
{
	return (size_t)(l->live ? l->live[k] : k);
}

/* Which place of a vector live weight k of a layer has. */
static inline size_t packing_at(const struct packed_layer *l, int k)
{
	return l->weight + (size_t)(l->at ? l->at[k] : k);
}

#endif
