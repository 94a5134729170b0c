/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rigl.c - masks that move, an ablation of masks that stay.
 *
 * Within each layer the smallest weights make way for those places whose slope
 * would be largest (Evci et al. 2020, arXiv 1911.11134), so the layer's nnz is
 * what it was. Ties go in the order row, column.
 */
#include "core/net/rigl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/kernel.h"

#define FIRST_SHARE .3

double fpe_rigl_share(int epoch, int last)
{
	if (epoch < 1 || epoch >= last || epoch % FPE_RIGL_EPOCHS)
		return 0;
	return FIRST_SHARE / 2 * (1 + cos(M_PI * epoch / last));
}

/* A place in a layer and what it is worth. */
struct place {
	float value;
	int32_t at;
};

static int by_value(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Slopes of all places, those masked too: of the same net with full masks. */
static enum fpe_status full_slopes(const struct fpe_net *net, const struct feed *feed,
				   const struct fpe_watch *watch, struct fpe_net **out,
				   struct fpe_error *err)
{
	struct fpe_net *full = fpe_net_copy(net);
	struct fpe_kernel *kernel = NULL;
	enum fpe_status status = FPE_OK;

	*out = fpe_net_like(net);
	if (!full || !*out)
		status = fpe_no_memory(err);
	for (int l = 0; l < net->layers && !status; l++) {
		struct fpe_layer *layer = &full->layer[l];

		for (int i = 0; i < layer->in * layer->out; i++)
			layer->mask[i] = 1;
	}
	if (!status)
		status = fpe_kernel_new(full, feed->data, &kernel, err);
	if (!status) {
		fpe_kernel_watch(kernel, watch);
		fpe_kernel_net_slope(kernel, full, feed, *out);
		status = fpe_watch_ask(watch, err);
	}
	fpe_kernel_free(kernel);
	fpe_net_free(full);
	return status;
}

/* Drop k places of l and let as many grow. place: room for all. */
static void move_layer(struct fpe_layer *l, const float *slope, int k, struct place *place)
{
	int32_t n = l->in * l->out, count = 0;

	for (int32_t i = 0; i < n; i++) {
		if (l->mask[i] != 0)
			place[count++] = (struct place){ fabsf(l->weight[i]), i };
	}
	qsort(place, (size_t)count, sizeof *place, by_value);
	for (int i = 0; i < k; i++)
		l->mask[place[i].at] = 0;
	count = 0;
	for (int32_t i = 0; i < n; i++) {
		if (l->mask[i] == 0)
			place[count++] = (struct place){ -fabsf(slope[i]), i };
	}
	qsort(place, (size_t)count, sizeof *place, by_value);
	/* a weight that stays is as it was; one that grew is new */
	for (int i = 0; i < count; i++) {
		int32_t at = place[i].at;

		l->weight[at] = 0;
		fpe_layer_forget(l, at);
		l->mask[at] = i < k;
	}
}

/* The slope of a weight that is used twice is the sum of both. */
static void add_turned(const struct fpe_net *net, struct fpe_net *slope)
{
	const struct fpe_layer *second = &slope->layer[1];
	struct fpe_layer *first = &slope->layer[0];
	size_t in = (size_t)first->in, out = (size_t)first->out;

	for (size_t i = 0; net->tied && i < out; i++) {
		for (size_t j = 0; j < in; j++)
			first->weight[i * in + j] += second->weight[j * out + i];
	}
}

enum fpe_status rigl_move(struct fpe_net *net, const struct feed *feed, double share,
			  const struct fpe_watch *watch, struct fpe_error *err)
{
	struct fpe_net *slope;
	enum fpe_status status = full_slopes(net, feed, watch, &slope, err);

	if (!status)
		add_turned(net, slope);
	for (int i = 0; i < fpe_net_own_layers(net) && !status; i++) {
		struct fpe_layer *l = &net->layer[i];
		size_t all = fpe_layer_size(l);
		size_t live = fpe_net_layer_nnz(net, i);
		struct place *place;

		if (live == all) /* nowhere to move to */
			continue;
		place = malloc(all * sizeof *place);
		if (!place) {
			status = fpe_no_memory(err);
			break;
		}
		move_layer(l, slope->layer[i].weight, (int)floor(share * (double)live), place);
		free(place);
	}
	fpe_net_tie(net);
	fpe_net_free(slope);
	return status;
}
