/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regression.c - slopes pooled, within groups and beside a second regressor, see regression.h. */
#include "fpe/regression.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/base/rising.h"
#include "core/metric/student.h"

/* All in one block, which begins with x. */
struct work {
	int n, clusters, groups;
	double *x, *y, *beside; /* [n] with means taken out */
	double *sum;		/* [n]: of groups, of clusters */
	int *count;		/* [n] of groups */
	int *cluster;		/* [n] number of each point's */
};

/* Clusters get numbers; their names are whatever. */
static enum fpe_status number_clusters(struct work *w, const struct fpe_regression_point *p,
				       struct fpe_error *err)
{
	uint64_t *name = malloc((size_t)w->n * sizeof *name);

	if (!name)
		return fpe_no_memory(err);
	for (int i = 0; i < w->n; i++)
		name[i] = p[i].cluster;
	qsort(name, (size_t)w->n, sizeof *name, rising_uint64);
	for (int i = 0; i < w->n; i++) {
		if (!w->clusters || name[w->clusters - 1] != name[i])
			name[w->clusters++] = name[i];
	}
	for (int i = 0; i < w->n; i++) {
		const uint64_t *at = bsearch(&p[i].cluster, name, (size_t)w->clusters, sizeof *name,
					     rising_uint64);

		w->cluster[i] = (int)(at - name);
	}
	free(name);
	return FPE_OK;
}

static enum fpe_status open_work(struct work *w, const struct fpe_regression_point *p, int n,
				 struct fpe_error *err)
{
	int groups = 0;
	size_t room;

	for (int i = 0; i < n; i++)
		groups = p[i].group >= groups ? p[i].group + 1 : groups;
	room = (size_t)(n > groups ? n : groups);
	*w = (struct work){ .n = n };
	w->x = malloc((3 * (size_t)n + room) * sizeof *w->x);
	w->count = calloc(room + (size_t)n, sizeof *w->count);
	if (!w->x || !w->count)
		return fpe_no_memory(err);
	w->y = w->x + n;
	w->beside = w->y + n;
	w->sum = w->beside + n;
	w->cluster = w->count + room;
	for (int i = 0; i < n; i++)
		w->groups += w->count[p[i].group]++ == 0;
	return number_clusters(w, p, err);
}

static void close_work(struct work *w)
{
	free(w->x);
	free(w->count);
}

static double dot(const struct work *w, const double *a, const double *b)
{
	double sum = 0;

	for (int i = 0; i < w->n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Take the mean out, or each group's own; returns the mean of all. */
static double centre(struct work *w, const struct fpe_regression_point *p, double *v, bool grouped)
{
	double mean = 0;

	for (int i = 0; i < w->n; i++)
		mean += v[i] / w->n;
	for (int i = 0; i < w->n; i++)
		w->sum[p[i].group] = 0;
	for (int i = 0; i < w->n; i++)
		w->sum[p[i].group] += v[i];
	for (int i = 0; i < w->n; i++)
		v[i] -= grouped ? w->sum[p[i].group] / w->count[p[i].group] : mean;
	return mean;
}

/* Does v vary, past what rounding leaves of n numbers of that size? */
static bool varies(const struct work *w, const double *v, double size)
{
	return dot(w, v, v) > 1e-24 * (1 + size * size) * w->n;
}

/* Of y on x, both centred; y is what is left of it then. parameters: fitted in all; all:
   sum of squares that r2 is a share of. */
static struct fpe_trend slope_of(struct work *w, const double *x, double *y, int parameters,
				 double all)
{
	struct fpe_trend s = { NAN, NAN, NAN, NAN };
	double xx = dot(w, x, x), square = 0, half, g = w->clusters;

	s.slope = dot(w, x, y) / xx;
	for (int i = 0; i < w->n; i++)
		y[i] -= s.slope * x[i];
	if (all > 0)
		s.r2 = 1 - dot(w, y, y) / all;
	if (w->clusters < 2 || w->n <= parameters)
		return s;
	for (int i = 0; i < w->clusters; i++)
		w->sum[i] = 0;
	for (int i = 0; i < w->n; i++)
		w->sum[w->cluster[i]] += x[i] * y[i];
	for (int i = 0; i < w->clusters; i++)
		square += w->sum[i] * w->sum[i];
	square *= g / (g - 1) * (w->n - 1) / (w->n - parameters);
	half = student_quantile(0.975, g - 1) * sqrt(square) / xx;
	s.low = s.slope - half;
	s.high = s.slope + half;
	return s;
}

/* Of v, what does not follow from `by`; both centred. */
static void take_out(struct work *w, double *v, const double *by)
{
	double share = dot(w, v, by) / dot(w, by, by);

	for (int i = 0; i < w->n; i++)
		v[i] -= share * by[i];
}

static void load(struct work *w, const struct fpe_regression_point *p)
{
	for (int i = 0; i < w->n; i++) {
		w->x[i] = p[i].x;
		w->y[i] = p[i].y;
		w->beside[i] = p[i].beside;
	}
}

static void fit_pooled(struct work *w, const struct fpe_regression_point *p,
		       struct fpe_regression *out)
{
	double x, y;

	load(w, p);
	x = centre(w, p, w->x, false);
	y = centre(w, p, w->y, false);
	if (!varies(w, w->x, x))
		return;
	out->pooled = slope_of(w, w->x, w->y, 2, dot(w, w->y, w->y));
	out->intercept = y - out->pooled.slope * x;
}

static void fit_within(struct work *w, const struct fpe_regression_point *p,
		       struct fpe_regression *out)
{
	double x;

	load(w, p);
	x = centre(w, p, w->x, true);
	centre(w, p, w->y, true);
	if (varies(w, w->x, x))
		out->within = slope_of(w, w->x, w->y, 1 + w->groups, dot(w, w->y, w->y));
}

static void fit_beside(struct work *w, const struct fpe_regression_point *p,
		       struct fpe_regression *out)
{
	double x, z, all;

	load(w, p);
	x = centre(w, p, w->x, false);
	z = centre(w, p, w->beside, false);
	centre(w, p, w->y, false);
	all = dot(w, w->y, w->y);
	if (!varies(w, w->beside, z))
		return;
	take_out(w, w->x, w->beside);
	take_out(w, w->y, w->beside);
	if (all > 0)
		out->r2_beside = 1 - dot(w, w->y, w->y) / all;
	if (varies(w, w->x, x))
		out->beside = slope_of(w, w->x, w->y, 3, all);
}

enum fpe_status fpe_regress(const struct fpe_regression_point *point, int n,
			    struct fpe_regression *out, struct fpe_error *err)
{
	const struct fpe_trend none = { NAN, NAN, NAN, NAN };
	struct work w;
	enum fpe_status status;

	*out = (struct fpe_regression){ .n = n,
					.intercept = NAN,
					.pooled = none,
					.within = none,
					.beside = none,
					.r2_beside = NAN };
	if (n < 1)
		return FPE_OK;
	status = open_work(&w, point, n, err);
	if (!status) {
		out->clusters = w.clusters;
		out->groups = w.groups;
		fit_pooled(&w, point, out);
		fit_within(&w, point, out);
		fit_beside(&w, point, out);
	}
	close_work(&w);
	return status;
}
