/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adversary.c - a batch of its own for samples that are moved. */
#include "core/net/adversary.h"

#include <math.h>
#include <string.h>

void adversary_clear(struct adversary *a)
{
	fpe_climb_free(a->climb);
	fpe_data_free(a->moved);
	flips_clear(&a->flips);
	*a = (struct adversary){ NULL, NULL, { 0 } };
}

bool adversary_moves(const struct fpe_data *data, double eps)
{
	return eps > 0 && data->label && (data->real || flips_can(data));
}

static enum fpe_status make_room(struct adversary *a, const struct fpe_net *net,
				 const struct feed *feed, struct fpe_error *err)
{
	bool real = feed->data->real;
	enum fpe_status status = FPE_OK;

	if (!real)
		status = flips_see(&a->flips, net, err);
	else if (!a->climb)
		status = fpe_climb_new(net, &a->climb, err);
	if (status || (a->moved && a->moved->count >= feed->n))
		return status;
	fpe_data_free(a->moved);
	return fpe_data_new(feed->n, feed->data->inputs, feed->data->classes, real, &a->moved, err);
}

static void move_real(struct adversary *a, const struct fpe_net *net, double eps,
		      const struct feed *feed, int i)
{
	size_t d = (size_t)feed->data->inputs;
	int sample = feed->order ? feed->order[i] : i;
	const float *from = feed->data->real + (size_t)sample * d;
	float *x = a->moved->real + (size_t)i * d;

	memcpy(x, from, d * sizeof *x);
	a->moved->label[i] = feed->data->label[sample];
	fpe_climb_step(a->climb, net, from, x, a->moved->label[i], eps, eps);
}

/* A record (pick.h) has its inputs in the lower half, its label in the upper one. */
static void flip_bits(struct adversary *a, const struct fpe_net *net, double eps,
		      const struct feed *feed, int i)
{
	size_t words = (size_t)feed->data->words;
	int sample = feed->order ? feed->order[i] : i;
	uint64_t *bits = a->moved->bits + (size_t)i * words;

	if (feed->record) {
		bits[0] = feed->record[i] & UINT32_MAX;
		a->moved->label[i] = (int32_t)(feed->record[i] >> 32);
	} else {
		memcpy(bits, feed->data->bits + (size_t)sample * words, words * sizeof *bits);
		a->moved->label[i] = feed->data->label[sample];
	}
	if (i % 2) /* the others as they are: against an adversary alone nets learn nothing */
		flips_worst(&a->flips, net, feed->data->rule, bits, a->moved->label[i],
			    (int)ceil(eps));
}

enum fpe_status adversary_move(struct adversary *a, const struct fpe_net *net, double eps,
			       struct feed *feed, const struct fpe_watch *watch,
			       struct fpe_error *err)
{
	enum fpe_status status = make_room(a, net, feed, err);

	for (int i = 0; i < feed->n && !status; i++) {
		(feed->data->real ? move_real : flip_bits)(a, net, eps, feed, i);
		status = fpe_watch_ask(watch, err);
	}
	if (!status)
		*feed = (struct feed){ a->moved, NULL, NULL, feed->n };
	return status;
}
