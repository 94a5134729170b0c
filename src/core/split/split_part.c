/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split_part.c - building blocks of every way to split, and of the controls.
 *
 * Owns the naming of random streams, dealing evenly, the shape checks and the
 * net with whole rows copied to each child.
 */
#include "core/split/split.h"

#include <string.h>

void split_stream(struct fpe_rng *rng, const char *kind, const struct fpe_grouping *g, int neuron)
{
	uint64_t index = fpe_rng_name(kind);

	index = fpe_rng_mix(index, (uint64_t)g->alpha);
	index = fpe_rng_mix(index, (uint64_t)g->layer);
	index = fpe_rng_mix(index, (uint64_t)neuron);
	index = fpe_rng_mix(index, (uint64_t)g->repeat);
	fpe_rng_open(rng, g->seed, FPE_RNG_SPLIT, index);
}

int split_live(const struct fpe_layer *l, int neuron, int32_t *input)
{
	const float *mask = l->mask + (size_t)neuron * (size_t)l->in;
	int n = 0;

	for (int j = 0; j < l->in; j++) {
		if (mask[j] != 0)
			input[n++] = j;
	}
	return n;
}

void split_deal(struct fpe_rng *rng, int alpha, const int32_t *item, int n, int *child)
{
	int32_t order[FPE_MAX_ALPHA];

	for (int c = 0; c < alpha; c++)
		order[c] = c;
	fpe_rng_shuffle(rng, order, alpha);
	for (int p = 0; p < n; p++)
		child[item[p]] = order[p % alpha];
}

void split_range(const struct fpe_net *net, int layer, int *first, int *last)
{
	bool all = layer == -1 && net->layers > 1;

	*first = all ? 0 : layer;
	*last = all ? net->layers - 2 : layer;
}

static enum fpe_status check_layer(const struct fpe_net *net, int layer, struct fpe_error *err)
{
	int hidden = net->layers - 1;

	if (layer >= 0 && layer < hidden)
		return FPE_OK;
	if (hidden == 0)
		return fpe_fail(err, FPE_ERANGE, "the net has no hidden layer to split");
	if (hidden == 1)
		return fpe_fail(err, FPE_ERANGE, "fc%d cannot be split, only the hidden layer fc1",
				layer + 1);
	return fpe_fail(err, FPE_ERANGE, "fc%d cannot be split, only the hidden layers fc1 to fc%d",
			layer + 1, hidden);
}

static enum fpe_status check_generations(const struct fpe_net *net, int layer,
					 struct fpe_error *err)
{
	for (int n = 0; n < net->layer[layer].out; n++) {
		if (net->origin[layer][n].depth >= FPE_MAX_GENERATIONS)
			return fpe_fail(err, FPE_ELIMIT,
					"fc%d was split %d times already, as often as is allowed",
					layer + 1, net->origin[layer][n].depth);
	}
	return FPE_OK;
}

enum fpe_status split_check_shape(const struct fpe_net *net, int layer, int alpha,
				  struct fpe_error *err)
{
	enum fpe_status status = check_layer(net, layer, err);

	if (status)
		return status;
	if (alpha < 2 || alpha > FPE_MAX_ALPHA)
		return fpe_fail(err, FPE_ERANGE, "alpha is %d; 2 to %d are allowed", alpha,
				FPE_MAX_ALPHA);
	if (net->layer[layer].out > FPE_MAX_NEURONS / alpha)
		return fpe_fail(err, FPE_ELIMIT,
				"fc%d would have %d x %d neurons; 1 to %d are allowed", layer + 1,
				alpha, net->layer[layer].out, FPE_MAX_NEURONS);
	return check_generations(net, layer, err);
}

/* Rows of the layer: row i of from becomes rows i*times … of to. */
static void copy_rows(struct fpe_layer *to, const struct fpe_layer *from, int times)
{
	size_t in = (size_t)from->in;

	for (int n = 0; n < to->out; n++) {
		size_t parent = (size_t)(n / times);

		memcpy(to->weight + (size_t)n * in, from->weight + parent * in,
		       in * sizeof *to->weight);
		memcpy(to->mask + (size_t)n * in, from->mask + parent * in, in * sizeof *to->mask);
		to->bias[n] = from->bias[parent];
	}
}

/* Columns of the next layer: column i of from becomes columns i*times …. */
static void copy_columns(struct fpe_layer *to, const struct fpe_layer *from, int times)
{
	for (int r = 0; r < to->out; r++) {
		size_t new_row = (size_t)r * (size_t)to->in;
		size_t old_row = (size_t)r * (size_t)from->in;

		for (int j = 0; j < to->in; j++) {
			size_t at = new_row + (size_t)j;
			size_t parent = old_row + (size_t)(j / times);

			to->weight[at] = from->weight[parent];
			to->mask[at] = from->mask[parent];
		}
		to->bias[r] = from->bias[r];
	}
}

static void copy_origins(struct fpe_net *to, const struct fpe_net *from, int layer, int times)
{
	for (int n = 0; n < to->layer[layer].out; n++) {
		struct fpe_origin *o = &to->origin[layer][n];

		*o = from->origin[layer][n / times];
		if (times > 1)
			o->child[o->depth++] = (int16_t)(n % times);
	}
}

enum fpe_status split_expand(const struct fpe_net *net, int layer, int alpha, struct fpe_net **out,
			     struct fpe_error *err)
{
	enum fpe_status status = fpe_net_wider(net, layer, layer, alpha, out, err);

	if (status)
		return status;
	for (int i = 0; i < net->layers; i++) {
		int times = i == layer ? alpha : 1;

		if (i == layer + 1)
			copy_columns(&(*out)->layer[i], &net->layer[i], alpha);
		else
			copy_rows(&(*out)->layer[i], &net->layer[i], times);
		copy_origins(*out, net, i, times);
	}
	return FPE_OK;
}
