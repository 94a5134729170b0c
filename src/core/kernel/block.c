/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.c - the arithmetic of block.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/tile.h"

#include <stddef.h>

#include "core/kernel/activate.h"
#include "core/kernel/lanes.h"

/* Rows and vectors of samples whose sums are in registers at once. */
#define ROWS 4
#if VEC == 16
#define WIDTH 4
#define INPUTS 128 /* rows of `from` that stay in the nearest cache */
#else
#define WIDTH 2
#define INPUTS 256
#endif
/* Rows of slopes times rows of inputs of a gradient: 16 lanes each. */
#define DELTAS (LANES_BLOCK / 2)
#define FROMS (VEC == 16 ? 4 : 2)

/* `rows` outputs from i on, `width` vectors from sample t on, inputs from j to
   end; rows and width are constants. */
LANES_INLINE void product_part(const struct tile_product *p, int i, int t, int j, int end,
			       int inputs, int rows, int width)
{
	const float *w = p->weight + (size_t)i * (size_t)inputs;
	float *to = p->to + (size_t)i * TILE_ROW + t;
	vec a[ROWS][WIDTH];

	for (int r = 0; r < rows; r++) {
		vec first = vec_splat(p->bias ? p->bias[i + r] : 0);

		for (int v = 0; v < width; v++)
			a[r][v] = first;
		for (int v = 0; j > 0 && v < width; v++)
			a[r][v] = vec_load(to + r * TILE_ROW + v * VEC);
	}
	for (int k = j; k < end; k++) {
		const float *x = p->from + (size_t)k * TILE_ROW + t;
		vec b[WIDTH];

		for (int v = 0; v < width; v++)
			b[v] = vec_load(x + v * VEC);
		for (int r = 0; r < rows; r++) {
			vec s = vec_splat(w[(size_t)r * (size_t)inputs + (size_t)k]);

			for (int v = 0; v < width; v++)
				a[r][v] = vec_fma(s, b[v], a[r][v]);
		}
	}
	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width; v++) {
			size_t at = (size_t)(i + r) * TILE_ROW + (size_t)(t + v * VEC);

			if (end == inputs)
				a[r][v] = after(p, a[r][v], at);
			vec_store(p->to + at, a[r][v]);
		}
	}
}

LANES_INLINE void product_strip(const struct tile_product *p, int t, int outputs, int inputs,
				int width)
{
	for (int j = 0; j < inputs; j += INPUTS) {
		int end = j + INPUTS < inputs ? j + INPUTS : inputs, i = 0;

		for (; i + ROWS <= outputs; i += ROWS)
			product_part(p, i, t, j, end, inputs, ROWS, width);
		for (; i < outputs; i++)
			product_part(p, i, t, j, end, inputs, 1, width);
	}
}

static void product(const struct tile_product *p, int outputs, int inputs)
{
	int vectors = p->groups * LANES_PARTS;

	if (vectors == 1)
		product_strip(p, 0, outputs, inputs, 1);
	else if (vectors == 2)
		product_strip(p, 0, outputs, inputs, 2);
	else
		for (int v = 0; v < vectors; v += WIDTH)
			product_strip(p, v * VEC, outputs, inputs, WIDTH);
	after_rows(p, outputs);
}

/* Rows past the last one repeat it. */
LANES_INLINE void take_rows(const float **row, const float *from, int first, int count, int n)
{
	for (int i = 0; i < n; i++)
		row[i] = from + TILE_ROW * (size_t)(first + i < count ? first + i : count - 1);
}

LANES_INLINE void gradient_part(const float *const *d, const float *const *x, int groups,
				float *sums)
{
	struct lanes a[DELTAS * FROMS];

	for (int i = 0; i < DELTAS * FROMS; i++)
		a[i] = lanes_zero();
	for (int t = 0; t < groups * TILE_LANES; t += TILE_LANES) {
		for (int p = 0; p < LANES_PARTS; p++) {
			int at = t + p * VEC;
			vec b[FROMS];

			for (int j = 0; j < FROMS; j++)
				b[j] = vec_load(x[j] + at);
			for (int r = 0; r < DELTAS; r++) {
				vec s = vec_load(d[r] + at);

				for (int j = 0; j < FROMS; j++) {
					vec *to = &a[r * FROMS + j].part[p];

					*to = vec_fma(s, b[j], *to);
				}
			}
		}
	}
	for (int i = 0; i < DELTAS * FROMS; i += LANES_BLOCK)
		lanes_sums(a + i, sums + i);
}

static void gradient(int outputs, int inputs, const float *delta, const float *from, int groups,
		     float *result)
{
	for (int j = 0; j < inputs; j += FROMS) {
		const float *x[FROMS];
		int columns = inputs - j < FROMS ? inputs - j : FROMS;

		take_rows(x, from, j, inputs, FROMS);
		for (int i = 0; i < outputs; i += DELTAS) {
			const float *d[DELTAS];
			float sums[DELTAS * FROMS];

			take_rows(d, delta, i, outputs, DELTAS);
			gradient_part(d, x, groups, sums);
			for (int r = 0; r < DELTAS && i + r < outputs; r++) {
				float *to = result + (size_t)(i + r) * (size_t)inputs + j;

				for (int c = 0; c < columns; c++)
					to[c] += sums[r * FROMS + c];
			}
		}
	}
}

