/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster.c - spherical k-means on abs(cos) that skips what cannot win.
 *
 * A center that moved by s since its abs(cos) with a unit column was computed
 * has at most s more now (Cauchy-Schwarz). So a table of the last value of each
 * (column, center) bounds all of them, and only those that may exceed the value
 * of the column's own center are computed again (after Elkan 2003 and Schubert,
 * Lang, Feher 2021). d x k numbers; the d x d Gram matrix is not needed.
 */
#include "core/split/cluster.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 50
#define ASK_EVERY 64 /* columns: at most k inner products each */
#define LANES 8	     /* inner products side by side: their sums do not wait for each other */
#define SLACK                                                                              \
	1e-9 /* far above the rounding errors of any value or bound, which are below 1e-12 \
	      */

struct cluster {
	int d, h, k;
	const double *column; /* [d x h] length 1, or 0 */
	const struct fpe_watch *watch;
	double *center; /* [k x h] */
	double *sum;	/* [k x h] */
	double *moved;	/* [k] how far a center has moved since the beginning */
	double *above;	/* [d x k] abs(cos) when it was computed, less `moved` then */
	double *own;	/* [d] cos with the column's own center */
	int *group;	/* [d] 0 … k-1; k: a zero column. Borrowed */
};

static void cluster_free(struct cluster *s)
{
	free(s->center);
	free(s->sum);
	free(s->moved);
	free(s->above);
	free(s->own);
}

static enum fpe_status cluster_open(struct cluster *s, const struct cluster_job *job, int *group,
				    struct fpe_error *err)
{
	size_t d = (size_t)job->d, h = (size_t)job->h, k = (size_t)job->k;

	*s = (struct cluster){ .d = job->d,
			       .h = job->h,
			       .k = job->k,
			       .column = job->column,
			       .group = group,
			       .watch = job->watch };
	s->center = calloc(k * h, sizeof *s->center);
	s->sum = calloc(k * h, sizeof *s->sum);
	s->moved = calloc(k, sizeof *s->moved);
	s->above = calloc(d * k, sizeof *s->above);
	s->own = calloc(d, sizeof *s->own);
	if (s->center && s->sum && s->moved && s->above && s->own)
		return FPE_OK;
	return fpe_no_memory(err);
}

static double dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* out[l] = a . b[l] for LANES vectors, the sums of `dot`. */
static void dot_lanes(const double *a, const double *const b[LANES], int n, double out[LANES])
{
	const double *b0 = b[0], *b1 = b[1], *b2 = b[2], *b3 = b[3];
	const double *b4 = b[4], *b5 = b[5], *b6 = b[6], *b7 = b[7];
	double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;

	for (int i = 0; i < n; i++) {
		s0 += a[i] * b0[i];
		s1 += a[i] * b1[i];
		s2 += a[i] * b2[i];
		s3 += a[i] * b3[i];
		s4 += a[i] * b4[i];
		s5 += a[i] * b5[i];
		s6 += a[i] * b6[i];
		s7 += a[i] * b7[i];
	}
	memcpy(out, (const double[LANES]){ s0, s1, s2, s3, s4, s5, s6, s7 }, LANES * sizeof *out);
}

/* To length 1; false for a zero vector. */
static bool normalise(double *v, int n)
{
	double length = sqrt(dot(v, v, n));

	for (int i = 0; i < n && length > 0; i++)
		v[i] /= length;
	return length > 0;
}

static const double *column(const struct cluster *s, int j)
{
	return s->column + (size_t)j * (size_t)s->h;
}

static double *center(const struct cluster *s, int c)
{
	return s->center + (size_t)c * (size_t)s->h;
}

static double *above(const struct cluster *s, int j, int c)
{
	return s->above + (size_t)j * (size_t)s->k + c;
}

/* How far a column is from its nearest center so far; a zero column counts for none. */
static double distance(const struct cluster *s, int j)
{
	return s->group[j] == s->k ? 0 : fmax(1 - fabs(s->own[j]), 0);
}

/* The first of the columns that a draw in proportion to distance falls on, -1
   where every column is a center. */
static int draw_far(const struct cluster *s, struct fpe_rng *rng)
{
	double total = 0, draw;
	int last = -1;

	for (int j = 0; j < s->d; j++)
		total += distance(s, j);
	draw = fpe_rng_unit(rng) * total;
	for (int j = 0; j < s->d && total > 0; j++) {
		if (distance(s, j) <= 0)
			continue;
		last = j;
		draw -= distance(s, j);
		if (draw < 0)
			break;
	}
	return last;
}

