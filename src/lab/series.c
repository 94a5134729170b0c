/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series.c - measured points in chunks that never move.
 *
 * Chunk i holds FIRST_CHUNK << i points, so that a short run costs little and
 * a long one few chunks. The count is stored after the point and the chunk's
 * address are in place (release), so a reader that saw the count sees both.
 */
#include "lab/series.h"

#include <stdatomic.h>
#include <stdlib.h>

#define FIRST_CHUNK 64
#define CHUNKS 20 /* 64 * (2^20 - 1) points, past FPE_MAX_EPOCHS */

struct series {
	atomic_int count;
	struct series_point *chunk[CHUNKS];
};

struct series *series_new(void)
{
	return calloc(1, sizeof(struct series));
}

void series_free(struct series *series)
{
	if (!series)
		return;
	for (int i = 0; i < CHUNKS; i++)
		free(series->chunk[i]);
	free(series);
}

/* Which chunk holds point i, and where in it. */
static int chunk_of(int i, int *at)
{
	int chunk = 0, size = FIRST_CHUNK;

	while (i >= size) {
		i -= size;
		size *= 2;
		chunk++;
	}
	*at = i;
	return chunk;
}

enum fpe_status series_append(struct series *series,
			      const struct series_point *point,
			      struct fpe_error *err)
{
	int count = atomic_load_explicit(&series->count, memory_order_relaxed);
	int at, chunk = chunk_of(count, &at);

	if (chunk >= CHUNKS)
		return fpe_fail(err, FPE_ELIMIT, "a curve has %d points already",
				count);
	if (!series->chunk[chunk]) {
		series->chunk[chunk] = calloc((size_t)FIRST_CHUNK << chunk,
					      sizeof *point);
		if (!series->chunk[chunk])
			return fpe_no_memory(err);
	}
	series->chunk[chunk][at] = *point;
	atomic_store_explicit(&series->count, count + 1, memory_order_release);
	return FPE_OK;
}

int series_count(const struct series *series)
{
	return atomic_load_explicit(&series->count, memory_order_acquire);
}

const struct series_point *series_at(const struct series *series, int i)
{
	int at, chunk = chunk_of(i, &at);

	return &series->chunk[chunk][at];
}

const struct series_point *series_find(const struct series *series, int count,
				       int epoch)
{
	int low = 0, high = count;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (series_at(series, mid)->epoch <= epoch)
			low = mid + 1;
		else
			high = mid;
	}
	return count ? series_at(series, low ? low - 1 : 0) : NULL;
}
