/* SPDX-License-Identifier: GPL-3.0-or-later */
/* runner.c - units in order, one a thread. */
#include "lab/study/runner.h"

#include <stdlib.h>

#include "core/base/clock.h"
#include "core/base/memory.h"

#define TELL_SECONDS 0.004

/* What a thread is at. */
struct runner_slot {
	bool taken;
	int unit;
	enum fpe_status status;
	struct fpe_error error;
};

static bool is_over(const struct runner *r)
{
	return r->next == r->units || r->broken ||
	       atomic_load_explicit(&r->stop, memory_order_relaxed);
}

static void *take(struct source *source)
{
	struct runner *r = (struct runner *)source;
	struct runner_slot *slot = r->slot;

	if (is_over(r))
		return NULL;
	while (slot->taken)
		slot++;
	slot->taken = true;
	slot->unit = r->next++;
	r->running++;
	return slot;
}

static void run(struct source *source, void *unit, struct fpe_team *team)
{
	struct runner *r = (struct runner *)source;
	struct runner_slot *slot = unit;

	memory_forget();
	slot->status = memory_verdict(r->run(r, slot->unit, team, &slot->error), &slot->error);
}

/* Who waits is told of the end, and a few times a screen's frame of what there is. */
static void tell(struct runner *r)
{
	double now = clock_seconds();

	if (!is_over(r) && now - r->told < TELL_SECONDS)
		return;
	r->told = now;
	pool_wake(r->pool);
}

static void done(struct source *source, void *unit)
{
	struct runner *r = (struct runner *)source;
	struct runner_slot *slot = unit;

	if (!slot->status) {
		r->done++;
		if (r->well)
			r->well(r, slot->unit);
	} else if ((slot->status != FPE_ESTATE && slot->status != FPE_ESTOPPED) ||
		   !atomic_load_explicit(&r->stop, memory_order_relaxed)) {
		if (!r->broken || slot->unit < r->error_unit) {
			r->error = slot->error;
			r->error_unit = slot->unit;
		}
		r->broken = true;
	}
	slot->taken = false;
	r->running--;
	tell(r);
}

enum fpe_status runner_start(struct runner *runner, struct pool *pool, int units, runner_run *each,
			     struct fpe_error *err)
{
	enum fpe_status status;

	runner->source = (struct source){ take, run, done };
	runner->pool = pool;
	runner->units = units;
	runner->run = each;
	/* there may be more threads by and by (pool_resize) */
	runner->slot = calloc((size_t)(units < POOL_MOST ? units + !units : POOL_MOST),
			      sizeof *runner->slot);
	/* other threads take it from here: what they are to do lacks nothing */
	status = runner->slot ? memory_verdict(FPE_OK, err) : fpe_no_memory(err);
	if (!status)
		status = pool_attach(pool, &runner->source, err);
	if (status) {
		free(runner->slot);
		runner->slot = NULL;
		runner->pool = NULL;
	}
	return status;
}

void runner_end(struct runner *runner)
{
	if (!runner->pool)
		return;
	runner_stop(runner);
	runner_detach(runner);
	free(runner->slot);
	runner->slot = NULL;
}

void runner_stop(struct runner *runner)
{
	atomic_store(&runner->stop, true);
	pool_wake(runner->pool);
}

void runner_detach(struct runner *runner)
{
	if (!runner->detached)
		pool_detach(runner->pool);
	runner->detached = true;
}

bool runner_quiet(struct runner *runner)
{
	bool is;

	pool_lock(runner->pool);
	is = !runner->running && is_over(runner);
	pool_unlock(runner->pool);
	return is;
}

void runner_wait(struct runner *runner)
{
	pool_lock(runner->pool);
	while (runner->running || !is_over(runner))
		pool_wait(runner->pool);
	pool_unlock(runner->pool);
}
