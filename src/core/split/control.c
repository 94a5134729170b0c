/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.c - nets that a split arm is compared with.
 *
 * wide: more neurons without a budget. sparse: as wide and as
 * sparse as the split net, but its masks are not disjoint.
 */
#include "core/split/split.h"

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
