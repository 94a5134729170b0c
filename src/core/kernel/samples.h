/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samples.h - picked samples as one feature-major tile.
 */
#ifndef CORE_KERNEL_SAMPLES_H
#define CORE_KERNEL_SAMPLES_H

#include "core/kernel/tile.h"
#include "fpe/data.h"

/* Which samples a call is about; all borrowed. */
struct feed {
	const struct fpe_data *data;
	const int32_t *order;	/* their numbers; NULL = 0 … n-1 */
	const uint64_t *record; /* or the samples themselves (pick.h); or NULL */
	int n;
};

struct samples {
	int words;			/* of 32 inputs */
	uint32_t *bits;			/* [words][TILE], of Boolean samples. Owned */
	int count;			/* samples in the tile, 1 … TILE */
	int groups;			/* groups of 16 in use, see tile.h */
	int32_t pick[TILE];		/* which samples of the data; not of records */
	_Alignas(64) float label[TILE]; /* of classes */
};

/* s is zeroed memory; inputs: of a sample. */
enum fpe_status samples_init(struct samples *s, int inputs, struct fpe_error *err);
void samples_clear(struct samples *s);

/* Choose samples `at` … of the feed, their labels, and their bits if they have
   such; columns past the last one repeat it. */
void samples_pick(struct samples *s, const struct tile_ops *ops, const struct feed *feed, int at);

/* The chosen samples as numbers, to the tile `to` [inputs]. */
void samples_spread(const struct samples *s, const struct tile_ops *ops,
		    const struct fpe_data *data, float *to);

/* Their targets, to the tile `to` [targets]; not of records. */
void samples_targets(const struct samples *s, const struct tile_ops *ops,
		     const struct fpe_data *data, float *to);

#endif
