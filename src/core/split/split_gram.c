/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split_gram.c - inputs that a layer's neurons treat alike stay together.
 *
 * Needs no task. Columns of the layer's weights W are alike where rows of
 * G = W'W are; scaled to length 1 they are clustered by spherical k-means on
 * abs(cos) (Dhillon and Modha 2001) into ceil(sqrt(d)) groups, alpha at least,
 * begun by k-means++ (Arthur and Vassilvitskii 2007), at most 50 rounds; zero
 * columns are a group of their own. The groups are the layer's; each parent
 * deals its live inputs, the largest group first, to the child with fewest so
 * far, and cuts a group that would overfill one. Ties are drawn.
 */
#include "core/split/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/gram.h"

#define GRAM_ROUNDS 50

struct gram_scratch {
	int d, h, k;	 /* columns, their length, clusters */
	double *unit;	 /* [d x h] columns of length 1, or 0 */
	double *center;	 /* [k x h] */
	double *nearest; /* [d] abs(cos) with the nearest center so far */
	int *group;	 /* [d] 0 … k-1; k: a zero column */
	int32_t *order;	 /* [k + 1] groups as they are dealt */
	int *size;	 /* [k + 1] live inputs of the parent in each */
};

static void scratch_free(struct gram_scratch *s)
{
	free(s->unit);
	free(s->center);
	free(s->nearest);
	free(s->group);
	free(s->order);
	free(s->size);
}

static double dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* To length 1; false for a zero vector. */
static bool normalise(double *v, int n)
{
	double length = sqrt(dot(v, v, n));

	for (int i = 0; i < n && length > 0; i++)
		v[i] /= length;
	return length > 0;
}

static enum fpe_status scratch_open(struct gram_scratch *s, const struct fpe_layer *l, int alpha,
				    struct fpe_error *err)
{
	size_t d = (size_t)l->in, h = (size_t)l->out, k;

	s->d = l->in;
	s->h = l->out;
	s->k = (int)ceil(sqrt(l->in));
	if (s->k < alpha)
		s->k = alpha;
	k = (size_t)s->k;
	s->unit = gram_columns(l);
	s->center = calloc(k * h, sizeof *s->center);
	s->nearest = calloc(d, sizeof *s->nearest);
	s->group = calloc(d, sizeof *s->group);
	s->order = calloc(k + 1, sizeof *s->order);
	s->size = calloc(k + 1, sizeof *s->size);
	if (!s->unit || !s->center || !s->nearest || !s->group || !s->order || !s->size)
		return fpe_no_memory(err);
	for (size_t j = 0; j < d; j++) {
		if (!normalise(s->unit + j * h, s->h))
			s->group[j] = s->k;
	}
	return FPE_OK;
}

static const double *column(const struct gram_scratch *s, int j)
{
	return s->unit + (size_t)j * (size_t)s->h;
}

static double *center(const struct gram_scratch *s, int c)
{
	return s->center + (size_t)c * (size_t)s->h;
}

/* How far a column is from all centers so far; a zero column counts for none.
 */
static double distance(const struct gram_scratch *s, int j)
{
	return s->group[j] == s->k ? 0 : fmax(1 - s->nearest[j], 0);
}

/* The first of the columns that a draw in proportion to distance falls on, -1
   where every column is a center. */
static int draw_far(const struct gram_scratch *s, struct fpe_rng *rng)
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

/* k-means++: fewer centers where there are no more directions than that. */
static void seed_centers(struct gram_scratch *s, struct fpe_rng *rng)
{
	int begun = 0;

	while (begun < s->k) {
		int j = draw_far(s, rng);

		if (j < 0)
			break;
		memcpy(center(s, begun++), column(s, j), (size_t)s->h * sizeof *s->center);
		for (int i = 0; i < s->d; i++)
			s->nearest[i] =
				fmax(s->nearest[i], fabs(dot(column(s, i), column(s, j), s->h)));
	}
}

/* Each column to the center with the largest abs(cos), the first of several. */
static bool assign_columns(struct gram_scratch *s)
{
	bool moved = false;

	for (int j = 0; j < s->d; j++) {
		double best = -1;
		int to = 0;

		if (s->group[j] == s->k)
			continue;
		for (int c = 0; c < s->k; c++) {
			double cos = fabs(dot(column(s, j), center(s, c), s->h));

			if (cos > best) {
				best = cos;
				to = c;
			}
		}
		moved |= s->group[j] != to;
		s->group[j] = to;
	}
	return moved;
}

/* The mean direction of each cluster, columns turned the way of the center they
   had; one without columns keeps its center. */
