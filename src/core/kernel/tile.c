/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tile.c - forward, backward, losses and optimiser steps in 16-lane vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name; the one
 * symbol it exports is the table tile_ops_ISA (tile.h).
 * Promise: the same bits on every instruction set with FMA. Every sum over
 * samples has 16 lanes, lane i taking samples i, i+16, … of the tile, and
 * then lanes.h's one order; tiles are added one after another.
 * Not here: lists of live weights, choice of samples, memory (kernel.c).
 */
#include "core/kernel/tile.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/activate.h"
#include "core/kernel/adam.h"
#include "core/kernel/lanes.h"
#include "core/kernel/lanes_math.h"
#include "core/kernel/lanes_part.h"

/* Vectors of one feature held in registers; more than 8 would spill on AVX2. */
#define STRIP 8

static void expand(const uint32_t *bits, int features, int groups, float *to)
{
	const ivec one = (ivec)vec_splat(1);

	for (int j = 0; j < features; j++) {
		for (int t = 0; t < groups * TILE_LANES; t += VEC) {
			ivec b = *(const ivec *)(const void *)(bits + t);

			/* the bit to the sign, the sign everywhere */
			b = (b << (31 - j)) >> 31;
			vec_store(to + (size_t)j * TILE_ROW + t, (vec)(b & one));
		}
	}
}

/* `width` vectors from column t on, of every list; width is a constant. */
LANES_INLINE void product_block(const struct tile_product *p, int block, int t, int width)
{
	int count = p->lists->count;
	const int32_t *index = p->lists->index;
	const int32_t *start = p->lists->cut + (size_t)block * (size_t)count;
	const int32_t *end = start + count;
	bool last = block + 1 == p->lists->blocks;

	for (int i = 0; i < count; i++) {
		float *to = p->to + (size_t)i * TILE_ROW + t;
		vec a[STRIP];
		vec first = vec_splat(p->bias ? p->bias[i] : 0);

		for (int s = 0; s < width; s++)
			a[s] = first;
		for (int s = 0; block > 0 && s < width; s++)
			a[s] = vec_load(to + s * VEC);
		for (int k = start[i]; k < end[i]; k++) {
			const float *x = p->from + (size_t)index[k] * TILE_ROW + t;
			vec w = vec_splat(p->weight[k]);

			for (int s = 0; s < width; s++)
				a[s] = vec_fma(w, vec_load(x + s * VEC), a[s]);
		}
		for (int s = 0; s < width; s++) {
			size_t at = (size_t)i * TILE_ROW + (size_t)(t + s * VEC);

			vec_store(p->to + at, a[s]);
			if (last)
				vec_store(p->to + at, after(p, a[s], at));
		}
	}
}

LANES_INLINE void product_strip(const struct tile_product *p, int t, int width)
{
	for (int b = 0; b < p->lists->blocks; b++)
		product_block(p, b, t, width);
}

static void product(const struct tile_product *p)
{
	int vectors = p->groups * LANES_PARTS;

	switch (vectors) {
	case 1:
		product_strip(p, 0, 1);
		break;
	case 2:
		product_strip(p, 0, 2);
		break;
	case 4:
		product_strip(p, 0, 4);
		break;
	default:
		for (int v = 0; v < vectors; v += STRIP)
			product_strip(p, v * VEC, STRIP);
	}
	after_rows(p, p->lists->count);
}

/* sums[b] = sum over samples of delta * x[b], LANES_BLOCK of them */
LANES_INLINE void block_sums(const float *delta, const float *const *x, int groups, float *sums)
{
	struct lanes a[LANES_BLOCK];

	for (int b = 0; b < LANES_BLOCK; b++)
		a[b] = lanes_zero();
	for (int t = 0; t < groups * TILE_LANES; t += TILE_LANES) {
		for (int p = 0; p < LANES_PARTS; p++) {
			int at = t + p * VEC;
			vec d = vec_load(delta + at);

			for (int b = 0; b < LANES_BLOCK; b++)
				a[b].part[p] = vec_fma(d, vec_load(x[b] + at), a[b].part[p]);
		}
	}
	lanes_sums(a, sums);
}

