/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scribe.c - a queue of runs, a set of keys, and the thread that writes. */
#include "lab/study/scribe.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/memory.h"
#include "lab/base/thread.h"

#define PATIENCE 120.0	/* seconds that another process may keep the store locked */
#define SCAN_SHARE 0.05 /* of the time, at most, is spent on reading the keys again */

/* Open addressing; a key of zeros is the same as none. */
struct keys {
	uint64_t (*slot)[2];
	size_t slots, count;
	bool failed; /* no memory: it knows nothing, and every run is looked up */
};

/* Runs that become one transaction. */
struct group {
	int count, number[SCRIBE_RUNS];
	struct store_run *run[SCRIBE_RUNS];
	char key[SCRIBE_RUNS][STORE_KEY_SIZE];
};

struct scribe {
	struct store *store;
	scribe_written *written;
	void *context;
	pthread_t thread;
	pthread_mutex_t disk; /* of the store; taken before `lock` */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t more, less;
	struct keys keys;
	bool read;		  /* the keys */
	struct group *next, *now; /* that gathers, that is being written: the thread's */
	bool hurry, quit;
	bool reading;		/* a transaction of finds is open; with disk held, too */
	struct fpe_error error; /* of the first group that could not be written */
	/* the thread's */
	long long generation;
	double scan_after; /* seconds of the clock */
};

/* ------------------------------------------------------------------- keys */

static bool read_key(const char *text, uint64_t key[2])
{
	char half[17] = "";

	for (int i = 0; i < 2; i++) {
		memcpy(half, text + (size_t)16 * (size_t)i, 16);
		key[i] = strtoull(half, NULL, 16);
	}
	return key[0] || key[1];
}

static size_t find_slot(const struct keys *k, const uint64_t key[2])
{
	size_t at = key[0] & (k->slots - 1);

	while ((k->slot[at][0] || k->slot[at][1]) &&
	       (k->slot[at][0] != key[0] || k->slot[at][1] != key[1]))
		at = (at + 1) & (k->slots - 1);
	return at;
}

static void grow(struct keys *k)
{
	struct keys more = { .slots = k->slots ? 2 * k->slots : 1024, .count = k->count };

	more.slot = calloc(more.slots, sizeof *more.slot);
	if (!more.slot) {
		k->failed = true;
		return;
	}
	for (size_t i = 0; i < k->slots; i++) {
		if (k->slot[i][0] || k->slot[i][1])
			memcpy(more.slot[find_slot(&more, k->slot[i])], k->slot[i],
			       sizeof *more.slot);
	}
	free(k->slot);
	*k = more;
}

static void add_key(void *context, const char *text)
{
	struct keys *k = context;
	uint64_t key[2];
	size_t at;

	if (k->failed || !read_key(text, key))
		return;
	if (2 * k->count >= k->slots)
		grow(k);
	if (k->failed)
		return;
	at = find_slot(k, key);
	if (k->slot[at][0] || k->slot[at][1])
		return;
	memcpy(k->slot[at], key, sizeof key);
	k->count++;
}

static bool may_have(const struct keys *k, const char *text)
{
	uint64_t key[2];
	size_t at;

	if (k->failed || !read_key(text, key))
		return true;
	if (!k->slots)
		return false;
	at = find_slot(k, key);
	return k->slot[at][0] || k->slot[at][1];
}

/* What others have written since. disk is held. */
static enum fpe_status scan(struct scribe *s, struct fpe_error *err)
{
	struct keys keys = { .slots = 0 };
	double begun = clock_seconds();
	enum fpe_status status = store_keys(s->store, add_key, &keys, err);

	s->scan_after = clock_seconds();
	s->scan_after += (s->scan_after - begun) / SCAN_SHARE;
	if (status) {
		free(keys.slot);
		return status;
	}
	pthread_mutex_lock(&s->lock);
	/* runs that are on their way to the store stay known */
	for (int i = 0; i < s->next->count; i++)
		add_key(&keys, s->next->key[i]);
	free(s->keys.slot);
	s->keys = keys;
	s->read = true;
	pthread_cond_broadcast(&s->less);
	pthread_mutex_unlock(&s->lock);
	return FPE_OK;
}

static enum fpe_status scan_if_changed(struct scribe *s, struct fpe_error *err)
{
	long long generation;
	enum fpe_status status;

