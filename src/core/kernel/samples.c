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
	int last = s->count - 1;

	for (int t = 0; t < s->groups * TILE_LANES; t++) {
		int i = at + (t < last ? t : last);

		s->pick[t] = order ? order[i] : i;
		s->label[t] = (float)data->label[s->pick[t]];
	}
}

static void take_bits(struct samples *s, const struct tile_ops *ops,
		      const struct fpe_data *data, float *to)
{
	int used = s->groups * TILE_LANES;

	for (int j = 0; j < data->inputs; j += 32) {
		const uint64_t *word = data->bits + j / 64;
		int features = data->inputs - j < 32 ? data->inputs - j : 32;

		for (int t = 0; t < used; t++) {
			size_t at = (size_t)s->pick[t] * (size_t)data->words;

			s->bits[t] = (uint32_t)(word[at] >> (j % 64));
		}
		ops->expand(s->bits, features, s->groups,
			    to + (size_t)j * TILE);
	}
}

/* 16 samples at a time, so that whole cache lines are written. */
static void take_real(struct samples *s, const struct fpe_data *data, float *to)
{
	size_t inputs = (size_t)data->inputs;

	for (int t = 0; t < s->groups * TILE_LANES; t += TILE_LANES) {
		const float *row[TILE_LANES];

		for (int i = 0; i < TILE_LANES; i++)
			row[i] = data->real + inputs * (size_t)s->pick[t + i];
		for (size_t j = 0; j < inputs; j++) {
			float *line = to + j * TILE + t;

			for (int i = 0; i < TILE_LANES; i++)
				line[i] = row[i][j];
		}
	}
}

void samples_take(struct samples *s, const struct tile_ops *ops,
		  const struct fpe_data *data, const int32_t *order, int at,
		  int n, float *to)
{
	s->count = n - at < TILE ? n - at : TILE;
	s->groups = groups_for(s->count);
	choose(s, data, order, at);
	if (data->bits)
		take_bits(s, ops, data, to);
	else
		take_real(s, data, to);
}
