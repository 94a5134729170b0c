/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ensemble.c - a split net as several nets, whose mean it is. */
#include "core/split/split.h"

#include <string.h>

enum fpe_status fpe_ensemble_check(const struct fpe_net *net, struct fpe_error *err)
{
	if (net->layers == 2 && !net->tied)
		return FPE_OK;
	return fpe_fail(
		err, FPE_ESTATE,
		"ensemble: untied nets of one hidden layer alone become members of equal non-zeros");
}

/* Row or column `number` of a member is this one of the joint net, as split_expand has it. */
static size_t place(int number, int alpha, int child)
{
	return (size_t)number * (size_t)alpha + (size_t)child;
}

static void take_rows(struct fpe_layer *to, const struct fpe_layer *from, int alpha, int child)
{
	size_t in = (size_t)to->in;

	for (int n = 0; n < to->out; n++) {
		size_t row = place(n, alpha, child);

		memcpy(to->weight + (size_t)n * in, from->weight + row * in, in * sizeof(float));
		memcpy(to->mask + (size_t)n * in, from->mask + row * in, in * sizeof(float));
		to->bias[n] = from->bias[row];
	}
}

static void take_columns(struct fpe_layer *to, const struct fpe_layer *from, int alpha, int child)
{
	for (int o = 0; o < to->out; o++) {
		for (int n = 0; n < to->in; n++) {
			size_t at = (size_t)o * (size_t)to->in + (size_t)n;
			size_t there = (size_t)o * (size_t)from->in + place(n, alpha, child);

			to->weight[at] = from->weight[there] * (float)alpha;
			to->mask[at] = from->mask[there];
		}
		to->bias[o] = from->bias[o];
	}
}

enum fpe_status fpe_ensemble_member(const struct fpe_net *joint, int alpha, int child,
				    struct fpe_net **out, struct fpe_error *err)
{
	const struct fpe_layer *hidden = &joint->layer[0], *last = &joint->layer[1];
	const int widths[] = { hidden->in, hidden->out / alpha, last->out };
	enum fpe_status status = fpe_ensemble_check(joint, err);

	*out = NULL;
	if (!status)
		status = fpe_net_new(widths, 2, out, err);
	if (status)
		return status;
	(*out)->activation = joint->activation;
	(*out)->loss = joint->loss;
	for (int i = 0; i < 2; i++)
		(*out)->layer[i].unbiased = joint->layer[i].unbiased;
	for (int n = 0; n < widths[1]; n++)
		(*out)->origin[0][n] = joint->origin[0][place(n, alpha, child)];
	take_rows(&(*out)->layer[0], hidden, alpha, child);
	take_columns(&(*out)->layer[1], last, alpha, child);
	return FPE_OK;
}

void fpe_ensemble_join(struct fpe_net *joint, int alpha, struct fpe_net *const *member)
{
	struct fpe_layer *hidden = &joint->layer[0], *last = &joint->layer[1];
	size_t in = (size_t)hidden->in, wide = (size_t)last->in;

	memset(last->bias, 0, (size_t)last->out * sizeof *last->bias);
	for (int c = 0; c < alpha; c++) {
		const struct fpe_layer *h = &member[c]->layer[0], *l = &member[c]->layer[1];

		for (int n = 0; n < h->out; n++) {
			size_t row = place(n, alpha, c);

			memcpy(hidden->weight + row * in, h->weight + (size_t)n * in,
			       in * sizeof(float));
			memcpy(hidden->mask + row * in, h->mask + (size_t)n * in,
			       in * sizeof(float));
			hidden->bias[row] = h->bias[n];
		}
		for (int o = 0; o < l->out; o++) {
			for (int n = 0; n < l->in; n++) {
				size_t at = (size_t)o * (size_t)l->in + (size_t)n;
				size_t there = (size_t)o * wide + place(n, alpha, c);

				last->weight[there] = l->weight[at] / (float)alpha;
				last->mask[there] = l->mask[at];
			}
			last->bias[o] += l->bias[o] / (float)alpha;
		}
	}
	fpe_net_clear_moments(joint);
}