	if (clock_seconds() < s->scan_after)
		return FPE_OK;
	status = store_generation(s->store, &generation, err);
	if (status || generation == s->generation)
		return status;
	s->generation = generation;
	return scan(s, err);
}

/* ---------------------------------------------------------------- the thread */

static void free_run(struct store_run *run)
{
	free((char *)run->settings);
	free(run);
}

/* disk is held. */
static void end_reading(struct scribe *s)
{
	pthread_mutex_lock(&s->lock);
	if (s->reading)
		store_end_reading(s->store);
	s->reading = false;
	pthread_mutex_unlock(&s->lock);
}

/* Finds that come one after the other share a transaction, which keeps others from
   writing no longer than a group gathers. disk is held. */
static enum fpe_status begin_reading(struct scribe *s, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	pthread_mutex_lock(&s->lock);
	if (!s->reading)
		status = store_begin_reading(s->store, err);
	if (!status && !s->reading) {
		s->reading = true;
		pthread_cond_signal(&s->more);
	}
	pthread_mutex_unlock(&s->lock);
	return status;
}

/* disk is held. Those written are told, as the store has them. */
static enum fpe_status write_runs(struct scribe *s, const struct group *g, int first, int count,
				  struct fpe_error *err)
{
	bool there[SCRIBE_RUNS], found;
	enum fpe_status status;

	memory_forget(); /* what the last group, or this one as a whole, was refused is told */
	status = store_put(s->store, g->run + first, count, there, err);
	for (int i = 0; i < count && !status; i++) {
		int n = first + i;

		if (there[i])
			status = store_get(s->store, g->key[n], &found, g->run[n], err);
		if (!status)
			s->written(s->context, g->number[n], g->run[n]);
	}
	return status;
}

/* disk is held. Where there is no room for all there may be room for some. */
static enum fpe_status write_group(struct scribe *s, const struct group *g, struct fpe_error *err)
{
	enum fpe_status status = write_runs(s, g, 0, g->count, err);

	if (status && status != FPE_ESTOPPED && g->count > 1) {
		status = FPE_OK;
		for (int i = 0; i < g->count && !status; i++)
			status = write_runs(s, g, i, 1, err);
	}
	return status ? status : scan_if_changed(s, err);
}

static void keep_error(struct scribe *s, const struct fpe_error *error)
{
	if (!s->error.code)
		s->error = *error;
}

/* The runs that have gathered. Called with the lock, which it lets go of meanwhile. */
static void write_gathered(struct scribe *s)
{
	struct group *g = s->next;
	struct fpe_error err = s->error;
	enum fpe_status status = err.code;

	s->next = s->now;
	s->now = g;
	pthread_cond_broadcast(&s->less);
	pthread_mutex_unlock(&s->lock);
	pthread_mutex_lock(&s->disk);
	end_reading(s);
	if (!status && g->count)
		status = write_group(s, g, &err);
	pthread_mutex_unlock(&s->disk);
	for (int i = 0; i < g->count; i++)
		free_run(g->run[i]);
	pthread_mutex_lock(&s->lock);
	if (status)
		keep_error(s, &err);
	g->count = 0;
	pthread_cond_broadcast(&s->less);
}

/* More may come while the first one waits. */
static void gather(struct scribe *s)
{
	struct timespec until = clock_in(SCRIBE_SECONDS);
	int late = 0;

	while (!late && !s->hurry && !s->quit && s->next->count < SCRIBE_RUNS)
		late = pthread_cond_timedwait(&s->more, &s->lock, &until);
}

static void read_keys(struct scribe *s)
{
	struct fpe_error err;
	enum fpe_status status;

	pthread_mutex_lock(&s->disk);
	status = store_generation(s->store, &s->generation, &err);
	if (!status)
		status = scan(s, &err);
	pthread_mutex_unlock(&s->disk);
	if (!status)
		return;
	pthread_mutex_lock(&s->lock);
	keep_error(s, &err);
	s->read = true;
	pthread_cond_broadcast(&s->less);
	pthread_mutex_unlock(&s->lock);
}

