/* SPDX-License-Identifier: GPL-3.0-or-later */
/* training.c - hands epochs of arms to the pool's threads. */
#include "lab/arm/training.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "lab/base/flag.h"

#define LEAD 4 /* rounds an arm may be ahead of the slowest */

static struct training *of_source(struct source *source)
{
	return (struct training *)source;
}

static bool is_left(const struct training *t, const struct trainee *r)
{
	return !r->out && r->batches > 0 && r->round < t->last;
}

/* Lowest round among arms that still have work. */
static int slowest(const struct training *t)
{
	int round = INT_MAX;

	for (int i = 0; i < t->count; i++) {
		if (is_left(t, &t->trainee[i]) && t->trainee[i].round < round)
			round = t->trainee[i].round;
	}
	return round;
}

static void *take(struct source *source)
{
	struct training *t = of_source(source);
	struct trainee *best = NULL;
	int floor = slowest(t);

	if (atomic_load(&t->stop))
		return NULL;
	for (int i = 0; i < t->count; i++) {
		struct trainee *r = &t->trainee[i];

		if (r->busy || !is_left(t, r) || r->round >= t->limit || r->round - floor >= LEAD)
			continue;
		if (!best || r->round < best->round)
			best = r;
	}
	if (best)
		best->busy = true;
	return best;
}

/* Advance one arm to the end of its epoch. */
static void run(struct source *source, void *unit, struct fpe_team *team)
{
	struct training *t = of_source(source);
	struct trainee *r = unit;
	const struct fpe_watch watch = flag_watch(&t->stop);
	enum fpe_status status;

	arm_lend(r->arm, team, &watch);
	memory_forget();
	status = arm_train(r->arm, r->batches, &r->ran, NULL);
	r->failed = status != FPE_OK;
	r->starved = status == FPE_ENOMEM;
	r->published = t->publish && exchange_due(r->arm->exchange);
	if (r->published)
		arm_publish(r->arm, ARM_PUBLISH, INFINITY);
	arm_lend(r->arm, NULL, NULL);
}

/* Nobody trains, so that others may touch the arms. */
static bool is_quiet(const struct training *t)
{
	bool stopped = atomic_load(&t->stop);

	for (int i = 0; i < t->count; i++) {
		const struct trainee *r = &t->trainee[i];

		if (r->busy)
			return false;
		if (!stopped && is_left(t, r) && r->round < t->limit)
			return false;
	}
	return true;
}

static void finish(struct source *source, void *unit)
{
	struct training *t = of_source(source);
	struct trainee *r = unit;

	r->busy = false;
	r->out |= r->failed;
	t->starved |= r->starved;
	if (r->starved)
		atomic_store(&t->stop, true);
	r->done += r->ran + r->failed; /* a replay has to fail as well */
	if (r->batches != INT_MAX)
		r->batches -= r->ran;
	r->round = r->arm->epoch + r->offset;
	/* not after each epoch: thousands a second would keep the screen busy */
	if (r->published || is_quiet(t))
		pool_wake(t->pool);
}

static void plan_trainee(struct trainee *r, const struct training_plan *plan)
{
	r->batches = INT_MAX;
	switch (plan->goal) {
	case TRAIN_EPOCHS:
		r->offset = -r->arm->epoch;
		break;
	case TRAIN_UNTIL:
		break;
	case TRAIN_BATCHES:
		r->offset = -r->arm->epoch;
		r->batches = plan->amount;
		break;
	}
	r->round = r->arm->epoch + r->offset;
	r->out = r->arm->diverged;
}

enum fpe_status training_new(struct arm *const *arms, int count, const struct training_plan *plan,
			     bool publish, struct pool *pool, struct training **out,
			     struct fpe_error *err)
{
	struct training *t = calloc(1, sizeof *t);

