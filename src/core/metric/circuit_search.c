/* SPDX-License-Identifier: GPL-3.0-or-later */
/* circuit_search.c - what an edge's absence does to the logits. */
#include "core/metric/circuit_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool allocate(struct circuit_search *v)
{
	size_t n = (size_t)v->x.n, widest = 1;
	bool whole = true;

	for (int l = 0; l < v->net->layers; l++) {
		const struct fpe_layer *layer = &v->net->layer[l];

		widest = (size_t)layer->out > widest ? (size_t)layer->out : widest;
		v->mean[l] = calloc((size_t)layer->in, sizeof *v->mean[l]);
		v->effect[l] = calloc(fpe_layer_size(layer), sizeof *v->effect[l]);
		whole = whole && v->mean[l] && v->effect[l];
	}
	v->left = fpe_net_copy(v->net);
	v->said = calloc(n, sizeof *v->said);
	v->moved = calloc(n, sizeof *v->moved);
	v->whole = calloc(n * (size_t)v->x.outputs, sizeof *v->whole);
	v->off = calloc(n * (size_t)v->x.outputs, sizeof *v->off);
	for (int k = 0; k < 2; k++) {
		v->change[k] = calloc(widest * n, sizeof *v->change[k]);
		whole = whole && v->change[k];
	}
	return whole && v->left && v->said && v->moved && v->whole && v->off;
}

static void take_means(struct circuit_search *v)
{
	for (int l = 0; l < v->net->layers; l++) {
		for (int j = 0; j < v->net->layer[l].in; j++) {
			const float *row = inside_row_of(inside_into(&v->x, l), &v->x, j);
			double sum = 0;

			for (int s = 0; s < v->x.n; s++)
				sum += (double)row[s];
			v->mean[l][j] = sum / v->x.n;
		}
	}
}

enum fpe_status circuit_open(struct circuit_search *v, const struct fpe_net *net,
			     const struct fpe_data *data, const int32_t *order, int n,
			     const struct fpe_watch *watch, struct fpe_error *err)
{
	enum fpe_status status;

	*v = (struct circuit_search){ .net = net, .watch = watch };
	status = inside_new(net, net->layers - 1, data, order, n, watch, &v->x, err);
	if (status)
		return status;
	if (!allocate(v))
		return fpe_no_memory(err);
	take_means(v);
	memcpy(v->whole, v->x.post[net->layers - 1],
	       (size_t)n * (size_t)v->x.outputs * sizeof *v->whole);
	for (int s = 0; s < n; s++)
		v->said[s] = inside_class(v->x.post[net->layers - 1], v->x.outputs, n, s);
	return FPE_OK;
}

void circuit_close(struct circuit_search *v)
{
	for (int l = 0; l < FPE_MAX_LAYERS; l++) {
		free(v->mean[l]);
		free(v->effect[l]);
	}
	free(v->said);
	free(v->moved);
	free(v->whole);
	free(v->off);
	free(v->change[0]);
	free(v->change[1]);
	fpe_net_free(v->left);
	inside_clear(&v->x);
	*v = (struct circuit_search){ 0 };
}

/* What neuron i of a layer gives on with `sum` in place of its sums, less what it does now. */
static void changed(const struct circuit_search *v, int layer, int i, const float *sum, float *out)
{
	const float *post = inside_row_of(v->x.post[layer], &v->x, i);

	inside_activate(&v->x, layer, sum, v->x.n, out);
	for (int s = 0; s < v->x.n; s++)
		out[s] -= post[s];
}

/* The change of one layer's outputs, from that of those before: of one neuron of them (from
   >= 0, a row of changes), or of all. */
static void pass_on(struct circuit_search *v, int layer, int from, const float *before, float *out)
{
	const struct fpe_layer *l = &v->left->layer[layer];
	int first = from < 0 ? 0 : from, end = from < 0 ? l->in : from + 1, n = v->x.n;

	for (int i = 0; i < l->out; i++) {
		const float *w = l->weight + (size_t)i * (size_t)l->in;

		memcpy(v->moved, inside_row_of(v->x.sum[layer], &v->x, i),
		       (size_t)n * sizeof *v->moved);
		for (int j = first; j < end; j++) {
			const float *row = before + (from < 0 ? (size_t)j * (size_t)n : 0);

			for (int s = 0; s < n && w[j] != 0; s++)
				v->moved[s] += w[j] * row[s];
		}
		changed(v, layer, i, v->moved, inside_row(out, &v->x, i));
	}
}

