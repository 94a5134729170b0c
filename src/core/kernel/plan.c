/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.c - the rules, with what they rest on; tests/bench measures it. */
#include "core/kernel/plan.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/kernel/classes.h"
#include "core/kernel/few.h"
#include "core/kernel/table.h"

/* Tables of a layer: 64 bytes a four. Past this they leave the caches. */
#define MAX_TABLE_BYTES (6 << 20)

static const float *mask_of(const struct fpe_layer *l, int neuron)
{
	return l->mask + (size_t)neuron * (size_t)l->in;
}

int plan_fours(const struct fpe_layer *layer)
{
	return (layer->in + TABLE_STEP - 1) / TABLE_STEP;
}

static int packed_fours(const struct fpe_layer *l, int neuron)
{
	const float *mask = mask_of(l, neuron);
	int live = 0;

	for (int j = 0; j < l->in; j++)
		live += mask[j] != 0;
	return (live + TABLE_STEP - 1) / TABLE_STEP;
}

/* A neuron that packs is summed alone, and picks from anywhere: a fifth more a four. */
bool plan_packs(const struct fpe_layer *layer, int neuron)
{
	return packed_fours(layer, neuron) * 6 <= plan_fours(layer) * 5;
}

int plan_neuron_fours(const struct fpe_layer *layer, int neuron)
{
	return plan_packs(layer, neuron) ? packed_fours(layer, neuron) : plan_fours(layer);
}

static bool disjoint(const struct fpe_layer *l, int a, int b)
{
	const float *x = mask_of(l, a), *y = mask_of(l, b);

	for (int j = 0; j < l->in; j++) {
		if (x[j] != 0 && y[j] != 0)
			return false;
	}
	return true;
}

int plan_unit(const struct fpe_net *net, int neuron)
{
	const struct fpe_layer *l = &net->layer[0];
	int most = plan_shares_slopes(net) ? TABLE_UNIT : 2, n = 1;

	for (; n < most && neuron + n < l->out; n++) {
		for (int i = 0; i < n; i++) {
			if (!disjoint(l, neuron + i, neuron + n))
				return n;
		}
	}
	return n;
}

/* Lookups of 128 samples: forward, and backward, in fours of weights or places. */
struct lookups {
	int64_t forward, backward;
};

static struct lookups lookups(const struct fpe_net *net)
{
	const struct fpe_layer *l = &net->layer[0];
	struct lookups n = { 0, 0 };

	for (int i = 0; i < l->out; i++)
		n.forward += plan_neuron_fours(l, i);
	for (int i = 0; i < l->out; i += plan_unit(net, i))
		n.backward += plan_fours(l);
	return n;
}

/*
 * A lookup does four products at the price of one and a half. Forward it does them with
 * live weights only, backward with masked ones too, but where several neurons share it. Not
 * for a net without a layer on top.
 */
static bool tables_pay(const struct fpe_net *net, int64_t nnz)
{
	struct lookups n = lookups(net);

	return net->layers > 1 && (n.forward + n.backward) * 3 / 4 < nnz &&
	       n.forward * TABLE_SIZE * (int64_t)sizeof(float) <= MAX_TABLE_BYTES;
}

/* A product with 0 costs less than a list where few weights are 0. One row has
   nothing to share with. */
static bool block_pays(const struct fpe_layer *l, int64_t nnz)
{
	return l->out > 1 && nnz * 5 >= (int64_t)l->in * l->out * 4;
}

/* Inputs are laid beside each other first, which must be worth it to many outputs; few inputs
   fill few lanes. */
bool plan_is_wide(const struct fpe_layer *layer)
{
	return layer->out >= 32 && layer->in >= 32;
}

/*
 * Blocks do the products with pruned weights, too, at some 1.5 times the speed of lists
 * or more: one in three may be pruned. Rows that share inputs with all others, and layers
 * with few inputs a class, get lists.
 */
