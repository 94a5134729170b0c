/* SPDX-License-Identifier: GPL-3.0-or-later */
/* share.h - one allocation for several arrays. */
#ifndef CORE_KERNEL_SHARE_H
#define CORE_KERNEL_SHARE_H

#include <stddef.h>

/* So many floats from *at on, which goes to the next whole cache line behind them. */
static inline void *share(float **at, size_t floats)
{
	float *mine = *at;

	*at += (floats + 15) / 16 * 16;
	return mine;
}

#endif
