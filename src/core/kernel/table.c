/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - the arithmetic of table.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/tile.h"

#include <stddef.h>

#include "core/kernel/activate.h"
#include "core/kernel/table_lanes.h"

/*
 * Backward: units whose gradients are summed at once, in TABLE_COLUMNS columns of 16
 * inputs; of samples of one word, two columns, NARROW units.
 */
#if VEC == 16
#define UNITS 2
#define NARROW(pair) ((pair) ? 4 : 8)
#define ROWS 2 /* neurons whose logits are summed at once */
#else
#define UNITS 1
#define NARROW(pair) 1
#define ROWS 1
#endif
#define MOST_UNITS NARROW(false)
#define MOST_SUMS (VEC == 16 ? 16 : TABLE_COLUMNS * LANES_PARTS)
#define STRIP (8 / LANES_PARTS) /* groups of 16 samples summed at once */

/* Upper `by` of every 2 * by bits of a change places with the lower ones of b. */
LANES_INLINE void cross(ivec *a, ivec *b, int by, int32_t lower)
{
	ivec mask = vec_splat_int(lower), low = *a;

	*a = bits_select(mask, low, *b << by);
	*b = bits_select(mask, low >> by, *b);
}

/* Rows of a word of inputs, those of its fours and of its inputs: lanes from `part` on. */
LANES_INLINE void spread_part(const uint32_t *bits, int groups, int part, uint32_t *four,
			      uint32_t *plane)
{
	ivec x[8];

	for (int k = 0; k < 8; k++)
		x[k] = k < groups ? load_index((const int32_t *)bits + k * TILE_LANES + part)
				  : vec_splat_int(0);
	for (int k = 0; k < 4; k++)
		cross(&x[k], &x[k + 4], 16, 0x0000ffff);
	for (int k = 0; k < 8; k += k % 4 == 1 ? 3 : 1)
		cross(&x[k], &x[k + 2], 8, 0x00ff00ff);
	for (int k = 0; k < 8; k += 2)
		cross(&x[k], &x[k + 1], 4, 0x0f0f0f0f);
	for (int k = 0; k < 8; k++) {
		store_index(four + k * TILE_LANES + part, x[k]);
		for (int i = 0; plane && i < TABLE_STEP; i++)
			store_index(plane + (k * TABLE_STEP + i) * TILE_LANES + part,
				    x[k] >> i & vec_splat_int(0x11111111));
	}
}

static void spread(const struct table_shape *s, const uint32_t *bits, int groups,
		   const struct table_bits *to)
{
	for (int w = 0; w < s->words; w++) {
		const uint32_t *from = bits + (size_t)w * TILE;
		uint32_t *four = to->four + (size_t)w * 8 * TILE_LANES;
		uint32_t *plane = to->plane + (size_t)w * 32 * TILE_LANES;

		for (int part = 0; part < TILE_LANES; part += VEC)
			spread_part(from, groups, part, four, s->any_packs ? plane : NULL);
	}
}

/* Neurons beside each other whose logits are summed at once. */
struct forward {
	const struct table_bits *bits;
	const float *table, *bias;
	int count;	      /* tables of a neuron, one after the other */
	const int32_t *input; /* [count][4] of one that packs */
	enum fpe_activation activation;
	float *to;
};

/* Bits that pick from table i of part p of the lanes, of all samples. */
LANES_INLINE ivec picks(const struct forward *f, int i, int p, bool packed)
{
	const int32_t *input = f->input + (size_t)i * TABLE_STEP;
	const int32_t *plane = (const int32_t *)f->bits->plane + p * VEC;
	const int32_t *four = (const int32_t *)f->bits->four + p * VEC;
	ivec x;

	if (!packed)
		return load_index(four + (size_t)i * TILE_LANES);
	x = load_index(plane + (size_t)input[0] * TILE_LANES);
	for (int k = 1; k < TABLE_STEP; k++)
		x |= load_index(plane + (size_t)input[k] * TILE_LANES) << k;
	return x;
}

/* `rows` neurons, `width` groups of samples from `first` on. All but first are
   constants. */
LANES_INLINE void forward_strip(const struct forward *f, int first, int rows, int width,
				bool packed)
{
	vec a[ROWS][STRIP * LANES_PARTS];

	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width * LANES_PARTS; v++)
			a[r][v] = vec_splat(f->bias[r]);
	}
	for (int i = 0; i < f->count; i++) {
		struct lanes from[ROWS];

		for (int r = 0; r < rows; r++)
			from[r] = table_load(f->table + ((size_t)r * (size_t)f->count + (size_t)i) *
								TABLE_SIZE);
		for (int p = 0; p < LANES_PARTS; p++) {
			ivec x = picks(f, i, p, packed);

			if (first > 0)
				x >>= first * TABLE_STEP;
			for (int k = 0; k < width; k++) {
				for (int r = 0; r < rows; r++)
					a[r][k * LANES_PARTS + p] +=
						look_up(&from[r], x >> k * TABLE_STEP);
			}
		}
	}
	for (int r = 0; r < rows; r++) {
		float *to = f->to + (size_t)r * TILE_ROW + (size_t)first * TILE_LANES;

		for (int v = 0; v < width * LANES_PARTS; v++)
			vec_store(to + v * VEC, step_out(f->activation, a[r][v]));
	}
}