	*out = NULL;
	if (t)
		t->trainee = calloc((size_t)count, sizeof *t->trainee);
	if (!t || !t->trainee) {
		free(t);
		return fpe_no_memory(err);
	}
	t->source = (struct source){ take, run, finish };
	t->pool = pool;
	t->count = count;
	t->publish = publish;
	t->last = plan->goal == TRAIN_BATCHES ? INT_MAX : plan->amount;
	for (int i = 0; i < count; i++) {
		t->trainee[i].arm = arms[i];
		if (publish)
			arm_show(arms[i]);
		plan_trainee(&t->trainee[i], plan);
	}
	t->first = slowest(t);
	if (t->first == INT_MAX)
		t->first = t->last;
	t->limit = t->first;
	*out = t;
	return FPE_OK;
}

void training_free(struct training *training)
{
	if (!training)
		return;
	training_stop(training);
	if (training->begun)
		pool_detach(training->pool);
	free(training->trainee);
	free(training);
}

enum fpe_status training_run(struct training *training, int limit, struct fpe_error *err)
{
	pool_lock(training->pool);
	if (limit > training->limit || training->begun)
		training->limit = limit;
	pool_kick(training->pool);
	pool_unlock(training->pool);
	if (training->begun)
		return FPE_OK;
	training->begun = true;
	return pool_attach(training->pool, &training->source, err);
}

/* Arms that have not begun do not count: with `until` they may stand at an
   epoch that the others reach much later, or never. */
static int furthest(const struct training *t, bool begun)
{
	int round = t->first;

	for (int i = 0; i < t->count; i++) {
		const struct trainee *r = &t->trainee[i];
		int at = r->round + (begun && r->busy);

		if (!r->out && (r->done || r->busy) && at > round)
			round = at;
	}
	return round;
}

void training_halt(struct training *training)
{
	pool_lock(training->pool);
	training->limit = furthest(training, true);
	pool_kick(training->pool);
	pool_unlock(training->pool);
}

void training_stop(struct training *training)
{
	atomic_store(&training->stop, true);
	pool_wake(training->pool);
}

bool training_quiet(struct training *training)
{
	bool quiet;

	pool_lock(training->pool);
	quiet = is_quiet(training);
	pool_unlock(training->pool);
	return quiet;
}

static bool nothing_left(const struct training *t)
{
	for (int i = 0; i < t->count; i++) {
		if (t->trainee[i].busy || is_left(t, &t->trainee[i]))
			return false;
	}
	return true;
}

bool training_finished(struct training *training)
{
	bool finished;

	pool_lock(training->pool);
	finished = nothing_left(training) && is_quiet(training);
	pool_unlock(training->pool);
	return finished;
}

bool training_starved(struct training *training)
{
	bool starved;

	pool_lock(training->pool);
	starved = training->starved;
	pool_unlock(training->pool);
	return starved;
}

void training_wait_quiet(struct training *training)
{
	pool_lock(training->pool);
	while (!is_quiet(training))
		pool_wait(training->pool);
	pool_unlock(training->pool);
}

int training_round(struct training *training)
{
	int round;

	pool_lock(training->pool);
	round = furthest(training, false);
	pool_unlock(training->pool);
	return round;
}

int training_batches_done(struct training *training, int i)
{
	int done;

	pool_lock(training->pool);
	done = training->trainee[i].done;
	pool_unlock(training->pool);
	return done;
}

/* An arm that failed in a round the others did not come to would not fail again
   in a replay of their rounds; one that has not begun would begin. */
bool training_even(struct training *training)
{
	int end = furthest(training, false);
	int target = end < training->last ? end : training->last;

	for (int i = 0; i < training->count; i++) {
		const struct trainee *r = &training->trainee[i];

		if (r->out && r->done && r->round >= end)
			return false;
		if (r->out)
			continue;
		if (r->arm->batch || r->batches != INT_MAX)
			return false;
		/* arms that were behind the others' end are there now */
		if (r->round < target || (r->done && r->round > target))
			return false;
	}
	return true;
}
