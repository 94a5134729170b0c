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

#define WORD 32

static bool disjoint(const struct fpe_layer *l, int a, int b)
{
	const float *x = l->mask + (size_t)a * (size_t)l->in;
	const float *y = l->mask + (size_t)b * (size_t)l->in;

	for (int j = 0; j < l->in; j++) {
		if (x[j] != 0 && y[j] != 0)
			return false;
	}
	return true;
}

/* Neighbours first, as siblings of a split are; pairs before the others. */
static void pair_up(struct lookup *l, const struct fpe_layer *layer)
{
	struct table_shape *s = &l->shape;
	int alone = 0;

	for (int i = 0; i < s->neurons; i++) {
		if (i + 1 < s->neurons && disjoint(layer, i, i + 1)) {
			l->unit[s->pairs++] = (struct table_unit){ { i, i + 1 } };
			i++;
		} else {
			/* kept at the end for now */
			l->unit[s->neurons - ++alone] = (struct table_unit){ { i, -1 } };
		}
	}
	s->units = s->pairs + alone;
	memmove(l->unit + s->pairs, l->unit + s->neurons - alone, (size_t)alone * sizeof *l->unit);
	for (int u = 0; u < s->pairs; u++) {
		const float *second =
			layer->mask + (size_t)l->unit[u].neuron[1] * (size_t)layer->in;
		int32_t *owner = l->owner + (size_t)u * (size_t)s->words * WORD;

		for (int j = 0; j < layer->in; j++)
			owner[j] = second[j] != 0 ? TABLE_SIZE : 0;
	}
}

static bool is_live(const struct fpe_layer *l, int neuron, int group)
{
	const float *mask = l->mask + (size_t)neuron * (size_t)l->in;
	int j = group * TABLE_STEP, end = j + TABLE_STEP;

	for (; j < end && j < l->in; j++) {
		if (mask[j] != 0)
			return true;
	}
	return false;
}

/*
 * Lists of live groups, of neurons with at most 5 of 8 live: one that has a
 * list is summed alone, which costs a third more a group. No list: no entries,
 * also where no group is live.
 */
static void list_groups(struct lookup *l, const struct fpe_layer *layer)
{
	const struct table_shape *s = &l->shape;
	int32_t n = 0;

	for (int i = 0; i < s->neurons; i++) {
		l->start[i] = n;
		for (int g = 0; g < s->groups; g++) {
			if (is_live(layer, i, g))
				l->group[n++] = g;
		}
		if ((n - l->start[i]) * 8 > s->groups * 5)
			n = l->start[i];
	}
	l->start[s->neurons] = n;
}

/* Where each packed number is in the layer, and the other way round. */
static void place_weights(struct lookup *l, const struct fpe_layer *layer)
{
	const struct table_shape *s = &l->shape;
	int row = s->words * WORD;
	int32_t n = 0;

	for (int u = 0; u < s->units; u++) {
		const int32_t *neuron = l->unit[u].neuron;

		for (int j = 0; j < row; j++) {
			bool second = neuron[1] >= 0 && l->owner[u * row + j] != 0;
			int32_t at = neuron[second] * s->inputs + j;

			l->place[u * row + j] = j < s->inputs ? at : -1;
			/* for now, by neuron and input */
			if (j < s->inputs && layer->mask[at] != 0)
				l->at[at] = u * row + j;
		}
	}
	for (int i = 0; i < s->neurons * s->inputs; i++) {
		if (layer->mask[i] != 0)
			l->at[n++] = l->at[i];
	}
}

static void *share(float **at, size_t floats)
{
	float *mine = *at;

	*at += (floats + 15) / 16 * 16;
	return mine;
}

