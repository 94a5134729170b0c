/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few.c - the arithmetic of few.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/few.h"

#include "core/kernel/activate.h"
#include "core/kernel/few_lanes.h"
#include "core/kernel/lanes_math.h"
#include "core/kernel/lanes_part.h"

/* Samples whose sums are in registers at once. */
#define SAMPLES (FEW_SUMS < FEW_AHEAD ? FEW_SUMS : FEW_AHEAD)
/* Sums in registers of a gradient, of rows times vectors of inputs. */
#define ROWS (VEC == 16 ? 8 : 4)
#define COLUMNS 2
#define SLOPES (VEC == 16 ? 4 : 2) /* vectors of slopes of inputs, of SAMPLES samples */

/* Inputs j … j + 16 of the rows and samples; n: how many of them there are. */
LANES_INLINE void product_step(const float *const *w, const float *const *x, int j, int n, int rows,
			       int samples, struct lanes *a)
{
	for (int p = 0; p < LANES_PARTS; p++) {
		vec one[FEW_SUMS];

		for (int r = 0; r < rows; r++)
			one[r] = vec_load_part(w[r] + j + p * VEC, n - p * VEC);
		for (int s = 0; s < samples; s++) {
			vec from = vec_load(x[s] + j + p * VEC);

			for (int r = 0; r < rows; r++) {
				vec *to = &a[s * rows + r].part[p];

				*to = vec_fma(one[r], from, *to);
			}
		}
	}
}

/* `rows` rows from i on of `samples` samples from s on, both constants; those past the
   last repeat it. */
LANES_INLINE void product_part(const struct few_layer *l, int i, int s, int rows, int samples)
{
	struct lanes a[FEW_SUMS];
	float sums[FEW_SUMS];
	const float *w[FEW_SUMS], *x[FEW_SUMS];
	const float *const *ahead = i == 0 && s == 0 ? l->ahead : NULL;
	int j = 0;

	for (int r = 0; r < rows; r++)
		w[r] = l->weight + (size_t)few_within(i + r, l->out) * (size_t)l->in;
	for (int k = 0; k < samples; k++)
		x[k] = l->from + (size_t)few_within(s + k, l->samples) * l->from_step;
	for (int k = 0; k < rows * samples; k++)
		a[k] = lanes_zero();
	for (; j + FEW_LANES <= l->in; j += FEW_LANES) {
		for (int k = 0; ahead && k < FEW_AHEAD; k++)
			__builtin_prefetch(ahead[k] + j);
		product_step(w, x, j, FEW_LANES, rows, samples, a);
	}
	if (j < l->in)
		product_step(w, x, j, l->in - j, rows, samples, a);
	few_sums(a, sums, rows * samples);
	for (int k = 0; k < samples && s + k < l->samples; k++) {
		float *to = l->to + (size_t)(s + k) * l->to_step + i;

		for (int r = 0; i + rows <= l->out && r < rows; r++)
			to[r] = sums[k * rows + r];
		for (int r = 0; i + rows > l->out && r < l->out - i; r++)
			to[r] = sums[k * rows + r];
	}
}

/* From the last rows, which the optimiser had last, to the first, which it will have next. */
LANES_INLINE void product_samples(const struct few_layer *l, int rows, int samples)
{
	for (int i = (l->out - 1) / rows * rows; i >= 0; i -= rows) {
		for (int s = 0; s < l->samples; s += samples)
			product_part(l, i, s, rows, samples);
	}
}

static void product(const struct few_layer *l)
{
	if (l->out == 1 && l->samples > 1)
		product_samples(l, 1, FEW_SUMS);
	else if (l->samples == 1 && l->out <= LANES_BLOCK)
		product_samples(l, LANES_BLOCK, 1);
	else if (l->samples == 1)
		product_samples(l, FEW_SUMS, 1);
	else if (l->samples == 2)
		product_samples(l, FEW_SUMS / 2, 2);
	else
		product_samples(l, FEW_SUMS / SAMPLES, SAMPLES);
}

/* `columns` vectors of inputs from j on, of the last of which there are n. */
LANES_INLINE void back_part(const struct few_layer *l, int j, int n, int s, int samples,
			    int columns)
{
	vec a[SAMPLES][2 * SLOPES];
	const float *d[SAMPLES];

	for (int k = 0; k < samples; k++) {
		d[k] = l->delta + (size_t)few_within(s + k, l->samples) * l->to_step;
		for (int c = 0; c < columns; c++)
			a[k][c] = vec_splat(0);
	}
	for (int i = 0; i < l->out; i++) {
		const float *w = l->weight + (size_t)i * (size_t)l->in + j;
		vec one[2 * SLOPES];

		for (int c = 0; c < columns; c++)
			one[c] = vec_load_part(w + c * VEC, c + 1 < columns ? VEC : n);
		for (int k = 0; k < samples; k++) {
			vec slope = vec_splat(d[k][i]);

			for (int c = 0; c < columns; c++)
				a[k][c] = vec_fma(one[c], slope, a[k][c]);
		}
	}
	for (int k = 0; k < samples && s + k < l->samples; k++) {
		float *to = l->back + (size_t)(s + k) * l->from_step + j;

		for (int c = 0; c < columns; c++)
			vec_store(to + c * VEC, a[k][c]);
	}
}

