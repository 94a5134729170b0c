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
 * Backward, neurons without a common input (children of a split) are one unit:
 * each lane looks up the table of the neuron that owns its input, so a split net
 * costs as many lookups as its parent. Two tables are as many as there are
 * registers for; but below a single output all neurons have one: gate.h.
 *
 * The order of sums, on every instruction set: a table adds its 4 terms by
 * ascending input or sample; a logit is the bias plus its fours by ascending
 * input; a gradient is, tile by tile, the sum of its chunks in order. Adds only:
 * no products to round.
 */
#ifndef CORE_KERNEL_TABLE_H
#define CORE_KERNEL_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/isas.h"
#include "fpe/activation.h"

#define TABLE_SIZE 16 /* entries of a table, and lanes */
#define TABLE_STEP 4  /* inputs of a group, samples of a chunk */

#define TABLE_UNIT 4 /* neurons of a unit at most */

struct table_unit {
	int32_t count;
	int32_t neuron[TABLE_UNIT]; /* the first, again, past the last */
};

struct table_shape {
	int inputs, words; /* words: of 32 bits */
	int neurons, units;
	enum fpe_activation activation;
	const struct table_unit *unit; /* [units], those of several neurons first */
	int several;		       /* how many these are */
	int others;		       /* neurons of a unit but its first, at most; 0, 1 or 3 */
	/* tables of neuron i: start[i] … start[i + 1] */
	const int32_t *start;
	/* [tables][4] inputs of those neurons that pack, which packs [neurons] says */
	const int32_t *input;
	const bool *packs;
	bool any_packs;
	/* [units][words * 32]: 16 times who of the unit owns the input, or 0 */
	const int32_t *owner;
	/* [several][others][words * 32]: all ones where neuron 1, 2, … of the unit owns the
	   input */
	const int32_t *owns;
	const int32_t *home; /* [neurons]: unit * TABLE_UNIT and which of the unit it is */
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
	/* gradient [units][words * 32] += slopes, a tile [neurons] */
	void (*gradient)(const struct table_shape *s, const float *delta, const int32_t *index,
			 int groups, float *gradient);
};

#define TABLE_OPS(isa) extern const struct table_ops table_ops_##isa;
EACH_ISA(TABLE_OPS)
#undef TABLE_OPS

#endif