/* Sets the pointers from `memory` on; returns the floats that takes. */
static size_t lay_out(struct lookup *l, float *memory)
{
	const struct table_shape *s = &l->shape;
	size_t row = (size_t)s->words * WORD, neurons = (size_t)s->neurons;
	float *at = memory;

	l->weight = share(&at, neurons * row);
	l->owner = share(&at, neurons * row);
	l->table = share(&at, neurons * (size_t)s->groups * TABLE_SIZE);
	return (size_t)(at - memory);
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
		.groups = (layer->in + TABLE_STEP - 1) / TABLE_STEP,
		.neurons = layer->out,
		.activation = net->activation,
	};
	floats = lay_out(l, nothing);
	l->memory = aligned_alloc(FPE_ALIGN, floats * sizeof(float));
	l->unit = calloc((size_t)layer->out, sizeof *l->unit);
	l->start = calloc((size_t)layer->out + 1, sizeof *l->start);
	l->group = calloc((size_t)layer->out * (size_t)s->groups, sizeof *l->group);
	l->place = calloc((size_t)layer->out * (size_t)s->words * WORD, sizeof *l->place);
	l->at = calloc(fpe_layer_size(layer), sizeof *l->at);
	if (!l->memory || !l->unit || !l->start || !l->group || !l->place || !l->at)
		return fpe_no_memory(err);
	memset(l->memory, 0, floats * sizeof(float));
	lay_out(l, l->memory);
	pair_up(l, layer);
	s->unit = l->unit;
	s->owner = l->owner;
	list_groups(l, layer);
	s->start = l->start;
	s->group = l->group;
	place_weights(l, layer);
	return FPE_OK;
}

void lookup_clear(struct lookup *l)
{
	free(l->unit);
	free(l->start);
	free(l->group);
	free(l->place);
	free(l->at);
	free(l->memory);
}

enum fpe_status lookup_scratch_init(struct lookup_scratch *s, const struct lookup *l,
				    struct fpe_error *err)
{
	size_t chunks = TILE / TABLE_STEP;
	size_t index = chunks * (size_t)l->shape.words * WORD;
	size_t gate = (chunks * (size_t)l->shape.neurons + 15) / 16 * 16;

	s->index = aligned_alloc(FPE_ALIGN, (index + gate) * sizeof *s->index);
	if (!s->index)
		return fpe_no_memory(err);
	s->gate = s->index + index;
	return FPE_OK;
}

void lookup_scratch_clear(struct lookup_scratch *s)
{
	free(s->index);
}

size_t lookup_packed(const struct lookup *l)
{
	return (size_t)l->shape.units * (size_t)l->shape.words * WORD;
}

/* A pair's weights, one row, to two rows with 0 where the other owns. */
static void part_rows(const int32_t *owner, const float *weight, int n, float *first, float *second)
{
	for (int j = 0; j < n; j++) {
		first[j] = owner[j] ? 0 : weight[j];
		second[j] = owner[j] ? weight[j] : 0;
	}
}

void lookup_begin(struct lookup *l, const struct table_ops *ops, const float *weight)
{
	const struct table_shape *s = &l->shape;
	int row = s->words * WORD;

	for (int u = 0; u < s->units; u++, weight += row) {
		const int32_t *neuron = l->unit[u].neuron;
		float *first = l->weight + (size_t)neuron[0] * (size_t)row;

		if (u < s->pairs)
			part_rows(l->owner + (size_t)u * (size_t)row, weight, row, first,
				  l->weight + (size_t)neuron[1] * (size_t)row);
		else
			memcpy(first, weight, (size_t)row * sizeof *first);
	}
	ops->build(s, l->weight, l->table);
}

void lookup_forward(const struct lookup *l, const struct table_ops *ops, const float *bias,
		    const struct samples *s, float *sum, float *to)
{
	ops->forward(&l->shape, l->table, bias, s->bits, s->groups, sum, to);
}

void lookup_count(const struct lookup *l, struct lookup_scratch *scratch,
		  const struct table_ops *ops, const struct samples *s, const float *delta,
		  float *gradient)
{
	ops->chunks(&l->shape, s->bits, s->groups, scratch->index);
	ops->gradient(&l->shape, delta, scratch->index, s->groups, gradient);
}

void lookup_count_gated(const struct lookup *l, struct lookup_scratch *scratch,
			const struct table_ops *ops, const struct samples *s, const float *delta,
			float *gradient)
{
	ops->chunks(&l->shape, s->bits, s->groups, scratch->index);
	ops->gated(&l->shape, delta, scratch->gate, scratch->index, s->groups, gradient);
}

void lookup_multiply(const struct lookup *l, const float *times, float *gradient)
{
	const struct table_shape *s = &l->shape;
	int row = s->words * WORD;

	for (int u = 0; u < s->units; u++, gradient += row) {
		const int32_t *owner = l->owner + (size_t)u * (size_t)row;
		float first = times[l->unit[u].neuron[0]];
		float second = u < s->pairs ? times[l->unit[u].neuron[1]] : first;

		for (int j = 0; j < row; j++)
			gradient[j] *= owner[j] ? second : first;
	}
}
