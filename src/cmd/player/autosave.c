/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * autosave.c - one thread, which waits for the clock or for a session to write.
 *
 * It starts with the first change, and has its place in the folder from the first session
 * on: a program that changes nothing leaves no trace. What it is given it alone has until
 * it is written.
 */
#include "cmd/player/autosave.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/player/kept.h"
#include "core/base/clock.h"
#include "lab/base/thread.h"

#define REST 10 /* times as long as a write took */

struct autosave {
	struct pool *pool;
	struct kept *kept; /* the thread's; NULL: none yet */
	double minutes;
	double took; /* seconds, the last one */
	bool told;
	bool running; /* the thread */
	pthread_t thread;
	atomic_bool ends; /* give up what is being written */
	/* the rest is under the lock */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	double due_at; /* CLOCK_MONOTONIC seconds; 0: not wanted */
	bool due;
	struct shared *frozen; /* to be written */
	struct saved_order order;
	struct fpe_error failed; /* FPE_OK: nothing to say */
};

struct autosave *autosave_new(struct pool *pool)
{
	struct autosave *a = calloc(1, sizeof *a);
	pthread_condattr_t monotonic;

	if (!a)
		return NULL;
	a->pool = pool;
	a->minutes = AUTOSAVE_MINUTES;
	atomic_init(&a->ends, false);
	pthread_mutex_init(&a->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&a->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return a;
}

static void drop_frozen(struct autosave *a)
{
	shared_release(a->frozen);
	json_decref(a->order.screen);
	a->frozen = NULL;
	a->order.screen = NULL;
}

static bool goes_on(void *context, double share)
{
	const struct autosave *a = context;

	(void)share;
	return !atomic_load_explicit(&a->ends, memory_order_relaxed);
}

/* Without the lock, which nobody needs for what is being written. */
static void write_down(struct autosave *a, struct fpe_error *err)
{
	const struct reading reading = { goes_on, a };
	struct saved_order order = a->order;
	struct saved_facts facts;

	err->code = FPE_OK;
	order.own = true;
	order.reading = &reading;
	if (!a->kept && kept_open(&a->kept, err))
		return;
	saved_write(a->frozen, &order, kept_path(a->kept), &facts, err);
}

/* Under the lock. */
static void take_turn(struct autosave *a)
{
	struct fpe_error err;
	double began = clock_seconds();

	pthread_mutex_unlock(&a->lock);
	write_down(a, &err);
	pthread_mutex_lock(&a->lock);
	drop_frozen(a);
	a->took = clock_seconds() - began;
	if (err.code && err.code != FPE_ESTOPPED)
		a->failed = err;
	pool_wake(a->pool);
}

static void wait_until(struct autosave *a, double when)
{
	const struct timespec until = { (time_t)when, (long)((when - (double)(time_t)when) * 1e9) };

	if (pthread_cond_timedwait(&a->changed, &a->lock, &until) != ETIMEDOUT || a->due_at == 0)
		return;
	a->due_at = 0;
	a->due = true;
	pool_wake(a->pool);
}

static void *run(void *argument)
{
	struct autosave *a = argument;

	thread_give_way();
	pthread_mutex_lock(&a->lock);
	while (!atomic_load(&a->ends)) {
		if (a->frozen)
			take_turn(a);
		else if (a->due_at > 0)
			wait_until(a, a->due_at);
		else
			pthread_cond_wait(&a->changed, &a->lock);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

void autosave_free(struct autosave *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	atomic_store(&a->ends, true);
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	if (a->running)
		pthread_join(a->thread, NULL);
	kept_close(a->kept);
	drop_frozen(a);
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->changed);
	free(a);
}

void autosave_set(struct autosave *a, double minutes)
{
	pthread_mutex_lock(&a->lock);
	a->minutes = minutes;
	a->due_at = 0; /* who wants one asks again */
	a->due = false;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

/* Under the lock. */
static bool start(struct autosave *a)
{
	if (!a->running && !a->failed.code) {
		a->running = thread_start(&a->thread, run, a) == 0;
		if (!a->running)
			fpe_fail(&a->failed, FPE_ELIMIT, "no thread is to be had");
	}
	return a->running;
}

void autosave_want(struct autosave *a)
{
	double wait = a->minutes * 60;

	pthread_mutex_lock(&a->lock);
	if (a->minutes > 0 && !a->due && a->due_at == 0 && !a->frozen && start(a)) {
		if (wait < REST * a->took)
			wait = REST * a->took;
		a->due_at = clock_seconds() + wait;
		pthread_cond_signal(&a->changed);
	}
	pthread_mutex_unlock(&a->lock);
}

bool autosave_due(struct autosave *a)
{
	bool due;

	pthread_mutex_lock(&a->lock);
	due = a->due;
	pthread_mutex_unlock(&a->lock);
	return due;
}

void autosave_need_not(struct autosave *a)
{
	pthread_mutex_lock(&a->lock);
	a->due = false;
	pthread_mutex_unlock(&a->lock);
}

void autosave_write(struct autosave *a, struct shared *frozen, const struct saved_order *order)
{
	pthread_mutex_lock(&a->lock);
	a->due = false;
	a->frozen = frozen;
	a->order = *order;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

char *autosave_trouble(struct autosave *a)
{
	char *text = NULL;

	pthread_mutex_lock(&a->lock);
	if (a->failed.code && !a->told) {
		text = strdup(a->failed.message);
		a->told = true;
	}
	pthread_mutex_unlock(&a->lock);
	return text;
}
