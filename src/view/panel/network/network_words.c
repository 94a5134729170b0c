/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_words.c - a node of the network figure in words: what it adds up, and
   where that goes. Weights are weight.c's. */
#include "view/panel/network/network.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure/figure_table.h"
#include "view/panel/interference/pair.h"
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

const struct snapshot_circuit *network_circuit(const struct snapshot *s, int arm)
{
	const struct snapshot_circuit *c = s->circuit;

	return snapshot_circuit_fits(c, s->arm[arm].id, s->arm[arm].net) && s->task &&
			       c->clause < s->task->clauses.count
		       ? c
		       : NULL;
}

bool network_in_circuit(const struct snapshot_circuit *circuit, int layer, int row, int column)
{
	return circuit &&
	       circuit->circuit
		       .keep[layer][(size_t)row * (size_t)circuit->in[layer] + (size_t)column];
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

	if (probe->prediction < 0) {
		snprintf(out, size, "output %+.3f%s", (double)probe->logit[0],
			 classes > 1 ? " and others" : "");
		return out;
	}
	if (classes > 1) {
		snprintf(out, size, "class %s, logit %+.2f, %.0f %%",
			 figure_class(s, probe->prediction).text,
			 (double)probe->logit[probe->prediction], 100 * probe->chance);
		return out;
	}
	if (s->task && fpe_task_has_rule(s->task))
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
		n += figure_live(l, neuron, j);
	return n;
}

static int outgoing(const struct fpe_layer *next, int neuron)
{
	int n = 0;

	for (int i = 0; i < next->out; i++)
		n += figure_live(next, i, neuron);
	return n;
}

bool network_is_dead(const struct fpe_net *net, int layer, int neuron)
{
	return layer + 1 < net->layers &&
	       (!incoming(&net->layer[layer], neuron) || !outgoing(&net->layer[layer + 1], neuron));
}

void network_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		   struct textbuf *out)
{
	if (figure_arms_title(s, o, ascii, out) && o->of >= 0)
		tell(out, ": interference of %s", pair_of_name((enum fpe_of)o->of));
}

/* A node that a hit stands for, in its net. */
struct node {
	const struct snapshot *s;
	const struct fpe_net *net;
	int arm, column, node;
	struct figure_name name;
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
	n->name = network_node_name(s, n->arm, n->column, n->node);
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
		double x = figure_weight(l, i, n->node);

		if (figure_live(l, i, n->node) && (best < 0 || fabs(x) > fabs(*w))) {
			best = i;
			*w = x;
		}
	}
	return best;
}

