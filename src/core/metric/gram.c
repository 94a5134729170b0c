/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gram.c - inner products of many vectors.
 *
 * Works through GRAM_DEPTH components at a time. Both sides are packed as the
 * kernel wants them: a panel of b stays in the first cache while the panels of
 * a block of a, which stays in the second, go by.
 */
#include "core/metric/gram.h"

#include <stdlib.h>
#include <string.h>

#include "core/kernel/isa.h"

#define GRAM_DEPTH 256
#define GRAM_BLOCK 128 /* vectors of a: 256 KiB */

/* What a product needs: both sides packed, panel after panel. */
struct gram_room {
	const struct dots_ops *ops;
	const struct gram_side *a, *b;
	enum gram_half half;
	double *packed_a, *packed_b; /* [panels][GRAM_DEPTH][width] */
	double *out;
};

static int panels(int n, int width)
{
	return (n + width - 1) / width;
}

static enum fpe_status room_open(struct gram_room *r, struct fpe_error *err)
{
	size_t a = (size_t)panels(r->a->n, r->ops->rows) * (size_t)r->ops->rows;
	size_t b = (size_t)panels(r->b->n, r->ops->columns) * (size_t)r->ops->columns;
	size_t bytes = (a + b) * GRAM_DEPTH * sizeof(double);

	r->packed_b = aligned_alloc(64, (bytes + 63) / 64 * 64);
	r->packed_a = r->packed_b ? r->packed_b + b * GRAM_DEPTH : NULL;
	return r->packed_b ? FPE_OK : fpe_no_memory(err);
}

/* One panel: components from … from + depth of `count` vectors from `first` on. */
static void pack_panel(const struct gram_side *s, int first, int count, int width, int from,
		       int depth, double *to)
{
	if (count < width)
		memset(to, 0, (size_t)depth * (size_t)width * sizeof *to);
	for (int k = 0; k < depth; k++) {
		size_t at = (size_t)first * s->next + (size_t)(from + k) * s->step;
		double *row = to + (size_t)k * (size_t)width;

		if (s->floats) {
			for (int i = 0; i < count; i++)
				row[i] = s->floats[at + (size_t)i * s->next];
		} else {
			for (int i = 0; i < count; i++)
				row[i] = s->doubles[at + (size_t)i * s->next];
		}
	}
}

static void pack(const struct gram_side *s, int width, int from, int depth, double *to)
{
	for (int first = 0; first < s->n; first += width) {
		int count = s->n - first < width ? s->n - first : width;

		pack_panel(s, first, count, width, from, depth, to + (size_t)first * GRAM_DEPTH);
	}
}

/* A tile that hangs over the edge is summed beside the matrix. */
static void add_edge(const struct gram_room *r, const double *a, const double *b, int depth,
		     double *sum, int rows, int columns)
{
	double edge[DOTS_ROWS_MOST * DOTS_COLUMNS_MOST] = { 0 };
	size_t stride = (size_t)r->b->n, wide = (size_t)r->ops->columns;

	for (int i = 0; i < rows; i++)
		memcpy(edge + (size_t)i * wide, sum + (size_t)i * stride,
		       (size_t)columns * sizeof *sum);
	r->ops->tile(a, b, depth, edge, wide);
	for (int i = 0; i < rows; i++)
		memcpy(sum + (size_t)i * stride, edge + (size_t)i * wide,
		       (size_t)columns * sizeof *sum);
}

/* The sums of vectors i0 … i1 of a with one panel of b, from vector l on. */
static void add_panel(const struct gram_room *r, int i0, int i1, int l, int depth)
{
	const double *b = r->packed_b + (size_t)l * GRAM_DEPTH;
	int rows = r->ops->rows, columns = r->ops->columns;
	int wide = r->b->n - l < columns ? r->b->n - l : columns;

	for (int i = i0; i < i1; i += rows) {
		const double *a = r->packed_a + (size_t)i * GRAM_DEPTH;
		double *sum = r->out + (size_t)i * (size_t)r->b->n + l;
		int high = r->a->n - i < rows ? r->a->n - i : rows;

		if (r->half == GRAM_UPPER && l + wide <= i)
			break;
		if (high == rows && wide == columns)
			r->ops->tile(a, b, depth, sum, (size_t)r->b->n);
		else
			add_edge(r, a, b, depth, sum, high, wide);
	}
}

