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

#include "fpe/limits.h"
#include "lab/arm/stride.h"

#define FIRST_CHUNK 64
#define CHUNKS 20 /* 64 * (2^20 - 1) points, past FPE_MAX_EPOCHS */

/* Forks share the chunks that are full. */
struct chunk {
	atomic_int holds;
	struct series_point point[];
};

struct series {
	atomic_int holds;
	atomic_int count;
	struct chunk *chunk[CHUNKS];
};

struct series *series_new(void)
{
	struct series *series = calloc(1, sizeof *series);

	if (series)
		atomic_init(&series->holds, 1);
	return series;
}

struct series *series_hold(struct series *series)
{
	if (series)
		atomic_fetch_add_explicit(&series->holds, 1, memory_order_relaxed);
	return series;
}

void series_free(struct series *series)
{
	if (!series || atomic_fetch_sub_explicit(&series->holds, 1, memory_order_acq_rel) != 1)
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

/* What stays of a series. */
struct thinning {
	const struct series *series;
	int count, stride;
	bool edits; /* all of them */
};

static bool stays(const struct thinning *t, int i)
{
	const struct series_point *p = series_at(t->series, i);

	return i == 0 || i == t->count - 1 || p->epoch % t->stride == 0 || (t->edits && p->edited);
}

static int count_staying(const struct thinning *t)
{
	int count = 0;

	for (int i = 0; i < t->count; i++)
		count += stays(t, i);
	return count;
}

/* The shortest stride by which few enough stay; where edits alone are too many they are
   points as others are, and at last the ends are left. */
static void find_stride(struct thinning *t, int most)
{
	t->stride = 2;
	t->edits = true;
	while (count_staying(t) > most && t->stride <= FPE_MAX_EPOCHS) {
		t->stride = stride_next(t->stride);
		if (t->stride > FPE_MAX_EPOCHS && t->edits) {
			t->stride = 2;
			t->edits = false;
		}
	}
}

/*
 * Another one with at most three quarters of `most` points, which are as they were: the
 * first and the last, those where somebody changed the net, and every 2nd, else every 10th,
 * 20th, 40th … epoch: *stride. Which these are follows from the points alone. NULL: no
 * memory.
 */
static struct series *thinned(const struct series *series, int most, int *stride)
{
	struct thinning t = { .series = series, .count = series_count(series) };
	struct series *thin = series_new();

	find_stride(&t, most - most / 4);
	for (int i = 0; thin && i < t.count; i++) {
		if (stays(&t, i) && series_append(thin, series_at(series, i), NULL)) {
			series_free(thin);
			thin = NULL;
		}
	}
	*stride = t.stride;
	return thin;
}

enum fpe_status series_keep(struct series **series, const struct series_point *point, int most,
			    atomic_int *stride, struct fpe_error *err)
{
	enum fpe_status status = series_append(*series, point, err);
	struct series *thin;
	int by;

	if (status || series_count(*series) <= most)
		return status;
	thin = thinned(*series, most, &by);
	if (!thin)
		return fpe_no_memory(err);
	series_free(*series);
	*series = thin;
	if (by > atomic_load(stride))
		atomic_store(stride, by);
	return FPE_OK;
}

void series_cut(struct series *series, int count)
{
	if (atomic_load_explicit(&series->count, memory_order_relaxed) > count)
		atomic_store_explicit(&series->count, count, memory_order_relaxed);
}

size_t series_bytes(const struct series *series)
{
	size_t bytes = sizeof *series;

	for (int i = 0; i < CHUNKS && series->chunk[i]; i++)
		bytes += sizeof(struct chunk) +
			 ((size_t)FIRST_CHUNK << i) * sizeof(struct series_point);
	return bytes;
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
