/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dots.h - inner products of many vectors, in double, a tile at a time.
 *
 * A panel is so many vectors side by side, component k of vector i at
 * k * width + i; past the last vector it is 0. Each sum runs from the first
 * component to the last, whatever the tile: with FMA the same bits on every
 * instruction set; without, too, where the components were floats, whose
 * products are exact in double.
 */
#ifndef CORE_KERNEL_DOTS_H
#define CORE_KERNEL_DOTS_H

#include <stddef.h>

#include "core/kernel/isas.h"

#define DOTS_ROWS_MOST 8
#define DOTS_COLUMNS_MOST 16

struct dots_ops {
	int rows, columns; /* vectors in a panel of a and of b */
	/* sum[i * stride + l] += a_i . b_l over `depth` components; b is 64-byte aligned */
	void (*tile)(const double *a, const double *b, int depth, double *sum, size_t stride);
};

#define DOTS_OPS(isa) extern const struct dots_ops dots_ops_##isa;
EACH_ISA(DOTS_OPS)
#undef DOTS_OPS

#endif
