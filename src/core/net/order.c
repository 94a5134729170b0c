/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order.c - shuffles of indices and records.
 *
 * Owns the arrays. What is drawn for a shuffle does not depend on what is
 * shuffled, so it is drawn for several epochs at once.
 */
#include "core/net/order.h"

#include <stdlib.h>
#include <string.h>

#include "core/kernel/pick.h"
#include "fpe/rng.h"

/* Draws of more samples would leave the second cache. */
#define MOST_DRAWN 32768

static bool packs(const struct fpe_data *data)
{
	return data->bits && data->label && data->inputs <= RECORD_INPUTS;
}

static void fill_sorted(struct order *o)
{
	const struct fpe_data *data = o->data;

	for (int i = 0; i < data->count; i++)
		o->sorted[i] = (data->bits[i] & UINT32_MAX) | (uint64_t)data->label[i] << 32;
}

enum fpe_status order_init(struct order *o, const struct fpe_data *data, uint64_t seed,
			   const struct pick_ops *ops, struct fpe_error *err)
{
	size_t n = (size_t)data->count;
	bool ahead = ops->draws && n <= MOST_DRAWN;

	o->data = data;
	o->ops = ops;
	o->seed = seed;
	o->drawn = -1;
	if (packs(data)) {
		o->record = malloc(n * sizeof *o->record);
		o->sorted = malloc(n * sizeof *o->sorted);
	} else {
		o->index = malloc(n * sizeof *o->index);
	}
	if (ahead)
		o->draws = malloc(n * PICK_STREAMS * sizeof *o->draws);
	if ((!o->index && (!o->record || !o->sorted)) || (ahead && !o->draws))
		return fpe_no_memory(err);
	if (o->sorted)
		fill_sorted(o);
	return FPE_OK;
}

void order_clear(struct order *o)
{
	free(o->index);
	free(o->record);
	free(o->sorted);
	free(o->draws);
}

static void sort(struct order *o)
{
	int n = o->data->count;

	if (o->record)
		memcpy(o->record, o->sorted, (size_t)n * sizeof *o->record);
	for (int i = 0; o->index && i < n; i++)
		o->index[i] = i;
}

static void draw_ahead(struct order *o, int epoch)
{
	struct fpe_rng streams[PICK_STREAMS];

	if (o->drawn >= 0 && epoch >= o->drawn && epoch < o->drawn + PICK_STREAMS)
		return;
	for (int k = 0; k < PICK_STREAMS; k++)
		fpe_rng_open(&streams[k], o->seed, FPE_RNG_ORDER, (uint64_t)epoch + (uint64_t)k);
	o->ops->draws(streams, o->data->count, o->draws);
	o->drawn = epoch;
}

static void swap_indices(int32_t *a, const uint16_t *with, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int32_t j = with[(size_t)i * PICK_STREAMS], other = a[j];

		a[j] = a[i];
		a[i] = other;
	}
}

static void swap_records(uint64_t *a, const uint16_t *with, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int32_t j = with[(size_t)i * PICK_STREAMS];
		uint64_t other = a[j];

		a[j] = a[i];
		a[i] = other;
	}
}

static void shuffle(struct order *o, int epoch)
{
	struct fpe_rng rng;
	int n = o->data->count;

	if (o->draws) {
		const uint16_t *with;

		draw_ahead(o, epoch);
		with = o->draws + (epoch - o->drawn);
		if (o->record)
			swap_records(o->record, with, n);
		else
			swap_indices(o->index, with, n);
		return;
	}
	fpe_rng_open(&rng, o->seed, FPE_RNG_ORDER, (uint64_t)epoch);
	if (o->record)
		fpe_rng_shuffle_wide(&rng, o->record, n);
	else
		fpe_rng_shuffle(&rng, o->index, n);
}

void order_epoch(struct order *o, int epoch, bool shuffled)
{
	sort(o);
	if (shuffled)
		shuffle(o, epoch);
}

struct feed order_feed(const struct order *o, int at, int n)
{
	struct feed f = { .data = o->data, .n = n };

	if (o->record)
		f.record = o->record + at;
	else
		f.order = o->index + at;
	return f;
}
