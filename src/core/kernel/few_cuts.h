/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few_cuts.h - where the slopes of few samples are cut into pieces (few_pass.h).
 *
 * A piece is whole units (few.h) of some FEW_PIECE floats, so that it stays in the nearest
 * cache with what an optimiser has beside it. A step of one sample takes less time than
 * counting them would, so cuts are made once.
 */
#ifndef CORE_KERNEL_FEW_CUTS_H
#define CORE_KERNEL_FEW_CUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"

#define FEW_UNITS_AT_ONCE 8 /* a run is so many units, or so many more, but for a layer's last */

struct fpe_kernel;

/* Units of one layer: their slopes are [first, end) of the packing, and 0 is in
   [end, next). */
struct few_run {
	int layer, unit, units;
	size_t first, end, next;
};

/* A piece: [first, end) of the packing, made by so many runs, and all biases if it is the
   last; then these dead places (packing.h) become 0. */
struct few_cut {
	size_t first, end;
	int run, runs;
	bool biases;
	size_t dead, deads;
};

struct few_cuts {
	struct few_cut *cut; /* [count] */
	int count;
	struct few_run *run; /* owned, as `cut` is */
};

/* Inputs of layer l as its weights have them. */
int few_inputs(const struct fpe_kernel *k, int l);
/* Floats of the largest piece; vectors past its end may be written to. */
size_t few_piece_floats(const struct fpe_kernel *k);

/* For a kernel that has its packing, and kinds of layers in k->few. c is zeroed memory; on
   failure clear it too. */
enum fpe_status few_cuts_init(struct few_cuts *c, const struct fpe_kernel *k,
			      struct fpe_error *err);
void few_cuts_clear(struct few_cuts *c);

#endif
