/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shared.c - a pointer and how many hold it. */
#include "lab/base/shared.h"

#include <stdatomic.h>
#include <stdlib.h>

struct shared {
	atomic_int holds;
	unsigned mark;
	void *thing;
	void (*release)(void *thing);
	void *made; /* owned, or NULL */
};

struct shared *shared_new(void *thing, void (*release)(void *thing))
{
	struct shared *shared = malloc(sizeof *shared);

	if (!shared) {
		release(thing);
		return NULL;
	}
	atomic_init(&shared->holds, 1);
	shared->mark = 0;
	shared->thing = thing;
	shared->release = release;
	shared->made = NULL;
	return shared;
}

struct shared *shared_hold(struct shared *shared)
{
	if (shared)
		atomic_fetch_add_explicit(&shared->holds, 1, memory_order_relaxed);
	return shared;
}

void shared_release(struct shared *shared)
{
	if (!shared || atomic_fetch_sub_explicit(&shared->holds, 1, memory_order_acq_rel) > 1)
		return;
	shared->release(shared->thing);
	free(shared->made);
	free(shared);
}

bool shared_count(struct shared *shared, unsigned mark)
{
	bool first = shared->mark != mark;

	shared->mark = mark;
	return first;
}

int shared_holds(const struct shared *shared)
{
	return atomic_load_explicit(&shared->holds, memory_order_acquire);
}

void *shared_get(const struct shared *shared)
{
	return shared ? shared->thing : NULL;
}

void shared_say_made(struct shared *shared, void *made)
{
	if (shared->made)
		free(made);
	else
		shared->made = made;
}

const void *shared_made(const struct shared *shared)
{
	return shared ? shared->made : NULL;
}
