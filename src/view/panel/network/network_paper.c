/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network_paper.c - a net on paper: every node with its name, from the left to the
 * right, and the weights between them. Of very many weights the strongest.
 */
#include "view/panel/network/network.h"

#include <math.h>
#include <stdlib.h>

#include "view/panel/assignment/strip.h"
#include "view/panel/network/network_edge.h"
#include "view/panel/network/network_plan.h"
#include "view/paper/paper_arms.h"

#define MOST_EDGES 1200 /* of a layer */
#define FEW_EDGES 400.0 /* of more the lines are thinner */
#define MOST_NAMES 120	/* of a column; more would cover each other */
#define NODE_ROOM 11.0	/* points from one to the next, in a figure about so wide: */
#define NODE_LEAST 9.0
#define ABOUT 400.0
#define TALLEST 2.2 /* over its width */

struct scene {
	const struct snapshot *s;
	const struct fpe_net *net;
	const struct snapshot_circuit *circuit; /* that is brought out, or NULL */
	int arm;
	struct paper *out;
	struct paper_view *view;
	int16_t place[FPE_MAX_INPUTS]; /* of the inputs, from the top */
	int drawn, weights;
};

static int nodes_of(const struct scene *c, int column)
{
	return column ? c->net->layer[column - 1].out : c->net->layer[0].in;
}

static double x_of(const struct scene *c, int column)
{
	return (double)column / c->net->layers;
}

static double y_of(const struct scene *c, int column, int node)
{
	int n = nodes_of(c, column), at = column ? node : c->place[node];

	return n > 1 ? (at + 0.5) / n : 0.5;
}

static void add_edge(struct scene *c, const struct network_edge *e, double limit, double thin)
{
	int layer = e->layer;
	double share = limit > 0 ? e->w / limit : 0;
	struct paper_edge line = { x_of(c, layer),
				   y_of(c, layer, e->from),
				   x_of(c, layer + 1),
				   y_of(c, layer + 1, e->to),
				   -1,
				   0.25 * copysign(1, share) + 0.75 * share,
				   thin * (0.3 + 1.3 * fabs(share)),
				   e->w < 0,
				   NULL };

	line.name = paper_text(c->out, "%s %s %.9g",
			       network_node_name(c->s, c->arm, layer, e->from).text,
			       network_node_name(c->s, c->arm, layer + 1, e->to).text, e->w);
	/* of a circuit the others stay thin and faint */
	if (c->circuit && !network_in_circuit(c->circuit, layer, e->to, e->from)) {
		line.width = thin * 0.2;
		line.ink = INK_DIM;
	}
	paper_edge(c->out, c->view, line);
}

/* The weak ones first, so that the strong ones lie on top. */
static void add_layer(struct scene *c, int layer)
{
	const struct fpe_layer *l = &c->net->layer[layer];
	struct network_edge *edge = malloc(((size_t)l->in * (size_t)l->out + 1) * sizeof *edge);
	int n = 0, most;

	if (!edge) {
		c->out->failed = true;
		return;
	}
	for (int i = 0; i < l->out; i++) {
		for (int j = 0; j < l->in; j++) {
			if (figure_live(l, i, j) && isfinite(figure_weight(l, i, j)))
				edge[n++] = (struct network_edge){ .layer = layer,
								   .from = j,
								   .to = i,
								   .live = 1,
								   .w = figure_weight(l, i, j) };
		}
	}
	qsort(edge, (size_t)n, sizeof *edge, network_edge_falling);
	most = n < MOST_EDGES ? n : MOST_EDGES;
	for (int i = most - 1; i >= 0; i--)
		add_edge(c, &edge[i], fabs(edge[0].w), fmin(1, sqrt(FEW_EDGES / fmax(most, 1))));
	c->weights += n;
	c->drawn += most;
	free(edge);
}

static void add_node(struct scene *c, int column, int node)
{
	int n = nodes_of(c, column), each = (n - 1) / MOST_NAMES + 1;
	bool hidden = column > 0 && column < c->net->layers;
	bool dead = hidden && network_is_dead(c->net, column - 1, node);
	bool named = (column ? node : c->place[node]) % each == 0;
	struct paper_node at = { x_of(c, column),
				 y_of(c, column, node),
				 NULL,
				 dead ? INK_DIM : INK_NONE,
				 dead ? PEN_DIAMOND : PEN_DISC,
				 fmin(5, 400.0 / n),
				 PAPER_NO_NAME };

	if (named) {
		at.side = column ? PAPER_RIGHT : PAPER_LEFT;
		at.name = paper_text(c->out, "%s%s",
				     network_node_name(c->s, c->arm, column, node).text,
				     dead ? " (dead)" : "");
	}
	paper_node(c->out, c->view, at);
}

static void add_net(struct scene *c)
{
	struct strip *strip = malloc(sizeof *strip);
	int most = 1;

	if (!strip) {
		c->out->failed = true;
		return;
	}
	strip_open(strip, c->s, c->net, 0);
	for (int k = 0; k < c->net->layer[0].in; k++)
		c->place[strip->input[k]] = (int16_t)k;
	free(strip);
	for (int i = 0; i <= c->net->layers; i++)
		most = nodes_of(c, i) > most ? nodes_of(c, i) : most;
	c->view->graph.height = fmin(TALLEST, fmax(0.5, most * NODE_ROOM / ABOUT));
	c->view->graph.least = NODE_LEAST * fmin(most, MOST_NAMES);
	for (int layer = 0; layer < c->net->layers; layer++)
		add_layer(c, layer);
	for (int i = 0; i <= c->net->layers; i++) {
		for (int k = 0; k < nodes_of(c, i); k++)
			add_node(c, i, k);
	}
	c->view->note = paper_text(
		c->out,
		"%d of %d weights%s; solid: above 0, dashed: below 0; wider and stronger: larger.",
		c->drawn, c->weights, c->drawn < c->weights ? ", the strongest of each layer" : "");
	if (c->circuit)
		c->view->note = paper_text(
			c->out, "Circuit of %s: %d of %d edges, epoch %d; the others are faint.",
			figure_clause(c->s, c->circuit->clause).text, c->circuit->circuit.edges,
			c->circuit->circuit.weights, c->circuit->epoch);
}

void network_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	out->across = n;
	for (int i = 0; i < n; i++) {
		struct scene c = { .s = s,
				   .net = s->arm[arms[i]].net,
				   .arm = arms[i],
				   .circuit = network_circuit(s, arms[i]),
				   .out = out };

		c.view = paper_add_arm(out, PAPER_GRAPH, s, arms[i], n);
		add_net(&c);
	}
}
