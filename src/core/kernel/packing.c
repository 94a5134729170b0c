/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packing.c - between a net's tensors and packed vectors.
 *
 * Not here: which order a layer has (live.c, lookup.c).
 */
#include "core/kernel/packing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/pages.h"

#define STEP (FPE_ALIGN / sizeof(float))

static size_t whole(size_t floats)
{
	return (floats + STEP - 1) / STEP * STEP;
}

static void lay_out(struct packing *p, const struct fpe_net *net)
{
	p->layers = net->layers;
	p->weights = 0;
	for (int l = 0; l < net->layers; l++) {
		p->layer[l].weight = p->weights;
		p->weights += whole(p->layer[l].weights);
	}
	p->floats = p->weights;
	for (int l = 0; l < net->layers; l++) {
		p->layer[l].bias = p->floats;
		p->floats += whole((size_t)net->layer[l].out);
	}
}

/* Adds to the dead ones; counts only where there is no list of them yet. */
static void add_dead(struct packing *p, size_t at)
{
	if (p->dead)
		p->dead[p->deads] = (int32_t)at;
	p->deads++;
}

static bool is_full(const struct packed_layer *l)
{
	return (size_t)l->nnz == l->weights;
}

/* live: room for its weights. */
static void find_dead_weights(struct packing *p, const struct packed_layer *of, bool *live)
{
	memset(live, 0, of->weights);
	for (int k = 0; k < of->nnz; k++)
		live[packing_at(of, k) - of->weight] = true;
	for (size_t k = 0; k < of->weights; k++) {
		if (!live[k])
			add_dead(p, of->weight + k);
	}
}

static void find_dead(struct packing *p, const struct fpe_net *net, bool *live)
{
	p->deads = 0;
	for (int l = 0; l < p->layers; l++) {
		if (!is_full(&p->layer[l]))
			find_dead_weights(p, &p->layer[l], live);
	}
	for (int l = 0; l < p->layers; l++) {
		for (int i = 0; net->layer[l].unbiased && i < net->layer[l].out; i++)
			add_dead(p, p->layer[l].bias + (size_t)i);
	}
}

enum fpe_status packing_init(struct packing *p, const struct fpe_net *net, struct fpe_error *err)
{
	size_t most = 1; /* weights of a layer that may have dead ones */
	bool *live;

	lay_out(p, net);
	for (int l = 0; l < p->layers; l++)
		if (!is_full(&p->layer[l]) && p->layer[l].weights > most)
			most = p->layer[l].weights;
	live = malloc(most);
	if (live)
		find_dead(p, net, live);
	p->dead = live ? malloc((p->deads + 1) * sizeof *p->dead) : NULL;
	if (p->dead)
		find_dead(p, net, live);
	free(live);
	return p->dead ? FPE_OK : fpe_no_memory(err);
}

void packing_clear(struct packing *p)
{
	free(p->dead);
}

float *packing_vectors(const struct packing *p, int n, int hot)
{
	size_t bytes = (p->floats + STEP) * sizeof(float);

	return pages_alloc((size_t)n * bytes, (size_t)hot * bytes);
}

static const struct {
	enum fpe_tensor_kind weight, bias;
} tensors[] = {
	[PACKED_VALUE] = { FPE_WEIGHT, FPE_BIAS },
	[PACKED_M] = { FPE_WEIGHT_M, FPE_BIAS_M },
	[PACKED_V] = { FPE_WEIGHT_V, FPE_BIAS_V },
};

void packing_pack(const struct packing *p, const struct tile_ops *ops, const struct fpe_net *net,
		  enum packed what, float *vector)
{
	for (int l = 0; l < p->layers; l++) {
		const struct packed_layer *of = &p->layer[l];
		size_t end = l + 1 < p->layers ? of[1].weight : p->weights;
		size_t next = l + 1 < p->layers ? of[1].bias : p->floats;
		size_t out = (size_t)net->layer[l].out;
		const float *weight = fpe_net_tensor(net, l, tensors[what].weight);
		const float *bias = fpe_net_tensor(net, l, tensors[what].bias);
		float *to = vector + of->weight;

		if (of->place)
			ops->class->gather((int)of->weights, of->place, weight, to);
		else
			memcpy(to, weight, of->weights * sizeof *to);
		memset(to + of->weights, 0, (end - of->weight - of->weights) * sizeof *to);
		memcpy(vector + of->bias, bias, out * sizeof *to);
		memset(vector + of->bias + out, 0, (next - of->bias - out) * sizeof *to);
	}
}

static void unpack_weights(const struct packed_layer *of, const float *vector, float *to)
{
	if (!of->place && is_full(of)) {
		memcpy(to, vector + of->weight, of->weights * sizeof *to);
		return;
	}
	for (int k = 0; k < of->nnz; k++)
		to[packing_place(of, k)] = vector[packing_at(of, k)];
}

void packing_unpack(const struct packing *p, const float *vector, enum packed what,
		    struct fpe_net *net)
{
	for (int l = 0; l < p->layers; l++) {
		const struct packed_layer *of = &p->layer[l];
		float *weight = fpe_net_tensor(net, l, tensors[what].weight);
		float *bias = fpe_net_tensor(net, l, tensors[what].bias);

		pages_write(weight, fpe_layer_size(&net->layer[l]) * sizeof *weight);
		unpack_weights(of, vector, weight);
		memcpy(bias, vector + of->bias, (size_t)net->layer[l].out * sizeof *bias);
	}
}

size_t packing_live(const struct packing *p, const struct fpe_net *net, int layer,
		    const float *vector, float *to)
{
	const struct packed_layer *of = &p->layer[layer];
	size_t biases = fpe_layer_biases(&net->layer[layer]);

	if (!of->at)
		memcpy(to, vector + of->weight, (size_t)of->nnz * sizeof *to);
	for (int k = 0; of->at && k < of->nnz; k++)
		to[k] = vector[packing_at(of, k)];
	memcpy(to + of->nnz, vector + of->bias, biases * sizeof *to);
	return (size_t)of->nnz + biases;
}

void packing_clean(const struct packing *p, float *vector)
{
	for (size_t i = 0; i < p->deads; i++)
		vector[p->dead[i]] = 0;
}
