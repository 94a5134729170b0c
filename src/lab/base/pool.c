/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool.c - threads, one lock, one bell. */
#include "lab/base/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "io/platform.h"
#include "lab/base/team.h"
#include "lab/base/thread.h"

struct worker {
	struct team team; /* which it leads; first: a team is a worker's */
	struct pool *pool;
	pthread_t thread;
	struct team *helps; /* which it is in as `hand`, or NULL */
	int hand;
	double last; /* when it did a piece last, on its own clock */
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t work, idle;
	struct worker *worker[POOL_MOST];
	int workers, started; /* workers are made for good, threads started when there is work */
	int threads;	      /* of them, that may be at work at once */
	int running;	      /* units under way */
	int helping;	      /* threads in the team of another */
	int limit;	      /* of both, where there are helpers */
	bool quit;
	struct source *source;
	/* read without the lock */
	atomic_uint news;   /* another number: there may be units to take */
	atomic_int waiting; /* threads that sleep until there is work */
	struct platform_bell bell;
};

static int most_at_work(const struct pool *pool)
{
	return pool->limit < pool->threads ? pool->limit : pool->threads;
}

/* May one more thread help? */
static bool has_room(const struct pool *pool)
{
	return pool->running + pool->helping < most_at_work(pool);
}

/* The team that wants more hands and has fewest. */
static struct team *neediest(struct pool *pool)
{
	struct team *best = NULL;
	int fewest = FPE_MAX_HANDS;

	for (int i = 0; i < pool->workers && has_room(pool); i++) {
		struct team *team = &pool->worker[i]->team;
		int hands = atomic_load(&team->hands);

		if (hands < fewest && hands < atomic_load(&team->wanted)) {
			best = team;
			fewest = hands;
		}
	}
	return best;
}

/* Of the team that core sees: those there are; one more is called if it is of use. */
static int hands_of(struct fpe_team *lent, int most)
{
	struct worker *worker = (struct worker *)lent;
	struct team *team = &worker->team;
	struct pool *pool = worker->pool;
	int hands = atomic_load_explicit(&team->hands, memory_order_relaxed);

	if (atomic_load_explicit(&team->wanted, memory_order_relaxed) != most)
		atomic_store(&team->wanted, most);
	if (hands < most && atomic_load_explicit(&pool->waiting, memory_order_relaxed)) {
		pool_lock(pool);
		if (has_room(pool))
			pthread_cond_signal(&pool->work);
		pool_unlock(pool);
	}
	return hands;
}

static void wake_team(struct team *team)
{
	struct pool *pool = ((struct worker *)team)->pool;

	pool_lock(pool);
	pthread_cond_broadcast(&pool->work);
	pool_unlock(pool);
}

static void stop_helping(struct worker *worker)
{
	if (!worker->helps)
		return;
	team_leave(worker->helps, worker->hand);
	worker->helps = NULL;
	worker->pool->helping--;
}

/* Go on with the team it is in, if that has use for it, or find another. */
static bool find_team(struct worker *worker)
{
	struct pool *pool = worker->pool;
	struct team *team = worker->helps;

	if (team && atomic_load(&team->wanted) &&
	    pool->running + pool->helping <= most_at_work(pool))
		return true;
	stop_helping(worker);
	team = neediest(pool);
	if (!team)
		return false;
	worker->helps = team;
	worker->hand = team_join(team);
	pool->helping++;
	return true;
}

static void sleep_until_kicked(struct worker *worker, atomic_int *sleepers, unsigned known)
{
	struct pool *pool = worker->pool;
	struct team *team = worker->helps;

	atomic_fetch_add(sleepers, 1);
	if (atomic_load(&pool->news) == known && !(team && team_calls(team)))
		pthread_cond_wait(&pool->work, &pool->lock);
	atomic_fetch_sub(sleepers, 1);
	worker->last = clock_work();
}

/* Until its team calls or there is news, which lets it look for another team. */
static void rest(struct worker *worker, unsigned known)
{
	struct team *team = worker->helps;

	worker->pool->helping--;
	sleep_until_kicked(worker, &team->sleepers, known);
	worker->pool->helping++;
	if (!team_calls(team))
		stop_helping(worker);
}

/* Under the lock, which is let go while it helps. */
static void help(struct worker *worker)
{
	struct pool *pool = worker->pool;
	struct team *team = worker->helps;
	unsigned known = atomic_load(&pool->news);
	bool tired;

	pool_unlock(pool);
	tired = !team_help(team, worker->hand, &pool->news, known, &worker->last);
	pool_lock(pool);
	if (tired)
		rest(worker, known);
}

static void run_unit(struct worker *worker, struct source *source, void *unit)
{
	struct pool *pool = worker->pool;

	stop_helping(worker);
	pool->running++;
	pool_unlock(pool);
	source->run(source, unit, &worker->team.lent);
	pool_lock(pool);
	pool->running--;
	source->done(source, unit);
	pthread_cond_broadcast(&pool->idle);
	/* what is done may have made more possible for the others */
	pool_kick(pool);
}

