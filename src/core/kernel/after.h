/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * after.h - what happens to the sums of a product, for files compiled once for
 * each instruction set.
 */
#ifndef CORE_KERNEL_AFTER_H
#define CORE_KERNEL_AFTER_H

#include "core/kernel/lanes.h"
#include "core/kernel/tile.h"

/* Sums a, which go to position `at` of the tile p->to. */
LANES_INLINE vec after(const struct tile_product *p, vec a, size_t at)
{
	const vec zero = vec_splat(0);

	if (p->after == TILE_RELU)
		return vec_max(zero, a);
	if (p->after == TILE_GATE)
		return vec_gate(vec_load(p->gate + at), a);
	return a;
}

#endif
