/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.c - match the neurons of two nets by origin, fold what one of them
 * has split further.
 */
#include "view/figure/difference.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"

/* ------------------------------------------------------------- the match */

/* Neurons of two nets to common rows. */
struct match {
	const struct fpe_origin *origin[2];
	int n[2], depth;
	int rows;
	struct fpe_origin *row;	      /* [rows], as long as both together */
	int16_t *of[2];		      /* [n] row of each neuron */
	int16_t *head, *next;	      /* [roots] first neuron of the second net with a
					 root, [n of the second] the next, -1 ends */
	int16_t *row_head, *row_next; /* the same for rows */
};

static bool begins(const struct fpe_origin *start, const struct fpe_origin *o)
{
	return start->root == o->root && start->depth <= o->depth &&
	       memcmp(start->child, o->child, (size_t)start->depth * sizeof *o->child) == 0;
}

/* Origin of a neuron, without the generations that are not shared. */
static struct fpe_origin cut(const struct match *m, int which, int neuron)
{
	struct fpe_origin o = m->origin[which][neuron];

	if (o.depth > m->depth)
		o.depth = (int16_t)m->depth;
	return o;
}

/* The row that an origin belongs to, -1: none yet. */
static int row_of(const struct match *m, const struct fpe_origin *o)
{
	for (int r = m->row_head[o->root]; r >= 0; r = m->row_next[r]) {
		if (begins(&m->row[r], o))
			return r;
	}
	return -1;
}

/* The shorter of a first net's origin and the second's relative of it;
   depth -1: it has none. */
static struct fpe_origin common(const struct match *m, const struct fpe_origin *a)
{
	struct fpe_origin none = { .depth = -1 };

	for (int i = m->head[a->root]; i >= 0; i = m->next[i]) {
		struct fpe_origin b = cut(m, 1, i);

		if (begins(&b, a))
			return b;
		if (begins(a, &b))
			return *a;
	}
	return none;
}

static bool match_first(struct match *m)
{
	for (int i = 0; i < m->n[0]; i++) {
		struct fpe_origin a = cut(m, 0, i), o = common(m, &a);
		int row;

		if (o.depth < 0)
			return false;
		row = row_of(m, &o);
		if (row < 0) {
			row = m->rows++;
			m->row[row] = o;
			m->row_next[row] = m->row_head[o.root];
			m->row_head[o.root] = (int16_t)row;
		}
		m->of[0][i] = (int16_t)row;
	}
	return true;
}

/* False: some neuron of one net has no relative in the other. */
static bool match_all(struct match *m)
{
	for (int r = 0; r < FPE_MAX_NEURONS; r++)
		m->head[r] = m->row_head[r] = -1;
	for (int i = m->n[1] - 1; i >= 0; i--) {
		int root = m->origin[1][i].root;

		m->next[i] = m->head[root];
		m->head[root] = (int16_t)i;
	}
	if (!match_first(m))
		return false;
	for (int i = 0; i < m->n[1]; i++) {
		struct fpe_origin b = cut(m, 1, i);
		int row = row_of(m, &b);

		if (row < 0)
			return false;
		m->of[1][i] = (int16_t)row;
	}
	return true;
}

/* ------------------------------------------------------------ the folding */

/* One block for all arrays, floats first. */
struct room {
	char *at;
};

static void *take(struct room *room, size_t bytes)
{
	void *taken = room->at;

	room->at += (bytes + 15) / 16 * 16;
	return taken;
}

static size_t match_bytes(int a, int b)
{
	size_t n = (size_t)a + (size_t)b;

	return n * sizeof(struct fpe_origin) + n * 2 * sizeof(int16_t) +
	       (size_t)b * sizeof(int16_t) + 2 * FPE_MAX_NEURONS * sizeof(int16_t) + 8 * 16;
}

static void match_open(struct match *m, struct room *room, const struct fpe_net *a,
		       const struct fpe_net *b, int layer, int depth)
{
	size_t n;

	*m = (struct match){ .origin = { a->origin[layer], b->origin[layer] },
			     .n = { a->layer[layer].out, b->layer[layer].out },
			     .depth = depth };
	n = (size_t)m->n[0] + (size_t)m->n[1];
	m->row = take(room, n * sizeof *m->row);
	m->of[0] = take(room, (size_t)m->n[0] * sizeof(int16_t));
	m->of[1] = take(room, (size_t)m->n[1] * sizeof(int16_t));
	m->head = take(room, FPE_MAX_NEURONS * sizeof(int16_t));
	m->row_head = take(room, FPE_MAX_NEURONS * sizeof(int16_t));
	m->next = take(room, (size_t)m->n[1] * sizeof(int16_t));
	m->row_next = take(room, n * sizeof(int16_t));
}

