/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gram.c - inner products of many vectors.
 *
 * Works through DEPTH components and LANES vectors of b at a time, so that
 * the block of b stays in the first cache and the sums in registers. Of a only
 * what is not zero is listed: masked weights cost nothing.
 */
#include "core/metric/gram.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GRAM_LANES 16
#define GRAM_DEPTH 128

/* What is not zero among DEPTH components of one vector of a. */
struct gram_list {
	int count;
	uint8_t at[GRAM_DEPTH];
	double value[GRAM_DEPTH];
};

typedef double gram_block[GRAM_DEPTH][GRAM_LANES];

static void list_live(const double *a, int depth, struct gram_list *list)
{
	list->count = 0;
	for (int j = 0; j < depth; j++) {
		list->at[list->count] = (uint8_t)j;
		list->value[list->count] = a[j];
		list->count += a[j] != 0;
	}
}

/* One block of b with its components side by side, 0 past b's end. */
static void pack(const double *b, int lanes, int length, int depth, gram_block packed)
{
	if (lanes < GRAM_LANES)
		memset(packed, 0, sizeof(gram_block));
	for (int lane = 0; lane < lanes; lane++) {
		const double *row = b + (size_t)lane * (size_t)length;

		for (int j = 0; j < depth; j++)
			packed[j][lane] = row[j];
	}
}

/* Add the block's part to the sums of one vector of a. */
static void add_block(const struct gram_list *a, gram_block packed, double *sum, int lanes)
{
	double acc[GRAM_LANES] = { 0 };

	memcpy(acc, sum, (size_t)lanes * sizeof *sum);
	for (int i = 0; i < a->count; i++) {
		const double *b = packed[a->at[i]];

		for (int lane = 0; lane < GRAM_LANES; lane++)
			acc[lane] += a->value[i] * b[lane];
	}
	memcpy(sum, acc, (size_t)lanes * sizeof *sum);
}

/* The part of DEPTH components or fewer. half: only what lies on or below the
   diagonal, or a little above it. */
static void add_depth(const struct gram_list *lists, int n, const double *b, int m, int length,
		      int depth, bool half, double *out)
{
	gram_block packed;

	for (int first = 0; first < m; first += GRAM_LANES) {
		int lanes = m - first < GRAM_LANES ? m - first : GRAM_LANES;

		pack(b + (size_t)first * (size_t)length, lanes, length, depth, packed);
		for (int i = half ? first : 0; i < n; i++)
			add_block(&lists[i], packed, out + (size_t)i * (size_t)m + first, lanes);
	}
}

static bool product(const double *a, int n, const double *b, int m, int length, bool half,
		    double *out)
{
	struct gram_list *lists = malloc((size_t)n * sizeof *lists);

	if (!lists)
		return false;
	memset(out, 0, (size_t)n * (size_t)m * sizeof *out);
	for (int from = 0; from < length; from += GRAM_DEPTH) {
		int left = length - from;
		int depth = left < GRAM_DEPTH ? left : GRAM_DEPTH;

		for (int i = 0; i < n; i++)
			list_live(a + (size_t)i * (size_t)length + from, depth, &lists[i]);
		add_depth(lists, n, b + from, m, length, depth, half, out);
	}
	free(lists);
	return true;
}

bool gram_product(const double *a, int n, const double *b, int m, int length, double *out)
{
	return product(a, n, b, m, length, false, out);
}

bool gram_fill(const double *v, int n, int length, double *out)
{
	if (!product(v, n, v, n, length, true, out))
		return false;
	for (size_t i = 0; i < (size_t)n; i++) {
		for (size_t l = i + 1; l < (size_t)n; l++)
			out[i * (size_t)n + l] = out[l * (size_t)n + i];
	}
	return true;
}

double *gram_alloc(int n, int m)
{
	return malloc((size_t)n * (size_t)m * sizeof(double));
}

double *gram_rows(const struct fpe_layer *l)
{
	double *v = gram_alloc(l->out, l->in);

	for (size_t i = 0; v && i < fpe_layer_size(l); i++)
		v[i] = (double)l->weight[i];
	return v;
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

double *gram_new(const double *v, int n, int length)
{
	double *g = gram_alloc(n, n);

	if (g && !gram_fill(v, n, length, g)) {
		free(g);
		return NULL;
	}
	return g;
}