static void gradient(const struct tile_lists *lists, const float *delta, const float *from,
		     int groups, float *result)
{
	int count = lists->count;

	for (int row = 0; row < lists->blocks * count; row++) {
		const float *d = delta + (size_t)(row % count) * TILE_ROW;
		int end = lists->cut[row + count];

		for (int k = lists->cut[row]; k < end; k += LANES_BLOCK) {
			int n = end - k < LANES_BLOCK ? end - k : LANES_BLOCK;
			const float *x[LANES_BLOCK];
			float sums[LANES_BLOCK];

			/* a short block repeats its last weight */
			for (int b = 0; b < LANES_BLOCK; b++)
				x[b] = from +
				       TILE_ROW * (size_t)lists->index[k + (b < n ? b : n - 1)];
			block_sums(d, x, groups, sums);
			for (int b = 0; b < n; b++)
				result[k + b] += sums[b];
		}
	}
}

LANES_INLINE struct lanes lanes_over(const float *row, int groups)
{
	struct lanes a = lanes_zero();

	for (int t = 0; t < groups * TILE_LANES; t += TILE_LANES) {
		for (int p = 0; p < LANES_PARTS; p++)
			a.part[p] += vec_load(row + t + p * VEC);
	}
	return a;
}

static void row_sums(const float *rows, int count, int groups, float *sums)
{
	for (int i = 0; i < count; i += LANES_BLOCK) {
		int n = count - i < LANES_BLOCK ? count - i : LANES_BLOCK;
		struct lanes a[LANES_BLOCK];
		float sum[LANES_BLOCK];

		for (int b = 0; b < LANES_BLOCK; b++)
			a[b] = b < n ? lanes_over(rows + (size_t)(i + b) * TILE_ROW, groups)
				     : lanes_zero();
		lanes_sums(a, sum);
		for (int b = 0; b < n; b++)
			sums[i + b] += sum[b];
	}
}

/* Rows whose sums are in registers at once. */
#define BACK_ROWS (LANES_BLOCK / 2)

struct back_row {
	vec weight;
	const float *value, *sum;
	float *to;
};

LANES_INLINE struct back_row back_row(const struct tile_back *b, int i)
{
	int k = b->start[i];
	bool live = b->start[i + 1] > k;

	return (struct back_row){
		.weight = vec_splat(live ? b->weight[k] : 0),
		.value = b->value + (size_t)i * TILE_ROW,
		.sum = b->sum + (size_t)i * TILE_ROW,
		.to = b->to + (size_t)i * TILE_ROW,
	};
}

/* Slopes of BACK_ROWS rows; their sums, and those of slopes times values.
   The activation is a constant. */
LANES_INLINE void back_part(const struct tile_back *b, const struct back_row *row,
			    enum fpe_activation activation, struct lanes *weight,
			    struct lanes *bias)
{
	const float *delta = b->delta;
	int end = b->groups * TILE_LANES;
	struct lanes w[BACK_ROWS], s[BACK_ROWS];

	for (int r = 0; r < BACK_ROWS; r++)
		w[r] = s[r] = lanes_zero();
	for (int t = 0; t < end; t += TILE_LANES) {
		for (int p = 0; p < LANES_PARTS; p++) {
			int at = t + p * VEC;
			vec d = vec_load(delta + at);

			for (int r = 0; r < BACK_ROWS; r++) {
				vec x = vec_load(row[r].value + at);
				vec slope = activate_back(activation, row[r].sum + at, x,
							  d * row[r].weight);

				w[r].part[p] = vec_fma(d, x, w[r].part[p]);
				s[r].part[p] += slope;
				vec_store(row[r].to + at, slope);
			}
		}
	}
	for (int r = 0; r < BACK_ROWS; r++) {
		weight[r] = w[r];
		bias[r] = s[r];
	}
}

/* LANES_BLOCK rows at most. */
LANES_INLINE void back_rows(const struct tile_back *b, enum fpe_activation activation, int first,
			    int n)
{
	struct lanes weight[LANES_BLOCK], bias[LANES_BLOCK];
	float weights[LANES_BLOCK], biases[LANES_BLOCK];

	for (int part = 0; part < LANES_BLOCK; part += BACK_ROWS) {
		struct back_row row[BACK_ROWS];

		for (int r = 0; r < BACK_ROWS; r++) {
			int i = part + r < n ? part + r : n - 1;

			row[r] = back_row(b, first + i);
		}
		back_part(b, row, activation, weight + part, bias + part);
	}
	lanes_sums(weight, weights);
	lanes_sums(bias, biases);
	for (int r = 0; r < n; r++) {
		int k = b->start[first + r];

		b->bias[first + r] += biases[r];
		if (b->start[first + r + 1] > k)
			b->gradient[k] += weights[r];
	}
}

