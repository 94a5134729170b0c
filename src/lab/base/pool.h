/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool.h - trainer threads, and who gives them work.
 *
 * A source hands out units; the pool's lock guards its state. A thread that has no unit
 * helps one that has, if the unit's work comes in pieces: it is one more hand of its team.
 * Units come first: helpers look for one between two pieces. Threads run at
 * nice 19 with all signals blocked, so that the screen is never late and
 * signals reach its thread. The bell becomes readable when something
 * changed; wake-ups coalesce.
 */
#ifndef LAB_POOL_H
#define LAB_POOL_H

#include <stdbool.h>

#include "fpe/error.h"
#include "fpe/team.h"

struct source {
	/* Under the lock: a unit to run, or NULL: nothing now. */
	void *(*take)(struct source *source);
	/* Without the lock. team: the thread's own, for this call. */
	void (*run)(struct source *source, void *unit, struct fpe_team *team);
	/* Under the lock: the unit has been run. */
	void (*done)(struct source *source, void *unit);
};

struct pool;

#define POOL_MOST 1024 /* threads */

/* No thread is started before the first work. */
enum fpe_status pool_new(int threads, struct pool **out, struct fpe_error *err);
void pool_free(struct pool *pool);
int pool_threads(const struct pool *pool);

/* More or fewer threads, 1 to POOL_MOST, from the next unit on, also while there is work:
   those that are too many sleep. FPE_ENOMEM: as it was. */
enum fpe_status pool_resize(struct pool *pool, int threads, struct fpe_error *err);

/* At most so many of the threads at once, where some of them help; all, if it is not said. */
void pool_limit(struct pool *pool, int threads);

/* One source at a time. pool_detach waits for units under way. */
enum fpe_status pool_attach(struct pool *pool, struct source *source, struct fpe_error *err);
void pool_detach(struct pool *pool);

void pool_lock(struct pool *pool);
void pool_unlock(struct pool *pool);
/* Under the lock: the source has more to give. */
void pool_kick(struct pool *pool);
/* Under the lock: sleep until a unit was done (or pool_wake). */
void pool_wait(struct pool *pool);

/* From any thread: make the descriptor readable and end pool_wait. */
void pool_wake(struct pool *pool);
int pool_fd(const struct pool *pool);
/* Make the descriptor unreadable again. */
void pool_clear_fd(struct pool *pool);

#endif
