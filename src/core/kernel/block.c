/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.c - the arithmetic of block.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/tile.h"

#include <stddef.h>
#include <string.h>

#include "core/kernel/activate.h"
#include "core/kernel/lanes.h"
#include "core/kernel/lanes_part.h"

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
/* Rows of slopes times vectors of inputs of a wide one. */
#define DOWN 4
#define ACROSS (VEC == 16 ? 4 : 3)
#define PANEL (ACROSS * VEC)

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

		for (int r = 0; k % TILE_LANES == 0 && r < rows; r++)
			__builtin_prefetch(w + (size_t)(rows + r) * (size_t)inputs + k);
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

#if VEC == 16
/* 16 x 16 floats, whole cache lines: to[(j + c) * to_row + i] = row[i][j + c] */
LANES_INLINE void turn_lines(const float *const *row, int j, float *to, size_t to_row)
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
		float *at = to + (size_t)(j + c) * to_row;

		_mm512_storeu_ps(at, _mm512_shuffle_f32x4(even, even_below, 0x88));
		_mm512_storeu_ps(at + 4 * to_row, _mm512_shuffle_f32x4(odd, odd_below, 0x88));
		_mm512_storeu_ps(at + 8 * to_row, _mm512_shuffle_f32x4(even, even_below, 0xdd));
		_mm512_storeu_ps(at + 12 * to_row, _mm512_shuffle_f32x4(odd, odd_below, 0xdd));
	}
}
#endif

/* 16 rows of `columns` floats; those at `next` are wanted next. */
LANES_INLINE void turn_sixteen(const float *const *row, const float *const *next, int columns,
			       float *to, int to_row)
{
	const float *from[16];
	int j = 0;

#if VEC == 16
	for (; j + 16 <= columns; j += 16) {
		for (int i = 0; next && i < 16; i++)
			__builtin_prefetch(next[i] + j);
		turn_lines(row, j, to, (size_t)to_row);
	}
#else
	(void)next;
#endif
	for (int i = 0; i < 16; i++)
		from[i] = row[i] + j;
	to += (size_t)j * (size_t)to_row;
	turn_rows(from, 8, columns - j, to, to_row);
	turn_rows(from + 8, 8, columns - j, to + 8, to_row);
}

static void turn(const float *from, int from_row, int rows, int columns, float *to, int to_row)
{
	const float *row[16];
	int n;

	for (int i = 0; i < rows; i += n) {
		n = rows - i >= 16 ? 16 : rows - i < 8 ? rows - i : 8;
		for (int k = 0; k < n; k++)
			row[k] = from + (size_t)(i + k) * (size_t)from_row;
		if (n == 16)
			turn_sixteen(row, NULL, columns, to + i, to_row);
		else
			turn_rows(row, n, columns, to + i, to_row);
	}
}

static void spread(const float *real, int inputs, const int32_t *pick, int samples, float *to)
{
	for (int t = 0; t < samples; t += 16) {
		const float *row[16], *next[16];
		int ahead = t + 16 < samples ? 16 : 0;

		for (int k = 0; k < 16; k++) {
			row[k] = real + (size_t)pick[t + k] * (size_t)inputs;
			next[k] = real + (size_t)pick[t + k + ahead] * (size_t)inputs;
		}
		turn_sixteen(row, next, inputs, to + t, TILE_ROW);
	}
}

/* Some inputs side by side of all samples, a sample in each row: from at + t * PANEL on. */
struct panel {
	float *at;
	int first, columns; /* inputs first … first + columns */
};

/* Sums of DOWN rows of slopes times `width` vectors of inputs, which is a constant, over
   samples, one after another. */
LANES_INLINE void panel_sums(const float *const *d, const struct panel *x, int count, int width,
			     vec (*sums)[ACROSS])
{
	vec a[DOWN][ACROSS];

	for (int r = 0; r < DOWN; r++) {
		for (int v = 0; v < width; v++)
			a[r][v] = vec_splat(0);
	}
	for (int t = 0; t < count; t++) {
		vec b[ACROSS];

		for (int v = 0; v < width; v++)
			b[v] = vec_load(x->at + t * PANEL + v * VEC);
		for (int r = 0; r < DOWN; r++) {
			vec s = vec_splat(d[r][t]);

			for (int v = 0; v < width; v++)
				a[r][v] = vec_fma(s, b[v], a[r][v]);
		}
	}
	for (int r = 0; r < DOWN; r++) {
		for (int v = 0; v < width; v++)
			sums[r][v] = a[r][v];
	}
}

LANES_INLINE void panel_gradient(const struct block_slopes *s, const struct panel *x, int width)
{
	for (int i = 0; i < s->outputs; i += DOWN) {
		const float *d[DOWN];
		float *to[DOWN];
		vec sums[DOWN][ACROSS];

		take_rows(d, s->delta, i, s->outputs, DOWN);
		for (int r = 0; r < DOWN; r++) {
			int row = i + r < s->outputs ? i + r : s->outputs - 1;

			to[r] = s->gradient + (size_t)row * (size_t)s->inputs + x->first;
			/* added to when the sums are there, it is far away until then */
			for (int v = 0; v < width; v++)
				__builtin_prefetch(to[r] + v * VEC, 1);
		}
		panel_sums(d, x, s->count, width, sums);
		for (int r = 0; r < DOWN && i + r < s->outputs; r++) {
			for (int v = 0; v < width; v++) {
				int n = x->columns - v * VEC;
				vec before = vec_splat(0);

				if (!s->first)
					before = vec_load_part(to[r] + v * VEC, n);
				vec_store_part(to[r] + v * VEC, n, before + sums[r][v]);
			}
		}
	}
}

/* The panel's inputs, 0 past its columns, so that a row is a few whole cache lines. */
static void fill_panel(const struct block_slopes *s, const struct panel *x)
{
	int groups = (s->count + TILE_LANES - 1) / TILE_LANES;

	if (!s->real) {
		if (x->columns % VEC)
			memset(x->at, 0, TILE * PANEL * sizeof *x->at);
		turn(s->from + (size_t)x->first * TILE_ROW, TILE_ROW, x->columns,
		     groups * TILE_LANES, x->at, PANEL);
		return;
	}
	for (int t = 0; t < s->count; t++) {
		const float *from = s->real + (size_t)s->pick[t] * (size_t)s->inputs + x->first;

		for (int v = 0; v < x->columns; v += VEC)
			vec_store(x->at + t * PANEL + v, vec_load_part(from + v, x->columns - v));
	}
}

/* Vectors of the next panel, of so many left: one is not left alone where that can be. */
static int panel_width(int left)
{
	return left == ACROSS + 1 ? ACROSS - 1 : left < ACROSS ? left : ACROSS;
}

static void wide_gradient(const struct block_slopes *s)
{
	float memory[TILE * PANEL] __attribute__((aligned(64)));
	struct panel x = { memory, 0, 0 };

	for (; x.first < s->inputs; x.first += x.columns) {
		int left = s->inputs - x.first;
		int width = panel_width((left + VEC - 1) / VEC);

		x.columns = left < width * VEC ? left : width * VEC;
		fill_panel(s, &x);
		if (width == 1)
			panel_gradient(s, &x, 1);
		else if (width == 2)
			panel_gradient(s, &x, 2);
		else if (width == 3)
			panel_gradient(s, &x, 3);
		else
			panel_gradient(s, &x, ACROSS);
	}
}

const struct block_ops ISA_NAME(block_ops) = {
	.product = product,
	.gradient = gradient,
	.wide_gradient = wide_gradient,
	.turn = turn,
	.spread = spread,
};
