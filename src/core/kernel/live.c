/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.c - lists of live weights from a mask.
 *
 * Owns the lists and the packed copies of weights and gradients.
 * Promise: both lists ascend within a row or column, so the order of every
 * sum over weights follows from the mask alone.
 */
#include "core/kernel/live.h"

#include <stdlib.h>
#include <string.h>

static void *array(int count, size_t size)
{
	/* an empty layer still gets memory: NULL means failure */
	return calloc(count > 0 ? (size_t)count : 1, size);
}

static enum fpe_status allocate(struct live *live, struct fpe_error *err)
{
	live->rows.start = array(live->out + 1, sizeof(int32_t));
	live->columns.start = array(live->in + 1, sizeof(int32_t));
	live->rows.cut = array((live->rows.blocks + 1) * live->out, sizeof(int32_t));
	live->columns.cut = array((live->columns.blocks + 1) * live->in, sizeof(int32_t));
	live->rows.index = array(live->nnz, sizeof(int32_t));
	live->columns.index = array(live->nnz, sizeof(int32_t));
	live->flat = array(live->nnz, sizeof(int32_t));
	live->from_rows = array(live->nnz, sizeof(int32_t));
	live->across = array(live->block ? live->in * live->out : live->nnz, sizeof(float));
	if (!live->rows.cut || !live->columns.cut || !live->rows.start || !live->columns.start ||
	    !live->rows.index || !live->columns.index || !live->flat || !live->from_rows ||
	    !live->across)
		return fpe_no_memory(err);
	if (live->full || live->block || live->class)
		return FPE_OK;
	live->weight = array(live->nnz, sizeof(float));
	live->gradient = array(live->nnz, sizeof(float));
	if (!live->weight || !live->gradient)
		return fpe_no_memory(err);
	return FPE_OK;
}

/* Where each list passes from one block of indices to the next. */
static void cut_lists(struct tile_lists *l)
{
	for (int b = 0; b <= l->blocks; b++) {
		for (int i = 0; i < l->count; i++) {
			int32_t k = l->start[i];

			while (k < l->start[i + 1] && l->index[k] < b * TILE_BLOCK)
				k++;
			l->cut[(size_t)b * (size_t)l->count + (size_t)i] = k;
		}
	}
}

static void list_rows(struct live *live, const float *mask)
{
	int32_t k = 0;

	for (int i = 0; i < live->out; i++) {
		live->rows.start[i] = k;
		for (int j = 0; j < live->in; j++) {
			int32_t at = i * live->in + j;

			if (mask[at] == 0)
				continue;
			live->rows.index[k] = j;
			live->flat[k++] = at;
		}
	}
	live->rows.start[live->out] = k;
}

/* Counting sort of the row lists by column; start serves as the cursor. */
static void list_columns(struct live *live)
{
	int32_t *start = live->columns.start;
	int row = 0;

	for (int k = 0; k < live->nnz; k++)
		start[live->rows.index[k] + 1]++;
	for (int j = 0; j < live->in; j++)
		start[j + 1] += start[j];
	for (int32_t k = 0; k < live->nnz; k++) {
		int32_t at = start[live->rows.index[k]]++;

		while (k >= live->rows.start[row + 1])
			row++;
		live->columns.index[at] = row;
		live->from_rows[at] = k;
	}
	for (int j = live->in; j > 0; j--)
		start[j] = start[j - 1];
	start[0] = 0;
}

enum fpe_status live_init(struct live *live, const struct fpe_net *net, int l, enum plan plan,
			  struct fpe_error *err)
{
	const struct fpe_layer *layer = &net->layer[l];
	enum fpe_status status;

	live->in = layer->in;
	live->out = layer->out;
	live->nnz = (int)fpe_net_layer_nnz(net, l);
	live->full = live->nnz == layer->in * layer->out;
	live->block = plan == PLAN_BLOCK;
	live->class = plan == PLAN_CLASS;
	live->rows.count = layer->out;
	live->columns.count = layer->in;
	live->rows.blocks = (layer->in + TILE_BLOCK - 1) / TILE_BLOCK;
	live->columns.blocks = (layer->out + TILE_BLOCK - 1) / TILE_BLOCK;
	status = allocate(live, err);
	if (status)
		return status;
	list_rows(live, layer->mask);
	list_columns(live);
	cut_lists(&live->rows);
	cut_lists(&live->columns);
	return live->class ? classes_init(&live->classes, net, l, err) : FPE_OK;
}

void live_clear(struct live *live)
{
	free(live->rows.start);
	free(live->rows.index);
	free(live->rows.cut);
	free(live->columns.cut);
	free(live->columns.start);
	free(live->columns.index);
	free(live->flat);
	free(live->from_rows);
	free(live->weight);
	free(live->gradient);
	free(live->across);
	classes_clear(&live->classes);
}

const float *live_weights(struct live *live, const struct tile_ops *ops,
			  const struct fpe_layer *layer)
{
	struct classes *c = &live->classes;

	if (live->class) {
		ops->class->gather(c->shape.weights, c->place, layer->weight, c->weight);
		return c->weight;
	}
	if (live->full || live->block)
		return layer->weight;
	for (int k = 0; k < live->nnz; k++)
		live->weight[k] = layer->weight[live->flat[k]];
	return live->weight;
}

void live_turn(struct live *live, const struct tile_ops *ops, const float *weights)
{
	if (live->class)
		return;
	if (live->block) {
		ops->block->turn(weights, live->in, live->out, live->in, live->across, live->out);
		return;
	}
	for (int k = 0; k < live->nnz; k++)
		live->across[k] = weights[live->from_rows[k]];
}

static size_t size_of(const struct live *live)
{
	return (size_t)live->in * (size_t)live->out;
}

float *live_gradient(const struct live *live, struct fpe_layer *into)
{
	if (live->class)
		return live->classes.gradient;
	return live->full || live->block ? into->weight : live->gradient;
}

void live_clear_gradient(const struct live *live, struct fpe_layer *into)
{
	size_t n = live->block ? size_of(live) : (size_t)live->nnz;

	if (live->class)
		n = (size_t)live->classes.shape.weights;
	memset(live_gradient(live, into), 0, n * sizeof(float));
}

void live_spread_gradient(const struct live *live, const struct tile_ops *ops,
			  const struct fpe_layer *layer, struct fpe_layer *into)
{
	if (live->full)
		return;
	if (live->block) {
		ops->mask(live->in * live->out, layer->mask, 1, into->weight, into->weight);
		return;
	}
	memset(into->weight, 0, size_of(live) * sizeof(float));
	if (live->class) {
		for (int i = 0; i < live->nnz; i++)
			into->weight[live->flat[i]] = live->classes.gradient[live->classes.from[i]];
		return;
	}
	for (int i = 0; i < live->nnz; i++)
		into->weight[live->flat[i]] = live->gradient[i];
}
