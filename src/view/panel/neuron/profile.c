/* SPDX-License-Identifier: GPL-3.0-or-later */
/* profile.c - which neuron, and what it does on as many samples as a frame has time for. */
#include "view/panel/neuron/profile.h"

#include <math.h>

#define LOOKED 4e5 /* inputs of samples that are looked at for a neuron, some 3 ms */
#define ADDED 1e7  /* multiplications of the layers before it */
#define LEAST 20   /* samples */

static int samples_for(const struct profile *p)
{
	const struct fpe_net *net = p->a->net;
	double most = LOOKED / net->layer[0].in, before = 0;

	for (int l = 0; l < p->layer; l++)
		before += (double)fpe_net_layer_nnz(net, l);
	if (before > 0)
		most = fmin(most, ADDED / before);
	return most < LEAST ? LEAST : most > FPE_NEURON_SAMPLES ? FPE_NEURON_SAMPLES : (int)most;
}

/* The neuron of this origin in the arm that is asked for, the first one where it has it not. */
static int same_neuron(const struct profile *p, const struct fpe_net *from, int neuron)
{
	int at = p->layer + 1 < from->layers && neuron < from->layer[p->layer].out
			 ? fpe_net_find_neuron(p->a->net, p->layer, &from->origin[p->layer][neuron])
			 : -1;

	return at < 0 ? 0 : at;
}

const char *profile_find(struct profile *p, const struct snapshot *s, const struct panel_options *o)
{
	int looked = figure_arm_of_id(s, s->look.arm), arm = figure_arm(s, o);

	*p = (struct profile){ .s = s, .arm = looked >= 0 && o->arm[0] < 0 ? looked : arm };
	if (p->arm < 0)
		return "no net yet: net, or train 1";
	p->a = &s->arm[p->arm];
	if (!s->samples)
		return "no samples yet: data, or train 1";
	if (p->a->net->layers < 2)
		return "the net has no hidden neuron";
	if (looked < 0)
		return NULL;
	p->layer = s->look.layer + 1 < p->a->net->layers ? s->look.layer : 0;
	if (p->arm != looked)
		p->neuron = same_neuron(p, s->arm[looked].net, s->look.neuron);
	else if (s->look.neuron < p->a->net->layer[p->layer].out)
		p->neuron = s->look.neuron;
	return NULL;
}

static bool look(const struct profile *p, const struct snapshot_arm *a, int neuron,
		 struct fpe_neuron *out)
{
	struct fpe_error err;

	return fpe_neuron_new(a->net, p->layer, neuron, p->s->task, p->s->samples, samples_for(p),
			      p->s->watch, out, &err) == FPE_OK;
}

static void add_member(struct profile *p, int arm, int neuron)
{
	struct profile_member *m = &p->member[p->family];

	if (p->family == PROFILE_FAMILY)
		return;
	m->arm = arm;
	m->neuron = neuron;
	if (look(p, &p->s->arm[arm], neuron, &m->n))
		p->family++;
	else
		fpe_neuron_clear(&m->n);
}

static void find_family(struct profile *p)
{
	const struct fpe_net *net = p->a->net;
	struct fpe_origin parent = net->origin[p->layer][p->neuron];
	int at = -1;

	if (parent.depth == 0)
		return;
	parent.depth--;
	if (p->a->parent >= 0 && p->layer + 1 < p->s->arm[p->a->parent].net->layers)
		at = fpe_net_find_neuron(p->s->arm[p->a->parent].net, p->layer, &parent);
	if (at >= 0)
		add_member(p, p->a->parent, at);
	for (int i = 0; i < net->layer[p->layer].out; i++) {
		if (figure_siblings(&net->origin[p->layer][i], &net->origin[p->layer][p->neuron]))
			add_member(p, p->arm, i);
	}
}

const char *profile_open(struct profile *p, const struct snapshot *s, const struct panel_options *o,
			 bool family)
{
	const char *why = profile_find(p, s, o);

	if (!why && !look(p, p->a, p->neuron, &p->n))
		why = "the neuron cannot be looked at";
	if (!why && family)
		find_family(p);
	return why;
}

void profile_close(struct profile *p)
{
	fpe_neuron_clear(&p->n);
	for (int i = 0; i < p->family; i++)
		fpe_neuron_clear(&p->member[i].n);
}

struct figure_name profile_part(const struct profile *p, int part)
{
	return p->n.of_clauses ? figure_clause(p->s, part) : figure_class(p->s, part);
}

static double told(const void *of, int i)
{
	double auc = ((const double *)of)[i];

	return isnan(auc) ? 0 : auc - .5;
}

int profile_best(const double *auc, int n, int rank)
{
	struct figure_ranking r = { INFINITY, -1 };

	for (int k = 0; k <= rank; k++) {
		if (!figure_next_largest(&r, n, told, auc))
			return -1;
	}
	return r.at;
}
