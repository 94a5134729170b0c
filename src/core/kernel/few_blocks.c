/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few_blocks.c - blocks of class.h, and lists, on few samples.
 *
 * Compiled once for each instruction set with TILE_ISA its name. 16 lanes are four
 * packed weights next to each other, times four samples: whatever the rows of a block, its
 * weights are taken as they lie, and samples that are not there idle in fours at most.
 */
#include <stdbool.h>

#include "core/kernel/class.h"
#include "core/kernel/few.h"
#include "core/kernel/lanes.h"
#include "core/kernel/lanes_part.h"

#define QUAD 4
#define WAYS 4 /* sums side by side, which hide the latency of an addition */
/* Quads that share a load of weights. */
#define SHARE (VEC == 16 ? FEW_QUADS : 1)

typedef float quad __attribute__((vector_size(16), may_alias));
typedef float quad_loose __attribute__((vector_size(16), may_alias, aligned(4)));

LANES_INLINE quad quad_load(const float *from)
{
	return *(const quad *)from;
}

LANES_INLINE void quad_store(float *to, quad a)
{
	*(quad *)to = a;
}

LANES_INLINE quad quad_fma(float a, quad b, quad c)
{
	quad all = { a, a, a, a };

#if VEC == 4
	return (quad)vec_fma((vec)all, (vec)b, (vec)c);
#else
	return (quad)_mm_fmadd_ps((__m128)all, (__m128)b, (__m128)c);
#endif
}

/* Four quads to four quads: a[i][j] to a[j][i]. */
LANES_INLINE void quads_turn(quad *a)
{
	quad low = __builtin_shufflevector(a[0], a[1], 0, 4, 1, 5);
	quad high = __builtin_shufflevector(a[0], a[1], 2, 6, 3, 7);
	quad lower = __builtin_shufflevector(a[2], a[3], 0, 4, 1, 5);
	quad higher = __builtin_shufflevector(a[2], a[3], 2, 6, 3, 7);

	a[0] = __builtin_shufflevector(low, lower, 0, 1, 4, 5);
	a[1] = __builtin_shufflevector(low, lower, 2, 3, 6, 7);
	a[2] = __builtin_shufflevector(high, higher, 0, 1, 4, 5);
	a[3] = __builtin_shufflevector(high, higher, 2, 3, 6, 7);
}

LANES_INLINE size_t fours_of(int n)
{
	return (size_t)(n + QUAD - 1) / QUAD * QUAD;
}

/* Fours of samples. */
LANES_INLINE int quads_of(const struct few_layer *l)
{
	return (l->samples + QUAD - 1) / QUAD;
}

/* Floats from one input, or output, to the next. */
LANES_INLINE size_t stride_of(const struct few_layer *l)
{
	return (size_t)quads_of(l) * QUAD;
}

/* Rows of samples to quads; samples that are not there are 0. */
static void to_quads(const struct few_layer *l, const float *rows, size_t step, int width,
		     float *to)
{
	const size_t stride = stride_of(l);
	const quad none = { 0 };

	for (int s = 0; s < quads_of(l) * QUAD; s += QUAD, rows += QUAD * step, to += QUAD) {
		for (size_t j = 0; j < fours_of(width); j += QUAD) {
			quad a[QUAD];

			for (int k = 0; k < QUAD; k++)
				a[k] = s + k < l->samples ? quad_load(rows + (size_t)k * step + j)
							  : none;
			quads_turn(a);
			for (size_t k = 0; k < QUAD; k++)
				quad_store(to + (j + k) * stride, a[k]);
		}
	}
}

static void from_quads(const struct few_layer *l, const float *from, size_t step, int width,
		       float *rows)
{
	const size_t stride = stride_of(l);

	for (int s = 0; s < l->samples; s += QUAD, rows += QUAD * step, from += QUAD) {
		for (size_t j = 0; j < fours_of(width); j += QUAD) {
			quad a[QUAD];

			for (size_t k = 0; k < QUAD; k++)
				a[k] = quad_load(from + (j + k) * stride);
			quads_turn(a);
			for (int k = 0; k < QUAD && s + k < l->samples; k++)
				quad_store(rows + (size_t)k * step + j, a[k]);
		}
	}
}

/* Four weights, each in four lanes. */
LANES_INLINE struct lanes four_weights(quad w)
{
	struct lanes a;

#if VEC == 16
	const __m512i pick = _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);

	a.part[0] = (vec)_mm512_permutevar_ps(_mm512_broadcast_f32x4((__m128)w), pick);