/* Inputs are never folded: a row as it is. What is masked is 0; a mask is 0 or 1, so its
   bits can be joined. Four numbers at a time, on any machine. */
typedef float four_floats __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t four_bits __attribute__((vector_size(16), aligned(4), may_alias));

static void add_row(const struct fpe_layer *from, int i, float *weight, float *mask)
{
	const float *w = from->weight + (size_t)i * (size_t)from->in;
	const float *m = from->mask + (size_t)i * (size_t)from->in;
	int j = 0;

	for (; j + 4 <= from->in; j += 4) {
		*(four_floats *)(weight + j) += *(const four_floats *)(w + j);
		*(four_bits *)(mask + j) |= *(const four_bits *)(m + j);
	}
	for (; j < from->in; j++) {
		weight[j] += w[j];
		mask[j] = m[j] != 0 ? 1 : mask[j];
	}
}

/* Is every neuron a row of its own, in the same order, and every input a column? */
static bool is_same(const struct difference *d, int which, const struct fpe_layer *from)
{
	if (d->column_of[which] || d->rows != from->out)
		return false;
	for (int i = 0; i < from->out; i++) {
		if (d->row_of[which][i] != i)
			return false;
	}
	return true;
}

/* Add the weights of a net to their rows and columns; copies [columns] is
   scratch: how many inputs stand behind a column. */
static void fold(struct difference *d, int which, const struct fpe_layer *from, int *copies)
{
	struct fpe_layer *to = &d->net[which].layer[d->layer];
	size_t columns = (size_t)d->columns;

	if (is_same(d, which, from)) {
		to->weight = from->weight;
		to->mask = from->mask;
		return;
	}
	for (int c = 0; c < d->columns; c++)
		copies[c] = 0;
	for (int j = 0; j < from->in; j++)
		copies[d->column_of[which] ? d->column_of[which][j] : j]++;
	for (int i = 0; i < from->out; i++) {
		size_t row = (size_t)d->row_of[which][i] * columns;

		if (!d->column_of[which]) {
			add_row(from, i, to->weight + row, to->mask + row);
			continue;
		}

		for (int j = 0; j < from->in; j++) {
			size_t k = (size_t)i * (size_t)from->in + (size_t)j;
			int c = d->column_of[which] ? d->column_of[which][j] : j;

			if (from->mask[k] == 0)
				continue;
			to->weight[row + (size_t)c] += from->weight[k] / (float)copies[c];
			to->mask[row + (size_t)c] = 1;
		}
	}
}

static void open_view(struct difference *d, int which, struct room *room, const struct match *rows,
		      const struct match *columns)
{
	struct fpe_net *net = &d->net[which];
	struct fpe_layer *l = &net->layer[d->layer];
	size_t cells = (size_t)d->rows * (size_t)d->columns;

	*net = (struct fpe_net){ .layers = d->layer + 1 };
	l->in = d->columns;
	l->out = d->rows;
	l->weight = take(room, cells * sizeof(float));
	l->mask = take(room, cells * sizeof(float));
	net->origin[d->layer] = rows->row;
	if (d->layer > 0)
		net->origin[d->layer - 1] = columns->row;
	d->row_of[which] = rows->of[which];
	d->column_of[which] = d->layer > 0 ? columns->of[which] : NULL;
}

/* Most bytes the whole can take: rows and columns are at most those of the
   first net, for each has a neuron of it. */
static size_t all_bytes(const struct fpe_net *a, const struct fpe_net *b, int layer)
{
	const struct fpe_layer *x = &a->layer[layer], *y = &b->layer[layer];
	size_t cells = (size_t)x->in * (size_t)x->out;

	return match_bytes(x->out, y->out) + match_bytes(x->in, y->in) +
	       4 * (cells * sizeof(float) + 16) + (size_t)x->in * sizeof(int) + 16;
}

