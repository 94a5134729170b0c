/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h - a first layer on Boolean inputs, four products by one lookup.
 *
 * Forward, inputs are taken in groups of 4 neighbours: a neuron has a table of
 * the 16 sums of its 4 weights ("four Russians", Arlazarov et al. 1970), and a
 * sample's 4 bits pick one. Lanes are samples. Backward, samples are taken in
 * chunks of 4: a neuron has the 16 sums of its 4 slopes, and an input's bits
 * in the 4 samples pick one. Lanes are inputs, so gradients come out as rows.
 * A table of 16 fills one register of 16 lanes, a lookup is one permutation.
 *
 * Two neurons without a common input (two children of a split) are one unit:
 * each lane looks up the table of the neuron that owns its input, so a split
 * net costs as many lookups as its parent.
 *
 * Groups without a live input add 0 and may be left out: a child that owns
 * whole groups costs what it owns.
 *
 * Below a single output a neuron's slopes are those of the output, where the
 * neuron is active, times one weight: so one table of the output's slopes does
 * for all, looked up at the bits of input and neuron together.
 *
 * The order of sums, on every instruction set: a table adds its 4 terms by
 * ascending input or sample; a logit is the bias plus its groups by ascending
 * input; a gradient is its chunks in order. Adds only: no products to round.
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
	int inputs, words, groups; /* words: of 32 bits; groups of 4 inputs */
	int neurons, units;
	enum fpe_activation activation;
	const struct table_unit *unit; /* [units], pairs first */
	int pairs;
	/* groups with a live input, ascending, where few are: those of neuron
	   i are start[i] … start[i + 1] of group; none there: take all */
	const int32_t *start, *group;
	/* [pairs][words * 32]: 16 where the second neuron owns the input */
	const int32_t *owner;
};

struct table_ops {
	/* weights [neurons][words * 32] to tables [neurons][groups][16] */
	void (*build)(const struct table_shape *s, const float *weight, float *table);
	/* outputs of the layer, to a tile [neurons], and its sums as in tile.h;
	   bits [words][TILE] of `groups` times 16 samples */
	void (*forward)(const struct table_shape *s, const float *table, const float *bias,
			const uint32_t *bits, int groups, float *sum, float *to);
	/* index [groups * 4][words * 32]: the bits of an input in 4 samples */
	void (*chunks)(const struct table_shape *s, const uint32_t *bits, int groups,
		       int32_t *index);
	/*
	 * Of one word, where all slopes are those of one output times a weight:
	 * gradient [units][32] += slopes of the output, delta [TILE], that pass
	 * the neurons' gates [neurons][TILE / 4] (tile.h). One table serves all
	 * neurons; the weight is left to be multiplied.
	 */
	void (*gated)(const struct table_shape *s, const float *delta, const int32_t *gate,
		      const int32_t *index, int groups, float *gradient);
	/* gradient [units][words * 32] += slopes, a tile [neurons] */
	void (*gradient)(const struct table_shape *s, const float *delta, const int32_t *index,
			 int groups, float *gradient);
};

#define TABLE_OPS(isa) extern const struct table_ops table_ops_##isa;
EACH_ISA(TABLE_OPS)
#undef TABLE_OPS

#endif
