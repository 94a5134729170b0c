/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.h - full layers, several rows at a time held in registers.
 *
 * Sums have the order of tile.c's, so a layer gives the same bits by either; but for slopes
 * of the weights of wide layers (plan.h), which are sums over one sample of a tile after
 * another. Weights that a mask left out count as 0.
 */
#ifndef CORE_KERNEL_BLOCK_H
#define CORE_KERNEL_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/isas.h"

struct tile_product;

/* Of a gradient with lanes over inputs. */
struct block_slopes {
	int outputs, inputs, count; /* samples */
	const float *delta;	    /* tile [outputs] */
	const float *from;	    /* tile [inputs] */
	const float *real;	    /* the same in rows, pick[t] * inputs from here; or NULL */
	const int32_t *pick;
	bool first; /* nothing is there yet to add to: it counts as 0 */
	float *gradient;
};

struct block_ops {
	/* as tile_ops.product over all `inputs` rows of `from`; p->weight is
	   [outputs][inputs], p->lists is not used */
	void (*product)(const struct tile_product *p, int outputs, int inputs);
	/* gradient [outputs][inputs] += sum over samples of delta * from */
	void (*gradient)(int outputs, int inputs, const float *delta, const float *from, int groups,
			 float *gradient);
	/* the same, but each sum is over one sample after another */
	void (*wide_gradient)(const struct block_slopes *s);
	/* to[j * to_row + i] = from[i * from_row + j], i < rows, j < columns */
	void (*turn)(const float *from, int from_row, int rows, int columns, float *to, int to_row);
	/* picked rows [inputs] of `real` to a tile; samples a multiple of 16 */
	void (*spread)(const float *real, int inputs, const int32_t *pick, int samples, float *to);
};

#define BLOCK_OPS(isa) extern const struct block_ops block_ops_##isa;
EACH_ISA(BLOCK_OPS)
#undef BLOCK_OPS

#endif