const char *difference_nets(struct difference *d, const struct fpe_net *a, const struct fpe_net *b,
			    int layer, int depth, int before)
{
	struct match rows, columns = { .rows = 0 };
	struct room room;
	int *copies;

	*d = (struct difference){ .layer = layer };
	if (layer >= b->layers)
		return "the net to subtract has no such layer";
	if (layer == 0 && a->layer[0].in != b->layer[0].in)
		return "the two nets have different inputs: nothing to subtract";
	d->memory = calloc(1, all_bytes(a, b, layer));
	if (!d->memory)
		return "no memory for the difference";
	room.at = d->memory;
	match_open(&rows, &room, a, b, layer, depth);
	if (layer > 0)
		match_open(&columns, &room, a, b, layer - 1, before);
	if (!match_all(&rows) || (layer > 0 && !match_all(&columns))) {
		difference_close(d);
		return "the two nets have different neurons: nothing to subtract";
	}
	d->rows = rows.rows;
	d->columns = layer > 0 ? columns.rows : a->layer[0].in;
	copies = take(&room, (size_t)d->columns * sizeof *copies);
	for (int which = 0; which < 2; which++) {
		open_view(d, which, &room, &rows, &columns);
		fold(d, which, &(which ? b : a)->layer[layer], copies);
	}
	return NULL;
}

/* -------------------------------------------------------------- two arms */

/* The arm an arm was split or branched from; NULL: a root, or dropped. */
static const struct snapshot_arm *parent_of(const struct snapshot *s, const struct snapshot_arm *a)
{
	int i = figure_arm_of_id(s, a->id);

	return i < 0 || s->arm[i].parent < 0 ? NULL : &s->arm[s->arm[i].parent];
}

/* Its own origins tell that an arm is nobody's child. */
static bool is_root(const struct snapshot_arm *a)
{
	return a->parent < 0 && a->left == 0 && !figure_is_split(a);
}

static int deepest(const struct fpe_net *net, int layer)
{
	int depth = 0;

	for (int i = 0; layer < net->layers && i < net->layer[layer].out; i++) {
		if (net->origin[layer][i].depth > depth)
			depth = net->origin[layer][i].depth;
	}
	return depth;
}

int difference_depth(const struct snapshot *s, const struct snapshot_arm *a,
		     const struct snapshot_arm *b, int layer)
{
	const struct snapshot_arm *x, *y, *top_a = a, *top_b = b;

	for (x = a; x; x = parent_of(s, x)) {
		for (y = b; y; y = parent_of(s, y)) {
			if (x->id == y->id)
				return deepest(x->net, layer);
			top_b = y;
		}
		top_a = x;
	}
	/* where an ancestor was dropped nobody knows: match the roots */
	return is_root(top_a) && is_root(top_b) ? -1 : 0;
}

const char *difference_open(struct difference *d, const struct snapshot *s,
			    const struct panel_options *o, int arm)
{
	const char *why = NULL;
	const struct snapshot_arm *a = &s->arm[arm];
	const struct snapshot_arm *b = figure_minus(s, o, &why);
	int layer = figure_layer(a, o), depth;

	*d = (struct difference){ .layer = layer };
	if (!b)
		return why ? why : "nothing to subtract";
	depth = difference_depth(s, a, b, layer);
	if (depth < 0)
		return "the two arms come from different root nets: their neurons have nothing to do with each other";
	why = difference_nets(d, a->net, b->net, layer, depth,
			      layer > 0 ? difference_depth(s, a, b, layer - 1) : 0);
	d->arm[0] = a;
	d->arm[1] = b;
	return why;
}

void difference_close(struct difference *d)
{
	free(d->memory);
	*d = (struct difference){ .layer = 0 };
}

double difference_weight(const struct difference *d, int which, int row, int column)
{
	return figure_weight(&d->net[which].layer[d->layer], row, column);
}

bool difference_live(const struct difference *d, int which, int row, int column)
{
	return figure_live(&d->net[which].layer[d->layer], row, column);
}

const char *difference_name(const struct difference *d, char *out, size_t size)
{
	bool past = d->arm[1]->epoch != d->arm[0]->epoch || d->arm[1]->id == d->arm[0]->id;
	char name[FPE_MAX_NAME + 16];

	snprintf(name, sizeof name, past ? "%s@%d" : "%s", d->arm[1]->name, d->arm[1]->epoch);
	snprintf(out, size, "%s - %s", d->arm[0]->name, name);
	return out;
}
