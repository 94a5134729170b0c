/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_count.c - how many weights has a split net before any is pruned? */
#include "core/split/split.h"

/* Mask entries set of a layer. grown: its inputs are children, alpha of each. shared:
   of its neurons' inputs, the share that all children get; 0 also where it is not split. */
static size_t count(const struct fpe_layer *l, int grown, double shared, int alpha)
{
	size_t total = 0;

	for (int n = 0; n < l->out; n++) {
		int live = 0;

		for (int j = 0; j < l->in; j++)
			live += l->mask[(size_t)n * (size_t)l->in + (size_t)j] != 0;
		live *= grown;
		total += (size_t)live + (size_t)((int)(shared * live + .5) * (alpha - 1));
	}
	return total;
}

size_t fpe_split_weights(const struct fpe_net *net, int layer, int alpha, double share)
{
	int first = layer < 0 ? 0 : layer, last = layer < 0 ? net->layers - 2 : layer;
	size_t total = 0;

	for (int i = 0; i < fpe_net_own_layers(net); i++) {
		bool split = i >= first && i <= last, grown = i > first && i <= last + 1;

		total += count(&net->layer[i], grown ? alpha : 1, split ? share : 0, alpha);
	}
	return total;
}
