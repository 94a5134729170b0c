/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_words.c - a node of the network figure in words: what it adds up, and
   where that goes. Weights are weight.c's. */
#include "view/network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure_table.h"
#include "view/network_plan.h"
#include "view/weight.h"
#include "view/weight_place.h"

#define LISTED 40 /* weights an explanation lists */

int network_hit_node(const struct hit *hit, int *node)
{
	*node = -1;
	if (hit->kind == HIT_INPUT) {
		*node = hit->column;
		return hit->layer;
	}
	if (hit->kind == HIT_NEURON) {
		*node = hit->row;
		return hit->layer + 1;
	}
	return -1;
}

struct hit network_node_hit(int arm, int column, int node, double value)
{
	return (struct hit){
		.kind = column ? HIT_NEURON : HIT_INPUT,
		.panel = -1,
		.arm = arm,
		.layer = column ? column - 1 : 0,
		.row = column ? node : 0,
		.column = column ? 0 : node,
		.value = value,
	};
}

static int incoming(const struct fpe_layer *l, int neuron)
{
	int n = 0;

	for (int j = 0; j < l->in; j++)
		n += l->mask[(size_t)neuron * (size_t)l->in + (size_t)j] != 0;
	return n;
}

static int outgoing(const struct fpe_layer *next, int neuron)
{
	int n = 0;

	for (int i = 0; i < next->out; i++)
		n += next->mask[(size_t)i * (size_t)next->in + (size_t)neuron] !=
		     0;
	return n;
}

bool network_is_dead(const struct fpe_net *net, int layer, int neuron)
{
	return layer + 1 < net->layers &&
	       (!incoming(&net->layer[layer], neuron) ||
		!outgoing(&net->layer[layer + 1], neuron));
}

void network_title(const struct snapshot *s, const struct panel_options *o,
		   bool ascii, char *out, size_t size)
{
	int arm = figure_arm(s, o), second = figure_second_arm(s, o);
	const char *dot = ascii ? "-" : "·";

	if (arm < 0)
		snprintf(out, size, "network");
	else
		snprintf(out, size, "network %s %s%s%s", dot, s->arm[arm].name,
			 second < 0 ? "" : " | ",
			 second < 0 ? "" : s->arm[second].name);
}

/* A node that a hit stands for, in its net. */
struct node {
	const struct snapshot *s;
	const struct fpe_net *net;
	int arm, column, node;
	char name[FPE_MAX_NAME + 8];
};

static bool node_open(struct node *n, const struct snapshot *s,
		      const struct hit *hit)
{
	if (hit->arm < 0 || hit->arm >= s->arms)
		return false;
	n->s = s;
	n->arm = hit->arm;
	n->net = s->arm[hit->arm].net;
	n->column = network_hit_node(hit, &n->node);
	if (n->column < 0 || n->column > n->net->layers || n->node < 0 ||
	    n->node >= (n->column ? n->net->layer[n->column - 1].out
				  : n->net->layer[0].in))
		return false;
	network_node_name(s, n->arm, n->column, n->node, n->name, sizeof n->name);
	return true;
}

/* The outgoing weight of largest abs: to which neuron; -1: none is live. */
static int strongest_out(const struct node *n, double *w)
{
	const struct fpe_layer *l;
	int best = -1;

	*w = 0;
	if (n->column >= n->net->layers)
		return -1;
	l = &n->net->layer[n->column];
	for (int i = 0; i < l->out; i++) {
		size_t at = (size_t)i * (size_t)l->in + (size_t)n->node;

		if (l->mask[at] != 0 &&
		    (best < 0 || fabs((double)l->weight[at]) > fabs(*w))) {
			best = i;
			*w = (double)l->weight[at];
		}
	}
	return best;
}

/* ", strongest to n3.0: w = +1.20", or "". */
static const char *out_text(const struct node *n, char *out, size_t size)
{
	char name[FPE_MAX_NAME + 8];
	double w;
	int to = strongest_out(n, &w);

	out[0] = 0;
	if (to >= 0)
		snprintf(out, size, "%s %s: w = %+.2f",
			 outgoing(&n->net->layer[n->column], n->node) > 1
				 ? ", strongest to"
				 : ", to",
			 network_node_name(n->s, n->arm, n->column + 1, to, name,
					   sizeof name),
			 w);
	return out;
}

void network_describe(const struct snapshot *s, const struct panel_options *o,
		      const struct hit *hit, bool ascii, char *out, size_t size)
{
	struct node n;
	const struct fpe_layer *l;
	char to[FPE_MAX_NAME + 48], where[160];

	out[0] = 0;
	if (hit->kind == HIT_WEIGHT) {
		weight_describe(s, o, hit, ascii, out, size);
		return;
	}
	if (!node_open(&n, s, hit))
		return;
	out_text(&n, to, sizeof to);
	if (n.column == 0) {
		weight_clauses(s, 0, n.node, where, sizeof where);
		snprintf(out, size, "%s%s%s: %d of %d neurons hear it%s", n.name,
			 where[0] ? " " : "", where,
			 outgoing(&n.net->layer[0], n.node), n.net->layer[0].out,
			 to);
		return;
	}
	l = &n.net->layer[n.column - 1];
	if (n.column < n.net->layers &&
	    network_is_dead(n.net, n.column - 1, n.node))
		snprintf(to, sizeof to, ": dead");
	snprintf(out, size, "%s of fc%d: %d of %d inputs, bias %+.2f%s", n.name,
		 n.column, incoming(l, n.node), l->in, (double)l->bias[n.node],
		 to);
}

