/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dealt.c - the last few expectations that were simulated, by what they are of. */
#include "lab/session/dealt.h"

#include <pthread.h>
#include <stdlib.h>

#define KEPT 32 /* the oldest one goes */

struct kept {
	bool used;
	uint64_t task, seed;
	const struct fpe_split_kind *kind;
	int alpha, neurons, deals;
	struct fpe_dealt dealt;
};

struct dealt_cache {
	pthread_mutex_t lock; /* of all below; not held while it deals */
	int next;
	struct kept kept[KEPT];
};

struct dealt_cache *dealt_new(void)
{
	struct dealt_cache *c = calloc(1, sizeof *c);

	if (c)
		pthread_mutex_init(&c->lock, NULL);
	return c;
}

void dealt_free(struct dealt_cache *cache)
{
	if (cache)
		pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static bool is_of(const struct kept *k, uint64_t task, const struct fpe_deals *d)
{
	return k->used && k->task == task && k->seed == d->seed && k->kind == d->kind &&
	       k->alpha == d->shape.alpha && k->neurons == d->shape.neurons && k->deals == d->deals;
}

enum fpe_status dealt_find(struct dealt_cache *cache, uint64_t task, const struct fpe_deals *deals,
			   struct fpe_dealt *out, struct fpe_error *err)
{
	bool found = false;
	enum fpe_status status;

	pthread_mutex_lock(&cache->lock);
	for (int i = 0; i < KEPT && !found; i++) {
		found = is_of(&cache->kept[i], task, deals);
		if (found)
			*out = cache->kept[i].dealt;
	}
	pthread_mutex_unlock(&cache->lock);
	if (found)
		return FPE_OK;
	status = fpe_deals_simulate(deals, out, err);
	if (status)
		return status;
	pthread_mutex_lock(&cache->lock);
	cache->kept[cache->next] = (struct kept){ .used = true,
						  .task = task,
						  .seed = deals->seed,
						  .kind = deals->kind,
						  .alpha = deals->shape.alpha,
						  .neurons = deals->shape.neurons,
						  .deals = deals->deals,
						  .dealt = *out };
	cache->next = (cache->next + 1) % KEPT;
	pthread_mutex_unlock(&cache->lock);
	return FPE_OK;
}
