/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split.c - from a parent net and a way to split to the split net.
 *
 * Owns the table of ways and applying an owner table. Promises: children's masks
 * are disjoint and add up to the parent's. Not here: the checks that come before
 * any allocation (split_check.c), the ways themselves (split_X.c), the building
 * blocks they share (split_part.c), which weights are dropped (prune.c).
 */
#include "core/split/split.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct fpe_split_kind *const fpe_split_kinds[] = {
#define SPLIT_KIND_ROW(name) &split_kind_##name,
	SPLIT_KIND_LIST(SPLIT_KIND_ROW)
#undef SPLIT_KIND_ROW
		NULL,
};

const struct fpe_split_kind *fpe_split_kind_find(const char *name)
{
	for (int i = 0; fpe_split_kinds[i]; i++) {
		if (!strcmp(fpe_split_kinds[i]->name, name))
			return fpe_split_kinds[i];
	}
	return NULL;
}

const char *fpe_split_kind_name(int i)
{
	return fpe_split_kinds[i] ? fpe_split_kinds[i]->name : NULL;
}

enum fpe_status fpe_split_owner(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				int *owner, struct fpe_error *err)
{
	int in = g->layer < 0 || g->layer >= g->net->layers ? 0 : g->net->layer[g->layer].in;
	enum fpe_status status = split_check_request(kind, g, g->layer, in, err);

	if (status)
		return status;
	for (size_t i = 0; i < fpe_layer_size(&g->net->layer[g->layer]); i++)
		owner[i] = -1;
	return kind->group(g, owner, err);
}

static enum fpe_status check_owner(const struct fpe_net *net, int layer, int alpha,
				   const int *owner, struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[layer];
	char name[FPE_MAX_NAME];

	for (size_t i = 0; i < fpe_layer_size(l); i++) {
		bool live = l->mask[i] != 0;

		if (live ? owner[i] >= 0 && owner[i] < alpha : owner[i] == -1)
			continue;
		return fpe_fail(err, FPE_ESHAPE,
				"input %d of %s in fc%d is %s but goes to child %d of %d",
				(int)(i % (size_t)l->in),
				fpe_net_neuron_name(net, layer, (int)(i / (size_t)l->in), name,
						    sizeof name),
				layer + 1, live ? "live" : "masked", owner[i], alpha);
	}
	return FPE_OK;
}

/* Leave each child its own share of the parent's row. */
static void take_shares(struct fpe_net *net, int layer, int alpha, const int *owner)
{
	struct fpe_layer *l = &net->layer[layer];

	for (int n = 0; n < l->out; n++) {
		const int *of = owner + (size_t)(n / alpha) * (size_t)l->in;
		float *mask = l->mask + (size_t)n * (size_t)l->in;

		for (int j = 0; j < l->in; j++)
			mask[j] = of[j] == n % alpha;
	}
	fpe_net_apply_masks(net);
}

enum fpe_status fpe_split_apply(const struct fpe_net *net, int layer, int alpha, const int *owner,
				struct fpe_net **out, struct fpe_error *err)
{
	enum fpe_status status = split_check_shape(net, layer, alpha, err);

	*out = NULL;
	if (!status)
		status = check_owner(net, layer, alpha, owner, err);
	if (!status)
		status = split_expand(net, layer, alpha, out, err);
	if (!status)
		take_shares(*out, layer, alpha, owner);
	return status;
}

/* Give every child what is shared: drawn for each parent, by rounding. */
static enum fpe_status share_inputs(const struct fpe_grouping *g, struct fpe_net *net,
				    struct fpe_error *err)
{
	const struct fpe_layer *from = &g->net->layer[g->layer];
	struct fpe_layer *to = &net->layer[g->layer];
	int32_t *live = malloc((size_t)from->in * sizeof *live);

	if (!live)
		return fpe_no_memory(err);
	for (int n = 0; n < from->out; n++) {
		int count = split_live(from, n, live);
		int shared = (int)(g->share * count + .5);
		struct fpe_rng rng;

		split_stream(&rng, "share", g, n);
		fpe_rng_shuffle(&rng, live, count);
		for (int i = 0; i < shared * g->alpha; i++) {
			size_t row = (size_t)n * (size_t)g->alpha + (size_t)(i % g->alpha);
			size_t in = (size_t)from->in;
			size_t j = (size_t)live[i / g->alpha];

			to->mask[row * in + j] = 1;
			to->weight[row * in + j] = from->weight[(size_t)n * in + j];
		}
	}
	fpe_net_tie(net);
	free(live);
	return FPE_OK;
}

/* Group and apply. */
static enum fpe_status split_layer(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				   struct fpe_net **out, struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	int *owner = malloc(fpe_layer_size(l) * sizeof *owner);
	enum fpe_status status;

	*out = NULL;
	if (!owner)
		return fpe_no_memory(err);
	status = fpe_split_owner(kind, g, owner, err);
	if (!status)
		status = fpe_split_apply(g->net, g->layer, g->alpha, owner, out, err);
	if (!status && g->share > 0)
		status = share_inputs(g, *out, err);
	if (status) {
		fpe_net_free(*out);
		*out = NULL;
	}
	free(owner);
	return status;
}

static enum fpe_status split_layers(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				    int first, int last, struct fpe_net **out,
				    struct fpe_error *err)
{
	struct fpe_grouping step = *g;
	struct fpe_net *net = NULL;

	for (step.layer = first; step.layer <= last; step.layer++) {
		struct fpe_net *next;
		enum fpe_status status = split_layer(kind, &step, &next, err);

		fpe_net_free(net);
		if (status)
			return status;
		step.net = net = next;
	}
	*out = net;
	return FPE_OK;
}

static enum fpe_status prune_by_rule(struct fpe_net *net, enum fpe_budget_rule rule, size_t budget,
				     size_t root_biases, struct fpe_error *err)
{
	size_t biases = fpe_net_biases(net);
	size_t added = biases > root_biases ? biases - root_biases : 0;
	enum fpe_status status;

	if (rule == FPE_BUDGET_NONE)
		return FPE_OK;
	if (rule == FPE_BUDGET_STRICT) {
		if (added > budget)
			return fpe_fail(
				err, FPE_ERANGE,
				"budget=strict: %zu biases added are more than the budget of %zu weights",
				added, budget);
		budget -= added;
	}
#ifdef FPE_CHECKS
	size_t before = fpe_net_nnz(net);
#endif
	status = fpe_prune(net, budget, err);
#ifdef FPE_CHECKS
	assert(status || fpe_net_nnz(net) == (before < budget ? before : budget));
#endif
	return status;
}

enum fpe_status fpe_split(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
			  enum fpe_budget_rule rule, size_t budget, size_t root_biases,
			  struct fpe_net **out, struct fpe_error *err)
{
	enum fpe_status status = fpe_split_check(kind, g, err);
	int first, last;

	*out = NULL;
	split_range(g->net, g->layer, &first, &last);
	if (!status)
		status = split_layers(kind, g, first, last, out, err);
	if (!status)
		status = prune_by_rule(*out, rule, budget, root_biases, err);
	if (status) {
		fpe_net_free(*out);
		*out = NULL;
	}
	return status;
}