/* ------------------------------------------------------------- explanation */

/* All live weights into a neuron, and what they add up to. */
static void print_incoming(const struct node *n, FILE *out)
{
	const struct fpe_layer *l = &n->net->layer[n->column - 1];
	int listed = 0, live = incoming(l, n->node);
	char name[FPE_MAX_NAME + 8], where[160];

	fprintf(out, "z = b + sum over its %d live weights of w times the value "
		     "at their left end\n\n",
		live);
	fprintf(out, "  b         = %+.3f\n", (double)l->bias[n->node]);
	for (int j = 0; j < l->in; j++) {
		size_t at = (size_t)n->node * (size_t)l->in + (size_t)j;

		if (l->mask[at] == 0 || listed++ >= LISTED)
			continue;
		network_node_name(n->s, n->arm, n->column - 1, j, name,
				  sizeof name);
		weight_clauses(n->s, n->column - 1, j, where, sizeof where);
		fprintf(out, "  w %-7s = %+.3f%s%s\n", name,
			(double)l->weight[at], where[0] ? "  " : "", where);
	}
	if (live > LISTED)
		fprintf(out, "  and %d more\n", live - LISTED);
	if (n->column < n->net->layers)
		fprintf(out, "\nIt passes on relu(z): z where z > 0, else 0.\n");
	else
		fprintf(out, "\nz is the logit: above 0 says positive, "
			     "probability 1 / (1 + exp(-z)).\n");
}

static void print_outgoing(const struct node *n, FILE *out)
{
	const struct fpe_layer *l;
	int listed = 0, live;
	char name[FPE_MAX_NAME + 8];

	if (n->column >= n->net->layers)
		return;
	l = &n->net->layer[n->column];
	live = outgoing(l, n->node);
	fprintf(out, "\n%s reaches %d of %d in fc%d:\n", n->name, live, l->out,
		n->column + 1);
	for (int i = 0; i < l->out; i++) {
		size_t at = (size_t)i * (size_t)l->in + (size_t)n->node;

		if (l->mask[at] == 0 || listed++ >= LISTED)
			continue;
		network_node_name(n->s, n->arm, n->column + 1, i, name,
				  sizeof name);
		fprintf(out, "  w to %-7s = %+.3f\n", name, (double)l->weight[at]);
	}
	if (live > LISTED)
		fprintf(out, "  and %d more\n", live - LISTED);
}

void network_work_out(const struct snapshot *s, const struct panel_options *o,
		      const struct hit *hit, FILE *out)
{
	struct node n;
	char where[160];

	if (hit->kind == HIT_WEIGHT) {
		weight_work_out(s, o, hit, out);
		return;
	}
	if (!node_open(&n, s, hit)) {
		fprintf(out, "It is not in this net.\n");
		return;
	}
	if (n.column == 0)
		fprintf(out, "Input %s%s%s, in the net of arm %s\n", n.name,
			weight_clauses(s, 0, n.node, where, sizeof where)[0]
				? ", "
				: "",
			where, s->arm[n.arm].name);
	else
		fprintf(out, "%s %s of fc%d in arm %s\n\n",
			n.column < n.net->layers ? "Neuron" : "Output", n.name,
			n.column, s->arm[n.arm].name);
	if (n.column > 0)
		print_incoming(&n, out);
	if (n.column > 0 && n.column < n.net->layers &&
	    network_is_dead(n.net, n.column - 1, n.node))
		fprintf(out, "\nIt is dead: without incoming or without outgoing "
			     "weights nothing of the inputs gets through it.\n");
	print_outgoing(&n, out);
}

/* ---------------------------------------------------------------- numbers */

/* Every live weight of an arm: an edge list. */
static void arm_numbers(const struct snapshot *s, int arm, struct figure_table *out)
{
	const struct fpe_net *net = s->arm[arm].net;
	char name[FPE_MAX_NAME + 8];

	for (int k = 0; k < net->layers; k++) {
		const struct fpe_layer *l = &net->layer[k];

		for (size_t at = 0; at < (size_t)l->out * (size_t)l->in; at++) {
			int from = (int)(at % (size_t)l->in);
			int to = (int)(at / (size_t)l->in);

			if (l->mask[at] == 0)
				continue;
			figure_table_text(out, "%s", s->arm[arm].name);
			figure_table_text(out, "fc%d", k + 1);
			figure_table_text(out, "%s",
					  network_node_name(s, arm, k, from, name,
							    sizeof name));
			figure_table_text(out, "%s",
					  network_node_name(s, arm, k + 1, to,
							    name, sizeof name));
			figure_table_number(out, (double)l->weight[at]);
		}
	}
}

void network_numbers(const struct snapshot *s, const struct panel_options *o,
		     struct figure_table *out)
{
	int arms[2] = { figure_arm(s, o), figure_second_arm(s, o) };

	figure_table_key(out, "arm");
	figure_table_key(out, "layer");
	figure_table_key(out, "from");
	figure_table_key(out, "to");
	figure_table_value(out, "weight", NULL, NULL);
	for (int i = 0; i < 2; i++) {
		if (arms[i] >= 0)
			arm_numbers(s, arms[i], out);
	}
}
