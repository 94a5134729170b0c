/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h - a first layer on Boolean inputs, four products by one lookup.
 *
 * Forward, inputs are taken in fours: a neuron has a table of the 16 sums of
 * its 4 weights ("four Russians", Arlazarov et al. 1970), and a sample's 4 bits
 * pick one. Lanes are samples. Backward, samples are taken in chunks of 4: a
 * neuron has the 16 sums of its 4 slopes, and an input's bits in the 4 samples
 * pick one. Lanes are inputs, so gradients come out as rows. A table of 16
 * fills one register of 16 lanes, a lookup is one permutation.
 *
 * A neuron with few live inputs packs these into fours of its own, so its cost
 * follows its non-zeros (plan_packs); others take fours of neighbours, and two
 * of them share what picks.
 *
 * Bits are kept in the order in which they pick: one word is 8 fours or chunks,
 * a shift from one to the next. So a word of inputs is turned once a tile, and
 * to pick four inputs from anywhere costs five operations for 128 samples.
 *
 * Backward, two neurons without a common input (two children of a split) are one
 * unit: each lane looks up the table of the neuron that owns its input, so a
 * split net costs as many lookups as its parent.
 *
 * Below a single output a neuron's slopes are those of the output, where the
 * neuron is active, times one weight: so one table of the output's slopes does
 * for all, looked up at the bits of input and neuron together. From these sums
 * follows the slope of that weight, too: the neuron's outputs times the output's
 * slopes are its weights times what the inputs' bits summed.
 *
 * The order of sums, on every instruction set: a table adds its 4 terms by
 * ascending input or sample; a logit is the bias plus its fours by ascending
 * input; a gradient is, tile by tile, the sum of its chunks in order. Adds only:
 * no products to round. The slope of a weight to the single output: the neuron's
 * weights times their sums, lane j % 16 ascending, lanes in lanes.h's order, and
 * the bias times its sum.
 */
#ifndef CORE_KERNEL_TABLE_H
#define CORE_KERNEL_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/isas.h"
#include "fpe/activation.h"

#define TABLE_SIZE 16 /* entries of a table, and lanes */
#define TABLE_STEP 4  /* inputs of a group, samples of a chunk */

struct table_unit {
	int32_t neuron[2]; /* the second -1: a neuron alone */
};

struct table_shape {
	int inputs, words; /* words: of 32 bits */
	int neurons, units;
	enum fpe_activation activation;
	const struct table_unit *unit; /* [units], pairs first */
	int pairs;
	/* tables of neuron i: start[i] … start[i + 1] */
	const int32_t *start;
	/* [tables][4] inputs of those neurons that pack, which packs [neurons] says */
	const int32_t *input;
	const bool *packs;
	bool any_packs;
	/* [pairs][words * 32]: 0 where the first neuron owns the input; else all
	   ones if slopes are shared (gated), 16 if not */
	const int32_t *owner;
};

/* Bits of a tile's samples. Lane i of a row has the samples i, 16 + i, …, four bits each. */
struct table_bits {
	uint32_t *four;	 /* [words * 8][16]: four neighbours */
	uint32_t *plane; /* [words * 32][16]: one input, in the lowest of four bits */
};

struct table_ops {
	/* weights [tables][4] to tables [tables][16] */
	void (*build)(int tables, const float *weight, float *table);
	/* bits [words][TILE] of `groups` times 16 samples; planes if a neuron packs */
	void (*spread)(const struct table_shape *s, const uint32_t *bits, int groups,
		       const struct table_bits *to);
	/* outputs of the layer, to a tile [neurons], and its sums as in tile.h */
	void (*forward)(const struct table_shape *s, const float *table, const float *bias,
			const struct table_bits *bits, int groups, float *sum, float *to);
	/* turned [TILE / 32][words * 32]: an input's bits in 32 samples */
	void (*turn)(const struct table_shape *s, const uint32_t *bits, int groups,
		     uint32_t *turned);
	/* index [groups * 4][words * 32]: the bits of an input in 4 samples */
	void (*chunks)(const struct table_shape *s, const uint32_t *bits, int groups,
		       int32_t *index);
	/* gate [neurons][TILE / 32]: bit i of an entry is 1 where the output, of a tile, of
	   sample i of 32 is above 0; bias [neurons] += delta [TILE] where it is, in the order
	   of tile.h */
	void (*gates)(int neurons, const float *outputs, const float *delta, int groups,
		      uint32_t *gate, float *bias);
	/*
	 * Where all slopes are those of one output times a weight: gradient
	 * [units][words * 32] += slopes of the output, delta [TILE], that pass
	 * the neurons' gates. One table serves all neurons; the weight is left to
	 * be multiplied.
	 */
	void (*gated)(const struct table_shape *s, const float *delta, const uint32_t *gate,
		      const uint32_t *turned, int groups, float *gradient);
	/* to [neurons]: of all that gates and gated have summed, slopes of the weights to the
	   output; weight as gradient, with 0 where it is nobody's */
	void (*above)(const struct table_shape *s, const float *weight, const float *bias,
		      const float *gradient, const float *bias_gradient, float *to);
	/* gradient [units][words * 32] += slopes, a tile [neurons] */
	void (*gradient)(const struct table_shape *s, const float *delta, const int32_t *index,
			 int groups, float *gradient);
};

#define TABLE_OPS(isa) extern const struct table_ops table_ops_##isa;
EACH_ISA(TABLE_OPS)
#undef TABLE_OPS

#endif
