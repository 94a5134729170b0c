/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ablation.c - one neuron silent after the other, on the same samples. */
#include "fpe/ablation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/inside.h"
#include "fpe/kernel.h"

/* One pass over everything, on the samples of a contrast. */
struct silencing {
	const struct fpe_net *net;
	const struct fpe_data *data;
	const struct fpe_contrast *contrast;
	const struct fpe_watch *watch;
	struct inside x;
	float *less; /* [outputs x n] logits with a neuron silent */
	bool *right; /* [n] */
};

static void judge(struct silencing *v, const float *logits)
{
	for (int s = 0; s < v->x.n; s++)
		v->right[s] = inside_class(logits, v->x.outputs, v->x.n, s) ==
			      v->data->label[v->contrast->sample[s]];
}

static double share_right(const struct silencing *v, int part)
{
	int all = fpe_contrast_all(v->contrast, part), right = 0;

	for (int i = 0; i < all; i++)
		right += v->right[fpe_contrast_at(v->contrast, part, i)];
	return all ? (double)right / all : NAN;
}

/* Of the last hidden layer: the logits less what the neuron adds to them. */
static void take_off(struct silencing *v, int neuron)
{
	const struct inside *x = &v->x;
	const struct fpe_layer *l = &v->net->layer[x->layers - 1];
	const float *post = inside_row_of(x->post[x->layers - 2], x, neuron);

	for (int c = 0; c < x->outputs; c++) {
		const float *logit = inside_row_of(x->post[x->layers - 1], x, c);
		float *less = inside_row(v->less, x, c);
		float w = l->weight[(size_t)c * (size_t)l->in + (size_t)neuron];

		for (int s = 0; s < x->n; s++)
			less[s] = logit[s] - w * post[s];
	}
}

/* Of an earlier one: the layers after it again, with 0 in the neuron's place. */
static enum fpe_status run_on(struct silencing *v, int layer, int neuron, struct fpe_error *err)
{
	struct inside *x = &v->x;
	float *post = inside_row(x->post[layer], x, neuron);
	size_t bytes = (size_t)x->n * sizeof *post;
	enum fpe_status status = FPE_OK;

	/* v->less has room for one row at least: it keeps what the neuron gives on */
	memcpy(v->less, post, bytes);
	memset(post, 0, bytes);
	for (int l = layer + 1; l < x->layers && !status; l++)
		status = inside_layer(v->net, l, v->watch, x, err);
	memcpy(post, v->less, bytes);
	return status;
}

static enum fpe_status silence(struct silencing *v, int layer, int neuron, struct fpe_error *err)
{
	enum fpe_status status = fpe_watch_ask(v->watch, err);

	if (status)
		return status;
	if (layer == v->x.layers - 2) {
		take_off(v, neuron);
		judge(v, v->less);
		return FPE_OK;
	}
	status = run_on(v, layer, neuron, err);
	judge(v, v->x.post[v->x.layers - 1]);
	return status;
}

static enum fpe_status measure(struct silencing *v, struct fpe_ablation *out, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	judge(v, v->x.post[v->x.layers - 1]);
	for (int p = 0; p < out->parts; p++) {
		out->samples[p] = fpe_contrast_all(v->contrast, p);
		out->intact[p] = share_right(v, p);
	}
	for (int i = 0; i < out->neurons && !status; i++) {
		status = silence(v, out->layer, i, err);
		for (int p = 0; p < out->parts; p++)
			out->cost[(size_t)i * (size_t)out->parts + (size_t)p] =
				out->intact[p] - share_right(v, p);
	}
	return status;
}

static bool allocate(struct silencing *v, struct fpe_ablation *out)
{
	size_t parts = (size_t)out->parts, n = (size_t)v->x.n;

	out->samples = calloc(parts, sizeof *out->samples);
	out->intact = calloc(parts, sizeof *out->intact);
	out->cost = calloc(parts * (size_t)out->neurons, sizeof *out->cost);
	v->less = calloc(n * (size_t)v->x.outputs + 1, sizeof *v->less);
	v->right = calloc(n + 1, sizeof *v->right);
	return out->samples && out->intact && out->cost && v->less && v->right;
}

static enum fpe_status silence_all(const struct fpe_net *net, const struct fpe_data *data,
				   const struct fpe_contrast *contrast,
				   const struct fpe_watch *watch, struct fpe_ablation *out,
				   struct fpe_error *err)
{
	struct silencing v = { .net = net, .data = data, .contrast = contrast, .watch = watch };
	enum fpe_status status = inside_new(net, net->layers - 1, data, contrast->sample,
					    contrast->count, watch, &v.x, err);

	if (!status && !allocate(&v, out))
		status = fpe_no_memory(err);
	if (!status)
		status = measure(&v, out, err);
	inside_clear(&v.x);
	free(v.less);
	free(v.right);
	return status;
}

enum fpe_status fpe_ablation_new(const struct fpe_net *net, int layer, const struct fpe_task *task,
				 const struct fpe_data *data, int most,
				 const struct fpe_watch *watch, struct fpe_ablation *out,
				 struct fpe_error *err)
{
	const struct fpe_contrast_choice choice = { most, 0, 1 };
	struct fpe_contrast contrast = { 0 };
	enum fpe_status status;

	*out = (struct fpe_ablation){ .layer = layer };
	if (layer < 0 || layer + 1 >= net->layers)
		return fpe_fail(err, FPE_ERANGE, "the net has %d hidden layers", net->layers - 1);
	status = fpe_kernel_fits(net, data, err);
	if (!status)
		status = fpe_contrast_new(task, data, &choice, watch, &contrast, err);
	out->neurons = net->layer[layer].out;
	out->parts = contrast.parts;
	out->of_clauses = contrast.of_clauses;
	if (!status)
		status = silence_all(net, data, &contrast, watch, out, err);
	fpe_contrast_clear(&contrast);
	return status;
}

void fpe_ablation_clear(struct fpe_ablation *ablation)
{
	free(ablation->samples);
	free(ablation->intact);
	free(ablation->cost);
	*ablation = (struct fpe_ablation){ 0 };
}

double fpe_ablation_needed(const struct fpe_ablation *ablation, int neuron)
{
	const double *cost = ablation->cost + (size_t)neuron * (size_t)ablation->parts;
	double sum = 0, squares = 0;

	for (int p = 0; p < ablation->parts; p++) {
		if (!(cost[p] > 0))
			continue;
		sum += cost[p];
		squares += cost[p] * cost[p];
	}
	return sum > 0 ? sum * sum / squares : NAN;
}

double fpe_ablation_mean(const struct fpe_ablation *ablation)
{
	double sum = 0;
	int needed = 0;

	for (int i = 0; i < ablation->neurons; i++) {
		double n = fpe_ablation_needed(ablation, i);

		sum += isnan(n) ? 0 : n;
		needed += !isnan(n);
	}
	return needed ? sum / needed : NAN;
}
