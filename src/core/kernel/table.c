/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - the arithmetic of table.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name. AVX-512
 * looks 16 lanes up at once; AVX2 takes two half tables and blends.
 */
#include "core/kernel/tile.h"

#include <stddef.h>

#include "core/kernel/lanes.h"

#if VEC == 16
#define UNITS 2	  /* whose gradients are summed at once */
#define COLUMNS 8 /* of 16 inputs */
#define ROWS 2	  /* neurons whose logits are summed at once */
#else
#define UNITS 1
#define COLUMNS 2
#define ROWS 1
#endif
#define STRIP 8 /* vectors of samples summed at once */

/* Entry c of a table has term k where bit k of c is set. */
static const float has_term[TABLE_STEP][TABLE_SIZE]
	__attribute__((aligned(64))) = {
		{ 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 },
		{ 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1 },
		{ 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1 },
		{ 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1 },
	};

LANES_INLINE struct lanes table_of(const float *term)
{
	struct lanes t;

	for (int p = 0; p < LANES_PARTS; p++) {
		t.part[p] =
			vec_load(has_term[0] + p * VEC) * vec_splat(term[0]);
		for (int k = 1; k < TABLE_STEP; k++)
			t.part[p] = vec_fma(vec_load(has_term[k] + p * VEC),
					    vec_splat(term[k]), t.part[p]);
	}
	return t;
}

LANES_INLINE struct lanes table_load(const float *from)
{
	struct lanes t;

	for (int p = 0; p < LANES_PARTS; p++)
		t.part[p] = vec_load(from + p * VEC);
	return t;
}

/* The entries that the low 4 bits of the index name. */
LANES_INLINE vec look_up(const struct lanes *t, ivec index)
{
#if VEC == 16
	return (vec)_mm512_permutexvar_ps((__m512i)index, (__m512)t->part[0]);
#elif VEC == 8
	__m256 low =
		_mm256_permutevar8x32_ps((__m256)t->part[0], (__m256i)index);
	__m256 high =
		_mm256_permutevar8x32_ps((__m256)t->part[1], (__m256i)index);

	return (vec)_mm256_blendv_ps(low, high, (__m256)(index << 28));
#else
	const float *at = (const float *)t;
	vec r;

	for (int i = 0; i < VEC; i++)
		r[i] = at[index[i] & (TABLE_SIZE - 1)];
	return r;
#endif
}

/* The same from the second table where bit 4 of the index is set. */
LANES_INLINE vec look_up_pair(const struct lanes *t, ivec index)
{
#if VEC == 16
	return (vec)_mm512_permutex2var_ps((__m512)t[0].part[0], (__m512i)index,
					   (__m512)t[1].part[0]);
#else
	ivec second = (index << 27) >> 31;

	return vec_select(second, look_up(&t[1], index), look_up(&t[0], index));
#endif
}

static void build(const struct table_shape *s, const float *weight,
		  float *table)
{
	for (int i = 0; i < s->neurons; i++) {
		const float *w = weight + (size_t)i * (size_t)s->words * 32;

		for (int g = 0; g < s->groups; g++) {
			struct lanes t = table_of(w + g * TABLE_STEP);

			for (int p = 0; p < LANES_PARTS; p++)
				vec_store(table + p * VEC, t.part[p]);
			table += TABLE_SIZE;
		}
	}
}

/* `rows` neurons, `width` vectors from sample t on; both are constants. */
LANES_INLINE void forward_strip(const struct table_shape *s, const float *table,
				const float *bias, const uint32_t *bits, int t,
				float *to, int rows, int width)
{
	size_t stride = (size_t)s->groups * TABLE_SIZE;
	vec a[ROWS][STRIP];

	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width; v++)
			a[r][v] = vec_splat(bias[r]);
	}
	for (int g = 0; g < s->groups; g++) {
		const uint32_t *b = bits + (size_t)(g / 8) * TILE + t;
		struct lanes from[ROWS];

		for (int r = 0; r < rows; r++)
			from[r] = table_load(table + (size_t)r * stride +
					     (size_t)g * TABLE_SIZE);
		for (int v = 0; v < width; v++) {
			ivec x = *(const ivec *)(const void *)(b + v * VEC);

			x >>= g % 8 * TABLE_STEP;
			for (int r = 0; r < rows; r++)
				a[r][v] += look_up(&from[r], x);
		}
	}
	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width; v++)
			vec_store(to + (size_t)r * TILE + t + v * VEC,
				  vec_max(vec_splat(0), a[r][v]));
	}
}

LANES_INLINE void forward_rows(const struct table_shape *s, const float *table,
			       const float *bias, const uint32_t *bits,
			       int groups, float *to, int rows)
{
	int vectors = groups * LANES_PARTS;

	if (vectors == 1)
		forward_strip(s, table, bias, bits, 0, to, rows, 1);
	else if (vectors == 2)
		forward_strip(s, table, bias, bits, 0, to, rows, 2);
	else if (vectors == 4)
		forward_strip(s, table, bias, bits, 0, to, rows, 4);
	else
		for (int v = 0; v < vectors; v += STRIP)
			forward_strip(s, table, bias, bits, v * VEC, to, rows,
				      STRIP);
}

static void forward(const struct table_shape *s, const float *table,
		    const float *bias, const uint32_t *bits, int groups,
		    float *to)
{
	size_t stride = (size_t)s->groups * TABLE_SIZE;
	int i = 0;

	for (; i + ROWS <= s->neurons; i += ROWS)
		forward_rows(s, table + (size_t)i * stride, bias + i, bits,
			     groups, to + (size_t)i * TILE, ROWS);
	for (; i < s->neurons; i++)
		forward_rows(s, table + (size_t)i * stride, bias + i, bits,
			     groups, to + (size_t)i * TILE, 1);
}

