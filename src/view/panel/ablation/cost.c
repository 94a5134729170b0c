/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cost.c - measured for a frame: of large nets on few samples. */
#include "view/panel/ablation/cost.h"

#include <math.h>
#include <stdlib.h>

#define MULTIPLICATIONS 1e7 /* that a frame has time for, some 10 ms */
#define LEAST 8		    /* samples a side, … */
#define MOST 64		    /* … and no more than say something new */
#define FAINTEST .01	    /* limit of the scale at least */

/* Multiplications for a sample: once through the net, and once more through the layers after
   the one whose neurons are silenced for each of them. */
static double cost_of_sample(const struct fpe_net *net, int layer)
{
	double after = 0;

	for (int l = layer + 1; l < net->layers; l++)
		after += (double)fpe_net_layer_nnz(net, l);
	return (double)fpe_net_nnz(net) +
	       after * (layer + 2 < net->layers ? net->layer[layer].out : 1);
}

/* Samples a side of each part; 0: not even the least can be had within a frame. */
static int samples_for(const struct snapshot *s, const struct fpe_net *net, int layer)
{
	bool of_clauses;
	double parts = fpe_contrast_parts(s->task, s->samples, &of_clauses);
	double most = MULTIPLICATIONS / (cost_of_sample(net, layer) * (parts + 1));

	return most < LEAST / 4.0 ? 0 : most < LEAST ? LEAST : most > MOST ? MOST : (int)most;
}

/* The neuron itself in the other net, else the nearest one that it was split from. */
static int find_partner(const struct fpe_net *net, const struct fpe_net *other, int layer,
			int neuron)
{
	struct fpe_origin o = net->origin[layer][neuron];

	for (;; o.depth--) {
		int at = fpe_net_find_neuron(other, layer, &o);

		if (at >= 0 || o.depth == 0)
			return at;
	}
}

static const char *open_other(struct cost_table *t)
{
	const struct fpe_net *net = t->other->net;
	struct fpe_error err;

	if (t->layer + 1 >= net->layers)
		return "the other arm has no such hidden layer";
	t->partner = calloc((size_t)t->ablation.neurons, sizeof *t->partner);
	if (!t->partner || fpe_ablation_new(net, t->layer, t->s->task, t->s->samples, t->most,
					    t->s->watch, &t->minus, &err))
		return "no difference can be measured";
	for (int i = 0; i < t->ablation.neurons; i++)
		t->partner[i] = find_partner(t->a->net, net, t->layer, i);
	return NULL;
}

double cost_shown(const struct cost_table *t, int neuron, int part)
{
	const struct fpe_ablation *a = &t->ablation, *b = &t->minus;
	double cost = a->cost[(size_t)neuron * (size_t)a->parts + (size_t)part];

	if (!t->other)
		return cost;
	if (t->partner[neuron] < 0 || part >= b->parts)
		return NAN;
	return cost - b->cost[(size_t)t->partner[neuron] * (size_t)b->parts + (size_t)part];
}

static void find_limit(struct cost_table *t)
{
	t->limit = FAINTEST;
	for (int i = 0; i < t->ablation.neurons; i++) {
		for (int p = 0; p < t->ablation.parts; p++) {
			double cost = fabs(cost_shown(t, i, p));

			t->limit = cost > t->limit ? cost : t->limit;
		}
	}
}

const char *cost_open(struct cost_table *t, const struct snapshot *s, const struct panel_options *o,
		      int arm)
{
	const char *missing = NULL;
	struct fpe_error err;

	*t = (struct cost_table){ .s = s, .arm = arm, .a = &s->arm[arm] };
	t->layer = figure_layer(t->a, o);
	if (!s->samples)
		return "no samples yet: data, or train 1";
	if (!s->samples->label)
		return "the samples have real targets: nothing is right or wrong";
	if (t->a->net->layers < 2)
		return "the net has no hidden neuron to silence";
	if (t->layer + 1 >= t->a->net->layers)
		t->layer = t->a->net->layers - 2;
	t->most = samples_for(s, t->a->net, t->layer);
	if (t->most == 0)
		return "too much to silence for a figure: ablate measures it";
	if (fpe_ablation_new(t->a->net, t->layer, s->task, s->samples, t->most, s->watch,
			     &t->ablation, &err))
		return "the costs cannot be measured";
	t->other = figure_minus(s, o, &missing);
	if (missing)
		return missing;
	missing = t->other ? open_other(t) : NULL;
	if (!missing)
		find_limit(t);
	return missing;
}

void cost_close(struct cost_table *t)
{
	fpe_ablation_clear(&t->ablation);
	fpe_ablation_clear(&t->minus);
	free(t->partner);
}

struct figure_name cost_part(const struct cost_table *t, int part)
{
	return t->ablation.of_clauses ? figure_clause(t->s, part) : figure_class(t->s, part);
}

const char *cost_samples(const struct snapshot *s)
{
	return s->test_samples ? "test" : "training";
}
