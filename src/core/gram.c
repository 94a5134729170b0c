/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gram.c - inner products of many vectors.
 *
 * Works through LANES vectors of b and DEPTH components at a time, so that
 * the block of b stays in the first cache and the sums in registers. Zeros of
 * a are skipped: masked weights cost next to nothing.
 */
#include "core/gram.h"

#include <stdlib.h>
#include <string.h>

#define GRAM_LANES 16
#define GRAM_DEPTH 128

/* One block of b with its components side by side, 0 past b's end. */
static void pack(const double *b, int m, int length, int first, int from,
		 int depth, double packed[GRAM_DEPTH][GRAM_LANES])
{
	for (int lane = 0; lane < GRAM_LANES; lane++) {
		const double *row = first + lane < m ?
					    b + (size_t)(first + lane) *
							(size_t)length :
					    NULL;

		for (int j = 0; j < depth; j++)
			packed[j][lane] = row ? row[from + j] : 0;
	}
}

/* Add the block's part to the sums of one vector of a. */
static void add_block(const double *a, int depth,
		      double packed[GRAM_DEPTH][GRAM_LANES], double *sum,
		      int lanes)
{
	double acc[GRAM_LANES] = { 0 };

	memcpy(acc, sum, (size_t)lanes * sizeof *sum);
	for (int j = 0; j < depth; j++) {
		double x = a[j];

		if (x == 0)
			continue;
		for (int lane = 0; lane < GRAM_LANES; lane++)
			acc[lane] += x * packed[j][lane];
	}
	memcpy(sum, acc, (size_t)lanes * sizeof *sum);
}

void gram_product(const double *a, int n, const double *b, int m, int length,
		  double *out)
{
	double packed[GRAM_DEPTH][GRAM_LANES];

	memset(out, 0, (size_t)n * (size_t)m * sizeof *out);
	for (int first = 0; first < m; first += GRAM_LANES) {
		int lanes = m - first < GRAM_LANES ? m - first : GRAM_LANES;

		for (int from = 0; from < length; from += GRAM_DEPTH) {
			int left = length - from;
			int depth = left < GRAM_DEPTH ? left : GRAM_DEPTH;

			pack(b, m, length, first, from, depth, packed);
			for (int i = 0; i < n; i++)
				add_block(a + (size_t)i * (size_t)length + from,
					  depth, packed,
					  out + (size_t)i * (size_t)m + first,
					  lanes);
		}
	}
}

double *gram_alloc(int n, int m)
{
	return malloc((size_t)n * (size_t)m * sizeof(double));
}

double *gram_rows(const struct fpe_layer *l)
{
	double *v = gram_alloc(l->out, l->in);

	for (size_t i = 0; v && i < (size_t)l->out * (size_t)l->in; i++)
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

	if (g)
		gram_product(v, n, v, n, length, g);
	return g;
}
