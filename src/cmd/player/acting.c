/* SPDX-License-Identifier: GPL-3.0-or-later */
/* acting.c - runs a command, and keeps what undo goes back to. */
#include "cmd/player/acting.h"
#include "cmd/player/overwrite.h"

#include <stdio.h>

#include "cmd/player/job.h"
#include "core/base/clock.h"
#include "core/base/memory.h"
#include "lab/base/flag.h"
#include "lab/base/thread.h"
#include "lab/session/frozen.h"

#define BLINK_MS 10 /* that a line may hold the screen for */

void acting_take_back(struct acting *a)
{
	struct session *s = a->call.session;

	job_free(a->call.job);
	a->call.job = NULL;
	if (a->before && (frozen_is_untouched(s, a->before) || !frozen_restore(s, a->before, NULL)))
		s->next_id = a->next_id;
}

static enum fpe_status run(struct acting *a)
{
	const struct command *command = a->call.line->command;
	bool changes = command->flags & (COMMAND_BOUNDARY | COMMAND_LONG);
	enum fpe_status status;

	a->next_id = a->call.session->next_id;
	a->before = changes ? frozen_take(a->call.session) : NULL;
	if (changes && !a->before)
		return fpe_no_memory(&a->call.err);
	status = call_allowed(&a->call);
	if (!status && a->call.overwrite)
		status = overwrite_check(a->call.overwrite, a->call.asks, &a->call);
	return status ? status : command->run(&a->call);
}

/* What failed is taken back here, not by who waits for the line: it may take long. */
void acting_run(struct acting *a)
{
	a->status = memory_verdict(run(a), &a->call.err);
	if (a->status)
		acting_take_back(a);
}

static void *acting_thread(void *argument)
{
	struct acting *a = argument;

	acting_run(a);
	/* what undo will want of new arms takes long as well; it is kept with them. Of arms
	   that were only looked at it wants nothing, and a new copy would be a step. */
	if (!a->status && a->before && !frozen_is(a->call.session, a->before))
		shared_release(frozen_take(a->call.session));
	pthread_mutex_lock(&a->lock);
	a->ended = true;
	pthread_cond_signal(&a->end);
	pthread_mutex_unlock(&a->lock);
	pool_wake(a->call.session->pool);
	return NULL;
}

/* Wait for its end, for a blink at most. */
static bool wait_a_blink(struct acting *a)
{
	struct timespec until = clock_in(1e-3 * BLINK_MS);
	int late = 0;
	bool ended;

	pthread_mutex_lock(&a->lock);
	while (!a->ended && !late)
		late = pthread_cond_timedwait(&a->end, &a->lock, &until);
	ended = a->ended;
	pthread_mutex_unlock(&a->lock);
	return ended;
}

/* The thread has ended, or will at once: the session is the owner's again. */
static void end(struct acting *a)
{
	pthread_join(a->thread, NULL);
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->end);
	a->call.session->watch = a->watch;
	a->call.session->retires = false;
	a->aside = false;
}

bool acting_run_aside(struct acting *a)
{
	struct session *s = a->call.session;
	pthread_condattr_t clock;

	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->end, &clock);
	pthread_condattr_destroy(&clock);
	atomic_init(&a->stop, false);
	a->begun = clock_seconds();
	a->watch = s->watch;
	s->watch = flag_watch(&a->stop);
	s->retires = true;
	a->screen = *a->call.screen;
	a->call.screen = &a->screen;
	a->aside = thread_start(&a->thread, acting_thread, a) == 0;
	if (!a->aside) {
		s->watch = a->watch;
		s->retires = false;
		acting_run(a);
		return false;
	}
	if (!wait_a_blink(a))
		return true;
	end(a);
	return false;
}

bool acting_has_ended(struct acting *a)
{
	bool ended;

	pthread_mutex_lock(&a->lock);
	ended = a->ended;
	pthread_mutex_unlock(&a->lock);
	if (ended)
		end(a);
	return ended;
}

void acting_stop(struct acting *a)
{
	atomic_store(&a->stop, true);
}

void acting_join(struct acting *a)
{
	acting_stop(a);
	end(a);
}
