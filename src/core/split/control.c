/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.c - nets that a split arm is compared with.
 *
 * wide: more neurons without a budget. sparse, static, nm: as wide and
 * as sparse as the split net, but their masks are not disjoint. reinit: its masks, new
 * weights.
 */
#include "core/split/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum fpe_status check_range(const struct fpe_net *net, int layer, int alpha,
				   struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	int first, last;

	split_range(net, layer, &first, &last);
	for (int i = first; i <= last && !status; i++)
		status = split_check_shape(net, i, alpha, err);
	return status;
}

enum fpe_status fpe_control_wide(const struct fpe_net *root, int layer, int alpha,
				 enum fpe_init init, uint64_t seed, struct fpe_net **out,
				 struct fpe_error *err)
{
	enum fpe_status status = check_range(root, layer, alpha, err);
	int first, last;

	*out = NULL;
	if (status)
		return status;
	split_range(root, layer, &first, &last);
	status = fpe_net_wider(root, first, last, alpha, out, err);
	if (!status)
		fpe_net_init(*out, init, seed);
	return status;
}

/* Set exactly `set` of n mask entries, every choice equally likely (selection
   sampling, Knuth vol. 2, 3.4.2 S). */
static void draw_mask(struct fpe_rng *rng, float *mask, size_t n, size_t set)
{
	for (size_t j = 0; j < n; j++) {
		bool take = fpe_rng_below(rng, (uint32_t)(n - j)) < set;

		mask[j] = take;
		set -= take;
	}
}

/* Whole rows and columns copied for every layer from first to last. */
static enum fpe_status expand_range(const struct fpe_net *parent, int first, int last, int alpha,
				    struct fpe_net **out, struct fpe_error *err)
{
	struct fpe_net *net = NULL;

	for (int i = first; i <= last; i++) {
		struct fpe_net *next;
		enum fpe_status status = split_expand(net ? net : parent, i, alpha, &next, err);

		fpe_net_free(net);
		if (status)
			return status;
		net = next;
	}
	*out = net;
	return FPE_OK;
}

static enum fpe_status check_like(const struct fpe_net *parent, const struct fpe_net *like,
				  int first, int last, int alpha, struct fpe_error *err)
{
	bool fits = parent->layers == like->layers && parent->layer[0].in == like->layer[0].in;

	for (int i = 0; fits && i < parent->layers; i++) {
		int times = i >= first && i <= last ? alpha : 1;

		fits = like->layer[i].out == parent->layer[i].out * times;
	}
	if (!fits)
		return fpe_fail(err, FPE_ESHAPE,
				"the split net is not this parent split by alpha %d", alpha);
	return FPE_OK;
}

enum fpe_status fpe_control_sparse(const struct fpe_net *parent, const struct fpe_net *like,
				   int layer, int alpha, uint64_t seed, struct fpe_net **out,
				   struct fpe_error *err)
{
	enum fpe_status status = check_range(parent, layer, alpha, err);
	struct fpe_rng rng;
	int first, last;

	*out = NULL;
	split_range(parent, layer, &first, &last);
	if (!status)
		status = check_like(parent, like, first, last, alpha, err);
	if (!status)
		status = expand_range(parent, first, last, alpha, out, err);
	if (status)
		return status;
	fpe_rng_open(&rng, seed, FPE_RNG_CONTROL, 0);
	for (int i = 0; i < parent->layers; i++) {
		struct fpe_layer *l = &(*out)->layer[i];
		size_t n = fpe_layer_size(l);

		if (i >= first && i <= last)
			draw_mask(&rng, l->mask, n, fpe_net_layer_nnz(like, i));
		else
			memcpy(l->mask, like->layer[i].mask, n * sizeof *l->mask);
	}
	fpe_net_apply_masks(*out);
	return FPE_OK;
}

/* A seed of its own: else a wide net would begin with the weights of its root. */
static uint64_t renewed(uint64_t seed, const char *control)
{
	return fpe_rng_mix(seed, fpe_rng_name(control));
}

