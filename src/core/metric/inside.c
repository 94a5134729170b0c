/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inside.c - forward, sample by sample side by side, with everything kept. */
#include "core/metric/inside.h"

#include <stdlib.h>
#include <string.h>

static enum fpe_status allocate(const struct fpe_net *net, int last, int n, struct inside *out,
				struct fpe_error *err)
{
	size_t rows = (size_t)net->layer[0].in, at;

	for (int l = 0; l <= last; l++)
		rows += 2 * (size_t)net->layer[l].out;
	out->block = calloc(rows * (size_t)n + 1, sizeof *out->block);
	if (!out->block)
		return fpe_no_memory(err);
	out->input = out->block;
	at = (size_t)net->layer[0].in * (size_t)n;
	for (int l = 0; l <= last; l++) {
		size_t size = (size_t)net->layer[l].out * (size_t)n;

		out->sum[l] = out->block + at;
		out->post[l] = out->block + at + size;
		at += 2 * size;
	}
	return FPE_OK;
}

static void read_inputs(const struct fpe_data *data, const int32_t *order, struct inside *x)
{
	for (int s = 0; s < x->n; s++) {
		size_t sample = (size_t)(order ? order[s] : s);

		for (int j = 0; j < x->inputs; j++) {
			float *to = inside_row(x->input, x, j) + s;

			if (data->bits)
				*to = (float)(data->bits[sample * (size_t)data->words +
							 (size_t)j / 64] >>
						      j % 64 &
					      1);
			else
				*to = data->real[sample * (size_t)data->inputs + (size_t)j];
		}
	}
}

void inside_activate(const struct inside *x, int layer, const float *sum, int n, float *post)
{
	double (*forward)(double) = fpe_activation_info[x->activation].forward;

	if (layer + 1 == x->layers) {
		memcpy(post, sum, (size_t)n * sizeof *post);
		return;
	}
	for (int s = 0; s < n && x->activation == FPE_RELU; s++)
		post[s] = sum[s] > 0 ? sum[s] : 0;
	for (int s = 0; s < n && x->activation != FPE_RELU; s++)
		post[s] = (float)forward((double)sum[s]);
}

static void sum_up(const struct fpe_layer *l, int neuron, const struct inside *x, const float *into,
		   float *sum)
{
	const float *w = l->weight + (size_t)neuron * (size_t)l->in;

	for (int s = 0; s < x->n; s++)
		sum[s] = l->bias[neuron];
	for (int j = 0; j < l->in; j++) {
		const float *from = inside_row_of(into, x, j);

		for (int s = 0; s < x->n && w[j] != 0; s++)
			sum[s] += w[j] * from[s];
	}
}

enum fpe_status inside_layer(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			     struct inside *x, struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[layer];
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < l->out && !status; i++) {
		float *sum = inside_row(x->sum[layer], x, i);

		status = fpe_watch_ask(watch, err);
		sum_up(l, i, x, inside_into(x, layer), sum);
		inside_activate(x, layer, sum, x->n, inside_row(x->post[layer], x, i));
	}
	return status;
}

enum fpe_status inside_new(const struct fpe_net *net, int last, const struct fpe_data *data,
			   const int32_t *order, int n, const struct fpe_watch *watch,
			   struct inside *out, struct fpe_error *err)
{
	enum fpe_status status;

	*out = (struct inside){ .n = n,
				.inputs = net->layer[0].in,
				.layers = net->layers,
				.outputs = fpe_net_outputs(net),
				.activation = net->activation };
	status = allocate(net, last, n, out, err);
	if (!status)
		read_inputs(data, order, out);
	for (int l = 0; l <= last && !status; l++)
		status = inside_layer(net, l, watch, out, err);
	return status;
}

void inside_clear(struct inside *inside)
{
	free(inside->block);
	*inside = (struct inside){ 0 };
}

int inside_class(const float *logits, int outputs, int n, int s)
{
	int best = 0;

	if (outputs == 1)
		return logits[s] > 0;
	for (int c = 1; c < outputs; c++) {
		if (logits[(size_t)c * (size_t)n + (size_t)s] >
		    logits[(size_t)best * (size_t)n + (size_t)s])
			best = c;
	}
	return best;
}
