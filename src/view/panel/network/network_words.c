/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_words.c - a node of the network figure in words: what it adds up, and
   where that goes. Weights are weight.c's. */
#include "view/panel/network/network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure_table.h"
#include "view/panel/network/network_plan.h"
#include "view/figure/weight.h"
#include "view/figure/weight_place.h"

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

/* ------------------------------------------------------------- the sample */

struct fpe_probe *network_probe(const struct snapshot *s, int arm)
{
	const struct fpe_net *net = s->arm[arm].net;
	struct fpe_probe *probe;

	if (!s->probe || net->layer[0].in != s->inputs)
		return NULL;
	probe = fpe_probe_new(net);
	if (probe)
		fpe_probe_run_bits(probe, net, s->probe);
	return probe;
}

double network_value(const struct fpe_probe *probe, int column, int node)
{
	return column ? (double)probe->post[column - 1][node] : (double)probe->input[node];
}

const char *network_verdict(const struct snapshot *s, const struct fpe_probe *probe, char *out,
			    size_t size)
{
	static const char *const says[] = { "negative", "positive" };
	int classes = probe->width[probe->layers - 1];
	char truth[48] = "";

	if (classes > 1) {
		snprintf(out, size, "class %d, logit %+.2f, %.0f %%", probe->prediction,
			 (double)probe->logit[probe->prediction], 100 * probe->chance);
		return out;
	}
	if (s->task && s->task->kind != FPE_TASK_SAMPLES)
		snprintf(truth, sizeof truth, "; the rule says %s",
			 says[fpe_task_label(s->task, s->probe)]);
	snprintf(out, size, "logit %+.2f: %s, %.0f %%%s", (double)probe->logit[0],
		 says[probe->prediction == 1], 100 * probe->chance, truth);
	return out;
}

/* ------------------------------------------------------------------- nodes */

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
		n += next->mask[(size_t)i * (size_t)next->in + (size_t)neuron] != 0;
	return n;
}

bool network_is_dead(const struct fpe_net *net, int layer, int neuron)
{
	return layer + 1 < net->layers &&
	       (!incoming(&net->layer[layer], neuron) || !outgoing(&net->layer[layer + 1], neuron));
}

void network_title(const struct snapshot *s, const struct panel_options *o, bool ascii, char *out,
		   size_t size)
{
	char arms[FIGURE_ARMS];

	if (figure_arms_title(s, o, arms, sizeof arms)[0])
		snprintf(out, size, "network %s %s", ascii ? "-" : "·", arms);
	else
		snprintf(out, size, "network");
}

/* A node that a hit stands for, in its net. */
struct node {
	const struct snapshot *s;
	const struct fpe_net *net;
	int arm, column, node;
	char name[FPE_MAX_NAME + 8];
};

static bool node_open(struct node *n, const struct snapshot *s, const struct hit *hit)
{
	if (hit->arm < 0 || hit->arm >= s->arms)
		return false;
	n->s = s;
	n->arm = hit->arm;
	n->net = s->arm[hit->arm].net;
	n->column = network_hit_node(hit, &n->node);
	if (n->column < 0 || n->column > n->net->layers || n->node < 0 ||
	    n->node >= (n->column ? n->net->layer[n->column - 1].out : n->net->layer[0].in))
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

		if (l->mask[at] != 0 && (best < 0 || fabs((double)l->weight[at]) > fabs(*w))) {
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
			 outgoing(&n->net->layer[n->column], n->node) > 1 ? ", strongest to"
									  : ", to",
			 network_node_name(n->s, n->arm, n->column + 1, to, name, sizeof name), w);
	return out;
}

/* What the sample does to a node: " = 1", " = 0.83 (z = +0.83)", or "". */
static const char *now_text(const struct node *n, char *out, size_t size)
{
	struct fpe_probe *probe = network_probe(n->s, n->arm);

	out[0] = 0;
	if (probe && n->column == 0)
		snprintf(out, size, " = %.0f", (double)probe->input[n->node]);
	else if (probe && n->column == n->net->layers)
		snprintf(out, size, " = %+.2f", (double)probe->pre[n->column - 1][n->node]);
	else if (probe)
		snprintf(out, size, " = %.2f (z = %+.2f)",
			 (double)probe->post[n->column - 1][n->node],
			 (double)probe->pre[n->column - 1][n->node]);
	fpe_probe_free(probe);
	return out;
}

void network_describe(const struct snapshot *s, const struct panel_options *o,
		      const struct hit *hit, bool ascii, char *out, size_t size)
{
	struct node n;
	const struct fpe_layer *l;
	char to[FPE_MAX_NAME + 48], where[160], now[48];

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
		snprintf(out, size, "%s%s%s%s: %d of %d neurons hear it%s", n.name,
			 now_text(&n, now, sizeof now), where[0] ? " " : "", where,
			 outgoing(&n.net->layer[0], n.node), n.net->layer[0].out, to);
		return;
	}
	l = &n.net->layer[n.column - 1];
	if (n.column < n.net->layers && network_is_dead(n.net, n.column - 1, n.node))
		snprintf(to, sizeof to, ": dead");
	snprintf(out, size, "%s of fc%d%s: %d of %d inputs, bias %+.2f%s", n.name, n.column,
		 now_text(&n, now, sizeof now), incoming(l, n.node), l->in, (double)l->bias[n.node],
		 to);
}

/* ------------------------------------------------------------- explanation */

/* One live weight into a neuron, with what comes in where a sample is. (0 is
   added so that no product is written -0.) */