#elif VEC == 8
	__m256 both = _mm256_set_m128((__m128)w, (__m128)w);

	a.part[0] = (vec)_mm256_permutevar_ps(both, _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1));
	a.part[1] = (vec)_mm256_permutevar_ps(both, _mm256_setr_epi32(2, 2, 2, 2, 3, 3, 3, 3));
#else
	for (int i = 0; i < QUAD; i++)
		a.part[i] = vec_splat(w[i]);
#endif
	return a;
}

/* Where the quads of four weights' inputs, or rows, are. */
struct four {
	const float *at[QUAD];
};

/* Inputs of four weights from k on in a block of `rows` rows, a constant; past the last
   one, if `rest`, it is repeated. */
LANES_INLINE struct four four_inputs(const struct few_layer *l, const struct class_block *b, int k,
				     int rows, int quads, bool rest)
{
	const int32_t *index = l->index + b->index;
	struct four f;

	for (int i = 0; i < QUAD; i++) {
		int at = k / rows + i / rows;

		if (rest && at >= b->inputs)
			at = b->inputs - 1;
		f.at[i] = l->from_quads + (size_t)(index[at] * quads * QUAD);
	}
	return f;
}

/* One quad of each, `from` floats further, of which `rows` are apart, a constant. */
LANES_INLINE struct lanes four_quads(const struct four *f, int from, int rows)
{
	struct lanes a;

#if VEC == 16
	__m512 x = _mm512_broadcast_f32x4(_mm_load_ps(f->at[0] + from));

	if (rows == 1) {
		x = _mm512_mask_broadcast_f32x4(x, 0x00f0, _mm_load_ps(f->at[1] + from));
		x = _mm512_mask_broadcast_f32x4(x, 0x0f00, _mm_load_ps(f->at[2] + from));
		x = _mm512_mask_broadcast_f32x4(x, 0xf000, _mm_load_ps(f->at[3] + from));
	} else if (rows == 2) {
		x = _mm512_mask_broadcast_f32x4(x, 0xff00, _mm_load_ps(f->at[2] + from));
	}
	a.part[0] = (vec)x;
#elif VEC == 8
	for (int p = 0; p < 2; p++) {
		__m128 x = _mm_load_ps(f->at[2 * p] + from);
		__m128 y = rows == 1 ? _mm_load_ps(f->at[2 * p + 1] + from) : x;

		a.part[p] = (vec)_mm256_set_m128(y, x);
	}
#else
	for (int i = 0; i < QUAD; i++)
		a.part[i] = vec_load(f->at[i] + from);
	(void)rows;
#endif
	return a;
}

LANES_INLINE struct lanes lanes_add(struct lanes a, struct lanes b)
{
	for (int p = 0; p < LANES_PARTS; p++)
		a.part[p] += b.part[p];
	return a;
}

LANES_INLINE struct lanes lanes_fma(struct lanes a, struct lanes b, struct lanes c)
{
	for (int p = 0; p < LANES_PARTS; p++)
		c.part[p] = vec_fma(a.part[p], b.part[p], c.part[p]);
	return c;
}

/* Four weights; only the first n, if n is below that. */
LANES_INLINE quad load_four(const float *w, int n)
{
	quad a = { 0 };

	for (int i = 0; n < QUAD && i < n; i++)
		a[i] = w[i];
	return n < QUAD ? a : *(const quad_loose *)w;
}

/* What is compiled for each: constants. */
struct form {
	int rows;  /* of a block */
	int quads; /* of the samples */
};

/* A call with the form that a block asks for, or the samples. */
#define AS_ROWS(n, of_quads, call)                        \
	do {                                              \
		const struct form form = { n, of_quads }; \
		call;                                     \
	} while (0)
#define FOR_ROWS(b, of_quads, call)                 \
	do {                                        \
		if ((b)->rows == 4)                 \
			AS_ROWS(4, of_quads, call); \
		else if ((b)->rows == 2)            \
			AS_ROWS(2, of_quads, call); \
		else                                \
			AS_ROWS(1, of_quads, call); \
	} while (0)
#define AS_QUADS(n, call)              \
	do {                           \
		const int quads = (n); \
		call;                  \
	} while (0)
