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
	l->gradient = share(&at, neurons * row);
	l->owner = share(&at, neurons * row);
	l->table = share(&at, neurons * (size_t)s->groups * TABLE_SIZE);
	l->index = share(&at, TILE / TABLE_STEP * row);
	l->gate = share(&at, neurons * (TILE / TABLE_STEP));
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
	if (!l->memory || !l->unit || !l->start || !l->group)
		return fpe_no_memory(err);
	memset(l->memory, 0, floats * sizeof(float));
	lay_out(l, l->memory);
	pair_up(l, layer);
	s->unit = l->unit;
	s->owner = l->owner;
	list_groups(l, layer);
	s->start = l->start;
	s->group = l->group;
	return FPE_OK;
}

void lookup_clear(struct lookup *l)
{
	free(l->unit);
	free(l->start);
	free(l->group);
	free(l->memory);
}

void lookup_begin(struct lookup *l, const struct table_ops *ops, const struct fpe_layer *layer,
		  bool backward)
{
	const struct table_shape *s = &l->shape;
	size_t row = (size_t)s->words * WORD;

	for (int i = 0; i < s->neurons; i++)
		memcpy(l->weight + (size_t)i * row, layer->weight + (size_t)i * (size_t)s->inputs,
		       (size_t)s->inputs * sizeof(float));
	ops->build(s, l->weight, l->table);
	if (backward)
		memset(l->gradient, 0, (size_t)s->units * row * sizeof(float));
}

void lookup_forward(struct lookup *l, const struct table_ops *ops, const struct fpe_layer *layer,
		    const struct samples *s, float *sum, float *to)
{
	ops->forward(&l->shape, l->table, layer->bias, s->bits, s->groups, sum, to);
}

void lookup_count(struct lookup *l, const struct table_ops *ops, const struct samples *s,
		  const float *delta)
{
	ops->chunks(&l->shape, s->bits, s->groups, l->index);
	ops->gradient(&l->shape, delta, l->index, s->groups, l->gradient);
}

void lookup_count_gated(struct lookup *l, const struct table_ops *ops, const struct samples *s,
			const float *delta)
{
	ops->chunks(&l->shape, s->bits, s->groups, l->index);
	ops->gated(&l->shape, delta, l->gate, l->index, s->groups, l->gradient);
}

void lookup_gradient(const struct lookup *l, const struct tile_ops *ops,
		     const struct fpe_layer *layer, const float *times, float *to)
{
	const struct table_shape *s = &l->shape;

	for (int u = 0; u < s->units; u++) {
		const float *from = l->gradient + (size_t)u * (size_t)s->words * WORD;

		for (int k = 0; k < 2 && l->unit[u].neuron[k] >= 0; k++) {
			int i = l->unit[u].neuron[k];
			size_t at = (size_t)i * (size_t)s->inputs;

			ops->mask(s->inputs, layer->mask + at, times ? times[i] : 1, from, to + at);
		}
	}
}
