/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * activate.h - activations in vectors, and what happens to the sums of a
 * product; for files compiled once for each instruction set.
 *
 * Each row of FPE_ACTIVATION_LIST has two functions here. Which one runs is
 * chosen by a switch, once a row's sums are done; loops over samples are copied
 * for each activation (tile.c's back), where it is a constant.
 */
#ifndef CORE_KERNEL_ACTIVATE_H
#define CORE_KERNEL_ACTIVATE_H

#include "core/kernel/lanes.h"
#include "core/kernel/tile.h"

/* NAME_out: the output of sums z. NAME_back: slopes d of the output times the
   activation's, from outputs y; z only of FPE_SLOPE_SUM, else anything. */

LANES_INLINE vec relu_out(vec z)
{
	return vec_max(vec_splat(0), z);
}

LANES_INLINE vec relu_back(vec z, vec y, vec d)
{
	(void)z;
	return vec_gate(y, d);
}

/* The output of sums z, which go to `keep` where their slope needs them. */
LANES_INLINE vec activate(enum fpe_activation which, vec z, float *keep)
{
	switch (which) {
#define OUT(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                      \
		if (needs == FPE_SLOPE_SUM)                   \
			vec_store(keep, z);                   \
		return name##_out(z);
		FPE_ACTIVATION_LIST(OUT)
#undef OUT
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* Slopes d of the outputs at y to those of the sums, kept at z. */
LANES_INLINE vec activate_back(enum fpe_activation which, const float *z, vec y, vec d)
{
	switch (which) {
#define BACK(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                       \
		return name##_back(needs == FPE_SLOPE_SUM ? vec_load(z) : y, y, d);
		FPE_ACTIVATION_LIST(BACK)
#undef BACK
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* Sums a, which go to position `at` of the tile p->to. */
LANES_INLINE vec after(const struct tile_product *p, vec a, size_t at)
{
	if (p->after == TILE_FORWARD)
		return activate(p->activation, a, p->sum + at);
	if (p->after == TILE_BACK)
		return activate_back(p->activation, p->sum + at, vec_load(p->value + at), a);
	return a;
}

#endif
