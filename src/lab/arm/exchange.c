/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.c - slots change hands by atomic swaps of their numbers. */
#include "lab/arm/exchange.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/pages.h"

#define FRESH 4	    /* set in `middle` until the reader has taken it */
#define PICTURES 60 /* that have counts after they were asked for */
#define FRAME_SECONDS 0.016

struct exchange {
	struct picture slot[3];
	int back;		     /* the writer's */
	int front;		     /* the reader's */
	atomic_int middle;	     /* between them, with FRESH */
	atomic_int wanted;	     /* pictures that are still to have counts */
	atomic_uint_fast64_t newest; /* version of the net that was published last */
	double published;	     /* writer only: when */
	bool any;		     /* reader only: front holds a picture */
};

struct exchange *exchange_new(void)
{
	struct exchange *x = calloc(1, sizeof *x);

	if (!x)
		return NULL;
	x->front = 1;
	atomic_init(&x->middle, 2);
	atomic_init(&x->wanted, 0);
	return x;
}

void exchange_free(struct exchange *exchange)
{
	if (!exchange)
		return;
	for (int i = 0; i < 3; i++) {
		fpe_net_free(exchange->slot[i].net);
		shared_release(exchange->slot[i].confusion);
		series_free(exchange->slot[i].series);
	}
	free(exchange);
}

void exchange_own_masks(struct exchange *exchange, const struct fpe_net *net)
{
	for (int i = 0; i < 3; i++) {
		struct fpe_net *shown = exchange->slot[i].net;

		if (!shown || shown->layer[0].mask != net->layer[0].mask)
			continue;
		fpe_net_own_masks(shown);
		for (int l = 0; l < net->layers; l++)
			memcpy(shown->layer[l].mask, net->layer[l].mask,
			       fpe_layer_size(&net->layer[l]) * sizeof(float));
	}
}

bool exchange_due(const struct exchange *exchange)
{
	int middle = atomic_load_explicit(&exchange->middle, memory_order_relaxed);

	return !(middle & FRESH) || clock_seconds() - exchange->published >= FRAME_SECONDS;
}

bool exchange_used(const struct exchange *exchange)
{
	return exchange->published > 0;
}

struct picture *exchange_slot(struct exchange *exchange)
{
	return &exchange->slot[exchange->back];
}

/* Of a slot that who calls has: a net that is old will not be looked at again. */
static void forget_old(struct exchange *x, struct picture *p)
{
	if (!p->net || p->version == atomic_load_explicit(&x->newest, memory_order_relaxed))
		return;
	for (int l = 0; l < p->net->layers; l++)
		pages_forget(p->net->layer[l].weight,
			     fpe_layer_size(&p->net->layer[l]) * sizeof(float));
	p->version = 0;
}

void exchange_publish(struct exchange *exchange)
{
	int old;

	atomic_store_explicit(&exchange->newest, exchange->slot[exchange->back].version,
			      memory_order_relaxed);
	old = atomic_exchange_explicit(&exchange->middle, exchange->back | FRESH,
				       memory_order_acq_rel);
	exchange->back = old & ~FRESH;
	forget_old(exchange, &exchange->slot[exchange->back]);
	if (exchange_wants(exchange))
		atomic_fetch_sub_explicit(&exchange->wanted, 1, memory_order_relaxed);
	exchange->published = clock_seconds();
}

bool exchange_wants(const struct exchange *exchange)
{
	return atomic_load_explicit(&exchange->wanted, memory_order_relaxed) > 0;
}

void exchange_want(struct exchange *exchange)
{
	atomic_store_explicit(&exchange->wanted, PICTURES, memory_order_relaxed);
}

const struct picture *exchange_take(struct exchange *exchange)
{
	int middle;

	if (!exchange)
		return NULL;
	middle = atomic_load_explicit(&exchange->middle, memory_order_relaxed);
	if (middle & FRESH) {
		forget_old(exchange, &exchange->slot[exchange->front]);
		middle = atomic_exchange_explicit(&exchange->middle, exchange->front,
						  memory_order_acq_rel);
		exchange->front = middle & ~FRESH;
		exchange->any = true;
	}
	return exchange->any ? &exchange->slot[exchange->front] : NULL;
}
