/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network.c - the net as a graph: inputs, neurons, outputs from left to right,
 * weights as lines between them; or who interferes with whom in it (graph.h).
 *
 * Where nodes go is network_plan.c's, which weights there are network_edge.c's,
 * drawing network_lines.c's and network_nodes.c's, words network_words.c's.
 */
#include "view/panel/network/network.h"

#include <stdlib.h>

#include "view/panel/network/graph.h"
#include "view/panel/network/network_scene.h"
#include "view/figure/weight.h"

#define VALUE_COLUMNS 6 /* of what a neuron gives on: " -1.23" */

/* What the cursor stands on, among what is drawn. */
static void find_chosen(struct network_scene *c)
{
	const struct hit *h = &c->o->cursor;
	int node;

	c->column = network_hit_node(h, &node);
	c->unit = -1;
	if (c->column >= 0 && c->column < c->plan.columns &&
	    node < c->plan.column[c->column].nodes && node >= 0)
		c->unit = c->plan.column[c->column].unit_of[node];
	else
		c->column = -1;
	if (h->kind != HIT_WEIGHT || h->layer < 0 || h->layer >= c->net->layers || h->row < 0 ||
	    h->row >= c->net->layer[h->layer].out || h->column < 0 ||
	    h->column >= c->net->layer[h->layer].in)
		return;
	c->chosen = (struct network_edge){
		.layer = h->layer,
		.from = c->plan.column[h->layer].unit_of[h->column],
		.to = c->plan.column[h->layer + 1].unit_of[h->row],
		.live = 1,
	};
}

static void draw_picture(struct network_scene *c)
{
	find_chosen(c);
	network_draw_lines(c);
	network_draw_nodes(c);
	canvas_strokes(&c->canvas, c->a, canvas_owner_ink);
	canvas_clear(&c->canvas);
	free(c->cover);
}

static void draw_net(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area a)
{
	struct network_scene *c = calloc(1, sizeof *c);
	/* averaged marks are told before the signs: they need a row more */
	bool averaged = s->arm[arm].net->layer[0].in > 64 && a.columns < 60;
	int head = a.rows >= 6, legend = a.rows >= (averaged ? 9 : 14) ? 2 : a.rows >= 4;
	struct area inside = a.columns > 12 ? area_sub(a, 0, 1, a.rows, a.columns - 2) : a;

	if (!c)
		return;
	c->s = s;
	c->o = o;
	c->arm = arm;
	c->net = s->arm[arm].net;
	c->a = area_sub(inside, head, 0, a.rows - head - legend, inside.columns);
	c->probe = network_probe(s, arm);
	c->circuit = network_circuit(s, arm);
	if (network_plan_open(&c->plan, s, arm, c->a.rows, c->a.columns,
			      c->probe ? VALUE_COLUMNS : 0)) {
		draw_picture(c);
		if (head)
			network_draw_headings(c, inside);
		network_draw_legend(c,
				    area_sub(inside, a.rows - legend, 0, legend, inside.columns));
	} else {
		figure_say(a, "the net needs more columns than there are");
	}
	network_plan_close(&c->plan);
	fpe_probe_free(c->probe);
	free(c);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area a)
{
	(o->of < 0 ? draw_net : graph_draw_arm)(s, o, arm, a);
}

/* The net, interference of inputs, of clauses where they are known, of neurons. */
static void turn_of(const struct snapshot *s, struct panel_options *o, int argument)
{
	(void)argument;
	switch (o->of) {
	case FPE_OF_INPUTS:
		o->of = figure_clauses(s, 0) ? FPE_OF_CLAUSES : FPE_OF_NEURONS;
		break;
	case FPE_OF_CLAUSES:
		o->of = FPE_OF_NEURONS;
		break;
	case FPE_OF_NEURONS:
		o->of = -1;
		break;
	default:
		o->of = FPE_OF_INPUTS;
	}
	o->cursor.kind = HIT_NONE;
}

/* The circuit of the clause that the input under the cursor belongs to, or that is on the ring. */
static enum panel_edit circuit_of(const struct snapshot *s, const struct panel_options *o,
				  const struct hit *hit, char *command, size_t size)
{
	const struct fpe_clauses *clauses = figure_clauses(s, 0);
	int clause = -1;

	(void)o;
	if (hit->arm < 0 || hit->arm >= s->arms || !clauses || hit->layer != 0)
		return EDIT_NONE;
	if (hit->kind == HIT_CLAUSE)
		clause = hit->row;
	else if (hit->kind == HIT_INPUT || hit->kind == HIT_WEIGHT)
		clause = figure_clause_of(clauses, hit->column);
	return figure_circuit(s, hit->arm, clause, command, size);
}

static const struct panel_key network_keys[] = {
	{ 'c', "c", "the circuit of the clause of the input under the cursor",
	  .command = circuit_of },
	{ 'o', "o", "on: the net, who interferes with whom of inputs, clauses, neurons",
	  .act = turn_of },
	{ .name = NULL },
};

static void describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     bool ascii, struct textbuf *out)
{
	(o->of < 0 ? network_describe : graph_describe)(s, o, hit, ascii, out);
}

static void work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     struct textbuf *out)
{
	(o->of < 0 ? network_work_out : graph_work_out)(s, o, hit, out);
}

static void numbers(const struct snapshot *s, const struct panel_options *o,
		    struct figure_table *out)
{
	(o->of < 0 ? network_numbers : graph_numbers)(s, o, out);
}

static void paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	(o->of < 0 ? network_paper : graph_paper)(s, o, out);
}

const struct panel panel_network = {
	.name = "network",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_OF,
	.keys = network_keys,
	.help = "The net as a graph: inputs, neurons, outputs, and the weights between.",
	.explain =
		"Inputs stand at the left, gathered by clause where no two clauses share one, or by what `group` says; then the neurons of each layer, children of one parent together; the output at the right. "
		"A line is a weight: solid where it is positive, dashed where it is negative. "
		"What is masked out has no line.\n\n"
		"y = W2 f(W1 x + b1) + b2, f the net's activation: a neuron adds up its inputs times the weights of the lines that come in from the left, and passes on f of the sum; with relu it is silent below 0 and passes on the rest.\n\n"
		"Of many weights only the strongest are drawn, weak ones dim and the strongest double and on top; the legend says how many of how many. "
		"Put the cursor on a neuron or an input to see all of its own; Enter adds them up.\n\n"
		"What to look for: in the dense net every neuron has lines to every clause. "
		"After a split by clause the lines of one clause end in one child of each parent. "
		"x marks a dead neuron, left without incoming or without outgoing weights.\n\n"
		"After `probe` the sample's path lights up: inputs that are 1, neurons that give on something, with how much, and the lines that carry it; below, the logit and what it says.\n\n"
		"After `circuit c2` the edges of that circuit are brought out, as it was found: the smallest part that still takes the net's own decision on the clause; `circuit none` ends that.\n\n"
		"With of=inputs, clauses or neurons (key o) it is the graph of who interferes with whom in fc1: of inputs a line is an entry of W^T W off its diagonal, W_i.W_j, over the largest |W_j|^2 (arXiv 2209.10652), of neurons the same of rows, of clauses the cosine of their footprints. "
		"Dashed: opposite ways. Items of which two and two have |cos| of at least 1/4 are a group: pairs in opposite directions, pentagons. "
		"An item shorter than half of the longest stands for little, and is in none.",
	.title = network_title,
	.rows = 20,
	.columns = 70,
	.draw_arm = draw_arm,
	.describe = describe,
	.work_out = work_out,
	.numbers = numbers,
	.paper = paper,
	.edit = weight_edit,
};
