/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool.c - threads, one lock, one eventfd. */
#include "lab/base/pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 19

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t work, idle;
	pthread_t *thread;
	int threads, started;
	int running; /* units under way */
	bool quit;
	struct source *source;
	int fd;
};

static void *pool_thread(void *argument)
{
	struct pool *pool = argument;

	/* on Linux this is the thread's own priority; failing is harmless */
	setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	pool_lock(pool);
	while (!pool->quit) {
		struct source *source = pool->source;
		void *unit = source ? source->take(source) : NULL;

		if (!unit) {
			pthread_cond_wait(&pool->work, &pool->lock);
			continue;
		}
		pool->running++;
		pool_unlock(pool);
		source->run(source, unit);
		pool_lock(pool);
		pool->running--;
		source->done(source, unit);
		pthread_cond_broadcast(&pool->idle);
		/* what is done may have made more possible for the others */
		pthread_cond_broadcast(&pool->work);
	}
	pool_unlock(pool);
	return NULL;
}

enum fpe_status pool_new(int threads, struct pool **out, struct fpe_error *err)
{
	struct pool *pool = calloc(1, sizeof *pool);

	*out = NULL;
	if (!pool)
		return fpe_no_memory(err);
	pool->threads = threads;
	pool->thread = calloc((size_t)threads, sizeof *pool->thread);
	pool->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!pool->thread || pool->fd < 0) {
		free(pool->thread);
		if (pool->fd >= 0)
			close(pool->fd);
		free(pool);
		return fpe_fail(err, FPE_EIO, "no trainer threads: %s", strerror(errno));
	}
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_cond_init(&pool->idle, NULL);
	*out = pool;
	return FPE_OK;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_lock(pool);
	pool->quit = true;
	pthread_cond_broadcast(&pool->work);
	pool_unlock(pool);
	for (int i = 0; i < pool->started; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_cond_destroy(&pool->work);
	pthread_cond_destroy(&pool->idle);
	pthread_mutex_destroy(&pool->lock);
	close(pool->fd);
	free(pool->thread);
	free(pool);
}

int pool_threads(const struct pool *pool)
{
	return pool->threads;
}

/* Signals are the owner's: threads inherit a mask that blocks them all. */
static int start_threads(struct pool *pool)
{
	sigset_t all, before;
	int error = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (pool->started < pool->threads && !error) {
		error = pthread_create(&pool->thread[pool->started], NULL, pool_thread, pool);
		pool->started += !error;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pool->started ? 0 : error;
}

enum fpe_status pool_attach(struct pool *pool, struct source *source, struct fpe_error *err)
{
	int error = start_threads(pool);

	if (error)
		return fpe_fail(err, FPE_ENOMEM, "no trainer thread: %s", strerror(error));
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
	pthread_cond_broadcast(&pool->work);
}

void pool_wait(struct pool *pool)
{
	pthread_cond_wait(&pool->idle, &pool->lock);
}

void pool_wake(struct pool *pool)
{
	uint64_t one = 1;

	pthread_cond_broadcast(&pool->idle);
	/* a full counter is readable already */
	if (write(pool->fd, &one, sizeof one) < 0)
		return;
}

int pool_fd(const struct pool *pool)
{
	return pool->fd;
}

void pool_clear_fd(struct pool *pool)
{
	uint64_t count;

	if (read(pool->fd, &count, sizeof count) < 0)
		return;
}
