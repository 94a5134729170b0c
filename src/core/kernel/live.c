/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.c - lists of live weights from a mask.
 *
 * Owns the lists.
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

/* Blocks and classes have no use for lists. */
static bool is_listed(const struct live *live)
{
	return !live->block && !live->class;
}

/* Is each weight live? Then lists of them say nothing. */
static bool is_full(const struct live *live)
{
	return live->block && (size_t)live->nnz == (size_t)live->in * (size_t)live->out;
}

static enum fpe_status allocate(struct live *live, struct fpe_error *err)
{
	int listed = is_listed(live) ? live->nnz : 0;

	live->rows.start = array(live->out + 1, sizeof(int32_t));
	live->columns.start = array(live->in + 1, sizeof(int32_t));
	live->rows.cut = array((live->rows.blocks + 1) * live->out, sizeof(int32_t));
	live->columns.cut = array((live->columns.blocks + 1) * live->in, sizeof(int32_t));
	live->rows.index = array(listed, sizeof(int32_t));
	live->columns.index = array(listed, sizeof(int32_t));
	live->flat = array(is_full(live) ? 0 : live->nnz, sizeof(int32_t));
	live->from_rows = array(listed, sizeof(int32_t));
	if (!live->rows.cut || !live->columns.cut || !live->rows.start || !live->columns.start ||
	    !live->rows.index || !live->columns.index || !live->flat || !live->from_rows)
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
		if (is_full(live)) {
			k += live->in;
			continue;
		}
		for (int j = 0; j < live->in; j++) {
			int32_t at = i * live->in + j;

			if (mask[at] == 0)
				continue;
			if (is_listed(live))
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
	live->block = plan == PLAN_BLOCK;
	live->wide = live->block && plan_is_wide(layer);
	live->class = plan == PLAN_CLASS;
	live->rows.count = layer->out;
	live->columns.count = layer->in;
	live->rows.blocks = (layer->in + TILE_BLOCK - 1) / TILE_BLOCK;
	live->columns.blocks = (layer->out + TILE_BLOCK - 1) / TILE_BLOCK;
	status = allocate(live, err);
	if (status)
		return status;
	list_rows(live, layer->mask);
	if (is_listed(live)) {
		list_columns(live);
		cut_lists(&live->rows);
		cut_lists(&live->columns);
	}
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
	classes_clear(&live->classes);
}

void live_packing(const struct live *live, struct packed_layer *out)
{
	const struct classes *c = &live->classes;

	*out = (struct packed_layer){ .nnz = live->nnz, .live = is_full(live) ? NULL : live->flat };
	if (live->class) {
		out->weights = (size_t)c->shape.weights;
		out->place = c->place;
		out->at = c->from;
	} else if (live->block) {
		out->weights = (size_t)live->in * (size_t)live->out;
		out->at = out->live;
	} else {
		out->weights = (size_t)live->nnz;
		out->place = live->flat;
	}
}

void live_turn(const struct live *live, const struct tile_ops *ops, const float *weights,
	       float *across)
{
	if (live->class)
		return;
	if (live->block) {
		ops->block->turn(weights, live->in, live->out, live->in, across, live->out);
		return;
	}
	for (int k = 0; k < live->nnz; k++)
		across[k] = weights[live->from_rows[k]];
}
