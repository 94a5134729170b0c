/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few_units.c - a first layer packed for tables (table.h) on few samples.
 *
 * Compiled once for each instruction set with TILE_ISA its name. A unit's weights are one
 * row, each its owner's: forward they are a row a neuron with 0 where others own, two at a
 * time; backward a lane takes its owner's slope. The order of sums is that of rows (few.h).
 */
#include "core/kernel/few.h"

#include "core/kernel/few_lanes.h"
#include "core/kernel/lanes_part.h"
#include "core/kernel/table.h"

/* Samples whose sums, of two neurons a unit, are in registers at once. */
#define SAMPLES (FEW_SUMS / 2 < 4 ? FEW_SUMS / 2 : 4)
#define UNITS 2			    /* of a gradient … */
#define COLUMNS (VEC == 16 ? 4 : 2) /* … and its vectors of inputs */

/* Which of its unit owns, for inputs from j on; 16 times the neuron. */
LANES_INLINE ivec owners(const struct few_layer *l, int unit, int j)
{
	return *(const ivec *)(const void *)(l->tables->owner + (size_t)unit * (size_t)l->in + j);
}

LANES_INLINE ivec owned_by(ivec owner, int neuron)
{
	return owner == vec_splat_int(neuron * TABLE_SIZE);
}

/* Neurons `who` and the next of `units` units from u on, of `samples` samples from s on;
   units and samples are constants, and those past the last repeat it. */
LANES_INLINE void product_part(const struct few_layer *l, int u, int s, int who, int units,
			       int samples)
{
	const struct table_shape *t = l->tables;
	struct lanes a[FEW_SUMS];
	float sums[FEW_SUMS];

	for (int k = 0; k < FEW_SUMS; k++)
		a[k] = lanes_zero();
	for (int j = 0; j < l->in; j += VEC) {
		int p = j % FEW_LANES / VEC;
		vec x[SAMPLES];

		for (int k = 0; k < samples; k++)
			x[k] = vec_load(l->from +
					(size_t)few_within(s + k, l->samples) * l->from_step + j);
		for (int i = 0; i < units; i++) {
			int unit = few_within(u + i, t->units);
			ivec w = (ivec)vec_load(l->weight + (size_t)unit * (size_t)l->in + j);
			ivec owner = owners(l, unit, j);
			vec one = (vec)(w & owned_by(owner, who));
			vec two = (vec)(w & owned_by(owner, who + 1));

			for (int k = 0; k < samples; k++) {
				struct lanes *to = a + (k * units + i) * 2;

				to[0].part[p] = vec_fma(one, x[k], to[0].part[p]);
				to[1].part[p] = vec_fma(two, x[k], to[1].part[p]);
			}
		}
	}
	few_sums(a, sums, FEW_SUMS);
	for (int k = 0; k < samples && s + k < l->samples; k++) {
		float *to = l->to + (size_t)(s + k) * l->to_step;

		for (int i = 0; i < units && u + i < t->units; i++) {
			const struct table_unit *unit = &t->unit[u + i];

			for (int n = 0; n < 2 && who + n < unit->count; n++)
				to[unit->neuron[who + n]] = sums[(k * units + i) * 2 + n];
		}
	}
}

LANES_INLINE void product_samples(const struct few_layer *l, int samples)
{
	for (int who = 0; who <= l->tables->others; who += 2) {
		for (int u = 0; u < l->tables->units; u += FEW_SUMS / 2 / samples) {
			for (int s = 0; s < l->samples; s += samples)
				product_part(l, u, s, who, FEW_SUMS / 2 / samples, samples);
		}
	}
}

static void product(const struct few_layer *l)
{
	if (l->samples == 1 || SAMPLES == 1)
		product_samples(l, 1);
	else
		product_samples(l, SAMPLES);
}

/* The slopes d of their owners. */
LANES_INLINE vec slopes_of(const float *d, const int32_t *neuron, ivec owner, int most)
{
	vec all = vec_splat(d[neuron[0]]);

	for (int k = 1; k < most; k++)
		all = vec_select(owned_by(owner, k), vec_splat(d[neuron[k]]), all);
	return all;
}

/* `units` units, of at most so many neurons, from u on, `columns` vectors of inputs from j
   on; all three are constants. */
LANES_INLINE void gradient_part(const struct few_layer *l, int u, int j, int units, int columns,
				int most, float *to)
{
	ivec owner[UNITS][COLUMNS];
	vec a[UNITS][COLUMNS];

	for (int i = 0; i < units; i++) {
		for (int c = 0; c < columns; c++) {
			owner[i][c] = owners(l, u + i, j + c * VEC);
			a[i][c] = vec_splat(0);
		}
	}
	for (int s = 0; s < l->samples; s++) {
		const float *x = l->from + (size_t)s * l->from_step + j;
		const float *d = l->delta + (size_t)s * l->to_step;
		vec from[COLUMNS];

		for (int c = 0; c < columns; c++)
			from[c] = vec_load(x + c * VEC);
		for (int i = 0; i < units; i++) {
			const int32_t *neuron = l->tables->unit[u + i].neuron;

			for (int c = 0; c < columns; c++)
				a[i][c] = vec_fma(slopes_of(d, neuron, owner[i][c], most), from[c],
						  a[i][c]);
		}
	}
	for (int i = 0; i < units; i++) {
		for (int c = 0; c < columns; c++)
			loose_store(to + (size_t)i * (size_t)l->in + j + c * VEC, a[i][c]);
	}
}

LANES_INLINE void gradient_rows(const struct few_layer *l, int u, int units, int most, float *to)
{
	int j = 0;

	for (; j + COLUMNS * VEC <= l->in; j += COLUMNS * VEC)
		gradient_part(l, u, j, units, COLUMNS, most, to);
	for (; j < l->in; j += VEC)
		gradient_part(l, u, j, units, 1, most, to);
}

LANES_INLINE void gradient_units(const struct few_layer *l, int u, int units, float *to)
{
	if (l->tables->others > 1)
		gradient_rows(l, u, units, TABLE_UNIT, to);
	else
		gradient_rows(l, u, units, 2, to);
}

static void gradient(const struct few_layer *l, int first, int units, float *to)
{
	int u = first, end = first + units;

	for (; u + UNITS <= end; u += UNITS, to += UNITS * (size_t)l->in)
		gradient_units(l, u, UNITS, to);
	for (; u < end; u++, to += l->in)
		gradient_units(l, u, 1, to);
}

/* It is the first layer: nothing is below it. */
const struct few_form ISA_NAME(few_units) = { .product = product, .gradient = gradient };