/* 8 x 8 floats: to[j * to_row + i] = from[i][j] */
#if VEC >= 8
LANES_INLINE void turn_square(const float *const *from, float *to, int to_row)
{
	__m256 a[8], b[8];

	for (int i = 0; i < 8; i++)
		a[i] = _mm256_loadu_ps(from[i]);
	for (int i = 0; i < 8; i += 2) {
		b[i] = _mm256_unpacklo_ps(a[i], a[i + 1]);
		b[i + 1] = _mm256_unpackhi_ps(a[i], a[i + 1]);
	}
	for (int i = 0; i < 8; i += 4) {
		a[i] = _mm256_shuffle_ps(b[i], b[i + 2], 0x44);
		a[i + 1] = _mm256_shuffle_ps(b[i], b[i + 2], 0xee);
		a[i + 2] = _mm256_shuffle_ps(b[i + 1], b[i + 3], 0x44);
		a[i + 3] = _mm256_shuffle_ps(b[i + 1], b[i + 3], 0xee);
	}
	for (int i = 0; i < 4; i++) {
		_mm256_storeu_ps(to + (size_t)i * (size_t)to_row,
				 _mm256_permute2f128_ps(a[i], a[i + 4], 0x20));
		_mm256_storeu_ps(to + (size_t)(i + 4) * (size_t)to_row,
				 _mm256_permute2f128_ps(a[i], a[i + 4], 0x31));
	}
}
#else
LANES_INLINE void turn_square(const float *const *from, float *to, int to_row)
{
	for (int i = 0; i < 8; i++) {
		for (int j = 0; j < 8; j++)
			to[(size_t)j * (size_t)to_row + (size_t)i] = from[i][j];
	}
}
#endif

/* At most 8 rows of `columns` floats. */
static void turn_rows(const float *const *row, int rows, int columns, float *to, int to_row)
{
	int j = 0;

	for (; rows == 8 && j + 8 <= columns; j += 8) {
		const float *from[8];

		for (int i = 0; i < 8; i++)
			from[i] = row[i] + j;
		turn_square(from, to + (size_t)j * (size_t)to_row, to_row);
	}
	for (; j < columns; j++) {
		for (int i = 0; i < rows; i++)
			to[(size_t)j * (size_t)to_row + (size_t)i] = row[i][j];
	}
}

static void turn(const float *from, int from_row, int rows, int columns, float *to, int to_row)
{
	for (int i = 0; i < rows; i += 8) {
		const float *row[8];
		int n = rows - i < 8 ? rows - i : 8;

		for (int k = 0; k < n; k++)
			row[k] = from + (size_t)(i + k) * (size_t)from_row;
		turn_rows(row, n, columns, to + i, to_row);
	}
}

#if VEC == 16
/* 16 x 16 floats of rows to 16 samples of tile rows: whole cache lines. */
LANES_INLINE void turn_lines(const float *const *row, int j, float *to)
{
	__m512 a[16], b[16];

	for (int i = 0; i < 16; i++)
		a[i] = _mm512_loadu_ps(row[i] + j);
	for (int i = 0; i < 16; i += 2) {
		b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
		b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
	}
	/* then lane q of a[i + c]: column 4 q + c of rows i … i + 3 */
	for (int i = 0; i < 16; i++) {
		__m512d x = _mm512_castps_pd(b[i / 4 * 4 + i % 4 / 2]);
		__m512d y = _mm512_castps_pd(b[i / 4 * 4 + i % 4 / 2 + 2]);

		a[i] = _mm512_castpd_ps(i % 2 ? _mm512_unpackhi_pd(x, y)
					      : _mm512_unpacklo_pd(x, y));
	}
	for (int c = 0; c < 4; c++) {
		__m512 even = _mm512_shuffle_f32x4(a[c], a[4 + c], 0x88);
		__m512 odd = _mm512_shuffle_f32x4(a[c], a[4 + c], 0xdd);
		__m512 even_below = _mm512_shuffle_f32x4(a[8 + c], a[12 + c], 0x88);
		__m512 odd_below = _mm512_shuffle_f32x4(a[8 + c], a[12 + c], 0xdd);
		float *at = to + (size_t)(j + c) * TILE_ROW;

		_mm512_store_ps(at, _mm512_shuffle_f32x4(even, even_below, 0x88));
		_mm512_store_ps(at + 4 * TILE_ROW, _mm512_shuffle_f32x4(odd, odd_below, 0x88));
		_mm512_store_ps(at + 8 * TILE_ROW, _mm512_shuffle_f32x4(even, even_below, 0xdd));
		_mm512_store_ps(at + 12 * TILE_ROW, _mm512_shuffle_f32x4(odd, odd_below, 0xdd));
	}
}
#endif

/* Columns from j on of 8 rows. */
static void spread_rows(const float *const *row, int j, int inputs, float *to)
{
	const float *from[8];

	for (int k = 0; k < 8; k++)
		from[k] = row[k] + j;
	turn_rows(from, 8, inputs - j, to + (size_t)j * TILE_ROW, TILE_ROW);
}

static void spread(const float *real, int inputs, const int32_t *pick, int samples, float *to)
{
	for (int t = 0; t < samples; t += 16) {
		const float *row[16];
		int j = 0;

		for (int k = 0; k < 16; k++)
			row[k] = real + (size_t)pick[t + k] * (size_t)inputs;
#if VEC == 16
		for (; j + 16 <= inputs; j += 16)
			turn_lines(row, j, to + t);
#endif
		spread_rows(row, j, inputs, to + t);
		spread_rows(row + 8, j, inputs, to + t + 8);
	}
}

const struct block_ops ISA_NAME(block_ops) = {
	.product = product,
	.gradient = gradient,
	.turn = turn,
	.spread = spread,
};