LANES_INLINE void back_through(const struct tile_back *b, enum fpe_activation activation)
{
	for (int i = 0; i < b->rows; i += LANES_BLOCK)
		back_rows(b, activation, i, b->rows - i < LANES_BLOCK ? b->rows - i : LANES_BLOCK);
}

/* A copy of the loops for each activation. */
static void back(const struct tile_back *b)
{
	switch (b->activation) {
#define BACK(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                       \
		back_through(b, FPE_##kind);                   \
		break;
		FPE_ACTIVATION_LIST(BACK)
#undef BACK
	case FPE_ACTIVATIONS:
		break;
	}
}

/* All ones in the lanes at, at+1, … that are samples. */
LANES_INLINE ivec is_sample(int at, int count)
{
	static const int32_t first[16]
		__attribute__((aligned(64))) = { 0, 1, 2,  3,  4,  5,  6,  7,
						 8, 9, 10, 11, 12, 13, 14, 15 };

	return *(const ivec *)(const void *)first < vec_splat_int(count - at);
}

LANES_INLINE vec ones_where(ivec mask)
{
	return vec_select(mask, vec_splat(1), vec_splat(0));
}

struct loss_sums {
	struct lanes loss, hits;
};

/*
 * With t the logit against the label (label 1: -z, label 0: z), the loss is
 * log(1 + e^t) = max(t, 0) + log1p(e^-|t|) and its slope the sigmoid of t:
 * nothing overflows and nothing cancels.
 */
LANES_INLINE void binary_loss(const struct tile_loss *l, int at, int part, struct loss_sums *sums)
{
	const vec zero = vec_splat(0), one = vec_splat(1);
	ivec sample = is_sample(at, l->count);
	vec z = vec_load(l->logits + at);
	ivec yes = vec_load(l->label + at) > zero;
	vec t = vec_select(yes, vec_negate(z), z);
	vec e = vec_exp(vec_negate(vec_abs(t)));
	vec loss = vec_max(zero, t);

	if (!l->rough) {
		ivec hit = ~((z > zero) ^ yes) & sample;

		loss += vec_log1p_unit(e);
		sums->hits.part[part] += ones_where(hit);
	}
	sums->loss.part[part] += vec_select(sample, loss, zero);
	if (l->delta) {
		vec s = vec_select(t < zero, e, one) * vec_inverse(one + e);
		vec scale = vec_splat(l->scale);

		s *= vec_select(yes, vec_negate(scale), scale);
		vec_store(l->delta + at, vec_select(sample, s, zero));
	}
}

struct softmax_top {
	vec top;   /* largest logit */
	vec best;  /* its class, the first of equals */
	vec right; /* the label's logit */
};

LANES_INLINE struct softmax_top softmax_find(const struct tile_loss *l, int at)
{
	vec label = vec_load(l->label + at);
	struct softmax_top f = { vec_load(l->logits + at), vec_splat(0), vec_load(l->logits + at) };

	for (int c = 1; c < l->outputs; c++) {
		vec z = vec_load(l->logits + (size_t)c * TILE_ROW + at);
		vec class = vec_splat((float)c);
		ivec larger = z > f.top;

		f.best = vec_select(larger, class, f.best);
		f.top = vec_select(larger, z, f.top);
		f.right = vec_select(label == class, z, f.right);
	}
	return f;
}

/*
 * -log softmax = top - z_label + log(1 + sum of e^(z_c - top) over the other
 * classes c): the largest term is exactly 1, so log1p keeps small losses.
 */
LANES_INLINE void softmax_loss(const struct tile_loss *l, int at, int part, struct loss_sums *sums)
{
	const vec zero = vec_splat(0), one = vec_splat(1);
	struct softmax_top f = softmax_find(l, at);
	ivec sample = is_sample(at, l->count);
	vec label = vec_load(l->label + at);
	vec scale = vec_splat(l->scale);
	vec rest = zero, loss, share;

	for (int c = 0; c < l->outputs; c++) {
		size_t row = (size_t)c * TILE_ROW + (size_t)at;
		vec e = vec_exp(vec_load(l->logits + row) - f.top);

		rest += vec_select(f.best == vec_splat((float)c), zero, e);
		if (l->delta)
			vec_store(l->delta + row, e);
	}
	loss = f.top - f.right + (l->rough ? rest : vec_log1p(rest));
	sums->loss.part[part] += vec_select(sample, loss, zero);
	sums->hits.part[part] += ones_where((f.best == label) & sample);
	if (!l->delta)
		return;
	share = scale / (one + rest);
	for (int c = 0; c < l->outputs; c++) {
		float *to = l->delta + (size_t)c * TILE_ROW + at;
		ivec yes = label == vec_splat((float)c);
		vec d = vec_load(to) * share - vec_select(yes, scale, zero);

		vec_store(to, vec_select(sample, d, zero));
	}
}

/* Sum over the outputs of (z - t)^2; the mean over them is the caller's. */
LANES_INLINE void squared_loss(const struct tile_loss *l, int at, int part, struct loss_sums *sums)
{
	const vec zero = vec_splat(0), slope = vec_splat(2 * l->scale / (float)l->outputs);
	ivec sample = is_sample(at, l->count);
	vec loss = zero;

	for (int c = 0; c < l->outputs; c++) {
		size_t row = (size_t)c * TILE_ROW + (size_t)at;
		vec off = vec_load(l->logits + row) - vec_load(l->target + row);

		loss = vec_fma(off, off, loss);
		if (l->delta)
			vec_store(l->delta + row, vec_select(sample, slope * off, zero));
	}
	sums->loss.part[part] += vec_select(sample, loss, zero);
}

/* The same of max(0, z), each output with its weight; the slope is 0 where that is 0. */
LANES_INLINE void rectified_loss(const struct tile_loss *l, int at, int part,
				 struct loss_sums *sums)
{
	const vec zero = vec_splat(0);
	ivec sample = is_sample(at, l->count);
	vec loss = zero;

	for (int c = 0; c < l->outputs; c++) {
		size_t row = (size_t)c * TILE_ROW + (size_t)at;
		float weight = l->importance ? l->importance[c] : 1;
		vec slope = vec_splat(2 * weight * l->scale / (float)l->outputs);
		vec z = vec_load(l->logits + row);
		vec off = vec_max(zero, z) - vec_load(l->target + row);

		loss = vec_fma(vec_splat(weight) * off, off, loss);
		if (l->delta)
			vec_store(l->delta + row,
				  vec_select(sample & (z > zero), slope * off, zero));
	}
	sums->loss.part[part] += vec_select(sample, loss, zero);
}

/* of: a copy that no store can change, so it stays in registers. */
LANES_INLINE struct loss_sums sum_losses(const struct tile_loss of, enum fpe_loss kind)
{
	struct loss_sums sums = { lanes_zero(), lanes_zero() };

	for (int t = 0; t < of.groups * TILE_LANES; t += TILE_LANES) {
		for (int p = 0; p < LANES_PARTS; p++) {
			switch (kind) {
#define CASE(kind, name, share, formula)                 \
	case FPE_LOSS_##kind:                            \
		name##_loss(&of, t + p * VEC, p, &sums); \
		break;
				FPE_LOSS_LIST(CASE)
#undef CASE
			case FPE_LOSSES:
				break;
			}
		}
	}
	return sums;
}

static void loss(struct tile_loss *l)
{
	struct lanes all[LANES_BLOCK];
	float sum[LANES_BLOCK];
	struct loss_sums sums;

	switch (l->kind) {
#define CASE(kind, name, share, formula)                \
	case FPE_LOSS_##kind:                           \
		sums = sum_losses(*l, FPE_LOSS_##kind); \
		break;
		FPE_LOSS_LIST(CASE)
#undef CASE
	case FPE_LOSSES:
		__builtin_unreachable();
	}
	for (int i = 0; i < LANES_BLOCK; i++)
		all[i] = i == 0 ? sums.loss : sums.hits;
	lanes_sums(all, sum);
	l->loss = (double)sum[0];
	if (fpe_loss_is_of_targets(l->kind))
		l->loss /= l->outputs;
	l->hits = (int)sum[1];
}

/* Plain loops: no sums, and every operation rounds the same everywhere. */

/*
 * Moments without a gradient (a dead neuron) shrink until they are subnormal,
 * which costs a CPU a hundred cycles each; so tiny ones become 0. They are
 * beside epsilon, or beside any weight, far below the last bit.
 */
static inline float no_dust(float a)
{
	return fabsf(a) < 1e-35f ? 0 : a;
}

/* The next ADAM_WAYS vectors, or the last n numbers. */
LANES_INLINE void adam_vectors(const struct adam_lanes *a, int n, const float *g, float *w,
			       float *m, float *v)
{
	vec gradient[ADAM_WAYS], weight[ADAM_WAYS], first[ADAM_WAYS], second[ADAM_WAYS];

	for (int k = 0; k < ADAM_WAYS; k++) {
		gradient[k] = vec_load_part(g + k * VEC, n - k * VEC);
		weight[k] = vec_load_part(w + k * VEC, n - k * VEC);
		first[k] = vec_load_part(m + k * VEC, n - k * VEC);
		second[k] = vec_load_part(v + k * VEC, n - k * VEC);
	}
	adam_step(a, gradient, weight, first, second);
	for (int k = 0; k < ADAM_WAYS; k++) {
		vec_store_part(w + k * VEC, n - k * VEC, weight[k]);
		vec_store_part(m + k * VEC, n - k * VEC, first[k]);
		vec_store_part(v + k * VEC, n - k * VEC, second[k]);
	}
}

static void adam(const struct tile_adam *of, int n, const float *g, float *w, float *m, float *v)
{
	const struct adam_lanes a = adam_lanes(of);
	const int step = ADAM_WAYS * VEC;
	int i = 0;

	for (; i + step <= n; i += step)
		adam_vectors(&a, step, g + i, w + i, m + i, v + i);
	if (i < n)
		adam_vectors(&a, n - i, g + i, w + i, m + i, v + i);
}

static void momentum(float keep, float lr, int n, const float *restrict g, float *restrict w,
		     float *restrict m)
{
	for (int i = 0; i < n; i++) {
		m[i] = no_dust(keep * m[i] + g[i]);
		w[i] -= lr * m[i];
	}
}

static void decay(float factor, int n, const float *restrict w, float *restrict g)
{
	for (int i = 0; i < n; i++)
		g[i] += factor * w[i];
}

static void add(int n, const float *restrict from, float *restrict to)
{
	for (int i = 0; i < n; i++)
		to[i] += from[i];
}

/* On the bits: without their sign floats order as integers, NaN on top. */
static float largest(int n, const float *a)
{
	int32_t most = 0;
	float result;

	for (int i = 0; i < n; i++) {
		int32_t bits;

		memcpy(&bits, a + i, sizeof bits);
		bits &= 0x7fffffff;
		most = bits > most ? bits : most;
	}
	if (most > 0x7f800000)
		most = 0x7f800000;
	memcpy(&result, &most, sizeof result);
	return result;
}

/* Twelve sums hide the latency of a multiply-add; they are kept in registers,
   and the last test keeps the compiler from leaving them out. */
static double spin(long rounds)
{
	vec a[12], x = vec_splat(0.5f);
	double flops = 2.0 * VEC * 12 * (double)rounds;
	float all = 0;

	for (int i = 0; i < 12; i++)
		a[i] = vec_splat((float)i);
	for (long r = 0; r < rounds; r++) {
		for (int i = 0; i < 12; i++)
			a[i] = vec_fma(a[i], x, x);
	}
	for (int i = 0; i < 12; i++)
		all += a[i][0];
	return all < 0 ? 0 : flops;
}

const struct tile_ops ISA_NAME(tile_ops) = {
	.name = ISA_TEXT(TILE_ISA),
	.table = &ISA_NAME(table_ops),
	.gate = &ISA_NAME(gate_ops),
	.block = &ISA_NAME(block_ops),
	.class = &ISA_NAME(class_ops),
	.pick = &ISA_NAME(pick_ops),
	.few = &ISA_NAME(few_ops),
	.expand = expand,
	.product = product,
	.gradient = gradient,
	.row_sums = row_sums,
	.back = back,
	.loss = loss,
	.adam = adam,
	.momentum = momentum,
	.decay = decay,
	.add = add,
	.largest = largest,
	.spin = spin,
};
