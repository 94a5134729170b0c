/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup.c - which neurons share a lookup, and weights moved in and out.
 *
 * Owns the memory of one table layer.
 * Not here: the arithmetic (table.c), when tables pay (plan.c).
 */
#include "core/kernel/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "core/kernel/plan.h"
#include "core/kernel/share.h"

#define WORD 32
#define NOBODY 16 /* places behind the units, whose weights are 0 */

static struct table_unit unit_of(int first, int count)
{
	struct table_unit unit = { .count = count };

	for (int k = 0; k < TABLE_UNIT; k++)
		unit.neuron[k] = k < count ? first + k : first;
	return unit;
}

/* Neighbours, as siblings of a split are: first units of several, then those alone, of
   each kind in order of neurons. */
static void find_units(struct lookup *l, const struct fpe_net *net)
{
	struct table_shape *s = &l->shape;
	int most = 1, n;

	for (int alone = 0; alone < 2; alone++) {
		for (int i = 0; i < s->neurons; i += n) {
			n = plan_unit(net, i);
			most = n > most ? n : most;
			if ((n == 1) == alone)
				l->unit[s->units++] = unit_of(i, n);
		}
		if (!alone)
			s->several = s->units;
	}
	s->others = most > 2 ? TABLE_UNIT - 1 : most - 1;
}

/* Who owns the inputs of unit u: neuron k of it, where its mask says so. */
static void own_inputs(struct lookup *l, const struct fpe_layer *layer, int u, int k)
{
	size_t row = (size_t)l->shape.words * WORD, unit = (size_t)u;
	int neuron = l->unit[u].neuron[k];
	const float *mask = layer->mask + (size_t)neuron * (size_t)layer->in;

	l->home[neuron] = u * TABLE_UNIT + k;
	for (int j = 0; k > 0 && j < layer->in; j++) {
		size_t place = (unit * (size_t)l->shape.others + (size_t)k - 1) * row + (size_t)j;

		if (mask[j] == 0)
			continue;
		l->owner[unit * row + (size_t)j] = k * TABLE_SIZE;
		l->owns[place] = -1;
	}
}

/* Where each packed number is in the layer, and the other way round. */
static void place_weights(struct lookup *l, const struct fpe_layer *layer)
{
	const struct table_shape *s = &l->shape;
	int row = s->words * WORD;
	int32_t n = 0;

	for (int u = 0; u < s->units; u++) {
		for (int k = 0; k < l->unit[u].count; k++)
			own_inputs(l, layer, u, k);
		for (int j = 0; j < row; j++) {
			int which = l->owner[u * row + j] / TABLE_SIZE;
			int32_t at = l->unit[u].neuron[which] * s->inputs + j;

			l->place[u * row + j] = j < s->inputs ? at : -1;
			/* for now, by neuron and input */
			if (j < s->inputs && layer->mask[at] != 0)
				l->at[at] = u * row + j;
		}
	}
	for (int j = 0; j < NOBODY; j++)
		l->place[s->units * row + j] = -1;
	for (int i = 0; i < s->neurons * s->inputs; i++) {
		if (layer->mask[i] != 0)
			l->at[n++] = l->at[i];
	}
}

/*
 * Fours of a neuron whose first live weight is number `live` of the layer's; where there
 * is no weight, nobody's is taken. Returns how many fours.
 */
static int list_fours(struct lookup *l, const struct fpe_layer *layer, int neuron, int live,
		      int32_t *input, int32_t *from)
{
	const float *mask = layer->mask + (size_t)neuron * (size_t)layer->in;
	int32_t nobody = l->shape.units * l->shape.words * WORD;
	bool packs = l->packs[neuron];
	int n = 0;

	for (int j = 0; j < layer->in; j++) {
		if (packs && mask[j] == 0)
			continue;
		input[n] = j;
		from[n++] = mask[j] != 0 ? l->at[live++] : nobody;
	}
	for (; n % TABLE_STEP != 0; n++) {
		input[n] = 0;
		from[n] = nobody;
	}
	return n / TABLE_STEP;
}

static void list_tables(struct lookup *l, const struct fpe_layer *layer)
{
	struct table_shape *s = &l->shape;
	int live = 0, n = 0;

	for (int i = 0; i < s->neurons; i++) {
		size_t at = (size_t)n * TABLE_STEP;

		l->start[i] = n;
		l->packs[i] = plan_packs(layer, i);
		s->any_packs |= l->packs[i];
		n += list_fours(l, layer, i, live, l->input + at, l->from + at);
		for (int j = 0; j < layer->in; j++)
			live += layer->mask[i * layer->in + j] != 0;
	}
	l->start[s->neurons] = n;
}

/* Fours of all neurons, packed or not, at most. */
static size_t most_tables(const struct fpe_layer *layer)
{
	return (size_t)layer->out * (size_t)plan_fours(layer);
}

/* Sets the pointers from `memory` on; returns the floats that takes. */
static size_t lay_out(struct lookup *l, const struct fpe_layer *layer, float *memory)
{
	const struct table_shape *s = &l->shape;
	size_t row = (size_t)s->words * WORD;
	float *at = memory;

	l->weight = share(&at, most_tables(layer) * TABLE_STEP);
	l->table = share(&at, most_tables(layer) * TABLE_SIZE);
	l->owner = share(&at, (size_t)s->units * row);
	l->owns = share(&at, (size_t)s->several * (size_t)s->others * row);
	return (size_t)(at - memory);
}

