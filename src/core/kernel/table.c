/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - the arithmetic of table.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name. AVX-512
 * looks 16 lanes up at once; AVX2 takes two half tables and blends.
 */
#include "core/kernel/tile.h"

#include <stddef.h>

#include "core/kernel/activate.h"
#include "core/kernel/lanes.h"

/*
 * Backward: units whose gradients are summed at once, in COLUMNS columns of 16
 * inputs; of samples of one word, two columns, NARROW units.
 */
#if VEC == 16
#define UNITS 2
#define COLUMNS 8
#define NARROW(pair) ((pair) ? 4 : 8)
#define ROWS 2 /* neurons whose logits are summed at once */
#else
#define UNITS 1
#define COLUMNS 2
#define NARROW(pair) 1
#define ROWS 1
#endif
#define MOST_UNITS NARROW(false)
#define WORD_VECTORS (32 / VEC)
#define MOST_SUMS (VEC == 16 ? 16 : COLUMNS * LANES_PARTS)
#define STRIP 8 /* vectors of samples summed at once */

/* Entry c of a table has term k where bit k of c is set. */
static const float has_term[TABLE_STEP][TABLE_SIZE] __attribute__((aligned(64))) = {
	{ 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 },
	{ 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1 },
	{ 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1 },
	{ 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1 },
};

LANES_INLINE struct lanes table_of(const float *term)
{
	struct lanes t;

	for (int p = 0; p < LANES_PARTS; p++) {
		t.part[p] = vec_load(has_term[0] + p * VEC) * vec_splat(term[0]);
		for (int k = 1; k < TABLE_STEP; k++)
			t.part[p] = vec_fma(vec_load(has_term[k] + p * VEC), vec_splat(term[k]),
					    t.part[p]);
	}
	return t;
}

LANES_INLINE ivec load_index(const int32_t *from)
{
	return *(const ivec *)(const void *)from;
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
	__m256 low = _mm256_permutevar8x32_ps((__m256)t->part[0], (__m256i)index);
	__m256 high = _mm256_permutevar8x32_ps((__m256)t->part[1], (__m256i)index);

	return (vec)_mm256_blendv_ps(low, high, (__m256)(index << 28));
#elif defined(__SSE4_1__)
	/* four entries a register: bytes pick within, two bits choose one */
	const __m128i first = _mm_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
	__m128i byte = _mm_and_si128((__m128i)index, _mm_set1_epi32(3));
	__m128 low = (__m128)(index << 29), high = (__m128)(index << 28);
	__m128 r[4];

	byte = _mm_shuffle_epi8(_mm_slli_epi32(byte, 2), first);
	byte = _mm_add_epi8(byte, _mm_set1_epi32(0x03020100));
	for (int i = 0; i < 4; i++)
		r[i] = (__m128)_mm_shuffle_epi8((__m128i)t->part[i], byte);
	return (vec)_mm_blendv_ps(_mm_blendv_ps(r[0], r[1], low), _mm_blendv_ps(r[2], r[3], low),
				  high);
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

static void build(const struct table_shape *s, const float *weight, float *table)
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

/* Neurons beside each other whose logits are summed at once. */
struct forward {
	size_t stride;	      /* from one neuron's tables to the next one's */
	const uint32_t *bits; /* [words][TILE] */
	const float *table, *bias;
	enum fpe_activation activation;
	float *to;
	/* groups of inputs to take, ascending; NULL: the first `count` */
	const int32_t *group;
	int count;
};

/* `rows` neurons, `width` vectors from sample t on; listed: f->group counts.
   All three are constants. */
LANES_INLINE void forward_strip(const struct forward *f, int t, int rows, int width, bool listed)
{
	const uint32_t *bits = f->bits + t;
	size_t stride = f->stride;
	const float *table = f->table;
	int count = f->count;
	vec a[ROWS][STRIP];

	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width; v++)
			a[r][v] = vec_splat(f->bias[r]);
	}
	for (int i = 0; i < count; i++) {
		int g = listed ? f->group[i] : i;
		const uint32_t *b = bits + (size_t)(g / 8) * TILE;
		struct lanes from[ROWS];

		for (int r = 0; r < rows; r++)
			from[r] = table_load(table + (size_t)r * stride + (size_t)g * TABLE_SIZE);
		for (int v = 0; v < width; v++) {
			ivec x = load_index((const int32_t *)b + v * VEC);

			x >>= g % 8 * TABLE_STEP;
			for (int r = 0; r < rows; r++)
				a[r][v] += look_up(&from[r], x);
		}
	}
	for (int r = 0; r < rows; r++) {
		for (int v = 0; v < width; v++) {
			size_t at = (size_t)r * TILE_ROW + (size_t)(t + v * VEC);

			vec_store(f->to + at, step_out(f->activation, a[r][v]));
		}
	}
}

LANES_INLINE void forward_rows(const struct forward *f, int groups, int rows, bool listed)
{
	int vectors = groups * LANES_PARTS;

	if (vectors == 1)
		forward_strip(f, 0, rows, 1, listed);
	else if (vectors == 2)
		forward_strip(f, 0, rows, 2, listed);
	else if (vectors == 4)
		forward_strip(f, 0, rows, 4, listed);
	else
		for (int v = 0; v < vectors; v += STRIP)
			forward_strip(f, v * VEC, rows, STRIP, listed);
}

