/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate.c - the arithmetic of gate.h in vectors.
 *
 * Compiled once for each instruction set with TILE_ISA its name.
 */
#include "core/kernel/gate.h"

#include "core/kernel/table_lanes.h"
#include "core/kernel/tile.h"

/* Bits of samples at, at + 1, … of a row of gates: is y above 0? Slopes where it is. */
LANES_INLINE vec pass_gate(vec y, vec slope, int at, uint32_t *row)
{
#if VEC == 16
	__mmask16 above = _mm512_cmp_ps_mask((__m512)y, _mm512_setzero_ps(), _CMP_GT_OQ);

	_store_mask16((__mmask16 *)(void *)((char *)row + at / 8), above);
	return (vec)_mm512_maskz_mov_ps(above, (__m512)slope);
#else
	uint32_t above = 0;

#if VEC == 8
	above = (uint32_t)_mm256_movemask_ps((__m256)(y > vec_splat(0)));
#else
	for (int i = 0; i < VEC; i++)
		above |= (uint32_t)(y[i] > 0) << i;
#endif
	row[at / 32] = at % 32 ? row[at / 32] | above << at % 32 : above;
	return vec_gate(y, slope);
#endif
}

/* Of LANES_BLOCK neurons from `first` on, or as many as there are. */
LANES_INLINE void gate_block(int first, int n, const float *outputs, const float *delta, int groups,
			     uint32_t *gate, float *sums)
{
	struct lanes a[LANES_BLOCK];
	const float *y[LANES_BLOCK];
	uint32_t *to[LANES_BLOCK];

	for (int b = 0; b < LANES_BLOCK; b++) {
		size_t row = (size_t)(first + (b < n ? b : 0));

		a[b] = lanes_zero();
		y[b] = outputs + row * TILE_ROW;
		to[b] = gate + row * (TILE / 32);
	}
	for (int t = 0; t < groups * TILE_LANES; t += TILE_LANES) {
		for (int p = 0; p < LANES_PARTS; p++) {
			int at = t + p * VEC;
			vec slope = vec_load(delta + at);

			for (int b = 0; b < LANES_BLOCK; b++)
				a[b].part[p] += pass_gate(vec_load(y[b] + at), slope, at, to[b]);
		}
	}
	lanes_sums(a, sums);
}

static void gates(int neurons, const float *outputs, const float *delta, int groups, uint32_t *gate,
		  float *bias)
{
	for (int i = 0; i < neurons; i += LANES_BLOCK) {
		int n = neurons - i < LANES_BLOCK ? neurons - i : LANES_BLOCK;
		float sums[LANES_BLOCK];

		gate_block(i, n, outputs, delta, groups, gate, sums);
		for (int b = 0; b < n; b++)
			bias[i + b] += sums[b];
	}
}

/* What slopes of one output add. */
struct gated {
	const struct table_shape *shape;
	const float *table;	/* [TILE / 4][16]: sums of 4 slopes of the output */
	const uint32_t *gate;	/* [neurons][TILE / 32] */
	const uint32_t *turned; /* [TILE / 32][words * 32] */
	int blocks;		/* of 32 samples */
	float *gradient;	/* [units][words * 32] */
};

/* Inputs at + 0 … 16 * columns - 1 of a unit of `neurons`. The last two are constants. */
LANES_INLINE void gated_columns(const struct gated *of, int unit, int at, int columns, int neurons)
{
	const struct table_unit *u = of->shape->unit + unit;
	size_t row = (size_t)of->shape->words * 32, place = (size_t)unit * row + (size_t)at;
	const int32_t *owns = of->shape->owns + (size_t)unit * (size_t)of->shape->others * row + at;
	const int32_t *turned = (const int32_t *)of->turned + at;
	const int32_t *gate[TABLE_UNIT];
	int vectors = columns * LANES_PARTS;
	ivec x[TABLE_COLUMNS * LANES_PARTS];
	vec a[TABLE_COLUMNS * LANES_PARTS];

	for (int k = 0; k < neurons; k++)
		gate[k] = (const int32_t *)of->gate + (size_t)u->neuron[k] * (TILE / 32);
	for (int v = 0; v < vectors; v++)
		a[v] = vec_splat(0);
	for (int b = 0; b < of->blocks; b++, turned += row) {
		for (int v = 0; v < vectors; v++) {
			ivec open = vec_splat_int(gate[0][b]);

			for (int k = 1; k < neurons; k++)
				open = bits_select(
					load_index(owns + (size_t)(k - 1) * row + v * VEC),
					vec_splat_int(gate[k][b]), open);
			x[v] = load_index(turned + v * VEC) & open;
		}
		for (int c = 0; c < 8; c++) {
			struct lanes t = table_load(of->table + (b * 8 + c) * TABLE_SIZE);

			for (int v = 0; v < vectors; v++)
				a[v] += look_up(&t, x[v] >> c * TABLE_STEP);
		}
	}
	for (int v = 0; v < vectors; v++)
		add_to(of->gradient + place + v * VEC, a[v]);
}

