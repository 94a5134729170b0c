/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adversary.c - a batch of its own for samples that are moved. */
#include "core/net/adversary.h"

#include <string.h>

void adversary_clear(struct adversary *a)
{
	fpe_climb_free(a->climb);
	fpe_data_free(a->moved);
	*a = (struct adversary){ NULL, NULL };
}

bool adversary_moves(const struct fpe_data *data, double eps)
{
	return eps > 0 && data->real && data->label;
}

static enum fpe_status make_room(struct adversary *a, const struct fpe_net *net,
				 const struct feed *feed, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (!a->climb)
		status = fpe_climb_new(net, &a->climb, err);
	if (status || (a->moved && a->moved->count >= feed->n))
		return status;
	fpe_data_free(a->moved);
	return fpe_data_new(feed->n, feed->data->inputs, feed->data->classes, 1, &a->moved, err);
}

enum fpe_status adversary_move(struct adversary *a, const struct fpe_net *net, double eps,
			       struct feed *feed, struct fpe_error *err)
{
	size_t d = (size_t)feed->data->inputs;
	enum fpe_status status = make_room(a, net, feed, err);

	for (int i = 0; i < feed->n && !status; i++) {
		int sample = feed->order ? feed->order[i] : i;
		const float *from = feed->data->real + (size_t)sample * d;
		float *x = a->moved->real + (size_t)i * d;

		memcpy(x, from, d * sizeof *x);
		a->moved->label[i] = feed->data->label[sample];
		fpe_climb_step(a->climb, net, from, x, a->moved->label[i], eps, eps);
	}
	if (!status)
		*feed = (struct feed){ a->moved, NULL, NULL, feed->n };
	return status;
}