/* ", strongest to n3.0: w = +1.20", or "". */
static const char *out_text(const struct node *n, char *out, size_t size)
{
	double w;
	int to = strongest_out(n, &w);

	out[0] = 0;
	if (to >= 0)
		snprintf(out, size, "%s %s: w = %+.2f",
			 outgoing(&n->net->layer[n->column], n->node) > 1 ? ", strongest to"
									  : ", to",
			 network_node_name(n->s, n->arm, n->column + 1, to).text, w);
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

/* Is a hit's weight in the circuit that is shown? NULL: none is shown, or it is not. */
static const struct snapshot_circuit *circuit_of(const struct snapshot *s, const struct hit *hit)
{
	const struct snapshot_circuit *c;

	if (hit->arm < 0 || hit->arm >= s->arms)
		return NULL;
	c = network_circuit(s, hit->arm);
	if (!c || hit->layer < 0 || hit->layer >= c->circuit.layers || hit->row < 0 ||
	    hit->row >= c->out[hit->layer] || hit->column < 0 || hit->column >= c->in[hit->layer] ||
	    !network_in_circuit(c, hit->layer, hit->row, hit->column))
		return NULL;
	return c;
}

static void tell_circuit(const struct snapshot *s, const struct hit *hit, struct textbuf *out)
{
	const struct snapshot_circuit *c = circuit_of(s, hit);

	if (c)
		tell(out, "; in the circuit of %s", figure_clause(s, c->clause).text);
}

static void explain_circuit(const struct snapshot *s, const struct hit *hit, struct textbuf *out)
{
	const struct snapshot_circuit *c = circuit_of(s, hit);

	if (!c)
		return;
	tell(out,
	     "\nIt is one of the %d edges of %d that fix what the net decides on %s (epoch %d): "
	     "with the mean contribution of all others in their place it still says the same of %.1f %% of %d samples",
	     c->circuit.edges, c->circuit.weights, figure_clause(s, c->clause).text, c->epoch,
	     100 * c->circuit.agreement, c->circuit.samples);
	if (c->circuit.held_samples)
		tell(out, ", and of %.1f %% of %d held out", 100 * c->circuit.held,
		     c->circuit.held_samples);
	tell(out, ".\n");
}

void network_describe(const struct snapshot *s, const struct panel_options *o,
		      const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct node n;
	const struct fpe_layer *l;
	char to[FPE_MAX_NAME + 48], where[160], now[48];

	if (hit->kind == HIT_WEIGHT) {
		weight_describe(s, o, hit, ascii, out);
		tell_circuit(s, hit, out);
		return;
	}
	if (!node_open(&n, s, hit))
		return;
	out_text(&n, to, sizeof to);
	if (n.column == 0) {
		weight_clauses(s, 0, n.node, where, sizeof where);
		tell(out, "%s%s%s%s: %d of %d neurons hear it%s", n.name.text,
		     now_text(&n, now, sizeof now), where[0] ? " " : "", where,
		     outgoing(&n.net->layer[0], n.node), n.net->layer[0].out, to);
		return;
	}
	l = &n.net->layer[n.column - 1];
	if (n.column < n.net->layers && network_is_dead(n.net, n.column - 1, n.node))
		snprintf(to, sizeof to, ": dead");
	tell(out, "%s of fc%d%s: %d of %d inputs, ", n.name.text, n.column,
	     now_text(&n, now, sizeof now), incoming(l, n.node), l->in);
	if (l->unbiased)
		tell(out, "no bias%s", to);
	else
		tell(out, "bias %+.2f%s", (double)l->bias[n.node], to);
}

/* ------------------------------------------------------------- explanation */

/* One live weight into a neuron, with what comes in where a sample is. (0 is
   added so that no product is written -0.) */
static void print_weight(const struct node *n, const struct fpe_probe *probe, int input, double w,
			 struct textbuf *out)
{
	struct figure_name name = network_node_name(n->s, n->arm, n->column - 1, input);
	char where[160];
	double x = probe ? network_value(probe, n->column - 1, input) : 0;

	weight_clauses(n->s, n->column - 1, input, where, sizeof where);
	if (probe)
		tell(out, "  w %-7s = %+.3f x %.3g = %+.3f%s%s\n", name.text, w, x, w * x + 0.0,
		     where[0] ? "  " : "", where);
	else
		tell(out, "  w %-7s = %+.3f%s%s\n", name.text, w, where[0] ? "  " : "", where);
}

static void print_sum(const struct node *n, const struct fpe_probe *probe, struct textbuf *out)
{
	bool last = n->column == n->net->layers;
	double z = probe ? (double)probe->pre[n->column - 1][n->node] : 0;
	const struct fpe_activation_info *f = &fpe_activation_info[n->net->activation];
	const struct fpe_loss_info *loss = &fpe_loss_info[n->net->loss];
	char verdict[120];

	if (probe && last)
		tell(out, "\nz = %+.3f\n%s\n", z,
		     network_verdict(n->s, probe, verdict, sizeof verdict));
	else if (probe)
		tell(out, "\nz = %+.3f, so it passes on %s(z) = %.3f\n", z, f->name,
		     (double)probe->post[n->column - 1][n->node]);
	else if (!last)
		tell(out, "\nIt passes on %s(z): %s.\n", f->name, f->rule);
	else if (n->net->loss == FPE_LOSS_BINARY)
		tell(out, "\nz is the logit: above 0 says positive, probability %s.\n",
		     loss->formula);
	else if (loss->share)
		tell(out, "\nz is the logit of its class; that class's share is %s.\n",
		     loss->formula);
	else
		tell(out, "\nz is an output, to come near to its target.\n");
	if (!probe)
		tell(out, "`probe` follows a sample through: then the products stand here, too.\n");
}

/* All live weights into a neuron, and what they add up to. */
static void print_incoming(const struct node *n, const struct fpe_probe *probe, struct textbuf *out)
{
	const struct fpe_layer *l = &n->net->layer[n->column - 1];
	const float *mask = l->mask + (size_t)n->node * (size_t)l->in;
	const float *w = l->weight + (size_t)n->node * (size_t)l->in;
	int listed = 0, live = incoming(l, n->node);

	tell(out, "z = %ssum over its %d live weights of w times the value at their left end\n\n",
	     l->unbiased ? "" : "b + ", live);
	if (!l->unbiased)
		tell(out, "  b         = %+.3f\n", (double)l->bias[n->node]);
	for (int j = 0; j < l->in; j++) {
		if (mask[j] != 0 && listed++ < LISTED)
			print_weight(n, probe, j, (double)w[j], out);
	}
	if (live > LISTED)
		tell(out, "  and %d more\n", live - LISTED);
	print_sum(n, probe, out);
}

static void print_outgoing(const struct node *n, const struct fpe_probe *probe, struct textbuf *out)
{
	const struct fpe_layer *l;
	int listed = 0, live;
	double value = 0;

	if (n->column >= n->net->layers)
		return;
	if (probe)
		value = network_value(probe, n->column, n->node);
	l = &n->net->layer[n->column];
	live = outgoing(l, n->node);
	tell(out, "\n%s reaches %d of %d in fc%d:\n", n->name.text, live, l->out, n->column + 1);
	for (int i = 0; i < l->out; i++) {
		double w = figure_weight(l, i, n->node);

		if (!figure_live(l, i, n->node) || listed++ >= LISTED)
			continue;
		tell(out, "  w to %-7s = %+.3f",
		     network_node_name(n->s, n->arm, n->column + 1, i).text, w);
		if (probe)
			tell(out, " x %.3g adds %+.3f", value, value * w + 0.0);
		tell(out, "\n");
	}
	if (live > LISTED)
		tell(out, "  and %d more\n", live - LISTED);
}

void network_work_out(const struct snapshot *s, const struct panel_options *o,
		      const struct hit *hit, struct textbuf *out)
{
	struct node n;
	struct fpe_probe *probe;
	char where[160];

	if (hit->kind == HIT_WEIGHT) {
		weight_work_out(s, o, hit, out);
		explain_circuit(s, hit, out);
		return;
	}
	if (!node_open(&n, s, hit)) {
		tell(out, "It is not in this net.\n");
		return;
	}
	probe = network_probe(s, n.arm);
	if (n.column == 0)
		tell(out, "Input %s%s%s, in the net of arm %s\n", n.name.text,
		     weight_clauses(s, 0, n.node, where, sizeof where)[0] ? ", " : "", where,
		     s->arm[n.arm].name);
	else
		tell(out, "%s %s of fc%d in arm %s\n\n",
		     n.column < n.net->layers ? "Neuron" : "Output", n.name.text, n.column,
		     s->arm[n.arm].name);
	if (n.column > 0)
		print_incoming(&n, probe, out);
	if (n.column > 0 && n.column < n.net->layers &&
	    network_is_dead(n.net, n.column - 1, n.node))
		tell(out,
		     "\nIt is dead: without incoming or without outgoing weights nothing of the inputs gets through it.\n");
	print_outgoing(&n, probe, out);
	fpe_probe_free(probe);
}

/* ---------------------------------------------------------------- numbers */

/* Every live weight of an arm: an edge list. */
static void arm_numbers(const struct snapshot *s, int arm, struct figure_table *out)
{
	const struct fpe_net *net = s->arm[arm].net;

	for (int k = 0; k < net->layers; k++) {
		const struct fpe_layer *l = &net->layer[k];

		for (size_t at = 0; at < (size_t)l->out * (size_t)l->in; at++) {
			int from = (int)(at % (size_t)l->in);
			int to = (int)(at / (size_t)l->in);

			if (l->mask[at] == 0)
				continue;
			figure_table_text(out, "%s", s->arm[arm].name);
			figure_table_text(out, "fc%d", k + 1);
			figure_table_text(out, "%s", network_node_name(s, arm, k, from).text);
			figure_table_text(out, "%s", network_node_name(s, arm, k + 1, to).text);
			figure_table_number(out, (double)l->weight[at]);
		}
	}
}

void network_numbers(const struct snapshot *s, const struct panel_options *o,
		     struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);

	figure_table_keys(out, "arm", "layer", "from", "to", NULL);
	figure_table_value(out, "weight", NULL, NULL);
	for (int i = 0; i < n; i++)
		arm_numbers(s, arms[i], out);
}