LANES_INLINE void back_samples(const struct few_layer *l, int samples)
{
	const int columns = samples == 1 ? 2 * SLOPES : SLOPES;

	for (int s = 0; s < l->samples; s += samples) {
		int j = 0;

		for (; j + columns * VEC <= l->in; j += columns * VEC)
			back_part(l, j, VEC, s, samples, columns);
		for (; j + VEC <= l->in; j += VEC)
			back_part(l, j, VEC, s, samples, 1);
		if (j < l->in)
			back_part(l, j, l->in - j, s, samples, 1);
	}
}

static void back(const struct few_layer *l)
{
	if (l->samples == 1)
		back_samples(l, 1);
	else if (l->samples == 2)
		back_samples(l, 2);
	else
		back_samples(l, SAMPLES);
}

/* `rows` rows from i on, `columns` vectors of inputs from j on, of the last of which
   there are n; rows and columns are constants. */
LANES_INLINE void gradient_part(const struct few_layer *l, int i, int j, int n, int rows,
				int columns, float *to)
{
	vec a[ROWS][COLUMNS];

	for (int r = 0; r < rows; r++) {
		for (int c = 0; c < columns; c++)
			a[r][c] = vec_splat(0);
	}
	for (int s = 0; s < l->samples; s++) {
		const float *x = l->from + (size_t)s * l->from_step + j;
		const float *d = l->delta + (size_t)s * l->to_step + i;
		vec from[COLUMNS];

		for (int c = 0; c < columns; c++)
			from[c] = vec_load(x + c * VEC);
		for (int r = 0; r < rows; r++) {
			vec slope = vec_splat(d[r]);

			for (int c = 0; c < columns; c++)
				a[r][c] = vec_fma(slope, from[c], a[r][c]);
		}
	}
	for (int r = 0; r < rows; r++) {
		float *row = to + (size_t)r * (size_t)l->in + j;

		for (int c = 0; c < columns; c++)
			vec_store_part(row + c * VEC, c + 1 < columns ? VEC : n, a[r][c]);
	}
}

LANES_INLINE void gradient_rows(const struct few_layer *l, int i, int rows, float *to)
{
	int j = 0;

	for (; j + COLUMNS * VEC <= l->in; j += COLUMNS * VEC)
		gradient_part(l, i, j, VEC, rows, COLUMNS, to);
	for (; j + VEC <= l->in; j += VEC)
		gradient_part(l, i, j, VEC, rows, 1, to);
	if (j < l->in)
		gradient_part(l, i, j, l->in - j, rows, 1, to);
}

static void gradient(const struct few_layer *l, int first, int rows, float *to)
{
	int i = first, end = first + rows;

	for (; i + ROWS <= end; i += ROWS, to += ROWS * (size_t)l->in)
		gradient_rows(l, i, ROWS, to);
	for (; i + 2 <= end; i += 2, to += 2 * (size_t)l->in)
		gradient_rows(l, i, 2, to);
	for (; i < end; i++, to += l->in)
		gradient_rows(l, i, 1, to);
}

/* Biases and one activation, a constant. */
LANES_INLINE void forward_rows(const struct few_rows *r, enum fpe_activation which, int hidden)
{
	for (int s = 0; s < r->samples; s++) {
		for (int i = 0; i < r->width; i += VEC) {
			size_t at = (size_t)s * r->step + (size_t)i;
			vec z = vec_load(r->value + at) + vec_load_part(r->bias + i, r->width - i);

			if (hidden && activate_keeps(which))
				vec_store(r->sum + at, z);
			vec_store_part(r->value + at, r->width - i,
				       hidden ? activate_out(which, z) : z);
		}
	}
}

