/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe.c - a forward pass that keeps everything it passes. */
#include "fpe/probe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct fpe_probe *fpe_probe_new(const struct fpe_net *net)
{
	const struct fpe_layer *last = &net->layer[net->layers - 1];
	struct fpe_probe *p = calloc(1, sizeof *p);
	bool fine;

	if (!p)
		return NULL;
	p->layers = net->layers;
	p->inputs = net->layer[0].in;
	p->last = last->in;
	p->input = calloc((size_t)p->inputs, sizeof *p->input);
	p->part = calloc(fpe_layer_size(last), sizeof *p->part);
	fine = p->input && p->part;
	for (int i = 0; i < net->layers; i++) {
		p->width[i] = net->layer[i].out;
		p->pre[i] = calloc((size_t)p->width[i], sizeof **p->pre);
		p->post[i] = calloc((size_t)p->width[i], sizeof **p->post);
		fine &= p->pre[i] && p->post[i];
	}
	p->logit = p->pre[net->layers - 1];
	if (fine)
		return p;
	fpe_probe_free(p);
	return NULL;
}

void fpe_probe_free(struct fpe_probe *probe)
{
	if (!probe)
		return;
	for (int i = 0; i < probe->layers; i++) {
		free(probe->pre[i]);
		free(probe->post[i]);
	}
	free(probe->input);
	free(probe->part);
	free(probe);
}

bool fpe_probe_fits(const struct fpe_probe *probe, const struct fpe_net *net)
{
	if (probe->layers != net->layers || probe->inputs != net->layer[0].in)
		return false;
	for (int i = 0; i < net->layers; i++) {
		if (probe->width[i] != net->layer[i].out)
			return false;
	}
	return true;
}

/* forward: of the activation; NULL: none. */
static void run_layer(const struct fpe_layer *l, double (*forward)(double), const float *x,
		      float *pre, float *post)
{
	for (int n = 0; n < l->out; n++) {
		const float *w = l->weight + (size_t)n * (size_t)l->in;
		double sum = (double)l->bias[n];

		for (int j = 0; j < l->in; j++)
			sum += (double)w[j] * (double)x[j];
		pre[n] = (float)sum;
		post[n] = forward ? (float)forward((double)pre[n]) : pre[n];
	}
}

static void take_parts(struct fpe_probe *p, const struct fpe_layer *l, const float *x)
{
	for (int r = 0; r < l->out; r++) {
		for (int j = 0; j < l->in; j++) {
			size_t at = (size_t)r * (size_t)l->in + (size_t)j;

			/* never -0: it would be printed */
			p->part[at] = l->weight[at] * x[j] + 0.0f;
		}
	}
}

/* From p->input on. */
static void run(struct fpe_probe *p, const struct fpe_net *net)
{
	const struct fpe_loss_info *loss = &fpe_loss_info[net->loss];
	const float *x = p->input;

	for (int i = 0; i < net->layers; i++) {
		bool last = i + 1 == net->layers;

		if (last)
			take_parts(p, &net->layer[i], x);
		run_layer(&net->layer[i],
			  last ? NULL : fpe_activation_info[net->activation].forward, x, p->pre[i],
			  p->post[i]);
		x = p->post[i];
	}
	p->prediction = loss->predict(p->logit, fpe_net_outputs(net), &p->chance);
}

void fpe_probe_run_bits(struct fpe_probe *p, const struct fpe_net *net, const uint64_t *bits)
{
	assert(fpe_probe_fits(p, net));
	for (int j = 0; j < p->inputs; j++)
		p->input[j] = (float)(bits[j / 64] >> j % 64 & 1);
	run(p, net);
}

void fpe_probe_run_real(struct fpe_probe *p, const struct fpe_net *net, const float *x)
{
	assert(fpe_probe_fits(p, net));
	memcpy(p->input, x, (size_t)p->inputs * sizeof *x);
	run(p, net);
}
