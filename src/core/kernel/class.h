/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * class.h - layers of a split, in full blocks of several rows.
 *
 * Children of one parent, a family, own its inputs between them. A group is up to
 * CLASS_ROWS families beside each other. In a group, inputs of one class are those
 * with the same owner in each family: so the rows of these owners and the inputs of
 * the class are a full block, and all blocks of a group together are its weights, each
 * once. Which rows are families, and which groups: classes.h.
 *
 * The order of sums, on every instruction set: a row's sum is its bias, then its inputs
 * class by class, classes as numbers whose first digit is the owner in the first family,
 * and ascending in a class. Slopes of inputs and sums over samples have tile.h's order.
 * Weights that a mask left out count as 0.
 */
#ifndef CORE_KERNEL_CLASS_H
#define CORE_KERNEL_CLASS_H

#include <stdint.h>

#include "core/kernel/isas.h"

#define CLASS_ROWS 4

struct tile_product;

struct class_block {
	int32_t row[CLASS_ROWS]; /* [rows], ascending */
	int32_t rows;		 /* 1, 2 or 4 */
	int32_t first, last;	 /* bit r: no block before, or after, has row r */
	int32_t inputs, index;	 /* how many; where they are in class_shape.index */
	int32_t weight;		 /* where weights [inputs][rows] are */
};

struct class_shape {
	int in, out, blocks, weights;
	const struct class_block *block;
	const int32_t *index; /* tile rows that blocks read */
};

struct class_ops {
	/* as tile_ops.product, from inputs to outputs; p->weight packed */
	void (*product)(const struct tile_product *p, const struct class_shape *s);
	/* the same from slopes of outputs to those of inputs */
	void (*back)(const struct tile_product *p, const struct class_shape *s);
	/* gradient, packed, += sum over samples of delta * from */
	void (*gradient)(const struct class_shape *s, const float *delta, const float *from,
			 int groups, float *gradient);
	/* to[i] = from[place[i]]; 0 where place[i] is -1 */
	void (*gather)(int n, const int32_t *place, const float *from, float *to);
};

#define CLASS_OPS(isa) extern const struct class_ops class_ops_##isa;
EACH_ISA(CLASS_OPS)
#undef CLASS_OPS

#endif