/* All sums over components from … from + depth. */
static enum fpe_status add_depth(const struct gram_room *r, int from, int depth,
				 const struct fpe_watch *watch, struct fpe_error *err)
{
	int rows = r->ops->rows, block = GRAM_BLOCK / rows * rows;

	pack(r->a, rows, from, depth, r->packed_a);
	pack(r->b, r->ops->columns, from, depth, r->packed_b);
	for (int i = 0; i < r->a->n; i += block) {
		int end = r->a->n - i < block ? r->a->n : i + block;
		enum fpe_status status = fpe_watch_ask(watch, err);

		if (status)
			return status;
		for (int l = 0; l < r->b->n; l += r->ops->columns) {
			if (r->half == GRAM_UPPER && l + r->ops->columns <= i)
				continue;
			if (r->half == GRAM_LATER && l >= from + depth)
				break;
			add_panel(r, i, end, l, depth);
		}
	}
	return FPE_OK;
}

enum fpe_status gram_product(const struct gram_side *a, const struct gram_side *b,
			     enum gram_half half, const struct fpe_watch *watch, double *out,
			     struct fpe_error *err)
{
	struct gram_room r = { .ops = isa_best()->dots, .a = a, .b = b, .half = half, .out = out };
	enum fpe_status status = room_open(&r, err);

	if (status)
		return status;
	memset(out, 0, (size_t)a->n * (size_t)b->n * sizeof *out);
	for (int from = 0; !status && from < a->length; from += GRAM_DEPTH) {
		int left = a->length - from;

		status = add_depth(&r, from, left < GRAM_DEPTH ? left : GRAM_DEPTH, watch, err);
	}
	free(r.packed_b);
	return status;
}

void gram_mirror(double *out, int n)
{
	const int block = 32;
	size_t stride = (size_t)n;

	/* in squares that fit the cache in both directions */
	for (int i0 = 0; i0 < n; i0 += block) {
		for (int l0 = 0; l0 <= i0; l0 += block) {
			for (int i = i0; i < n && i < i0 + block; i++) {
				for (int l = l0; l < i && l < l0 + block; l++)
					out[(size_t)i * stride + (size_t)l] =
						out[(size_t)l * stride + (size_t)i];
			}
		}
	}
}

struct gram_side gram_of_rows(const struct fpe_layer *l)
{
	return (struct gram_side){
		.floats = l->weight, .n = l->out, .length = l->in, .next = (size_t)l->in, .step = 1
	};
}

struct gram_side gram_of_columns(const struct fpe_layer *l)
{
	return (struct gram_side){
		.floats = l->weight, .n = l->in, .length = l->out, .next = 1, .step = (size_t)l->in
	};
}

struct gram_side gram_part(const struct gram_side *side, int first, int n)
{
	struct gram_side part = *side;
	size_t skip = (size_t)first * side->next;

	part.floats = side->floats ? side->floats + skip : NULL;
	part.doubles = side->floats ? NULL : side->doubles + skip;
	part.n = n;
	return part;
}

struct gram_side gram_every(const struct gram_side *side, int step)
{
	struct gram_side some = *side;

	some.n = (side->n + step - 1) / step;
	some.next = side->next * (size_t)step;
	return some;
}

double *gram_alloc(int n, int m)
{
	return malloc((size_t)n * (size_t)m * sizeof(double));
}

double *gram_columns(const struct fpe_layer *l)
{
	double *v = gram_alloc(l->in, l->out);

	for (int n = 0; v && n < l->out; n++) {
		for (int j = 0; j < l->in; j++)
			v[(size_t)j * (size_t)l->out + (size_t)n] =
				l->weight[(size_t)n * (size_t)l->in + (size_t)j];
	}
	return v;
}

enum fpe_status gram_new(const struct gram_side *v, const struct fpe_watch *watch, double **out,
			 struct fpe_error *err)
{
	enum fpe_status status;

	*out = gram_alloc(v->n, v->n);
	status = *out ? gram_product(v, v, GRAM_UPPER, watch, *out, err) : fpe_no_memory(err);
	if (status) {
		free(*out);
		*out = NULL;
	}
	return status;
}