#define FOR_QUADS(l, call)                 \
	do {                               \
		if (quads_of(l) == 1)      \
			AS_QUADS(1, call); \
		else if (quads_of(l) == 2) \
			AS_QUADS(2, call); \
		else if (quads_of(l) == 3) \
			AS_QUADS(3, call); \
		else                       \
			AS_QUADS(4, call); \
	} while (0)
_Static_assert(FEW_QUADS == 4, "each number of quads has its copy");

/* WAYS times four weights from k on of a block, whose quads q … are added to a; the
   last, if `rest`. */
LANES_INLINE void product_step(const struct few_layer *l, const struct class_block *b, int k, int q,
			       int share, struct form form, bool rest, struct lanes (*a)[WAYS])
{
	const float *w = l->weight + b->weight + k;
	int n = b->inputs * form.rows - k;

	for (int v = 0; v < WAYS && (!rest || v * QUAD < n); v++) {
		struct lanes weight =
			four_weights(load_four(w + v * QUAD, rest ? n - v * QUAD : QUAD));
		struct four f = four_inputs(l, b, k + v * QUAD, form.rows, form.quads, rest);

		for (int s = 0; s < share; s++)
			a[s][v] = lanes_fma(weight, four_quads(&f, (q + s) * QUAD, form.rows),
					    a[s][v]);
	}
}

/* Lanes of four weights to their rows' sums. */
LANES_INLINE void add_rows(const struct few_layer *l, const struct class_block *b, int q,
			   struct form form, const struct lanes *a)
{
	struct lanes all = lanes_add(lanes_add(a[0], a[2]), lanes_add(a[1], a[3]));
	quad sum[QUAD];

	memcpy(sum, &all, sizeof sum);
	if (form.rows <= 2) {
		sum[0] += sum[2];
		sum[1] += sum[3];
	}
	if (form.rows == 1)
		sum[0] += sum[1];
	for (int r = 0; r < form.rows; r++) {
		float *row = l->to_quads + (b->row[r] * form.quads + q) * QUAD;

		quad_store(row, quad_load(row) + sum[r]);
	}
}

/* A block's part of its rows' sums, of `share` quads, a constant, from q on. */
LANES_INLINE void product_quads(const struct few_layer *l, const struct class_block *b, int q,
				int share, struct form form)
{
	int n = b->inputs * form.rows, k = 0;
	struct lanes a[SHARE][WAYS];

	for (int s = 0; s < share; s++) {
		for (int v = 0; v < WAYS; v++)
			a[s][v] = lanes_zero();
	}
	for (; k + WAYS * QUAD <= n; k += WAYS * QUAD)
		product_step(l, b, k, q, share, form, false, a);
	if (k < n)
		product_step(l, b, k, q, share, form, true, a);
	for (int s = 0; s < share; s++)
		add_rows(l, b, q + s, form, a[s]);
}

LANES_INLINE void product_block(const struct few_layer *l, const struct class_block *b,
				struct form form)
{
	const int share = form.quads < SHARE ? form.quads : SHARE;

	for (int q = 0; q < form.quads; q += share)
		product_quads(l, b, q, share, form);
}

LANES_INLINE void product_blocks(const struct few_layer *l, int quads)
{
	for (const struct class_block *b = l->block; b < l->block + l->blocks; b++) {
		if (b->inputs > 0)
			FOR_ROWS(b, quads, product_block(l, b, form));
	}
}

static void product(const struct few_layer *l)
{
	to_quads(l, l->from, l->from_step, l->in, l->from_quads);
	memset(l->to_quads, 0, fours_of(l->out) * stride_of(l) * sizeof *l->to_quads);
	FOR_QUADS(l, product_blocks(l, quads));
	from_quads(l, l->to_quads, l->to_step, l->out, l->to);
}

static void turn(const struct few_layer *l)
{
	to_quads(l, l->delta, l->to_step, l->out, l->to_quads);
}

/* Slopes of the inputs of a block. */
LANES_INLINE void back_block(const struct few_layer *l, const struct class_block *b,
			     struct form form)
{
	const float *w = l->weight + b->weight;
	const int32_t *index = l->index + b->index;
	quad slope[CLASS_ROWS][FEW_QUADS];