static int list_length(const struct table_shape *s, int neuron)
{
	return s->start[neuron + 1] - s->start[neuron];
}

/* Neurons from `first` on that are summed at once. */
static int rows_of(const struct table_shape *s, int first)
{
	for (int r = 0; r < ROWS; r++) {
		if (first + r == s->neurons || list_length(s, first + r) > 0)
			return 1;
	}
	return ROWS;
}

static void forward(const struct table_shape *s, const float *table, const float *bias,
		    const uint32_t *bits, int groups, float *sum, float *to)
{
	size_t stride = (size_t)s->groups * TABLE_SIZE;
	int rows;

	for (int i = 0; i < s->neurons; i += rows) {
		int listed = list_length(s, i);
		struct forward f = {
			.stride = stride,
			.bits = bits,
			.table = table + (size_t)i * stride,
			.bias = bias + i,
			.activation = s->activation,
			.to = to + (size_t)i * TILE_ROW,
			.group = listed ? s->group + s->start[i] : NULL,
			.count = listed ? listed : s->groups,
		};

		rows = rows_of(s, i);
		if (listed)
			forward_rows(&f, groups, 1, true);
		else if (rows == ROWS)
			forward_rows(&f, groups, ROWS, false);
		else
			forward_rows(&f, groups, 1, false);
	}
	out_rows(s->activation, s->neurons, groups, sum, to);
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
	const float *delta;   /* tile [neurons]; gated: [TILE] of the output */
	const int32_t *gate;  /* gated only */
	const int32_t *index; /* [groups * 4][words * 32] */
	int groups;
	float *gradient; /* [units][words * 32] */
};

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
			a[u * vectors + v] = vec_load(gradient + (size_t)u * row + v * VEC);
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
			vec_store(gradient + (size_t)u * row + v * VEC, a[u * vectors + v]);
	}
}

/* All columns of `units` units from `first` on. */
LANES_INLINE void sum_units(const struct sums *of, int first, int units, bool pair)
{
	int columns = of->shape->words * 2, c = 0;

	for (; c + COLUMNS <= columns; c += COLUMNS)
		sum_columns(of, first, c, units, COLUMNS, pair);
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
	const struct sums of = { s, delta, NULL, index, groups, to };

	sum_all(&of, 0, s->pairs, true);
	sum_all(&of, s->pairs, s->units, false);
}

/* a where mask is 1, b where it is 0; not written so that a compiler sees both
   are one number in all lanes, and moves the work to slower registers */
LANES_INLINE ivec bits_select(ivec mask, ivec a, ivec b)
{
#if VEC == 16
	return (ivec)_mm512_ternarylogic_epi32((__m512i)mask, (__m512i)a, (__m512i)b, 0xca);
#else
	return (mask & a) | (~mask & b);
#endif
}

/* `units` units from `first` on; `pair`: two neurons a unit. Constants. */
LANES_INLINE void gated_units(const struct sums *of, int first, int units, bool pair)
{
	const struct table_unit *unit = of->shape->unit + first;
	const int32_t *index = of->index;
	const int32_t *g[MOST_UNITS][2];
	float *gradient = of->gradient + (size_t)first * 32;
	ivec second[MOST_SUMS]; /* all ones where the second neuron owns */
	vec a[MOST_SUMS];

	for (int u = 0; u < units; u++) {
		for (int k = 0; k < 1 + pair; k++)
			g[u][k] = of->gate + (size_t)unit[u].neuron[k] * (TILE / 4);
	}
	for (int v = 0; v < units * WORD_VECTORS; v++) {
		const int32_t *owner = of->shape->owner + (size_t)first * 32;

		a[v] = vec_load(gradient + v * VEC);
		if (pair)
			second[v] = -(load_index(owner + v * VEC) >> 4);
	}
	for (int c = 0; c < of->groups * (TILE_LANES / TABLE_STEP); c++) {
		struct lanes from = table_of(of->delta + c * TABLE_STEP);

		for (int u = 0; u < units; u++) {
			ivec at = vec_splat_int(g[u][0][c]), other = at;

			if (pair)
				other = vec_splat_int(g[u][1][c]);
			for (int v = 0; v < WORD_VECTORS; v++) {
				int i = u * WORD_VECTORS + v;
				ivec x = load_index(index + v * VEC);

				if (pair)
					x &= bits_select(second[i], other, at);
				else
					x &= at;
				a[i] += look_up(&from, x);
			}
		}
		index += 32;
	}
	for (int v = 0; v < units * WORD_VECTORS; v++)
		vec_store(gradient + v * VEC, a[v]);
}

/* Units first … end, all pairs or all alone. */
LANES_INLINE void gated_all(const struct sums *of, int first, int end, bool pair)
{
	int u = first;

	for (; u + NARROW(pair) <= end; u += NARROW(pair))
		gated_units(of, u, NARROW(pair), pair);
	for (; u < end; u++)
		gated_units(of, u, 1, pair);
}

static void gated(const struct table_shape *s, const float *delta, const int32_t *gate,
		  const int32_t *index, int groups, float *to)
{
	const struct sums of = { s, delta, gate, index, groups, to };

	gated_all(&of, 0, s->pairs, true);
	gated_all(&of, s->pairs, s->units, false);
}

const struct table_ops ISA_NAME(table_ops) = {
	.build = build,
	.forward = forward,
	.chunks = chunks,
	.gated = gated,
	.gradient = gradient,
};