static bool move_centers(struct gram_scratch *s)
{
	size_t h = (size_t)s->h;
	double *sum = calloc((size_t)s->k * h, sizeof *sum);

	if (!sum)
		return false;
	for (int j = 0; j < s->d; j++) {
		int c = s->group[j];
		double sign;

		if (c == s->k)
			continue;
		sign = dot(column(s, j), center(s, c), s->h) < 0 ? -1 : 1;
		for (size_t i = 0; i < h; i++)
			sum[(size_t)c * h + i] += sign * column(s, j)[i];
	}
	for (int c = 0; c < s->k; c++) {
		if (normalise(sum + (size_t)c * h, s->h))
			memcpy(center(s, c), sum + (size_t)c * h, h * sizeof *sum);
	}
	free(sum);
	return true;
}

static enum fpe_status cluster(struct gram_scratch *s, const struct fpe_grouping *g,
			       struct fpe_error *err)
{
	struct fpe_rng rng;

	/* the layer's stream: no neuron has this number */
	split_stream(&rng, split_kind_gram.name, g, -1);
	seed_centers(s, &rng);
	assign_columns(s);
	for (int round = 0; round < GRAM_ROUNDS; round++) {
		if (!move_centers(s))
			return fpe_no_memory(err);
		if (!assign_columns(s))
			break;
	}
	return FPE_OK;
}

/* Groups by falling number of the parent's live inputs, ties as drawn. */
static void order_groups(struct gram_scratch *s, struct fpe_rng *rng, const float *mask)
{
	memset(s->size, 0, ((size_t)s->k + 1) * sizeof *s->size);
	for (int j = 0; j < s->d; j++)
		s->size[s->group[j]] += mask[j] != 0;
	for (int c = 0; c <= s->k; c++)
		s->order[c] = c;
	fpe_rng_shuffle(rng, s->order, s->k + 1);
	for (int i = 1; i <= s->k; i++) { /* stable, and there are few */
		int32_t c = s->order[i];
		int at = i;

		for (; at > 0 && s->size[s->order[at - 1]] < s->size[c]; at--)
			s->order[at] = s->order[at - 1];
		s->order[at] = c;
	}
}

struct gram_children {
	int alpha;
	int32_t order[FPE_MAX_ALPHA]; /* ties go to the first of these */
	int count[FPE_MAX_ALPHA];
	int most[FPE_MAX_ALPHA]; /* inputs there is room for */
};

static void open_children(struct gram_children *c, struct fpe_rng *rng, int alpha, int live)
{
	*c = (struct gram_children){ .alpha = alpha };
	for (int i = 0; i < alpha; i++)
		c->order[i] = i;
	fpe_rng_shuffle(rng, c->order, alpha);
	for (int i = 0; i < alpha; i++)
		c->most[c->order[i]] = live / alpha + (i < live % alpha);
}

static int emptiest(const struct gram_children *c)
{
	int best = -1;

	for (int i = 0; i < c->alpha; i++) {
		int child = c->order[i];

		if (c->count[child] < c->most[child] &&
		    (best < 0 || c->count[child] < c->count[best]))
			best = child;
	}
	return best;
}

static void deal_groups(const struct gram_scratch *s, const float *mask, struct gram_children *c,
			int *owner)
{
	for (int i = 0; i <= s->k; i++) {
		int group = s->order[i], child = -1;

		for (int j = 0; j < s->d; j++) {
			if (s->group[j] != group || mask[j] == 0)
				continue;
			if (child < 0 || c->count[child] == c->most[child])
				child = emptiest(c);
			owner[j] = child;
			c->count[child]++;
		}
	}
}

static enum fpe_status gram_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	struct gram_scratch s = { 0 };
	enum fpe_status status = scratch_open(&s, l, g->alpha, err);

	if (status == FPE_OK)
		status = cluster(&s, g, err);
	for (int n = 0; n < l->out && status == FPE_OK; n++) {
		size_t row = (size_t)n * (size_t)l->in;
		struct gram_children children;
		struct fpe_rng rng;
		int live = 0;

		split_stream(&rng, split_kind_gram.name, g, n);
		order_groups(&s, &rng, l->mask + row);
		for (int c = 0; c <= s.k; c++)
			live += s.size[c];
		open_children(&children, &rng, g->alpha, live);
		deal_groups(&s, l->mask + row, &children, owner + row);
	}
	scratch_free(&s);
	return status;
}

const struct fpe_split_kind split_kind_gram = {
	.name = "gram",
	.help = "Inputs with similar weight columns stay together; needs no task.",
	.group = gram_group,
};