static void forward(const struct few_rows *r, int hidden)
{
	if (!hidden) {
		forward_rows(r, FPE_RELU, 0);
		return;
	}
	switch (r->activation) {
#define OUT(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                      \
		forward_rows(r, FPE_##kind, 1);               \
		break;
		FPE_ACTIVATION_LIST(OUT)
#undef OUT
	case FPE_ACTIVATIONS:
		break;
	}
}

LANES_INLINE void slope_rows(const struct few_rows *r, enum fpe_activation which)
{
	for (int s = 0; s < r->samples; s++) {
		for (int i = 0; i < r->width; i += VEC) {
			size_t at = (size_t)s * r->step + (size_t)i;

			vec_store(r->delta + at,
				  activate_back(which, r->sum + at, vec_load(r->value + at),
						vec_load(r->delta + at)));
		}
	}
}

static void slope(const struct few_rows *r)
{
	switch (r->activation) {
#define BACK(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                       \
		slope_rows(r, FPE_##kind);                     \
		break;
		FPE_ACTIVATION_LIST(BACK)
#undef BACK
	case FPE_ACTIVATIONS:
		break;
	}
}

static void row_sums(const struct few_rows *r, float *sums)
{
	for (int i = 0; i < r->width; i += VEC) {
		vec a = vec_splat(0);

		for (int s = 0; s < r->samples; s++)
			a += vec_load(r->delta + (size_t)s * r->step + (size_t)i);
		vec_store_part(sums + i, r->width - i, a);
	}
}

LANES_INLINE ivec lanes_below(int n)
{
	static const int32_t first[16]
		__attribute__((aligned(64))) = { 0, 1, 2,  3,  4,  5,  6,  7,
						 8, 9, 10, 11, 12, 13, 14, 15 };

	return *(const ivec *)(const void *)first < vec_splat_int(n);
}

/* The largest of n numbers. */
LANES_INLINE float largest_of(const float *z, int n)
{
	vec most = vec_splat(z[0]);
	float top = z[0];

	for (int c = 0; c < n; c += VEC)
		most = vec_max(most, vec_select(lanes_below(n - c), vec_load(z + c), most));
	for (int i = 0; i < VEC; i++)
		top = most[i] > top ? most[i] : top;
	return top;
}

/* e^(z - top) to e; returns the sum of all but one of the largest, which is 1. */
LANES_INLINE float exponentials(const float *z, int n, float top, float *e)
{
	struct lanes rest = lanes_zero(), ties = lanes_zero(), of[LANES_BLOCK] = { 0 };
	float sums[LANES_BLOCK];
	const vec zero = vec_splat(0), one = vec_splat(1);

	for (int c = 0; c < n; c += VEC) {
		int p = c % FEW_LANES / VEC;
		ivec is = lanes_below(n - c);
		vec logit = vec_load(z + c);
		vec power = vec_select(is, vec_exp(logit - vec_splat(top)), zero);
		ivec first = (logit == vec_splat(top)) & is;

		rest.part[p] += vec_select(first, zero, power);
		ties.part[p] += vec_select(first, one, zero);
		vec_store(e + c, power);
	}
	of[0] = rest;
	of[1] = ties;
	lanes_sums(of, sums);
	return sums[0] + (sums[1] - 1);
}

static double softmax(const struct few_loss *l)
{
	double loss = 0;

	for (int s = 0; s < l->samples; s++) {
		const float *z = l->logits + (size_t)s * l->step;
		float *delta = l->delta + (size_t)s * l->step;
		int label = (int)l->label[s];
		float top = largest_of(z, l->outputs);
		float rest = exponentials(z, l->outputs, top, delta);
		vec share = vec_splat(l->scale / (1 + rest));

		loss += (double)(top - z[label] +
				 (l->rough ? rest : vec_log1p(vec_splat(rest))[0]));
		for (int c = 0; c < l->outputs; c += VEC)
			vec_store(delta + c, vec_load(delta + c) * share);
		delta[label] -= l->scale;
	}
	return loss;
}

/* On the bits: without their sign floats order as integers, NaN on top. */
static float take(int n, const float *from, float *to)
{
	ivec most = vec_splat_int(0);
	int32_t top = 0;
	float result;

	for (int i = 0; i < n; i += VEC) {
		vec a = vec_load_part(from + i, n - i);
		ivec bits = (ivec)vec_abs(a);

		vec_store(to + i, a);
		most = (ivec)vec_select(bits > most, (vec)bits, (vec)most);
	}
	for (int i = 0; i < VEC; i++)
		top = most[i] > top ? most[i] : top;
	top = top > 0x7f800000 ? 0x7f800000 : top;
	memcpy(&result, &top, sizeof result);
	return result;
}

LANES_INLINE vec bits_of(uint32_t bits, int first)
{
	static const int32_t up[32]
		__attribute__((aligned(64))) = { 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21,
						 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10,
						 9,  8,	 7,  6,	 5,  4,	 3,  2,	 1,  0 };
	ivec b = vec_splat_int((int32_t)bits) << *(const ivec *)(const void *)(up + first);

	/* the bit to the sign, the sign everywhere */
	return (vec)((b >> 31) & (ivec)vec_splat(1));
}

static void expand(const uint32_t *bits, int words, size_t stride, float *to)
{
	for (int w = 0; w < words; w++, bits += stride) {
		for (int j = 0; j < 32; j += VEC)
			vec_store(to + w * 32 + j, bits_of(*bits, j));
	}
}

static const struct few_form rows = { .product = product, .back = back, .gradient = gradient };

const struct few_ops ISA_NAME(few_ops) = {
	.form = { [FEW_ROWS] = &rows,
		  [FEW_UNITS] = &ISA_NAME(few_units),
		  [FEW_BLOCKS] = &ISA_NAME(few_blocks),
		  [FEW_SINGLE] = &ISA_NAME(few_single) },
	.forward = forward,
	.slope = slope,
	.softmax = softmax,
	.row_sums = row_sums,
	.take = take,
	.expand = expand,
};