LANES_INLINE void forward_rows(const struct forward *f, int groups, int rows, bool packed)
{
	if (groups == 1)
		forward_strip(f, 0, rows, 1, packed);
	else if (groups == 2 && STRIP >= 2)
		forward_strip(f, 0, rows, 2, packed);
	else if (groups == 4 && STRIP >= 4)
		forward_strip(f, 0, rows, 4, packed);
	else
		for (int g = 0; g < groups; g += STRIP)
			forward_strip(f, g, rows, STRIP, packed);
}

/* Neurons from `first` on that are summed at once. */
static int rows_of(const struct table_shape *s, int first)
{
	for (int r = 0; r < ROWS; r++) {
		if (first + r == s->neurons || s->packs[first + r])
			return 1;
	}
	return ROWS;
}

static void forward(const struct table_shape *s, const float *table, const float *bias,
		    const struct table_bits *bits, int groups, float *sum, float *to)
{
	int rows;

	for (int i = 0; i < s->neurons; i += rows) {
		size_t start = (size_t)s->start[i];
		struct forward f = {
			.bits = bits,
			.table = table + start * TABLE_SIZE,
			.bias = bias + i,
			.count = s->start[i + 1] - s->start[i],
			.input = s->input + start * TABLE_STEP,
			.activation = s->activation,
			.to = to + (size_t)i * TILE_ROW,
		};

		rows = rows_of(s, i);
		if (s->packs[i])
			forward_rows(&f, groups, 1, true);
		else if (rows == ROWS)
			forward_rows(&f, groups, ROWS, false);
		else
			forward_rows(&f, groups, 1, false);
	}
	out_rows(s->activation, s->neurons, groups, sum, to);
}

#if VEC == 16
/* As cross, of lanes whose numbers differ by `by`; other: these lanes of x. */
LANES_INLINE __m512i cross_lanes(__m512i x, __m512i other, int by, int32_t lower)
{
	__mmask16 upper = by == 8 ? 0xff00 : by == 4 ? 0xf0f0 : by == 2 ? 0xcccc : 0xaaaa;
	__m512i keep =
		_mm512_mask_mov_epi32(_mm512_set1_epi32(lower), upper, _mm512_set1_epi32(~lower));
	__m512i turn =
		_mm512_mask_mov_epi32(_mm512_set1_epi32(by), upper, _mm512_set1_epi32(32 - by));

	return _mm512_ternarylogic_epi32(keep, x, _mm512_rolv_epi32(other, turn), 0xca);
}

LANES_INLINE __m512i cross_all(__m512i x)
{
	x = cross_lanes(x, _mm512_shuffle_i32x4(x, x, 0x4e), 8, 0x00ff00ff);
	x = cross_lanes(x, _mm512_shuffle_i32x4(x, x, 0xb1), 4, 0x0f0f0f0f);
	x = cross_lanes(x, _mm512_shuffle_epi32(x, 0x4e), 2, 0x33333333);
	return cross_lanes(x, _mm512_shuffle_epi32(x, 0xb1), 1, 0x55555555);
}
#endif

/* Bit j of word i to bit i of word j. */
LANES_INLINE void turn_block(const uint32_t *from, uint32_t *to)
{
#if VEC == 16
	ivec low = load_index((const int32_t *)from), high = load_index((const int32_t *)from + 16);

	cross(&low, &high, 16, 0x0000ffff);
	store_index(to, (ivec)cross_all((__m512i)low));
	store_index(to + 16, (ivec)cross_all((__m512i)high));
#else
	uint32_t lower = 0x0000ffff;

	memcpy(to, from, 32 * sizeof *to);
	for (int by = 16; by > 0; by /= 2, lower ^= lower << by) {
		for (int k = 0; k < 32; k += 2 * by) {
			for (int i = k; i < k + by; i++) {
				uint32_t other = (to[i] >> by ^ to[i + by]) & lower;

				to[i + by] ^= other;
				to[i] ^= other << by;
			}
		}
	}
#endif
}

static void turn(const struct table_shape *s, const uint32_t *bits, int groups, uint32_t *turned)
{
	for (int b = 0; b < groups * TILE_LANES; b += 32) {
		for (int w = 0; w < s->words; w++, turned += 32)
			turn_block(bits + (size_t)w * TILE + b, turned);
	}
}

