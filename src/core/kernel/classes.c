/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * classes.c - families, and inputs sorted by who owns them.
 *
 * Owns the blocks of a layer.
 * Not here: the arithmetic (class.c), when it pays (plan.c).
 */
#include "core/kernel/classes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const float *row_of(const struct fpe_layer *l, int row)
{
	return l->mask + (size_t)row * (size_t)l->in;
}

/* Adds the row's inputs to those with an owner; false, and nothing added: one has one. */
static bool join(const struct fpe_layer *l, int row, bool *owned, int *count)
{
	const float *mask = row_of(l, row);

	for (int j = 0; j < l->in; j++) {
		if (mask[j] != 0 && owned[j])
			return false;
	}
	for (int j = 0; j < l->in; j++) {
		*count += mask[j] != 0;
		owned[j] |= mask[j] != 0;
	}
	return true;
}

static bool same_root(const struct fpe_origin *a, const struct fpe_origin *b)
{
	return a->root == b->root || (a->depth == 0 && b->depth == 0);
}

void families_find(struct families *f, const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	const struct fpe_origin *origin = net->origin[layer];
	bool owned[FPE_MAX_INPUTS > FPE_MAX_NEURONS ? FPE_MAX_INPUTS : FPE_MAX_NEURONS];
	int count = 0;

	*f = (struct families){ 0 };
	for (int i = 0; i < l->out; i++) {
		int first = f->start[f->count];
		bool same = i > 0 && count < l->in && same_root(&origin[first], &origin[i]);

		if (!same || !join(l, i, owned, &count)) {
			memset(owned, 0, (size_t)l->in);
			count = 0;
			join(l, i, owned, &count);
			f->count += i > 0;
			f->start[f->count] = (int16_t)i;
		}
		if (i + 1 - f->start[f->count] > f->most)
			f->most = i + 1 - f->start[f->count];
	}
	f->start[++f->count] = (int16_t)l->out;
}

int families_in_group(const struct families *f, int inputs)
{
	for (int n = CLASS_ROWS; n > 1; n /= 2) {
		int64_t classes = 1;

		for (int k = 0; k < n; k++)
			classes *= f->most;
		if (n <= f->count && classes * CLASS_INPUTS <= inputs)
			return n;
	}
	return 1;
}

int families_next(int in_group, int left)
{
	while (in_group > left)
		in_group /= 2;
	return in_group;
}

/* Families first … first + rows of a layer, one group. */
struct group {
	const struct fpe_layer *layer;
	const struct families *families;
	int first, rows;
	int *class_of; /* [in] */
	int *start;    /* [classes + 1] */
	int classes;
};

static int size_of(const struct group *g, int r)
{
	return g->families->start[g->first + r + 1] - g->families->start[g->first + r];
}

/* The class of each input: its owners as digits. */
static void sort_classes(struct group *g)
{
	int in = g->layer->in;

	g->classes = 1;
	memset(g->class_of, 0, (size_t)in * sizeof *g->class_of);
	for (int r = 0; r < g->rows; r++) {
		int first = g->families->start[g->first + r], n = size_of(g, r);

		for (int j = 0; j < in; j++) {
			int owner = 0;

			for (int i = 1; i < n; i++)
				owner = row_of(g->layer, first + i)[j] != 0 ? i : owner;
			g->class_of[j] = g->class_of[j] * n + owner;
		}
		g->classes *= n;
	}
	memset(g->start, 0, (size_t)(g->classes + 1) * sizeof *g->start);
	for (int j = 0; j < in; j++)
		g->start[g->class_of[j] + 1]++;
	for (int i = 0; i < g->classes; i++)
		g->start[i + 1] += g->start[i];
}

/* The rows of a class. */
static struct class_block block_of(const struct group *g, int class, int inputs)
{
	struct class_block b = { .rows = g->rows, .inputs = inputs };

	for (int r = g->rows - 1; r >= 0; r--) {
		b.row[r] = g->families->start[g->first + r] + class % size_of(g, r);
		class /= size_of(g, r);
	}
	return b;
}

static void add_block(struct classes *c, struct class_block b, int32_t *seen)
{
	struct class_shape *s = &c->shape;

	for (int r = 0; r < b.rows; r++) {
		int32_t before = seen[b.row[r]];

		b.first |= (before < 0) << r;
		b.last |= 1 << r;
		/* block and its row */
		if (before >= 0)
			c->block[before / CLASS_ROWS].last &= ~(1 << before % CLASS_ROWS);
		seen[b.row[r]] = s->blocks * CLASS_ROWS + r;
	}
	c->block[s->blocks++] = b;
}