	for (int r = 0; r < form.rows; r++) {
		for (int q = 0; q < form.quads; q++)
			slope[r][q] = quad_load(l->to_quads + (b->row[r] * form.quads + q) * QUAD);
	}
	for (int k = 0; k < b->inputs; k++, w += form.rows) {
		float *at = l->back_quads + index[k] * form.quads * QUAD;

		for (int q = 0; q < form.quads; q++, at += QUAD) {
			quad a = quad_load(at);

			for (int r = 0; r < form.rows; r++)
				a = quad_fma(w[r], slope[r][q], a);
			quad_store(at, a);
		}
	}
}

LANES_INLINE void back_blocks(const struct few_layer *l, int quads)
{
	for (const struct class_block *b = l->block; b < l->block + l->blocks; b++)
		FOR_ROWS(b, quads, back_block(l, b, form));
}

static void back(const struct few_layer *l)
{
	memset(l->back_quads, 0, fours_of(l->in) * stride_of(l) * sizeof *l->back_quads);
	FOR_QUADS(l, back_blocks(l, quads));
	from_quads(l, l->back_quads, l->from_step, l->in, l->back);
}

/* to[4 v + i] = sum of the four lanes of weight i of a[v]: lane 0 with 2, 1 with 3. */
LANES_INLINE void sums_of_four(const struct lanes *a, float *to)
{
#if VEC == 16
	const __m512i order =
		_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
	__m512 pair[2], all;

	for (int i = 0; i < 2; i++) {
		__m512 x = (__m512)a[2 * i].part[0], y = (__m512)a[2 * i + 1].part[0];

		pair[i] = _mm512_add_ps(_mm512_unpacklo_ps(x, y), _mm512_unpackhi_ps(x, y));
	}
	all = _mm512_add_ps(_mm512_shuffle_ps(pair[0], pair[1], 0x44),
			    _mm512_shuffle_ps(pair[0], pair[1], 0xee));
	_mm512_storeu_ps(to, _mm512_permutexvar_ps(order, all));
#else
	quad one[QUAD][QUAD], sum[QUAD];

	memcpy(one, a, sizeof one);
	for (int i = 0; i < QUAD; i++) {
		quad of[QUAD] = { one[0][i], one[1][i], one[2][i], one[3][i] };

		quads_turn(of);
		sum[i] = (of[0] + of[2]) + (of[1] + of[3]);
	}
	quads_turn(sum);
	memcpy(to, sum, sizeof sum);
#endif
}

/* 16 weights from k on of a block with slopes d. */
LANES_INLINE void gradient_step(const struct few_layer *l, const struct class_block *b,
				const struct lanes *d, int k, struct form form, bool rest,
				float *to)
{
	struct lanes a[QUAD];

	for (int v = 0; v < QUAD; v++) {
		struct four f = four_inputs(l, b, k + v * QUAD, form.rows, form.quads, rest);

		a[v] = lanes_zero();
		for (int q = 0; q < form.quads; q++)
			a[v] = lanes_fma(d[q], four_quads(&f, q * QUAD, form.rows), a[v]);
	}
	sums_of_four(a, to);
}

LANES_INLINE void gradient_block(const struct few_layer *l, const struct class_block *b, float *to,
				 struct form form)
{
	int n = b->inputs * form.rows, k = 0;
	struct lanes d[FEW_QUADS];
	struct four row;

	for (int i = 0; i < QUAD; i++)
		row.at[i] = l->to_quads + b->row[i % form.rows] * form.quads * QUAD;
	for (int q = 0; q < form.quads; q++)
		d[q] = four_quads(&row, q * QUAD, 1);
	for (; k + QUAD * QUAD <= n; k += QUAD * QUAD)
		gradient_step(l, b, d, k, form, false, to + k);
	if (k < n) {
		float rest[QUAD * QUAD];

		gradient_step(l, b, d, k, form, true, rest);
		for (int i = 0; k + i < n; i++)
			to[k + i] = rest[i];
	}
}

LANES_INLINE void gradient_blocks(const struct few_layer *l, int first, int units, float *to,
				  int quads)
{
	for (const struct class_block *b = l->block + first; b < l->block + first + units; b++) {
		if (b->inputs > 0)
			FOR_ROWS(b, quads, gradient_block(l, b, to, form));
		to += (size_t)b->inputs * (size_t)b->rows;
	}
}

static void gradient(const struct few_layer *l, int first, int units, float *to)
{
	FOR_QUADS(l, gradient_blocks(l, first, units, to, quads));
}

const struct few_form ISA_NAME(few_blocks) = {
	.product = product,
	.turn = turn,
	.back = back,
	.gradient = gradient,
};