enum fpe_status fpe_control_static(const struct fpe_net *root, const struct fpe_net *like,
				   int layer, int alpha, enum fpe_init init, uint64_t net_seed,
				   uint64_t seed, struct fpe_net **out, struct fpe_error *err)
{
	enum fpe_status status =
		fpe_control_wide(root, layer, alpha, init, renewed(net_seed, "sparse"), out, err);
	struct fpe_rng rng;
	int first, last;

	if (status)
		return status;
	split_range(root, layer, &first, &last);
	status = check_like(root, like, first, last, alpha, err);
	if (status) {
		fpe_net_free(*out);
		*out = NULL;
		return status;
	}
	fpe_rng_open(&rng, seed, FPE_RNG_CONTROL, 0);
	for (int i = 0; i < root->layers; i++)
		draw_mask(&rng, (*out)->layer[i].mask, fpe_layer_size(&(*out)->layer[i]),
			  fpe_net_layer_nnz(like, i));
	fpe_net_apply_masks(*out);
	return FPE_OK;
}

void fpe_control_reinit(struct fpe_net *split, enum fpe_init init, uint64_t net_seed)
{
	fpe_net_init(split, init, renewed(net_seed, "reinit"));
}

/* A live weight. */
struct entry {
	size_t at;
	float size;
};

static int by_size(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* As fpe_prune, of one layer. */
static enum fpe_status prune_layer(struct fpe_layer *l, size_t live, size_t budget,
				   struct fpe_error *err)
{
	struct entry *entry = malloc((live + 1) * sizeof *entry);
	size_t n = 0;

	if (!entry)
		return fpe_no_memory(err);
	for (size_t j = 0; j < fpe_layer_size(l); j++) {
		if (l->mask[j] != 0)
			entry[n++] = (struct entry){ j, fabsf(l->weight[j]) };
	}
	qsort(entry, n, sizeof *entry, by_size);
	for (size_t j = 0; j + budget < n; j++)
		l->mask[entry[j].at] = 0;
	free(entry);
	return FPE_OK;
}

/* N of every M inputs of a neuron that are neighbours in `order` are live, at the end of a
   row as large a share, rounded up: so that there are no fewer than `live`. part: [M]. */
static void draw_groups(struct fpe_rng *rng, struct fpe_layer *l, int alpha, size_t live,
			const int32_t *order, float *part)
{
	size_t of = 2 * (size_t)alpha, in = (size_t)l->in, size = fpe_layer_size(l);
	size_t n = (of * live + size - 1) / size;

	for (size_t row = 0; row < (size_t)l->out; row++) {
		for (size_t j = 0; j < in; j += of) {
			size_t m = in - j < of ? in - j : of;

			draw_mask(rng, part, m, (n * m + of - 1) / of);
			for (size_t k = 0; k < m; k++)
				l->mask[row * in + (size_t)order[j + k]] = part[k];
		}
	}
}

/* The inputs in an order that is drawn: clauses of a task are neighbours by their numbers. */
static enum fpe_status draw_nm(struct fpe_rng *rng, struct fpe_layer *l, int alpha, size_t live,
			       struct fpe_error *err)
{
	int32_t *order = malloc((size_t)l->in * sizeof *order);
	float part[2 * FPE_MAX_ALPHA];

	if (!order)
		return fpe_no_memory(err);
	for (int j = 0; j < l->in; j++)
		order[j] = j;
	fpe_rng_shuffle(rng, order, l->in);
	draw_groups(rng, l, alpha, live, order, part);
	free(order);
	return FPE_OK;
}

enum fpe_status fpe_control_nm(const struct fpe_net *parent, const struct fpe_net *like, int layer,
			       int alpha, uint64_t seed, struct fpe_net **out,
			       struct fpe_error *err)
{
	enum fpe_status status = fpe_control_sparse(parent, like, layer, alpha, seed, out, err);
	struct fpe_net *whole = NULL;
	struct fpe_rng rng;
	int first, last;

	if (status)
		return status;
	split_range(parent, layer, &first, &last);
	status = expand_range(parent, first, last, alpha, &whole, err);
	fpe_rng_open(&rng, seed, FPE_RNG_CONTROL, fpe_rng_name("nm"));
	for (int i = first; i <= last && !status; i++) {
		struct fpe_layer *l = &(*out)->layer[i];
		size_t live = fpe_net_layer_nnz(like, i);

		memcpy(l->weight, whole->layer[i].weight, fpe_layer_size(l) * sizeof *l->weight);
		status = draw_nm(&rng, l, alpha, live, err);
		if (!status)
			status = prune_layer(l, fpe_net_layer_nnz(*out, i), live, err);
	}
	fpe_net_free(whole);
	if (status) {
		fpe_net_free(*out);
		*out = NULL;
		return status;
	}
	fpe_net_apply_masks(*out);
	return FPE_OK;
}