static bool classes_pay(const struct fpe_net *net, int layer, int64_t nnz)
{
	const struct fpe_layer *l = &net->layer[layer];
	struct families f;

	families_find(&f, net, layer);
	return f.most > 1 && families_in_group(&f, l->in) > 1 &&
	       nnz * 3 >= (int64_t)l->in * f.count * 2;
}

enum plan plan_layer(const struct fpe_net *net, int layer, const struct fpe_data *data)
{
	int64_t nnz = (int64_t)fpe_net_layer_nnz(net, layer);

	if (layer == 0 && data && data->bits && tables_pay(net, nnz))
		return PLAN_TABLE;
	if (block_pays(&net->layer[layer], nnz))
		return PLAN_BLOCK;
	return classes_pay(net, layer, nnz) ? PLAN_CLASS : PLAN_LISTS;
}

void plan_layers(const struct fpe_net *net, const struct fpe_data *data, enum plan *plan)
{
	for (int l = 0; l < net->layers; l++)
		plan[l] = plan_layer(net, l, data);
}

/* A neuron's slopes are the output's or 0 only of such an activation. */
bool plan_shares_slopes(const struct fpe_net *net)
{
	return fpe_activation_info[net->activation].needs == FPE_SLOPE_STEP && net->layers == 2 &&
	       net->layer[1].out == 1;
}

bool plan_spreads(const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];

	return fpe_net_layer_nnz(net, layer) * 2 >= fpe_layer_size(l);
}

static bool has_siblings(const struct fpe_net *net)
{
	for (int i = 0; i < net->layer[0].out; i++) {
		if (plan_unit(net, i) > 1)
			return true;
	}
	return false;
}

/*
 * Past these, tiles were faster: with lanes over samples that are nearly full there are no
 * sums over lanes of inputs, and lookups cost less than products. Whole layers are faster
 * with more samples still, but stored numbers need not move for that.
 */
static int few_of_layer(const struct fpe_net *net, int layer, enum plan plan)
{
	const struct fpe_layer *l = &net->layer[layer];

	switch (plan) {
	case PLAN_TABLE:
		if (l->in <= 32)
			return 8;
		return has_siblings(net) ? 16 : FEW_MOST;
	case PLAN_LISTS:
		return plan_spreads(net, layer) ? FEW_MOST : FEW_QUADS * 4;
	case PLAN_CLASS:
		return FEW_QUADS * 4;
	default:
		return FEW_MOST;
	}
}

int plan_few(const struct fpe_net *net, const enum plan *plan)
{
	int most = FEW_MOST;

	for (int l = 0; l < net->layers; l++) {
		int n = few_of_layer(net, l, plan[l]);

		most = n < most ? n : most;
	}
	return most;
}

static const char *why_lists(const struct fpe_layer *l)
{
	return l->out == 1 ? "one row shares nothing" : "many weights are 0";
}

static void say_classes(const char *head, const struct fpe_net *net, int layer, char *text,
			size_t size)
{
	struct families f;

	families_find(&f, net, layer);
	snprintf(text, size, "%s: blocks of %d rows, a child of each of %d parents", head,
		 families_in_group(&f, net->layer[layer].in),
		 families_in_group(&f, net->layer[layer].in));
}

void plan_text(enum plan plan, const struct fpe_net *net, int layer, int units, char *text,
	       size_t size)
{
	const struct fpe_layer *l = &net->layer[layer];
	char head[64];

	snprintf(head, sizeof head, "fc%d, %d to %d, %zu of %lld weights live", layer + 1, l->in,
		 l->out, fpe_net_layer_nnz(net, layer), (long long)l->in * l->out);
	if (plan == PLAN_TABLE && units > 0)
		snprintf(text, size, "%s: lookups of 4 bits, %d groups of neurons share them", head,
			 units);
	else if (plan == PLAN_TABLE)
		snprintf(text, size, "%s: lookups of 4 bits", head);
	else if (plan == PLAN_CLASS)
		say_classes(head, net, layer, text, size);
	else if (plan == PLAN_BLOCK)
		snprintf(text, size, "%s: four rows at once, few weights are 0", head);
	else
		snprintf(text, size, "%s: live weights one by one, %s", head, why_lists(l));
}