/* A new center: the columns that are nearer to it than to those before it go over. */
static void meet_center(struct cluster *s, int c)
{
	const double *rows[LANES];
	double cos[LANES];

	for (int first = 0; first < s->d; first += LANES) {
		int count = s->d - first < LANES ? s->d - first : LANES;

		for (int l = 0; l < LANES; l++)
			rows[l] = column(s, first + (l < count ? l : 0));
		dot_lanes(center(s, c), rows, s->h, cos);
		for (int l = 0; l < count; l++) {
			int j = first + l;

			*above(s, j, c) = fabs(cos[l]);
			if (s->group[j] == s->k || fabs(cos[l]) <= fabs(s->own[j]))
				continue;
			s->own[j] = cos[l];
			s->group[j] = c;
		}
	}
}

/* k-means++: fewer centers where there are no more directions than that. */
static enum fpe_status seed_centers(struct cluster *s, struct fpe_rng *rng, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int c = 0; c < s->k && !(status = fpe_watch_ask(s->watch, err)); c++) {
		int j = draw_far(s, rng);

		if (j < 0)
			break;
		memcpy(center(s, c), column(s, j), (size_t)s->h * sizeof *s->center);
		meet_center(s, c);
	}
	return status;
}

/* Each center to the mean direction of its cluster, columns turned its way; one
   without columns stays. */
static void move_centers(struct cluster *s)
{
	size_t h = (size_t)s->h;

	memset(s->sum, 0, (size_t)s->k * h * sizeof *s->sum);
	for (int j = 0; j < s->d; j++) {
		double *sum = s->sum + (size_t)s->group[j] * h;
		double sign = s->own[j] < 0 ? -1 : 1;

		for (size_t i = 0; s->group[j] < s->k && i < h; i++)
			sum[i] += sign * column(s, j)[i];
	}
	for (int c = 0; c < s->k; c++) {
		double *sum = s->sum + (size_t)c * h, *old = center(s, c), squares = 0;

		if (!normalise(sum, s->h))
			continue;
		for (size_t i = 0; i < h; i++) {
			squares += (sum[i] - old[i]) * (sum[i] - old[i]);
			old[i] = sum[i];
		}
		s->moved[c] += sqrt(squares);
	}
}

/* Compute cos of a column with the centers listed, the first of the largest wins. */
struct contest {
	int j, to;
	double best, own; /* abs(cos), cos with center `to` */
	int listed, center[LANES];
};

static void settle(struct cluster *s, struct contest *t)
{
	const double *rows[LANES];
	double cos[LANES];

	for (int l = 0; l < LANES; l++)
		rows[l] = center(s, t->center[l < t->listed ? l : 0]);
	dot_lanes(column(s, t->j), rows, s->h, cos);
	for (int l = 0; l < t->listed; l++) {
		int c = t->center[l];

		*above(s, t->j, c) = fabs(cos[l]) - s->moved[c];
		if (fabs(cos[l]) > t->best || (fabs(cos[l]) == t->best && c < t->to)) {
			t->best = fabs(cos[l]);
			t->own = cos[l];
			t->to = c;
		}
	}
	t->listed = 0;
}

/* Only centers that may have a larger abs(cos) than the column's own are asked. */
static bool assign_column(struct cluster *s, int j)
{
	int before = s->group[j];
	struct contest t = { .j = j, .to = before };

	t.own = dot(column(s, j), center(s, before), s->h);
	t.best = fabs(t.own);
	*above(s, j, before) = t.best - s->moved[before];
	for (int c = 0; c < s->k; c++) {
		if (c == before || *above(s, j, c) + s->moved[c] + SLACK < t.best)
			continue;
		t.center[t.listed++] = c;
		if (t.listed == LANES)
			settle(s, &t);
	}
	if (t.listed)
		settle(s, &t);
	s->own[j] = t.own;
	s->group[j] = t.to;
	return t.to != before;
}

static enum fpe_status assign_columns(struct cluster *s, bool *changed, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*changed = false;
	for (int j = 0; j < s->d && !status; j++) {
		if (s->group[j] != s->k)
			*changed |= assign_column(s, j);
		if (j % ASK_EVERY == 0)
			status = fpe_watch_ask(s->watch, err);
	}
	return status;
}

enum fpe_status cluster_columns(const struct cluster_job *job, struct fpe_rng *rng, int *group,
				struct fpe_error *err)
{
	struct cluster s;
	enum fpe_status status = cluster_open(&s, job, group, err);
	bool changed = true;

	for (int j = 0; j < job->d && !status; j++)
		group[j] = normalise(job->column + (size_t)j * (size_t)job->h, job->h) ? 0 : job->k;
	if (!status)
		status = seed_centers(&s, rng, err);
	for (int round = 0; round < ROUNDS && changed && !status; round++) {
		move_centers(&s);
		status = assign_columns(&s, &changed, err);
	}
	cluster_free(&s);
	return status;
}
