/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samples.c - from rows of bits or floats to feature-major tiles.
 *
 * Bits are expanded just in time: packed, a set fits the nearest cache.
 */
#include "core/kernel/samples.h"

#include <stdlib.h>

#include "core/kernel/pick.h"
#include "fpe/net.h"

enum fpe_status samples_init(struct samples *s, int inputs, struct fpe_error *err)
{
	s->words = (inputs + 31) / 32;
	s->bits = aligned_alloc(FPE_ALIGN, (size_t)s->words * TILE * sizeof *s->bits);
	return s->bits ? FPE_OK : fpe_no_memory(err);
}

void samples_clear(struct samples *s)
{
	free(s->bits);
}

/* A power of two of groups, so that the inner loops have constant bounds. */
static int groups_for(int count)
{
	int groups = 1;

	while (groups * TILE_LANES < count)
		groups *= 2;
	return groups;
}

static void choose(struct samples *s, const int32_t *order, int at)
{
	int n = s->count, end = s->groups * TILE_LANES;

	for (int t = 0; t < n; t++)
		s->pick[t] = order ? order[at + t] : at + t;
	for (int t = n; t < end; t++)
		s->pick[t] = s->pick[n - 1];
}

static void take_labels(struct samples *s, const struct tile_ops *ops, const struct feed *f, int at)
{
	const int32_t *label = f->data->label;

	if (!label)
		return;
	if (!f->order) {
		ops->pick->labels(label + at, s->count, s->label);
		return;
	}
	for (int t = 0; t < s->count; t++)
		s->label[t] = (float)label[s->pick[t]];
}

static void take_bits(struct samples *s, const struct tile_ops *ops, const struct feed *f, int at)
{
	size_t words = (size_t)f->data->words;

	for (int w = 0; w < s->words; w++) {
		const uint64_t *from = f->data->bits + w / 2;
		uint32_t *to = s->bits + (size_t)w * TILE;
		int shift = w % 2 * 32;

		if (!f->order)
			ops->pick->halves(from + (size_t)at * words, f->data->words, w % 2,
					  s->count, to);
		for (int t = 0; f->order && t < s->count; t++)
			to[t] = (uint32_t)(from[(size_t)s->pick[t] * words] >> shift);
	}
}

/* Columns past the last sample. */
static void repeat_last(struct samples *s, int words)
{
	int last = s->count - 1, end = s->groups * TILE_LANES;

	for (int t = s->count; t < end; t++)
		s->label[t] = s->label[last];
	for (int w = 0; w < words; w++) {
		uint32_t *bits = s->bits + (size_t)w * TILE;

		for (int t = s->count; t < end; t++)
			bits[t] = bits[last];
	}
}

void samples_pick(struct samples *s, const struct tile_ops *ops, const struct feed *feed, int at)
{
	s->count = feed->n - at < TILE ? feed->n - at : TILE;
	s->groups = groups_for(s->count);
	if (feed->record) {
		ops->pick->records(feed->record + at, s->count, s->bits, s->label);
	} else {
		/* in order, bits and labels are read without their numbers */
		if (feed->order || !feed->data->bits || feed->data->target)
			choose(s, feed->order, at);
		take_labels(s, ops, feed, at);
		if (feed->data->bits)
			take_bits(s, ops, feed, at);
	}
	repeat_last(s, feed->data->bits ? s->words : 0);
}

void samples_spread(const struct samples *s, const struct tile_ops *ops,
		    const struct fpe_data *data, float *to)
{
	if (!data->bits) {
		ops->block->spread(data->real, data->inputs, s->pick, s->groups * TILE_LANES, to);
		return;
	}
	for (int j = 0; j < data->inputs; j += 32) {
		int features = data->inputs - j < 32 ? data->inputs - j : 32;

		ops->expand(s->bits + (size_t)(j / 32) * TILE, features, s->groups,
			    to + (size_t)j * TILE_ROW);
	}
}

void samples_targets(const struct samples *s, const struct tile_ops *ops,
		     const struct fpe_data *data, float *to)
{
	ops->block->spread(data->target, data->targets, s->pick, s->groups * TILE_LANES, to);
}
