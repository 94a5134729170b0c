/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few_pass.h - few samples at once through a net and back (few.h).
 *
 * A call: few_slopes, then the slopes of the parameters piece by piece, each of which
 * stays in the nearest cache: who goes on with it at once saves a walk through memory.
 */
#ifndef CORE_KERNEL_FEW_PASS_H
#define CORE_KERNEL_FEW_PASS_H

#include <stdbool.h>

#include "core/kernel/few.h"
#include "core/kernel/few_cuts.h"
#include "core/kernel/samples.h"
#include "fpe/net.h"

struct fpe_kernel;

/* Rows of a layer's inputs, or of the outputs: samples one after another. */
struct few_values {
	int width;
	size_t step;
	float *value, *sum, *delta; /* sum: value again, where slopes need no more */
};

struct few {
	int most; /* samples that go this way */
	enum few_kind kind[FPE_MAX_LAYERS];
	/* FEW_BLOCKS only */
	const struct class_block *block[FPE_MAX_LAYERS];
	int blocks[FPE_MAX_LAYERS];
	struct class_block *listed[FPE_MAX_LAYERS]; /* of lists: a row each. Owned */
	/* FEW_ROWS of lists: weights and slopes with 0 where the mask is, [out][in]; else NULL */
	float *spread[FPE_MAX_LAYERS];
	float *from_quads[FPE_MAX_LAYERS], *to_quads[FPE_MAX_LAYERS];
	float *back_quads; /* of any layer */
	float *taken[FPE_MAX_LAYERS];
	struct few_values rows[FPE_MAX_LAYERS + 1];
	struct few_layer layer_of[FPE_MAX_LAYERS];
	struct few_rows outputs_of[FPE_MAX_LAYERS];
	float *piece;
	float *memory;	  /* owns them */
	int samples;	  /* of the call under way */
	float most_input; /* largest absolute value */
	struct few_cuts cuts;
	int next; /* piece */
};

/* For a kernel that has its plans and its packing; net and data as of fpe_kernel_new. few is
   zeroed memory; on failure clear it too. */
enum fpe_status few_init(struct few *f, const struct fpe_kernel *k, const struct fpe_net *net,
			 struct fpe_error *err);
void few_clear(struct few *f);

/* Losses, and slopes of all sums, each sample's 1 / feed->n of it; feed: 1 to f->most
   samples. Returns the sum of losses; rough: as in tile.h. */
double few_slopes(struct fpe_kernel *k, const float *parameters, const struct feed *feed,
		  bool rough);

/* After it: not below the absolute value of any slope; NaN or infinite where one may be. */
float few_steepest(const struct fpe_kernel *k);

/* The next piece: slopes of the parameters [*first, *end) of the packing, from f->piece
   on. All pieces in order are the packing. False: that was all. Parameters may change as soon as
   they have had theirs. */
bool few_piece(struct fpe_kernel *k, size_t *first, size_t *end);

#endif
