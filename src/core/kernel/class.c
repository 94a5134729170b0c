/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * class.c - the arithmetic of class.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/tile.h"

#include <stddef.h>

#include "core/kernel/activate.h"
#include "core/kernel/lanes.h"
#include "core/kernel/lanes_many.h"

#define FEW(a, b) ((a) < (b) ? (a) : (b))

/* Sums in registers at once: vectors of a product, numbers of a gradient. */
#define SUMS LANES_MANY
#define WIDTH 8 /* vectors of a tile that a product takes at most */
#define STRIP(rows) FEW(WIDTH, SUMS / (rows))
#define BACK 2			       /* inputs whose slopes are in registers */
#define BACK_STRIP (VEC == 16 ? 4 : 1) /* … and vectors of each */

/* `width` vectors from sample t on; rows and width are constants. */
LANES_INLINE void product_block(const struct tile_product *p, const struct class_shape *s,
				const struct class_block *b, int t, int rows, int width)
{
	const float *w = p->weight + b->weight;
	const int32_t *index = s->index + b->index;
	vec a[CLASS_ROWS][WIDTH];

	for (int r = 0; r < rows; r++) {
		const float *to = p->to + (size_t)b->row[r] * TILE_ROW + t;

		if (b->first >> r & 1) {
			vec bias = vec_splat(p->bias ? p->bias[b->row[r]] : 0);

			for (int v = 0; v < width; v++)
				a[r][v] = bias;
		} else {
			for (int v = 0; v < width; v++)
				a[r][v] = vec_load(to + v * VEC);
		}
	}
	for (int k = 0; k < b->inputs; k++) {
		const float *from = p->from + (size_t)index[k] * TILE_ROW + t;
		vec x[WIDTH];

		for (int v = 0; v < width; v++)
			x[v] = vec_load(from + v * VEC);
		for (int r = 0; r < rows; r++) {
			vec one = vec_splat(w[(size_t)k * (size_t)rows + (size_t)r]);

			for (int v = 0; v < width; v++)
				a[r][v] = vec_fma(one, x[v], a[r][v]);
		}
	}
	for (int r = 0; r < rows; r++) {
		bool last = b->last >> r & 1;

		for (int v = 0; v < width; v++) {
			size_t at = (size_t)b->row[r] * TILE_ROW + (size_t)(t + v * VEC);

			if (last)
				a[r][v] = after(p, a[r][v], at);
			vec_store(p->to + at, a[r][v]);
		}
	}
}

/* All samples of a block, `width` vectors at a time or all there are, if fewer. */
LANES_INLINE void product_rows(const struct tile_product *p, const struct class_shape *s,
			       const struct class_block *b, int t, int rows, int left)
{
	int width = STRIP(rows);

	for (; left >= width; left -= width, t += width * VEC)
		product_block(p, s, b, t, rows, width);
	for (; left > 0; left--, t += VEC)
		product_block(p, s, b, t, rows, 1);
}

/* A strip of samples through all blocks, so that their inputs stay near. */
static void product(const struct tile_product *p, const struct class_shape *s)
{
	int vectors = p->groups * LANES_PARTS;

	for (int v = 0; v < vectors; v += WIDTH) {
		int left = FEW(vectors - v, WIDTH);

		for (const struct class_block *b = s->block; b < s->block + s->blocks; b++) {
			if (b->rows == 4)
				product_rows(p, s, b, v * VEC, 4, left);
			else if (b->rows == 2)
				product_rows(p, s, b, v * VEC, 2, left);
			else
				product_rows(p, s, b, v * VEC, 1, left);
		}
	}
	after_rows(p, s->out);
}

/* Slopes of inputs k … k + n of a block; rows, n and width are constants. */
LANES_INLINE void back_inputs(const struct tile_product *p, const struct class_shape *s,
			      const struct class_block *b, int k, vec (*d)[BACK_STRIP], int t,
			      int rows, int n, int width)
{
	const float *w = p->weight + b->weight + (size_t)k * (size_t)rows;
	const int32_t *index = s->index + b->index + k;

	for (int i = 0; i < n; i++) {
		float *to = p->to + (size_t)index[i] * TILE_ROW + t;
		vec a[BACK_STRIP];

		for (int v = 0; v < width; v++)
			a[v] = vec_load(to + v * VEC);
		for (int r = 0; r < rows; r++) {
			vec one = vec_splat(w[i * rows + r]);

			for (int v = 0; v < width; v++)
				a[v] = vec_fma(one, d[r][v], a[v]);
		}
		for (int v = 0; v < width; v++)
			vec_store(to + v * VEC, a[v]);
	}
}

LANES_INLINE void back_block(const struct tile_product *p, const struct class_shape *s,
			     const struct class_block *b, int t, int rows, int width)
{
	vec d[CLASS_ROWS][BACK_STRIP];
	int k = 0;

	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width; v++)
			d[r][v] = vec_load(p->from + (size_t)b->row[r] * TILE_ROW + t + v * VEC);
	}
	for (; k + BACK <= b->inputs; k += BACK)
		back_inputs(p, s, b, k, d, t, rows, BACK, width);
	for (; k < b->inputs; k++)
		back_inputs(p, s, b, k, d, t, rows, 1, width);
}

