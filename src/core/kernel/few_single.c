/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few_single.c - blocks of class.h, and lists, on one sample.
 *
 * Compiled once for each instruction set with TILE_ISA its name. 16 lanes are 16 packed
 * weights next to each other, where few_blocks.c has four weights times four samples; all
 * sums are in its order.
 */
#include <string.h>

#include "core/kernel/class.h"
#include "core/kernel/few.h"
#include "core/kernel/lanes.h"
#include "core/kernel/lanes_part.h"

#define QUAD 4

/* A call with the rows of a block as a constant. */
#define AS_ROWS(n, call)            \
	do {                        \
		const int rows = n; \
		call;               \
	} while (0)
#define FOR_ROWS(b, call)                 \
	do {                              \
		if ((b)->rows == 4)       \
			AS_ROWS(4, call); \
		else if ((b)->rows == 2)  \
			AS_ROWS(2, call); \
		else                      \
			AS_ROWS(1, call); \
	} while (0)

/* The inputs of 16 weights: each as often as there are rows. Reads up to 16 numbers. */
LANES_INLINE struct lanes repeated(const float *x, int rows)
{
	struct lanes a;

#if VEC == 16
	vec all = loose_load(x);

	if (rows == 4)
		all = __builtin_shufflevector(all, all, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3,
					      3);
	else if (rows == 2)
		all = __builtin_shufflevector(all, all, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7,
					      7);
	a.part[0] = all;
#else
	for (int i = 0; i < 16; i++)
		a.part[i / VEC][i % VEC] = x[i / rows];
#endif
	return a;
}

/* Four numbers, four times. */
LANES_INLINE struct lanes four_times(const float *x)
{
	struct lanes a;

	for (int p = 0; p < LANES_PARTS; p++) {
		for (int i = 0; i < VEC; i += QUAD)
			memcpy((float *)&a.part[p] + i, x, QUAD * sizeof *x);
	}
	return a;
}

/* Lane i with i + 8, then i + 4: what is left is a number for each of four weights. */
LANES_INLINE void sum_to_four(struct lanes a, float *sum)
{
	float x[16];

	memcpy(x, &a, sizeof x);
	for (int step = 8; step >= QUAD; step /= 2) {
		for (int i = 0; i < step; i++)
			x[i] += x[i + step];
	}
	memcpy(sum, x, QUAD * sizeof *sum);
}

LANES_INLINE void product_block(const struct few_layer *l, const struct class_block *b, int rows)
{
	const float *w = l->weight + b->weight, *x = l->taken + b->index;
	int n = b->inputs * rows;
	struct lanes a = lanes_zero();
	float sum[QUAD];

	for (int k = 0; k < n; k += FEW_LANES) {
		struct lanes from = repeated(x + k / rows, rows);

		for (int p = 0; p < LANES_PARTS; p++)
			a.part[p] = vec_fma(vec_load_part(w + k + p * VEC, n - k - p * VEC),
					    from.part[p], a.part[p]);
	}
	sum_to_four(a, sum);
	if (rows <= 2) {
		sum[0] += sum[2];
		sum[1] += sum[3];
	}
	if (rows == 1)
		sum[0] += sum[1];
	for (int r = 0; r < rows; r++)
		l->to[b->row[r]] += sum[r];
}

static void product(const struct few_layer *l)
{
	const struct class_block *end = l->block + l->blocks;

	for (int i = 0; i < l->indices; i++)
		l->taken[i] = l->from[l->index[i]];
	memset(l->to, 0, (size_t)l->out * sizeof *l->to);
	for (const struct class_block *b = l->block; b < end; b++)
		FOR_ROWS(b, product_block(l, b, rows));
}

LANES_INLINE float one_fma(float a, float b, float c)
{
#if defined(__FP_FAST_FMAF)
	return __builtin_fmaf(a, b, c);
#else
	return a * b + c;
#endif
}

/* Slopes of the inputs of a block. */
LANES_INLINE void back_block(const struct few_layer *l, const struct class_block *b, int rows)
{
	const float *w = l->weight + b->weight;
	const int32_t *index = l->index + b->index;
	float slope[CLASS_ROWS];

	for (int r = 0; r < rows; r++)
		slope[r] = l->delta[b->row[r]];
	for (int k = 0; k < b->inputs; k++, w += rows) {
		float a = l->back[index[k]];

		for (int r = 0; r < rows; r++)
			a = one_fma(w[r], slope[r], a);
		l->back[index[k]] = a;
	}
}

static void back(const struct few_layer *l)
{
	const struct class_block *end = l->block + l->blocks;

	memset(l->back, 0, (size_t)l->in * sizeof *l->back);
	for (const struct class_block *b = l->block; b < end; b++)
		FOR_ROWS(b, back_block(l, b, rows));
}

LANES_INLINE void gradient_block(const struct few_layer *l, const struct class_block *b, float *to,
				 int rows)
{
	const float *x = l->taken + b->index;
	int n = b->inputs * rows;
	float slope[QUAD];
	struct lanes d;

	for (int i = 0; i < QUAD; i++)
		slope[i] = l->delta[b->row[i % rows]];
	d = four_times(slope);
	for (int k = 0; k < n; k += FEW_LANES) {
		struct lanes from = repeated(x + k / rows, rows);

		for (int p = 0; p < LANES_PARTS; p++)
			vec_store_part(to + k + p * VEC, n - k - p * VEC,
				       vec_fma(d.part[p], from.part[p], vec_splat(0)));
	}
}

static void gradient(const struct few_layer *l, int first, int units, float *to)
{
	const struct class_block *end = l->block + first + units;

	for (const struct class_block *b = l->block + first; b < end; b++) {
		FOR_ROWS(b, gradient_block(l, b, to, rows));
		to += (size_t)b->inputs * (size_t)b->rows;
	}
}

const struct few_form ISA_NAME(few_single) = {
	.product = product,
	.back = back,
	.gradient = gradient,
};