static void print_weight(const struct node *n, const struct fpe_probe *probe, int input, double w,
			 FILE *out)
{
	char name[FPE_MAX_NAME + 8], where[160];
	double x = probe ? network_value(probe, n->column - 1, input) : 0;

	network_node_name(n->s, n->arm, n->column - 1, input, name, sizeof name);
	weight_clauses(n->s, n->column - 1, input, where, sizeof where);
	if (probe)
		fprintf(out, "  w %-7s = %+.3f x %.3g = %+.3f%s%s\n", name, w, x, w * x + 0.0,
			where[0] ? "  " : "", where);
	else
		fprintf(out, "  w %-7s = %+.3f%s%s\n", name, w, where[0] ? "  " : "", where);
}

static void print_sum(const struct node *n, const struct fpe_probe *probe, FILE *out)
{
	bool last = n->column == n->net->layers;
	double z = probe ? (double)probe->pre[n->column - 1][n->node] : 0;
	const struct fpe_activation_info *f = &fpe_activation_info[n->net->activation];
	char verdict[120];

	if (probe && last)
		fprintf(out, "\nz = %+.3f\n%s\n", z,
			network_verdict(n->s, probe, verdict, sizeof verdict));
	else if (probe)
		fprintf(out, "\nz = %+.3f, so it passes on %s(z) = %.3f\n", z, f->name,
			(double)probe->post[n->column - 1][n->node]);
	else if (!last)
		fprintf(out, "\nIt passes on %s(z): %s.\n", f->name, f->rule);
	else
		fprintf(out, "\nz is the logit: above 0 says positive, probability %s.\n",
			fpe_loss_info[FPE_LOSS_BINARY].formula);
	if (!probe)
		fprintf(out,
			"`probe` follows a sample through: then the products stand here, too.\n");
}

/* All live weights into a neuron, and what they add up to. */
static void print_incoming(const struct node *n, const struct fpe_probe *probe, FILE *out)
{
	const struct fpe_layer *l = &n->net->layer[n->column - 1];
	const float *mask = l->mask + (size_t)n->node * (size_t)l->in;
	const float *w = l->weight + (size_t)n->node * (size_t)l->in;
	int listed = 0, live = incoming(l, n->node);

	fprintf(out,
		"z = b + sum over its %d live weights of w times the value at their left end\n\n",
		live);
	fprintf(out, "  b         = %+.3f\n", (double)l->bias[n->node]);
	for (int j = 0; j < l->in; j++) {
		if (mask[j] != 0 && listed++ < LISTED)
			print_weight(n, probe, j, (double)w[j], out);
	}
	if (live > LISTED)
		fprintf(out, "  and %d more\n", live - LISTED);
	print_sum(n, probe, out);
}

static void print_outgoing(const struct node *n, const struct fpe_probe *probe, FILE *out)
{
	const struct fpe_layer *l;
	int listed = 0, live;
	double value = 0;
	char name[FPE_MAX_NAME + 8];

	if (n->column >= n->net->layers)
		return;
	if (probe)
		value = network_value(probe, n->column, n->node);
	l = &n->net->layer[n->column];
	live = outgoing(l, n->node);
	fprintf(out, "\n%s reaches %d of %d in fc%d:\n", n->name, live, l->out, n->column + 1);
	for (int i = 0; i < l->out; i++) {
		size_t at = (size_t)i * (size_t)l->in + (size_t)n->node;

		if (l->mask[at] == 0 || listed++ >= LISTED)
			continue;
		network_node_name(n->s, n->arm, n->column + 1, i, name, sizeof name);
		fprintf(out, "  w to %-7s = %+.3f", name, (double)l->weight[at]);
		if (probe)
			fprintf(out, " x %.3g adds %+.3f", value,
				value * (double)l->weight[at] + 0.0);
		fprintf(out, "\n");
	}
	if (live > LISTED)
		fprintf(out, "  and %d more\n", live - LISTED);
}

void network_work_out(const struct snapshot *s, const struct panel_options *o,
		      const struct hit *hit, FILE *out)
{
	struct node n;
	struct fpe_probe *probe;
	char where[160];

	if (hit->kind == HIT_WEIGHT) {
		weight_work_out(s, o, hit, out);
		return;
	}
	if (!node_open(&n, s, hit)) {
		fprintf(out, "It is not in this net.\n");
		return;
	}
	probe = network_probe(s, n.arm);
	if (n.column == 0)
		fprintf(out, "Input %s%s%s, in the net of arm %s\n", n.name,
			weight_clauses(s, 0, n.node, where, sizeof where)[0] ? ", " : "", where,
			s->arm[n.arm].name);
	else
		fprintf(out, "%s %s of fc%d in arm %s\n\n",
			n.column < n.net->layers ? "Neuron" : "Output", n.name, n.column,
			s->arm[n.arm].name);
	if (n.column > 0)
		print_incoming(&n, probe, out);
	if (n.column > 0 && n.column < n.net->layers &&
	    network_is_dead(n.net, n.column - 1, n.node))
		fprintf(out,
			"\nIt is dead: without incoming or without outgoing weights nothing of the inputs gets through it.\n");
	print_outgoing(&n, probe, out);
	fpe_probe_free(probe);
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
					  network_node_name(s, arm, k, from, name, sizeof name));
			figure_table_text(out, "%s",
					  network_node_name(s, arm, k + 1, to, name, sizeof name));
			figure_table_number(out, (double)l->weight[at]);
		}
	}
}

void network_numbers(const struct snapshot *s, const struct panel_options *o,
		     struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);

	figure_table_key(out, "arm");
	figure_table_key(out, "layer");
	figure_table_key(out, "from");
	figure_table_key(out, "to");
	figure_table_value(out, "weight", NULL, NULL);
	for (int i = 0; i < n; i++)
		arm_numbers(s, arms[i], out);
}
