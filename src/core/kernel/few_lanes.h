/* SPDX-License-Identifier: GPL-3.0-or-later */
/* few_lanes.h - sums of rows times samples, as many at once as registers hold. */
#ifndef CORE_KERNEL_FEW_LANES_H
#define CORE_KERNEL_FEW_LANES_H

#include "core/kernel/lanes_many.h"

#if VEC == 16
#define FEW_SUMS LANES_MANY
#else
#define FEW_SUMS LANES_BLOCK
#endif

/* sums[k] = sum of a[k], of FEW_SUMS or, if n is not that, LANES_BLOCK of them. */
LANES_INLINE void few_sums(const struct lanes *a, float *sums, int n)
{
	if (n == LANES_BLOCK)
		lanes_sums(a, sums);
	else
		lanes_many_sums(a, sums);
}

/* The last one of `count`, where i is past it. */
LANES_INLINE int few_within(int i, int count)
{
	return i < count ? i : count - 1;
}

#endif
