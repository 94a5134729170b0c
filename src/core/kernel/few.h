/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few.h - layers on few samples: lanes over inputs, where tiles have them over samples.
 *
 * A tile of one sample leaves 15 of 16 lanes idle, and pays a sum over lanes for each
 * weight. Here samples are rows: sample s of a layer's inputs is from[s * from_step] on,
 * steps are multiples of 16 and what is past the last input is 0.
 *
 * The order of sums, on every instruction set:
 *   outputs  16 lanes, lane i taking inputs i, i + 16, … of a row, then lanes.h's order,
 *            then the bias
 *   slopes   of inputs over rows, and of weights and biases over samples, each one after
 *            another
 *   softmax  exponentials in 16 lanes over classes, those of the largest logit left out and
 *            counted, less one, at the end
 */
#ifndef CORE_KERNEL_FEW_H
#define CORE_KERNEL_FEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/isas.h"
#include "fpe/activation.h"

#define FEW_MOST 32 /* samples */
#define FEW_LANES 16
#define FEW_QUADS 4 /* fours of samples that blocks take */
#define FEW_AHEAD 4 /* samples that a product of rows takes at once, and fetches for the next */

/* How a layer's weights lie. A unit is what is not cut when slopes are taken in pieces. */
enum few_kind {
	FEW_ROWS,   /* [out][in], a unit a row */
	FEW_UNITS,  /* units of table.h */
	FEW_BLOCKS, /* blocks of class.h; of lists, a row each */
	FEW_SINGLE, /* the same, of one sample */
	FEW_KINDS
};

struct class_block;
struct table_shape;

struct few_layer {
	int in, out, samples;
	const float *weight; /* [out][in] */
	const float *from;   /* inputs of the samples */
	size_t from_step;
	const float *const *ahead; /* [FEW_AHEAD] inputs that a product comes to next; or NULL */
	float *to;		   /* their outputs */
	size_t to_step;
	const float *delta;		  /* slopes of their sums, as `to` */
	float *back;			  /* slopes of their inputs, as `from` */
	const struct table_shape *tables; /* FEW_UNITS only */
	/* FEW_BLOCKS, and FEW_SINGLE but for quads. Samples are in fours, quads: [wide][quads][4]
	   of inputs, of sums and then their slopes, and of slopes of inputs; wide: in or out, made
	   a multiple of 4 */
	const struct class_block *block;
	int blocks;
	const int32_t *index; /* of inputs */
	float *from_quads, *to_quads, *back_quads;
	/* FEW_SINGLE only: inputs as blocks take them [indices], and 16 more that may be read */
	float *taken;
	int indices;
};

struct few_form {
	/* `to` of `from`, biases left out */
	void (*product)(const struct few_layer *l);
	/* once `delta` is there, before the others; may be NULL */
	void (*turn)(const struct few_layer *l);
	/* `back` of `delta` */
	void (*back)(const struct few_layer *l);
	/* slopes of the weights of `units` units from `first` on, as they lie */
	void (*gradient)(const struct few_layer *l, int first, int units, float *gradient);
};

/* Rows of numbers that an activation goes over, as they are in few_layer. */
struct few_rows {
	int samples, width;
	size_t step;
	enum fpe_activation activation;
	const float *bias;
	float *sum; /* sums with biases, where slopes need them */
	float *value, *delta;
};

/* Losses of classes, as tile.h has them, of rows of logits. */
struct few_loss {
	int samples, outputs;
	size_t step;
	const float *logits, *label;
	float *delta; /* slopes of the loss, as logits */
	float scale;  /* of delta */
	bool rough;
};

struct few_ops {
	const struct few_form *form[FEW_KINDS];
	/* `value` gets its bias and, if hidden, becomes the activation's */
	void (*forward)(const struct few_rows *r, int hidden);
	/* `delta` of outputs becomes that of their sums */
	void (*slope)(const struct few_rows *r);
	/* the sum of losses of softmax */
	double (*softmax)(const struct few_loss *l);
	/* sums[i] = sum over samples of delta */
	void (*row_sums)(const struct few_rows *r, float *sums);
	/* n numbers to `to`; returns the largest absolute value, as tile_ops.largest */
	float (*take)(int n, const float *from, float *to);
	/* words of 32 bits, the next one `stride` further, as numbers 0 and 1 */
	void (*expand)(const uint32_t *bits, int words, size_t stride, float *to);
};

/* few_units.c, few_blocks.c, few_single.c */
#define FEW_FORMS(isa) \
	extern const struct few_form few_units_##isa, few_blocks_##isa, few_single_##isa;
EACH_ISA(FEW_FORMS)
#undef FEW_FORMS

#define FEW_OPS(isa) extern const struct few_ops few_ops_##isa;
EACH_ISA(FEW_OPS)
#undef FEW_OPS

#endif
