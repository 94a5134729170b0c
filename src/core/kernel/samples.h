/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samples.h - picked samples as one feature-major tile.
 */
#ifndef CORE_KERNEL_SAMPLES_H
#define CORE_KERNEL_SAMPLES_H

#include "core/kernel/tile.h"
#include "fpe/data.h"

struct samples {
	int count;	    /* samples in the tile, 1 … TILE */
	int groups;	    /* groups of 16 in use, see tile.h */
	int32_t pick[TILE]; /* which samples of the data */
	_Alignas(64) uint32_t bits[TILE];
	_Alignas(64) float label[TILE];
};

/*
 * Choose samples `at` … of the n in order (NULL = 0 … n-1); columns past the
 * last one repeat it.
 */
void samples_pick(struct samples *s, const struct fpe_data *data,
		  const int32_t *order, int at, int n);

/* Inputs 32 * word … of the chosen samples of Boolean data, one word each. */
void samples_word(const struct samples *s, const struct fpe_data *data,
		  int word, uint32_t *to);

/* The chosen samples as numbers, to the tile `to` [inputs]. */
void samples_spread(struct samples *s, const struct tile_ops *ops,
		    const struct fpe_data *data, float *to);

#endif