/* (off + change)^2 - off^2, summed up: what the change adds to how far logits are off. */
static double further(const float *change, const float *off, size_t count)
{
	double sum = 0;

	for (size_t s = 0; s < count; s++)
		sum += (double)change[s] * ((double)change[s] + 2 * (double)off[s]);
	return sum;
}

/* Of neuron i of the last hidden layer: the outputs after it are sums. */
static double effect_on_sums(const struct circuit_search *v, int i, const float *change)
{
	const struct fpe_layer *l = &v->left->layer[v->net->layers - 1];
	double effect = 0;

	for (int c = 0; c < l->out; c++) {
		double w = (double)l->weight[(size_t)c * (size_t)l->in + (size_t)i];
		const float *off = inside_row_of(v->off, &v->x, c);

		for (int s = 0; s < v->x.n && w != 0; s++)
			effect += w * (double)change[s] *
				  (w * (double)change[s] + 2 * (double)off[s]);
	}
	return effect;
}

static double edge_effect(struct circuit_search *v, int layer, int i, int j)
{
	const struct fpe_layer *l = &v->left->layer[layer];
	const float *into = inside_row_of(inside_into(&v->x, layer), &v->x, j);
	const float *sum = inside_row_of(v->x.sum[layer], &v->x, i);
	float w = l->weight[(size_t)i * (size_t)l->in + (size_t)j], mean = (float)v->mean[layer][j];
	float *at = v->change[0], *next = v->change[1];
	int n = v->x.n;

	for (int s = 0; s < n; s++)
		v->moved[s] = sum[s] + w * (mean - into[s]);
	changed(v, layer, i, v->moved, at);
	if (layer + 1 == v->net->layers)
		return further(at, inside_row_of(v->off, &v->x, i), (size_t)n);
	if (layer + 2 == v->net->layers)
		return effect_on_sums(v, i, at);
	for (int k = layer + 1; k < v->net->layers; k++) {
		float *free_one = at;

		pass_on(v, k, k == layer + 1 ? i : -1, at, next);
		at = next;
		next = free_one;
	}
	return further(at, v->off, (size_t)n * (size_t)v->x.outputs);
}

enum fpe_status circuit_effects(struct circuit_search *v, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int l = 0; l < v->net->layers; l++) {
		const struct fpe_layer *layer = &v->left->layer[l];

		for (size_t at = 0; at < fpe_layer_size(layer) && !status; at++) {
			int i = (int)(at / (size_t)layer->in), j = (int)(at % (size_t)layer->in);

			if (j % 16 == 0)
				status = fpe_watch_ask(v->watch, err);
			v->effect[l][at] =
				layer->mask[at] != 0 ? edge_effect(v, l, i, j) : INFINITY;
		}
	}
	return status;
}

static void drop(struct circuit_search *v, int layer, int row, int column)
{
	struct fpe_layer *l = &v->left->layer[layer];
	size_t at = (size_t)row * (size_t)l->in + (size_t)column;

	l->bias[row] += (float)((double)l->weight[at] * v->mean[layer][column]);
	l->weight[at] = l->mask[at] = 0;
}

void circuit_rebuild(struct circuit_search *v, uint8_t *const keep[])
{
	fpe_net_assign(v->left, v->net);
	for (int l = 0; l < v->net->layers; l++) {
		const struct fpe_layer *layer = &v->net->layer[l];

		for (int i = 0; i < layer->out; i++) {
			for (int j = 0; j < layer->in; j++) {
				size_t at = (size_t)i * (size_t)layer->in + (size_t)j;

				if (layer->mask[at] != 0 && !keep[l][at])
					drop(v, l, i, j);
			}
		}
	}
}

enum fpe_status circuit_forward(struct circuit_search *v, struct fpe_error *err)
{
	size_t logits = (size_t)v->x.n * (size_t)v->x.outputs;
	enum fpe_status status = FPE_OK;

	for (int l = 0; l < v->net->layers && !status; l++)
		status = inside_layer(v->left, l, v->watch, &v->x, err);
	for (size_t s = 0; s < logits; s++)
		v->off[s] = v->x.post[v->net->layers - 1][s] - v->whole[s];
	return status;
}

double circuit_agreement(const struct circuit_search *v)
{
	int alike = 0;

	for (int s = 0; s < v->x.n; s++)
		alike += inside_class(v->x.post[v->net->layers - 1], v->x.outputs, v->x.n, s) ==
			 v->said[s];
	return (double)alike / v->x.n;
}