static void *pool_thread(void *argument)
{
	struct worker *worker = argument;
	struct pool *pool = worker->pool;

	thread_give_way();
	pool_lock(pool);
	while (!pool->quit) {
		struct source *source = pool->source;
		void *unit = source && pool->running < pool->threads ? source->take(source) : NULL;

		if (unit) {
			run_unit(worker, source, unit);
			continue;
		}
		atomic_store(&worker->team.wanted, 0);
		if (find_team(worker))
			help(worker);
		else
			sleep_until_kicked(worker, &pool->waiting, atomic_load(&pool->news));
	}
	pool_unlock(pool);
	return NULL;
}

/* As many workers as there may be threads. False: no memory, and some may be there. */
static bool make_workers(struct pool *pool, int threads)
{
	while (pool->workers < threads) {
		struct worker *next = aligned_alloc(_Alignof(struct worker), sizeof *next);

		if (!next)
			return false;
		memset(next, 0, sizeof *next);
		next->pool = pool;
		team_init(&next->team, hands_of, wake_team);
		pool->worker[pool->workers++] = next;
	}
	return true;
}

enum fpe_status pool_new(int threads, struct pool **out, struct fpe_error *err)
{
	struct pool *pool = calloc(1, sizeof *pool);

	*out = NULL;
	if (!pool)
		return fpe_no_memory(err);
	pool->threads = threads;
	pool->limit = POOL_MOST;
	pool->bell = (struct platform_bell){ -1, -1 };
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_cond_init(&pool->idle, NULL);
	if (!make_workers(pool, threads) || !platform_bell_open(&pool->bell)) {
		fpe_fail(err, FPE_EIO, "no trainer threads: %s", strerror(errno));
		pool_free(pool);
		return FPE_EIO;
	}
	*out = pool;
	return FPE_OK;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_lock(pool);
	pool->quit = true;
	pool_kick(pool);
	pool_unlock(pool);
	for (int i = 0; i < pool->started; i++)
		pthread_join(pool->worker[i]->thread, NULL);
	for (int i = 0; i < pool->workers; i++) {
		team_clear(&pool->worker[i]->team);
		free(pool->worker[i]);
	}
	pthread_cond_destroy(&pool->work);
	pthread_cond_destroy(&pool->idle);
	pthread_mutex_destroy(&pool->lock);
	platform_bell_close(&pool->bell);
	free(pool);
}

int pool_threads(const struct pool *pool)
{
	return pool->threads;
}

void pool_limit(struct pool *pool, int threads)
{
	pool_lock(pool);
	pool->limit = threads;
	pool_unlock(pool);
}

static int start_threads(struct pool *pool)
{
	int error = 0;

	while (pool->started < pool->threads && !error) {
		struct worker *next = pool->worker[pool->started];

		error = thread_start(&next->thread, pool_thread, next);
		pool->started += !error;
	}
	return pool->started ? 0 : error;
}

enum fpe_status pool_resize(struct pool *pool, int threads, struct fpe_error *err)
{
	bool made, works;

	pool_lock(pool);
	made = make_workers(pool, threads);
	if (made)
		pool->threads = threads;
	works = made && pool->source;
	pool_kick(pool);
	pool_unlock(pool);
	if (works)
		start_threads(pool); /* where there can be no more, those there are do it */
	return made ? FPE_OK : fpe_no_memory(err);
}

enum fpe_status pool_attach(struct pool *pool, struct source *source, struct fpe_error *err)
{
	int error = start_threads(pool);

	if (error)
		return thread_fail(err, "no trainer thread", error);
	pool_lock(pool);
	pool->source = source;
	pool_kick(pool);
	pool_unlock(pool);
	return FPE_OK;
}

void pool_detach(struct pool *pool)
{
	pool_lock(pool);
	pool->source = NULL;
	while (pool->running)
		pthread_cond_wait(&pool->idle, &pool->lock);
	pool_unlock(pool);
}

void pool_lock(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
}

void pool_unlock(struct pool *pool)
{
	pthread_mutex_unlock(&pool->lock);
}

void pool_kick(struct pool *pool)
{
	atomic_fetch_add(&pool->news, 1);
	pthread_cond_broadcast(&pool->work);
}

void pool_wait(struct pool *pool)
{
	pthread_cond_wait(&pool->idle, &pool->lock);
}

void pool_wake(struct pool *pool)
{
	pthread_cond_broadcast(&pool->idle);
	platform_bell_ring(&pool->bell);
}

int pool_fd(const struct pool *pool)
{
	return pool->bell.read;
}

void pool_clear_fd(struct pool *pool)
{
	platform_bell_hush(&pool->bell);
}