/* All but `memory` and what is in it. */
static bool allocate(struct lookup *l, const struct fpe_layer *layer)
{
	size_t out = (size_t)layer->out, fours = most_tables(layer);
	size_t packed = out * (size_t)l->shape.words * WORD + NOBODY;

	l->unit = calloc(out, sizeof *l->unit);
	l->start = calloc(out + 1, sizeof *l->start);
	l->packs = calloc(out, sizeof *l->packs);
	l->input = calloc(fours, TABLE_STEP * sizeof *l->input);
	l->from = calloc(fours, TABLE_STEP * sizeof *l->from);
	l->place = calloc(packed, sizeof *l->place);
	l->at = calloc(fpe_layer_size(layer), sizeof *l->at);
	l->home = calloc(out, sizeof *l->home);
	return l->unit && l->start && l->packs && l->input && l->from && l->place && l->at &&
	       l->home;
}

enum fpe_status lookup_init(struct lookup *l, const struct fpe_net *net, struct fpe_error *err)
{
	const struct fpe_layer *layer = &net->layer[0];
	struct table_shape *s = &l->shape;
	float nothing[1];
	size_t floats;

	*s = (struct table_shape){
		.inputs = layer->in,
		.words = (layer->in + WORD - 1) / WORD,
		.neurons = layer->out,
		.activation = net->activation,
	};
	if (!allocate(l, layer))
		return fpe_no_memory(err);
	find_units(l, net);
	floats = lay_out(l, layer, nothing);
	l->memory = aligned_alloc(FPE_ALIGN, floats * sizeof(float));
	if (!l->memory)
		return fpe_no_memory(err);
	memset(l->memory, 0, floats * sizeof(float));
	lay_out(l, layer, l->memory);
	place_weights(l, layer);
	list_tables(l, layer);
	s->unit = l->unit;
	s->owner = l->owner;
	s->owns = l->owns;
	s->home = l->home;
	s->start = l->start;
	s->packs = l->packs;
	s->input = l->input;
	return FPE_OK;
}

void lookup_clear(struct lookup *l)
{
	free(l->unit);
	free(l->start);
	free(l->packs);
	free(l->input);
	free(l->from);
	free(l->place);
	free(l->at);
	free(l->home);
	free(l->memory);
}

enum fpe_status lookup_scratch_init(struct lookup_scratch *s, const struct lookup *l,
				    struct fpe_error *err)
{
	size_t row = (size_t)l->shape.words * WORD;
	size_t index = TILE / TABLE_STEP * row;
	size_t four = row / TABLE_STEP * TILE_LANES, plane = row * TILE_LANES;
	size_t gate = (TILE / WORD * (size_t)l->shape.neurons + 15) / 16 * 16;
	size_t words = index + four + plane + gate;

	s->index = aligned_alloc(FPE_ALIGN, words * sizeof *s->index);
	if (!s->index)
		return fpe_no_memory(err);
	/* of half a block of samples (gate.c) the other half is read */
	memset(s->index, 0, words * sizeof *s->index);
	s->turned = (uint32_t *)s->index;
	s->bits.four = s->turned + index;
	s->bits.plane = s->bits.four + four;
	s->gate = s->bits.plane + plane;
	return FPE_OK;
}

void lookup_scratch_clear(struct lookup_scratch *s)
{
	free(s->index);
}

size_t lookup_packed(const struct lookup *l)
{
	return (size_t)l->shape.units * (size_t)l->shape.words * WORD + NOBODY;
}

void lookup_begin(struct lookup *l, const struct tile_ops *ops, const float *weight)
{
	int tables = l->start[l->shape.neurons];

	ops->class->gather(tables * TABLE_STEP, l->from, weight, l->weight);
	ops->table->build(tables, l->weight, l->table);
}

void lookup_forward(const struct lookup *l, struct lookup_scratch *scratch,
		    const struct table_ops *ops, const float *bias, const struct samples *s,
		    float *sum, float *to)
{
	ops->spread(&l->shape, s->bits, s->groups, &scratch->bits);
	ops->forward(&l->shape, l->table, bias, &scratch->bits, s->groups, sum, to);
}

void lookup_count(const struct lookup *l, struct lookup_scratch *scratch,
		  const struct table_ops *ops, const struct samples *s, const float *delta,
		  float *gradient)
{
	ops->chunks(&l->shape, s->bits, s->groups, scratch->index);
	ops->gradient(&l->shape, delta, scratch->index, s->groups, gradient);
}

void lookup_count_gated(const struct lookup *l, struct lookup_scratch *scratch,
			const struct tile_ops *ops, const struct samples *s, const float *outputs,
			const float *delta, float *gradient, float *bias)
{
	ops->gate->gates(l->shape.neurons, outputs, delta, s->groups, scratch->gate, bias);
	ops->table->turn(&l->shape, s->bits, s->groups, scratch->turned);
	ops->gate->gradient(&l->shape, delta, scratch->gate, scratch->turned, s->groups, gradient);
}
