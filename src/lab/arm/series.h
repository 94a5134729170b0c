/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series.h - what was measured of one arm after each epoch.
 *
 * Append-only, in chunks that never move: one thread appends, any thread may
 * read the points below the count it was given, without a lock. Too long a one is
 * replaced by another with fewer points; who reads the old one holds it.
 */
#ifndef LAB_SERIES_H
#define LAB_SERIES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"
#include "fpe/metric.h"

struct series_point {
	int epoch;
	bool edited;		       /* the net, or the samples, were changed by hand there */
	float value[FPE_METRIC_COUNT]; /* NaN where it was not measured */
};

struct series;

struct series *series_new(void); /* NULL: no memory */
/* One more who frees it. Returns series, which may be NULL. */
struct series *series_hold(struct series *series);
void series_free(struct series *series);
/* The first `count` points, of which there are as many: what is full is shared.
   NULL: no memory. */
struct series *series_fork(const struct series *series, int count);
enum fpe_status series_append(struct series *series, const struct series_point *point,
			      struct fpe_error *err);
/* Append, and where there are more than `most` points then, put a thinner one in its place;
 *stride: the longest one so far, for other threads to read. */
enum fpe_status series_keep(struct series **series, const struct series_point *point, int most,
			    atomic_int *stride, struct fpe_error *err);
/* Points behind the first `count` go; nobody else has seen them. */
void series_cut(struct series *series, int count);
/* Memory that its points take, with what is shared. */
size_t series_bytes(const struct series *series);

/* Points so far. An acquire load: all points below it may be read. */
int series_count(const struct series *series);
const struct series_point *series_at(const struct series *series, int i);

/* The last of the first `count` points whose epoch is not after epoch (the
   first one, where all are); NULL where count is 0. */
const struct series_point *series_find(const struct series *series, int count, int epoch);

#endif
