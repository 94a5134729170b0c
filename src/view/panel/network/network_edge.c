/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_edge.c - weights gathered by unit, and edges sorted. */
#include "view/panel/network/network_edge.h"

#include <math.h>
#include <stdlib.h>

static int by_place(const struct network_edge *x, const struct network_edge *y)
{
	return x->to != y->to ? x->to - y->to : x->from - y->from;
}

static int rising(const void *a, const void *b)
{
	const struct network_edge *x = a, *y = b;
	double u = fabs(x->w), v = fabs(y->w);

	return u != v ? (u < v ? -1 : 1) : by_place(x, y);
}

int network_edge_falling(const void *a, const void *b)
{
	const struct network_edge *x = a, *y = b;
	double u = fabs(x->w), v = fabs(y->w);

	return u != v ? (u > v ? -1 : 1) : by_place(x, y);
}

/* Sums over the weights of a neuron, into the edges of its unit. */
static void add_row(const struct plan_column *inputs, const struct fpe_layer *l, int neuron,
		    struct network_edge *row)
{
	size_t at = (size_t)neuron * (size_t)l->in;

	/* what is masked is 0: no branch that is taken at random */
	for (int j = 0; j < l->in; j++) {
		double w = (double)l->weight[at + (size_t)j];

		row[inputs->unit_of[j]].w += isfinite(w) ? w : 0;
		row[inputs->unit_of[j]].live += l->mask[at + (size_t)j] != 0;
	}
}

int network_edges(const struct network_plan *plan, const struct fpe_net *net, int layer,
		  struct network_edge **out)
{
	const struct plan_column *from = &plan->column[layer];
	const struct plan_column *to = &plan->column[layer + 1];
	const struct fpe_layer *l = &net->layer[layer];
	int n = 0, all = from->units * to->units;
	struct network_edge *edge = calloc((size_t)all, sizeof *edge);

	*out = edge;
	if (!edge)
		return -1;
	for (int i = 0; i < l->out; i++)
		add_row(from, l, i, edge + to->unit_of[i] * from->units);
	for (int i = 0; i < all; i++) {
		struct network_edge e = edge[i];

		if (!e.live)
			continue;
		e.layer = layer;
		e.from = i % from->units;
		e.to = i / from->units;
		e.w /= e.live;
		edge[n++] = e;
	}
	qsort(edge, (size_t)n, sizeof *edge, rising);
	return n;
}
