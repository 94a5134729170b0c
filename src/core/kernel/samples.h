/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samples.h - picked samples as one feature-major tile.
 */
#ifndef CORE_KERNEL_SAMPLES_H
#define CORE_KERNEL_SAMPLES_H

#include "core/kernel/tile.h"
#include "fpe/data.h"

struct samples {
	int count;  /* samples in the tile, 1 … TILE */
	int groups; /* groups of 16 in use, see tile.h */
	int32_t pick[TILE]; /* which samples of the data */
	_Alignas(64) uint32_t bits[TILE];
	_Alignas(64) float label[TILE];
};

/*
 * Samples `at` … of the n in order (NULL = 0 … n-1) into the tile `to`
 * [inputs]; columns past the last one repeat it.
 */
void samples_take(struct samples *s, const struct tile_ops *ops,
		  const struct fpe_data *data, const int32_t *order, int at,
		  int n, float *to);

#endif