/* 16 inputs: bit i of each of 4 words to bits 0 … 3 of lane i. */
LANES_INLINE void chunk_of(const uint32_t *word, int shift, int32_t *to)
{
#if VEC == 16
	__m512i a = _mm512_maskz_set1_epi32((__mmask16)(word[0] >> shift), 1);

	a = _mm512_mask_or_epi32(a, (__mmask16)(word[1] >> shift), a,
				 _mm512_set1_epi32(2));
	a = _mm512_mask_or_epi32(a, (__mmask16)(word[2] >> shift), a,
				 _mm512_set1_epi32(4));
	a = _mm512_mask_or_epi32(a, (__mmask16)(word[3] >> shift), a,
				 _mm512_set1_epi32(8));
	_mm512_store_si512(to, a);
#else
	for (int i = 0; i < TABLE_SIZE; i++) {
		int s = shift + i;

		to[i] = (int32_t)((word[0] >> s & 1) | (word[1] >> s & 1) << 1 |
				  (word[2] >> s & 1) << 2 |
				  (word[3] >> s & 1) << 3);
	}
#endif
}

static void chunks(const struct table_shape *s, const uint32_t *bits,
		   int groups, int32_t *index)
{
	for (int t = 0; t < groups * TILE_LANES; t += TABLE_STEP) {
		for (int w = 0; w < s->words; w++, index += 32) {
			const uint32_t *word = bits + (size_t)w * TILE + t;

			chunk_of(word, 0, index);
			chunk_of(word, 16, index + 16);
		}
	}
}

LANES_INLINE ivec load_index(const int32_t *from)
{
	return *(const ivec *)(const void *)from;
}

/* One chunk of samples into the sums `a`; as sum_columns. */
LANES_INLINE void add_chunk(vec a[UNITS][COLUMNS][LANES_PARTS],
			    struct lanes d[UNITS][2],
			    const int32_t *index, const int32_t *owner,
			    size_t row, int units, int columns, bool pair)
{
	for (int c = 0; c < columns; c++) {
		for (int p = 0; p < LANES_PARTS; p++) {
			int lane = c * TABLE_SIZE + p * VEC;
			ivec x = load_index(index + lane);

			for (int u = 0; u < units; u++) {
				const int32_t *o = owner + (size_t)u * row +
						   lane;

				if (pair)
					a[u][c][p] += look_up_pair(
						d[u], x | load_index(o));
				else
					a[u][c][p] += look_up(d[u], x);
			}
		}
	}
}

/* What `units` units add in `columns` columns of 16 inputs; `pair`: two
   neurons a unit. All three are constants. */
LANES_INLINE void sum_columns(const struct table_shape *s, int first,
			      const float *delta, const int32_t *index,
			      int column, int groups, float *gradient,
			      int units, int columns, bool pair)
{
	size_t row = (size_t)s->words * 32, at = (size_t)column * TABLE_SIZE;
	const struct table_unit *unit = s->unit + first;
	const int32_t *owner = s->owner + (size_t)first * row + at;
	vec a[UNITS][COLUMNS][LANES_PARTS];

	gradient += (size_t)first * row + at;
	index += at;
	for (int u = 0; u < units; u++) {
		for (int c = 0; c < columns * LANES_PARTS; c++)
			a[u][c / LANES_PARTS][c % LANES_PARTS] = vec_load(
				gradient + (size_t)u * row + c * VEC);
	}
	for (int t = 0; t < groups * TILE_LANES; t += TABLE_STEP) {
		struct lanes d[UNITS][2];

		for (int u = 0; u < units; u++) {
			for (int k = 0; k < 1 + pair; k++)
				d[u][k] = table_of(
					delta +
					(size_t)unit[u].neuron[k] * TILE + t);
		}
		add_chunk(a, d, index, owner, row, units, columns, pair);
		index += row;
	}
	for (int u = 0; u < units; u++) {
		for (int c = 0; c < columns * LANES_PARTS; c++)
			vec_store(gradient + (size_t)u * row + c * VEC,
				  a[u][c / LANES_PARTS][c % LANES_PARTS]);
	}
}

LANES_INLINE void sum_units(const struct table_shape *s, int first,
			    const float *delta, const int32_t *index,
			    int groups, float *gradient, int units, bool pair)
{
	int columns = s->words * 2, c = 0;

	for (; c + COLUMNS <= columns; c += COLUMNS)
		sum_columns(s, first, delta, index, c, groups, gradient, units,
			    COLUMNS, pair);
	for (; c < columns; c += 2)
		sum_columns(s, first, delta, index, c, groups, gradient, units,
			    2, pair);
}

static void gradient(const struct table_shape *s, const float *delta,
		     const int32_t *index, int groups, float *sums)
{
	int u = 0;

	for (; u + UNITS <= s->pairs; u += UNITS)
		sum_units(s, u, delta, index, groups, sums, UNITS, true);
	for (; u < s->pairs; u++)
		sum_units(s, u, delta, index, groups, sums, 1, true);
	for (; u + UNITS <= s->units; u += UNITS)
		sum_units(s, u, delta, index, groups, sums, UNITS, false);
	for (; u < s->units; u++)
		sum_units(s, u, delta, index, groups, sums, 1, false);
}

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)

const struct table_ops PASTE(table_ops_, TILE_ISA) = {
	.build = build,
	.forward = forward,
	.chunks = chunks,
	.gradient = gradient,
};
