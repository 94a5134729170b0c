/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate.h - slopes of a table layer (table.h) below a single output.
 *
 * A neuron's slopes are those of the output, where the neuron is active (its gate is
 * open), times one weight. So one table of the output's slopes does for all neurons,
 * looked up at the bits of input and gate together, and the weight is multiplied when
 * all samples are summed. Of a unit, gates are put together once for 32 samples, each
 * lane's from the neuron that owns its input: then all its neurons cost as much as one.
 *
 * From these sums follows the slope of that weight, too: the neuron's outputs times the
 * output's slopes are its weights times what the inputs' bits summed.
 *
 * The order of sums, on every instruction set: a gradient as in table.h; biases as in
 * tile.h; the slope of a weight to the output: the neuron's weights times their sums,
 * lane j % 16 ascending, lanes in lanes.h's order, and the bias times its sum.
 */
#ifndef CORE_KERNEL_GATE_H
#define CORE_KERNEL_GATE_H

#include "core/kernel/table.h"

struct gate_ops {
	/* gate [neurons][TILE / 32]: bit i of an entry is 1 where the output, of a tile, of
	   sample i of 32 is above 0; bias [neurons] += delta [TILE], the slopes of the
	   output, where it is */
	void (*gates)(int neurons, const float *outputs, const float *delta, int groups,
		      uint32_t *gate, float *bias);
	/* gradient [units][words * 32] += delta where input and gate are 1; turned:
	   table_ops.turn */
	void (*gradient)(const struct table_shape *s, const float *delta, const uint32_t *gate,
			 const uint32_t *turned, int groups, float *gradient);
	/* to [neurons]: of all that these have summed, slopes of the weights to the output;
	   weight as gradient, with 0 where it is nobody's */
	void (*above)(const struct table_shape *s, const float *weight, const float *bias,
		      const float *gradient, const float *bias_gradient, float *to);
	/* gradient times each neuron's weight to the output, times [neurons] */
	void (*multiply)(const struct table_shape *s, const float *times, float *gradient);
};

#define GATE_OPS(isa) extern const struct gate_ops gate_ops_##isa;
EACH_ISA(GATE_OPS)
#undef GATE_OPS

#endif