LANES_INLINE void back_strip(const struct tile_product *p, const struct class_shape *s, int t,
			     int width)
{
	for (int j = 0; j < s->in; j++) {
		for (int v = 0; v < width; v++)
			vec_store(p->to + (size_t)j * TILE_ROW + t + v * VEC, vec_splat(0));
	}
	for (const struct class_block *b = s->block; b < s->block + s->blocks; b++) {
		if (b->rows == 4)
			back_block(p, s, b, t, 4, width);
		else if (b->rows == 2)
			back_block(p, s, b, t, 2, width);
		else
			back_block(p, s, b, t, 1, width);
	}
	for (int j = 0; j < s->in; j++) {
		for (int v = 0; v < width; v++) {
			size_t at = (size_t)j * TILE_ROW + (size_t)(t + v * VEC);

			vec_store(p->to + at, after(p, vec_load(p->to + at), at));
		}
	}
}

static void back(const struct tile_product *p, const struct class_shape *s)
{
	int vectors = p->groups * LANES_PARTS, v = 0;

	for (; v + BACK_STRIP <= vectors; v += BACK_STRIP)
		back_strip(p, s, v * VEC, BACK_STRIP);
	for (; v < vectors; v++)
		back_strip(p, s, v * VEC, 1);
	after_rows(p, s->in);
}

/* The rows of delta of a block and its inputs; x past the last repeats it. */
struct sums_of {
	const float *d[CLASS_ROWS], *x[SUMS];
};

/* sums[k * rows + r] of `n` inputs, then 0; rows and n are constants. */
LANES_INLINE void block_sums(const struct sums_of *of, int groups, int rows, int n, float *sums)
{
	struct lanes a[SUMS];

	for (int p = 0; p < LANES_PARTS; p++) {
		for (int i = 0; i < SUMS; i++)
			a[i].part[p] = vec_splat(0);
		for (int t = p * VEC; t < groups * TILE_LANES; t += TILE_LANES) {
			vec d[CLASS_ROWS];

			for (int r = 0; r < rows; r++)
				d[r] = vec_load(of->d[r] + t);
			for (int k = 0; k < n; k++) {
				vec x = vec_load(of->x[k] + t);

				for (int r = 0; r < rows; r++) {
					vec *to = &a[k * rows + r].part[p];

					*to = vec_fma(d[r], x, *to);
				}
			}
		}
	}
	lanes_many_sums(a, sums);
}

LANES_INLINE void gradient_block(const struct class_shape *s, const struct class_block *b,
				 const float *delta, const float *from, int groups, float *to,
				 int rows)
{
	const int32_t *index = s->index + b->index;
	int n = SUMS / rows;
	struct sums_of of;

	for (int r = 0; r < rows; r++)
		of.d[r] = delta + (size_t)b->row[r] * TILE_ROW;
	for (int k = 0; k < b->inputs; k += n, to += SUMS) {
		int left = FEW(b->inputs - k, n);
		float sums[SUMS] __attribute__((aligned(64)));

		for (int i = 0; i < n; i++)
			of.x[i] = from + TILE_ROW * (size_t)index[k + (i < left ? i : left - 1)];
		if (left == n) {
			block_sums(&of, groups, rows, n, sums);
			for (int i = 0; i < SUMS; i++)
				to[i] += sums[i];
			continue;
		}
		if (left * 2 <= n)
			block_sums(&of, groups, rows, n / 2, sums);
		else
			block_sums(&of, groups, rows, n, sums);
		for (int i = 0; i < left * rows; i++)
			to[i] += sums[i];
	}
}

static void gradient(const struct class_shape *s, const float *delta, const float *from, int groups,
		     float *result)
{
	for (const struct class_block *b = s->block; b < s->block + s->blocks; b++) {
		float *to = result + b->weight;

		if (b->rows == 4)
			gradient_block(s, b, delta, from, groups, to, 4);
		else if (b->rows == 2)
			gradient_block(s, b, delta, from, groups, to, 2);
		else
			gradient_block(s, b, delta, from, groups, to, 1);
	}
}

static void gather(int n, const int32_t *restrict place, const float *restrict from,
		   float *restrict to)
{
	int i = 0;

#if VEC == 16
	for (; i + 16 <= n; i += 16) {
		__m512i at = _mm512_loadu_si512(place + i);
		__mmask16 is = _mm512_cmpge_epi32_mask(at, _mm512_setzero_si512());

		_mm512_storeu_ps(to + i,
				 _mm512_mask_i32gather_ps(_mm512_setzero_ps(), is, at, from, 4));
	}
#endif
	for (; i < n; i++)
		to[i] = place[i] < 0 ? 0 : from[place[i]];
}

const struct class_ops ISA_NAME(class_ops) = {
	.product = product,
	.back = back,
	.gradient = gradient,
	.gather = gather,
};
