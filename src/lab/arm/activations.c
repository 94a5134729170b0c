/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * activations.c - what does a layer make of samples?
 *
 * The layers up to it are a net of their own, whose logits are the layer's sums:
 * the kernel adds them up, a tile of samples at a time.
 */
#include "lab/arm/activations.h"

#include <math.h>
#include <string.h>

#include "fpe/kernel.h"

#define CHUNK 4096   /* samples between two looks at who waits, at most */
#define PRODUCTS 1e9 /* and weights times samples */

/* The layers 0 … layer. */
static enum fpe_status first_layers(const struct fpe_net *net, int layer, struct fpe_net **out,
				    struct fpe_error *err)
{
	int widths[FPE_MAX_LAYERS + 1] = { net->layer[0].in };
	enum fpe_status status;

	for (int i = 0; i <= layer; i++)
		widths[i + 1] = net->layer[i].out;
	status = fpe_net_new(widths, layer + 1, out, err);
	if (status)
		return status;
	(*out)->activation = net->activation;
	for (int i = 0; i <= layer; i++) {
		const struct fpe_layer *from = &net->layer[i];
		struct fpe_layer *to = &(*out)->layer[i];
		size_t bytes = fpe_layer_size(from) * sizeof *from->weight;

		memcpy(to->weight, from->weight, bytes);
		memcpy(to->mask, from->mask, bytes);
		to->unbiased = from->unbiased;
		memcpy(to->bias, from->bias, (size_t)from->out * sizeof *from->bias);
	}
	return FPE_OK;
}

static enum fpe_status new_like(const struct fpe_data *data, int inputs, struct fpe_data **out,
				struct fpe_error *err)
{
	enum fpe_status status;

	if (data->target)
		status = fpe_data_new_targets(data->count, inputs, data->targets, 1, out, err);
	else
		status = fpe_data_new(data->count, inputs, data->classes, 1, out, err);
	if (status)
		return status;
	if (data->target)
		memcpy((*out)->target, data->target,
		       (size_t)data->count * (size_t)data->targets * sizeof *data->target);
	else
		memcpy((*out)->label, data->label, (size_t)data->count * sizeof *data->label);
	return FPE_OK;
}

static enum fpe_status fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			    const struct fpe_data *data, const struct reading *reading,
			    struct fpe_data *to, struct fpe_error *err)
{
	int32_t order[CHUNK];
	int most = (int)fmin(CHUNK, 64 + PRODUCTS / ((double)fpe_net_nnz(net) + 1));
	enum fpe_status status = FPE_OK;

	for (int first = 0; first < data->count && !status; first += most) {
		int n = data->count - first < most ? data->count - first : most;

		for (int i = 0; i < n; i++)
			order[i] = first + i;
		fpe_kernel_logits(kernel, net, data, order, n,
				  to->real + (size_t)first * (size_t)to->inputs);
		status = reading_goes_on(reading, (double)(first + n) / data->count, err);
	}
	return status;
}

static void activate(const struct fpe_net *net, struct fpe_data *data)
{
	double (*forward)(double) = fpe_activation_info[net->activation].forward;
	size_t n = (size_t)data->count * (size_t)data->inputs;

	for (size_t i = 0; i < n; i++)
		data->real[i] = (float)forward((double)data->real[i]);
}

enum fpe_status activations_of(const struct fpe_net *net, int layer, const struct fpe_data *data,
			       const struct reading *reading, struct fpe_data **out,
			       struct fpe_error *err)
{
	struct fpe_kernel *kernel = NULL;
	struct fpe_net *first = NULL;
	enum fpe_status status = fpe_kernel_fits(net, data, err);

	*out = NULL;
	if (!status)
		status = new_like(data, net->layer[layer].out, out, err);
	if (!status)
		status = first_layers(net, layer, &first, err);
	if (!status)
		status = fpe_kernel_new(first, data, &kernel, err);
	if (!status)
		status = fill(kernel, first, data, reading, *out, err);
	if (!status && layer + 1 < net->layers)
		activate(net, *out);
	fpe_kernel_free(kernel);
	fpe_net_free(first);
	if (status) {
		fpe_data_free(*out);
		*out = NULL;
	}
	return status;
}

void activations_thin(struct fpe_net *net, double off)
{
	float on = (float)(1 - off);

	for (int i = 0; i + 1 < net->layers && off > 0; i++) {
		for (size_t k = 0; k < fpe_layer_size(&net->layer[i]); k++)
			net->layer[i].weight[k] *= on;
	}
}