/* Bit i of each of 4 words to bits 0 … 3 of to[i], i < 32. */
LANES_INLINE void chunk_of(const uint32_t *word, int32_t *to)
{
#if VEC == 16
	/* a byte for each bit of two words, each word with a bit of its own */
	const __m512i first = _mm512_inserti64x4(_mm512_set1_epi8(1), _mm256_set1_epi8(2), 1);
	const __m512i last = _mm512_slli_epi16(first, 2);
	uint64_t two[2];
	__m512i x;
	__m256i y;

	memcpy(two, word, sizeof two);
	x = _mm512_or_si512(_mm512_and_si512(_mm512_movm_epi8(two[0]), first),
			    _mm512_and_si512(_mm512_movm_epi8(two[1]), last));
	y = _mm256_or_si256(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64(x, 1));
	_mm512_store_si512(to, _mm512_cvtepu8_epi32(_mm256_castsi256_si128(y)));
	_mm512_store_si512(to + 16, _mm512_cvtepu8_epi32(_mm256_extracti128_si256(y, 1)));
#else
	for (int i = 0; i < 32; i++)
		to[i] = (int32_t)((word[0] >> i & 1) | (word[1] >> i & 1) << 1 |
				  (word[2] >> i & 1) << 2 | (word[3] >> i & 1) << 3);
#endif
}

static void chunks(const struct table_shape *s, const uint32_t *bits, int groups, int32_t *index)
{
	for (int t = 0; t < groups * TILE_LANES; t += TABLE_STEP) {
		for (int w = 0; w < s->words; w++, index += 32)
			chunk_of(bits + (size_t)w * TILE + t, index);
	}
}

/* What gradients are summed from, and where to. */
struct sums {
	const struct table_shape *shape;
	const float *delta;   /* tile [neurons] */
	const int32_t *index; /* [groups * 4][words * 32] */
	int groups;
	float *gradient; /* [units][words * 32] */
};

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

/* What `units` units from `first` on add in `columns` columns of 16 inputs from
   `column` on; `pair`: two neurons a unit. All but first and column are constants. */
LANES_INLINE void sum_columns(const struct sums *of, int first, int column, int units, int columns,
			      bool pair)
{
	const struct table_shape *s = of->shape;
	size_t row = (size_t)s->words * 32, at = (size_t)column * TABLE_SIZE;
	const struct table_unit *unit = s->unit + first;
	const int32_t *owner = s->owner + (size_t)first * row + at;
	const int32_t *index = of->index + at;
	float *gradient = of->gradient + (size_t)first * row + at;
	const float *d[MOST_UNITS][2];
	int vectors = columns * LANES_PARTS, groups = of->groups;
	vec a[MOST_SUMS];

	for (int u = 0; u < units; u++) {
		for (int k = 0; k < 1 + pair; k++)
			d[u][k] = of->delta + (size_t)unit[u].neuron[k] * TILE_ROW;
		for (int v = 0; v < vectors; v++)
			a[u * vectors + v] = vec_splat(0);
	}
	for (int t = 0; t < groups * TILE_LANES; t += TABLE_STEP) {
		for (int u = 0; u < units; u++) {
			const int32_t *o = owner + (size_t)u * row;
			struct lanes from[2];

			for (int k = 0; k < 1 + pair; k++)
				from[k] = table_of(d[u][k] + t);
			for (int v = 0; v < vectors; v++) {
				ivec x = load_index(index + v * VEC);
				vec *to = &a[u * vectors + v];

				if (pair)
					*to += look_up_pair(from, x | load_index(o + v * VEC));
				else
					*to += look_up(from, x);
			}
		}
		index += row;
	}
	for (int u = 0; u < units; u++) {
		for (int v = 0; v < vectors; v++)
			add_to(gradient + (size_t)u * row + v * VEC, a[u * vectors + v]);
	}
}

/* All columns of `units` units from `first` on. */
LANES_INLINE void sum_units(const struct sums *of, int first, int units, bool pair)
{
	int columns = of->shape->words * 2, c = 0;

	for (; c + TABLE_COLUMNS <= columns; c += TABLE_COLUMNS)
		sum_columns(of, first, c, units, TABLE_COLUMNS, pair);
	for (; c < columns; c += 2)
		sum_columns(of, first, c, units, 2, pair);
}

/* Units first … end, all pairs or all alone. */
LANES_INLINE void sum_all(const struct sums *of, int first, int end, bool pair)
{
	int u = first;

	for (; of->shape->words == 1 && u + NARROW(pair) <= end; u += NARROW(pair))
		sum_columns(of, u, 0, NARROW(pair), 2, pair);
	for (; u + UNITS <= end; u += UNITS)
		sum_units(of, u, UNITS, pair);
	for (; u < end; u++)
		sum_units(of, u, 1, pair);
}

static void gradient(const struct table_shape *s, const float *delta, const int32_t *index,
		     int groups, float *to)
{
	const struct sums of = { s, delta, index, groups, to };

	sum_all(&of, 0, s->several, true);
	sum_all(&of, s->several, s->units, false);
}

const struct table_ops ISA_NAME(table_ops) = {
	.build = build_tables,
	.spread = spread,
	.forward = forward,
	.turn = turn,
	.chunks = chunks,
	.gradient = gradient,
};