LANES_INLINE void gated_unit(const struct gated *of, int unit, int neurons)
{
	int end = of->shape->words * 32, at = 0;

	for (; at + 16 * TABLE_COLUMNS <= end; at += 16 * TABLE_COLUMNS)
		gated_columns(of, unit, at, TABLE_COLUMNS, neurons);
	for (; at < end; at += 32)
		gated_columns(of, unit, at, 2, neurons);
}

static void gradient(const struct table_shape *s, const float *delta, const uint32_t *gate,
		     const uint32_t *turned, int groups, float *to)
{
	_Alignas(64) float table[TILE / TABLE_STEP * TABLE_SIZE];
	int blocks = (groups + 1) / 2, chunks = groups * TILE_LANES / TABLE_STEP;
	const struct gated of = { s, table, gate, turned, blocks, to };

	build_tables(chunks, delta, table);
	/* half a block: what its gates say is of no sample */
	if (groups == 1)
		memset(table + chunks * TABLE_SIZE, 0, (size_t)chunks * TABLE_SIZE * sizeof *table);
	for (int u = 0; u < s->units; u++) {
		if (s->unit[u].count == 1)
			gated_unit(&of, u, 1);
		else if (s->unit[u].count == 2)
			gated_unit(&of, u, 2);
		else
			gated_unit(&of, u, TABLE_UNIT);
	}
}

static void multiply(const struct table_shape *s, const float *times, float *gradient)
{
	int row = s->words * 32;

	for (int u = 0; u < s->units; u++) {
		const struct table_unit *unit = &s->unit[u];

		for (int end = (u + 1) * row, j = u * row; j < end; j += VEC) {
			ivec owner = load_index(s->owner + j);
			vec factor = vec_splat(times[unit->neuron[0]]);

			for (int k = 1; k < unit->count; k++)
				factor = vec_select(owner == vec_splat_int(k * TABLE_SIZE),
						    vec_splat(times[unit->neuron[k]]), factor);
			vec_store(gradient + j, vec_load(gradient + j) * factor);
		}
	}
}

/* A neuron's weights times their sums. */
LANES_INLINE struct lanes above_neuron(const struct table_shape *s, int neuron, const float *weight,
				       const float *gradient)
{
	int unit = s->home[neuron] / TABLE_UNIT, which = s->home[neuron] % TABLE_UNIT;
	size_t row = (size_t)s->words * 32, at = (size_t)unit * row;
	ivec mine = vec_splat_int(which * TABLE_SIZE);
	struct lanes a = lanes_zero();

	for (size_t j = 0; j < row; j += TILE_LANES) {
		for (size_t p = 0; p < LANES_PARTS; p++) {
			size_t i = at + j + p * VEC;
			vec w = vec_select(load_index(s->owner + i) == mine, vec_load(weight + i),
					   vec_splat(0));

			a.part[p] = vec_fma(w, vec_load(gradient + i), a.part[p]);
		}
	}
	return a;
}

static void above(const struct table_shape *s, const float *weight, const float *bias,
		  const float *gradient, const float *bias_gradient, float *to)
{
	for (int i = 0; i < s->neurons; i += LANES_BLOCK) {
		int n = s->neurons - i < LANES_BLOCK ? s->neurons - i : LANES_BLOCK;
		struct lanes a[LANES_BLOCK];
		float sums[LANES_BLOCK];

		for (int b = 0; b < LANES_BLOCK; b++)
			a[b] = above_neuron(s, i + (b < n ? b : 0), weight, gradient);
		lanes_sums(a, sums);
		for (int b = 0; b < n; b++)
			to[i + b] = sums[b] + bias[i + b] * bias_gradient[i + b];
	}
}

const struct gate_ops ISA_NAME(gate_ops) = {
	.gates = gates,
	.gradient = gradient,
	.above = above,
	.multiply = multiply,
};