/* Blocks of a group: classes that have inputs; rows without get one of their own. */
static void add_group(struct classes *c, const struct group *g, int *indices, int32_t *seen)
{
	struct class_shape *s = &c->shape;
	int first = g->families->start[g->first], end = g->families->start[g->first + g->rows];

	for (int class = 0; class < g->classes; class ++) {
		struct class_block b = block_of(g, class, g->start[class + 1] - g->start[class]);

		b.index = *indices + g->start[class];
		b.weight = s->weights + g->start[class] * g->rows;
		if (b.inputs > 0)
			add_block(c, b, seen);
	}
	for (int j = 0; j < s->in; j++) {
		int at = g->start[g->class_of[j]]++;
		struct class_block b = block_of(g, g->class_of[j], 0);

		c->index[*indices + at] = j;
		for (int r = 0; r < g->rows; r++)
			c->place[s->weights + at * g->rows + r] = b.row[r] * s->in + j;
	}
	*indices += s->in;
	s->weights += s->in * g->rows;
	for (int i = first; i < end; i++) {
		if (seen[i] < 0)
			add_block(c, (struct class_block){ .row = { i }, .rows = 1 }, seen);
	}
}

static void *array(size_t count, size_t size)
{
	size_t bytes = (count * size + FPE_ALIGN) / FPE_ALIGN * FPE_ALIGN;
	void *a = aligned_alloc(FPE_ALIGN, bytes);

	if (a)
		memset(a, 0, bytes);
	return a;
}

/* Inputs are once in a group, and groups are families beside each other. */
static size_t indices_of(const struct families *f, int in_group, const struct fpe_layer *l)
{
	size_t groups = 0;

	for (int first = 0; first < f->count; groups++)
		first += families_next(in_group, f->count - first);
	return groups * (size_t)l->in;
}

/* Groups one after the other; most: classes of one. */
static enum fpe_status add_groups(struct classes *c, const struct fpe_layer *l,
				  const struct families *f, int in_group, size_t most,
				  struct fpe_error *err)
{
	struct group g = { .layer = l, .families = f };
	int32_t *seen = array((size_t)l->out, sizeof *seen);
	enum fpe_status status = FPE_OK;
	int indices = 0;

	g.class_of = array((size_t)l->in, sizeof *g.class_of);
	g.start = array(most + 1, sizeof *g.start);
	if (!seen || !g.class_of || !g.start)
		status = fpe_no_memory(err);
	for (int i = 0; !status && i < l->out; i++)
		seen[i] = -1;
	for (; !status && g.first < f->count; g.first += g.rows) {
		g.rows = families_next(in_group, f->count - g.first);
		sort_classes(&g);
		add_group(c, &g, &indices, seen);
	}
	free(g.class_of);
	free(g.start);
	free(seen);
	return status;
}

/* Packed places of live weights, in order of their places in the layer. */
static enum fpe_status list_live(struct classes *c, const struct fpe_layer *l,
				 struct fpe_error *err)
{
	int32_t *packed = array(fpe_layer_size(l), sizeof *packed);
	size_t n = 0;

	if (!packed)
		return fpe_no_memory(err);
	for (int k = 0; k < c->shape.weights; k++)
		packed[c->place[k]] = k;
	for (size_t i = 0; i < fpe_layer_size(l); i++) {
		if (l->mask[i] != 0)
			c->from[n++] = packed[i];
	}
	free(packed);
	return FPE_OK;
}

static enum fpe_status fill(struct classes *c, const struct fpe_net *net, int layer,
			    struct families *f, struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[layer];
	struct class_shape *s = &c->shape;
	enum fpe_status status;
	size_t blocks, most = 1;
	int in_group;

	families_find(f, net, layer);
	in_group = families_in_group(f, l->in);
	for (int k = 0; k < in_group; k++)
		most *= (size_t)f->most;
	blocks = (size_t)(f->count / in_group + 3) * most + (size_t)l->out;
	s->in = l->in;
	s->out = l->out;
	c->block = array(blocks, sizeof *c->block);
	c->index = array(indices_of(f, in_group, l), sizeof *c->index);
	c->place = array((size_t)f->count * (size_t)l->in, sizeof *c->place);
	c->from = array(fpe_net_layer_nnz(net, layer), sizeof *c->from);
	if (!c->block || !c->index || !c->place || !c->from)
		return fpe_no_memory(err);
	status = add_groups(c, l, f, in_group, most, err);
	if (status)
		return status;
	s->block = c->block;
	s->index = c->index;
	return list_live(c, l, err);
}

enum fpe_status classes_init(struct classes *c, const struct fpe_net *net, int layer,
			     struct fpe_error *err)
{
	struct families *f = malloc(sizeof *f);
	enum fpe_status status = f ? fill(c, net, layer, f, err) : fpe_no_memory(err);

	free(f);
	return status;
}

void classes_clear(struct classes *c)
{
	free(c->block);
	free(c->index);
	free(c->place);
	free(c->from);
}
