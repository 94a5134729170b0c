/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samples.c - from rows of bits or floats to feature-major tiles.
 *
 * Bits are expanded just in time: packed, a set fits the nearest cache.
 */
#include "core/kernel/samples.h"

#include <stddef.h>

/* A power of two of groups, so that the inner loops have constant bounds. */
static int groups_for(int count)
{
	int groups = 1;

	while (groups * TILE_LANES < count)
		groups *= 2;
	return groups;
}

static void choose(struct samples *s, const struct fpe_data *data,
		   const int32_t *order, int at)
{
	const int32_t *label = data->label;
	int n = s->count;

	for (int t = 0; t < n; t++) {
		int32_t i = order ? order[at + t] : at + t;

		s->pick[t] = i;
		s->label[t] = (float)label[i];
	}
	for (int t = n; t < s->groups * TILE_LANES; t++) {
		s->pick[t] = s->pick[n - 1];
		s->label[t] = s->label[n - 1];
	}
}

void samples_word(const struct samples *s, const struct fpe_data *data,
		  int word, uint32_t *to)
{
	const uint64_t *from = data->bits + word / 2;
	size_t words = (size_t)data->words;
	int shift = word % 2 * 32, n = s->groups * TILE_LANES;

	for (int t = 0; t < n; t++)
		to[t] = (uint32_t)(from[(size_t)s->pick[t] * words] >> shift);
}

static void take_bits(struct samples *s, const struct tile_ops *ops,
		      const struct fpe_data *data, float *to)
{
	for (int j = 0; j < data->inputs; j += 32) {
		int features = data->inputs - j < 32 ? data->inputs - j : 32;

		samples_word(s, data, j / 32, s->bits);
		ops->expand(s->bits, features, s->groups,
			    to + (size_t)j * TILE);
	}
}

void samples_pick(struct samples *s, const struct fpe_data *data,
		  const int32_t *order, int at, int n)
{
	s->count = n - at < TILE ? n - at : TILE;
	s->groups = groups_for(s->count);
	choose(s, data, order, at);
}

void samples_spread(struct samples *s, const struct tile_ops *ops,
		    const struct fpe_data *data, float *to)
{
	if (data->bits)
		take_bits(s, ops, data, to);
	else
		ops->block->spread(data->real, data->inputs, s->pick,
				   s->groups * TILE_LANES, to);
}