static void *scribe_thread(void *argument)
{
	struct scribe *s = argument;

	read_keys(s);
	pthread_mutex_lock(&s->lock);
	for (;;) {
		while (!s->next->count && !s->reading && !s->quit)
			pthread_cond_wait(&s->more, &s->lock);
		if (!s->next->count && !s->reading)
			break;
		gather(s);
		write_gathered(s);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

/* --------------------------------------------------------------- for others */

static void free_parts(struct scribe *s)
{
	pthread_cond_destroy(&s->more);
	pthread_cond_destroy(&s->less);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->disk);
	free(s->keys.slot);
	free(s->next);
	free(s->now);
	free(s);
}

enum fpe_status scribe_new(struct store *store, scribe_written *written, void *context,
			   struct scribe **out, struct fpe_error *err)
{
	struct scribe *s = calloc(1, sizeof *s);
	pthread_condattr_t clock;
	int error;

	*out = NULL;
	if (s) {
		s->next = calloc(1, sizeof *s->next);
		s->now = calloc(1, sizeof *s->now);
	}
	if (!s || !s->next || !s->now) {
		free(s ? s->next : NULL);
		free(s ? s->now : NULL);
		free(s);
		return fpe_no_memory(err);
	}
	s->store = store;
	s->written = written;
	s->context = context;
	store_wait(store, PATIENCE);
	pthread_mutex_init(&s->disk, NULL);
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&s->more, &clock);
	pthread_cond_init(&s->less, NULL);
	pthread_condattr_destroy(&clock);
	error = thread_start(&s->thread, scribe_thread, s);
	if (error) {
		free_parts(s);
		return thread_fail(err, "no thread that writes", error);
	}
	*out = s;
	return FPE_OK;
}

void scribe_free(struct scribe *scribe)
{
	if (!scribe)
		return;
	pthread_mutex_lock(&scribe->lock);
	scribe->quit = true;
	pthread_cond_broadcast(&scribe->more);
	pthread_mutex_unlock(&scribe->lock);
	pthread_join(scribe->thread, NULL);
	free_parts(scribe);
}

static enum fpe_status error_of(const struct scribe *s, struct fpe_error *err)
{
	if (s->error.code && err)
		*err = s->error;
	return s->error.code;
}

enum fpe_status scribe_flush(struct scribe *scribe, struct fpe_error *err)
{
	enum fpe_status status;

	pthread_mutex_lock(&scribe->lock);
	while (scribe->next->count || scribe->now->count) {
		scribe->hurry = true;
		pthread_cond_signal(&scribe->more);
		pthread_cond_wait(&scribe->less, &scribe->lock);
	}
	scribe->hurry = false;
	status = error_of(scribe, err);
	pthread_mutex_unlock(&scribe->lock);
	return status;
}

enum fpe_status scribe_put(struct scribe *scribe, int number, struct store_run *run,
			   struct fpe_error *err)
{
	struct group *g;
	enum fpe_status status;

	pthread_mutex_lock(&scribe->lock);
	while (scribe->next->count == SCRIBE_RUNS)
		pthread_cond_wait(&scribe->less, &scribe->lock);
	g = scribe->next;
	status = error_of(scribe, err);
	if (status) {
		free_run(run);
	} else {
		store_key(run->settings, run->seed, g->key[g->count]);
		add_key(&scribe->keys, g->key[g->count]);
		g->number[g->count] = number;
		g->run[g->count++] = run;
		/* the first one begins a group, the last one ends it */
		if (g->count == 1 || g->count == SCRIBE_RUNS)
			pthread_cond_signal(&scribe->more);
	}
	pthread_mutex_unlock(&scribe->lock);
	return status;
}

static bool has_run(const struct group *g, const char *key)
{
	for (int i = 0; i < g->count; i++) {
		if (memcmp(g->key[i], key, STORE_KEY_SIZE) == 0)
			return true;
	}
	return false;
}

enum fpe_status scribe_find(struct scribe *scribe, const char *key, bool *found,
			    struct store_run *run, struct fpe_error *err)
{
	enum fpe_status status;
	bool may, waits;

	*found = false;
	pthread_mutex_lock(&scribe->lock);
	while (!scribe->read)
		pthread_cond_wait(&scribe->less, &scribe->lock);
	may = may_have(&scribe->keys, key);
	waits = may && (has_run(scribe->next, key) || has_run(scribe->now, key));
	status = error_of(scribe, err);
	pthread_mutex_unlock(&scribe->lock);
	if (status || !may)
		return status;
	if (waits)
		status = scribe_flush(scribe, err);
	if (status)
		return status;
	pthread_mutex_lock(&scribe->disk);
	status = begin_reading(scribe, err);
	if (!status)
		status = store_get(scribe->store, key, found, run, err);
	pthread_mutex_unlock(&scribe->disk);
	return status;
}
