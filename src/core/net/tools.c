/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tools.c - the kernel of a trainer and the vectors packed for it. */
#include "core/net/tools.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/pages.h"

void tools_clear(struct tools *tools)
{
	fpe_kernel_free(tools->kernel);
	free(tools->vectors);
	free(tools->tie);
	*tools = (struct tools){ 0 };
}

static void pack(const struct tools *tools, const struct fpe_net *net)
{
	const struct tile_ops *ops = fpe_kernel_ops(tools->kernel);

	packing_pack(tools->packing, ops, net, PACKED_VALUE, tools->value);
	packing_pack(tools->packing, ops, net, PACKED_M, tools->m);
	packing_pack(tools->packing, ops, net, PACKED_V, tools->v);
}

/* Masks are turned, too: each live weight of the first layer has one in the second. */
static enum fpe_status find_ties(struct tools *tools, const struct fpe_net *net,
				 struct fpe_error *err)
{
	const struct packed_layer *first = &tools->packing->layer[0], *second = first + 1;
	size_t in = (size_t)net->layer[0].in, out = (size_t)net->layer[0].out;
	size_t *at;

	if (!net->tied)
		return FPE_OK;
	at = malloc(in * out * sizeof *at);
	tools->tie = malloc(((size_t)first->nnz + 1) * sizeof *tools->tie);
	for (int k = 0; at && k < second->nnz; k++)
		at[packing_place(second, k)] = packing_at(second, k);
	for (int k = 0; at && tools->tie && k < first->nnz; k++) {
		size_t place = packing_place(first, k), i = place / in, j = place % in;

		tools->tie[k][0] = packing_at(first, k);
		tools->tie[k][1] = at[j * out + i];
	}
	tools->ties = first->nnz;
	free(at);
	return at && tools->tie ? FPE_OK : fpe_no_memory(err);
}

void tools_tie(const struct tools *tools, bool dropped)
{
	float *slope = tools->slope;

	for (int k = 0; k < tools->ties; k++) {
		size_t a = tools->tie[k][0], b = tools->tie[k][1];
		float of_first = dropped ? slope[a] * tools->on[a] : slope[a];

		slope[a] = slope[b] = of_first + slope[b];
	}
}

enum fpe_status tools_make(struct tools *tools, const struct fpe_net *net,
			   const struct fpe_data *data, struct fpe_team *team,
			   struct fpe_error *err)
{
	enum fpe_status status = fpe_kernel_new(net, data, &tools->kernel, err);
	size_t floats;

	if (status)
		return status;
	tools->packing = fpe_kernel_packing(tools->kernel);
	tools->vectors = packing_vectors(tools->packing, 6, 4);
	status = tools->vectors ? find_ties(tools, net, err) : fpe_no_memory(err);
	if (status) {
		tools_clear(tools);
		return status;
	}
	floats = tools->packing->floats;
	tools->value = tools->vectors;
	tools->m = tools->value + floats;
	tools->v = tools->m + floats;
	tools->slope = tools->v + floats;
	tools->thin = tools->slope + floats;
	tools->on = tools->thin + floats;
	pack(tools, net);
	fpe_kernel_lend(tools->kernel, team);
	return FPE_OK;
}

static void leave_weights(const struct packed_layer *of, float *weight)
{
#ifdef FPE_CHECKS
	for (int k = 0; k < of->nnz; k++)
		weight[packing_place(of, k)] = NAN;
#else
	(void)of;
	(void)weight;
#endif
}

static void leave_biases(const struct fpe_layer *layer, float *bias)
{
#ifdef FPE_CHECKS
	for (int i = 0; i < layer->out; i++)
		bias[i] = NAN;
#else
	(void)layer;
	(void)bias;
#endif
}

void tools_leave_parameters(const struct tools *tools, struct fpe_net *net)
{
	for (int l = 0; l < net->layers; l++) {
		leave_weights(&tools->packing->layer[l], net->layer[l].weight);
		leave_biases(&net->layer[l], net->layer[l].bias);
	}
}

bool tools_have_moments(const struct tools *tools)
{
	bool any = false;

	for (size_t i = 0; !any && i < tools->packing->floats; i++)
		any = tools->m[i] != 0 || tools->v[i] != 0;
	return any;
}

void tools_leave_moments(const struct tools *tools, struct fpe_net *net)
{
	for (int l = 0; l < net->layers; l++) {
		struct fpe_layer *layer = &net->layer[l];
		size_t bytes = fpe_layer_size(layer) * sizeof(float);

		pages_forget(layer->weight_m, bytes);
		pages_forget(layer->weight_v, bytes);
		leave_weights(&tools->packing->layer[l], layer->weight_m);
		leave_weights(&tools->packing->layer[l], layer->weight_v);
		leave_biases(layer, layer->bias_m);
		leave_biases(layer, layer->bias_v);
	}
}

size_t tools_hidden(const struct packing *p)
{
	return p->layer[p->layers - 1].weight;
}

void tools_drop(const struct tools *tools, struct fpe_rng *rng, double off)
{
	const struct packing *p = tools->packing;

	memcpy(tools->thin, tools->value, p->floats * sizeof *tools->thin);
	memset(tools->on, 0, tools_hidden(p) * sizeof *tools->on);
	for (int l = 0; l + 1 < p->layers; l++) {
		const struct packed_layer *of = &p->layer[l];

		for (int k = 0; k < of->nnz; k++) {
			bool on = fpe_rng_unit(rng) >= off;
			size_t at = packing_at(of, k);

			tools->on[at] = on;
			if (!on)
				tools->thin[at] = 0;
		}
	}
}

const float *tools_scale(const struct tools *tools, float scale)
{
	const struct packing *p = tools->packing;
	size_t hidden = tools_hidden(p);

	for (size_t k = 0; k < hidden; k++)
		tools->thin[k] = tools->value[k] * scale;
	memcpy(tools->thin + hidden, tools->value + hidden,
	       (p->floats - hidden) * sizeof *tools->thin);
	return tools->thin;
}
