/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series.c - measured points in chunks that never move.
 *
 * Chunk i holds FIRST_CHUNK << i points, so that a short run costs little and
 * a long one few chunks. The count is stored after the point and the chunk's
 * address are in place (release), so a reader that saw the count sees both.
 */
#include "lab/arm/series.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CHUNK 64
#define CHUNKS 20 /* 64 * (2^20 - 1) points, past FPE_MAX_EPOCHS */

/* Forks share the chunks that are full. */
struct chunk {
	atomic_int holds;
	struct series_point point[];
};

struct series {
	atomic_int count;
	struct chunk *chunk[CHUNKS];
};

struct series *series_new(void)
{
	return calloc(1, sizeof(struct series));
}

void series_free(struct series *series)
{
	if (!series)
		return;
	for (int i = 0; i < CHUNKS; i++) {
		struct chunk *chunk = series->chunk[i];

		if (chunk && atomic_fetch_sub_explicit(&chunk->holds, 1, memory_order_acq_rel) == 1)
			free(chunk);
	}
	free(series);
}

static struct chunk *chunk_new(int i)
{
	struct chunk *chunk =
		calloc(1, sizeof *chunk + ((size_t)FIRST_CHUNK << i) * sizeof *chunk->point);

	if (chunk)
		atomic_init(&chunk->holds, 1);
	return chunk;
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

enum fpe_status series_append(struct series *series, const struct series_point *point,
			      struct fpe_error *err)
{
	int count = atomic_load_explicit(&series->count, memory_order_relaxed);
	int at, chunk = chunk_of(count, &at);

	if (chunk >= CHUNKS)
		return fpe_fail(err, FPE_ELIMIT, "a curve has %d points already", count);
	if (!series->chunk[chunk]) {
		series->chunk[chunk] = chunk_new(chunk);
		if (!series->chunk[chunk])
			return fpe_no_memory(err);
	}
	series->chunk[chunk]->point[at] = *point;
	atomic_store_explicit(&series->count, count + 1, memory_order_release);
	return FPE_OK;
}

/* The first n points of chunk i: the chunk itself, if that is all of it. */
static struct chunk *chunk_fork(struct chunk *chunk, int i, int n)
{
	struct chunk *own;

	if (n == FIRST_CHUNK << i) {
		atomic_fetch_add_explicit(&chunk->holds, 1, memory_order_relaxed);
		return chunk;
	}
	own = chunk_new(i);
	if (own)
		memcpy(own->point, chunk->point, (size_t)n * sizeof *own->point);
	return own;
}

struct series *series_fork(const struct series *series, int count)
{
	struct series *fork = series_new();
	int left = count;

	for (int i = 0; fork && left > 0; i++) {
		int n = left < FIRST_CHUNK << i ? left : FIRST_CHUNK << i;

		fork->chunk[i] = chunk_fork(series->chunk[i], i, n);
		if (!fork->chunk[i]) {
			series_free(fork);
			return NULL;
		}
		left -= n;
	}
	if (fork)
		atomic_init(&fork->count, count);
	return fork;
}

int series_count(const struct series *series)
{
	return atomic_load_explicit(&series->count, memory_order_acquire);
}

const struct series_point *series_at(const struct series *series, int i)
{
	int at, chunk = chunk_of(i, &at);

	return &series->chunk[chunk]->point[at];
}

const struct series_point *series_find(const struct series *series, int count, int epoch)
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
