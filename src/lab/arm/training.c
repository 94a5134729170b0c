/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training.c - hands epochs of arms to the pool's threads.
 *
 * All fields of struct training are guarded by the pool's lock, but for `stop`
 * which running units read after each batch, and for `ran` and `failed` of a
 * busy runner, which with its arm belong to the thread that runs it.
 */
#include "lab/arm/training.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>

#define LEAD 4 /* rounds an arm may be ahead of the slowest */

struct runner {
	struct arm *arm;
	int offset;  /* round = epoch + offset */
	int round;   /* whole rounds done */
	int batches; /* batches left, INT_MAX: not counted */
	int done;    /* batches done, with the one that failed */
	int ran;     /* batches of the unit under way; its thread's */
	bool failed; /* likewise */
	bool busy;
	bool published; /* a picture, after the unit run last */
	bool out;	/* diverged: takes no further part */
};

struct training {
	struct source source; /* first: a source is a training */
	struct pool *pool;
	struct runner *runner;
	int count;
	int first, last; /* rounds */
	int limit;	 /* no round beyond is begun */
	bool begun, publish;
	atomic_bool stop;
};

static struct training *of_source(struct source *source)
{
	return (struct training *)source;
}

static bool runner_left(const struct training *t, const struct runner *r)
{
	return !r->out && r->batches > 0 && r->round < t->last;
}

/* Lowest round among arms that still have work. */
static int slowest(const struct training *t)
{
	int round = INT_MAX;

	for (int i = 0; i < t->count; i++) {
		if (runner_left(t, &t->runner[i]) && t->runner[i].round < round)
			round = t->runner[i].round;
	}
	return round;
}

static void *take(struct source *source)
{
	struct training *t = of_source(source);
	struct runner *best = NULL;
	int floor = slowest(t);

	if (atomic_load(&t->stop))
		return NULL;
	for (int i = 0; i < t->count; i++) {
		struct runner *r = &t->runner[i];

		if (r->busy || !runner_left(t, r) || r->round >= t->limit ||
		    r->round - floor >= LEAD)
			continue;
		if (!best || r->round < best->round)
			best = r;
	}
	if (best)
		best->busy = true;
	return best;
}

/* Advance one arm to the end of its epoch. */
static void run(struct source *source, void *unit)
{
	struct training *t = of_source(source);
	struct runner *r = unit;
	int epoch = r->arm->epoch;
	int most = r->batches;

	r->ran = 0;
	while (r->ran < most && r->arm->epoch == epoch &&
	       !atomic_load_explicit(&t->stop, memory_order_relaxed)) {
		r->failed = arm_step(r->arm, NULL) != FPE_OK;
		if (r->failed)
			break;
		r->ran++;
	}
	r->published = t->publish && exchange_due(r->arm->exchange);
	if (r->published)
		arm_publish(r->arm);
}

static bool all_quiet(const struct training *t)
{
	bool stopped = atomic_load(&t->stop);

	for (int i = 0; i < t->count; i++) {
		const struct runner *r = &t->runner[i];

		if (r->busy)
			return false;
		if (!stopped && runner_left(t, r) && r->round < t->limit)
			return false;
	}
	return true;
}

static void finish(struct source *source, void *unit)
{
	struct training *t = of_source(source);
	struct runner *r = unit;

	r->busy = false;
	r->out |= r->failed;
	r->done += r->ran + r->failed; /* a replay has to fail as well */
	if (r->batches != INT_MAX)
		r->batches -= r->ran;
	r->round = r->arm->epoch + r->offset;
	/* not after each epoch: thousands a second would keep the screen busy */
	if (r->published || all_quiet(t))
		pool_wake(t->pool);
}

static void plan_runner(struct runner *r, const struct training_plan *plan)
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
		t->runner = calloc((size_t)count, sizeof *t->runner);
	if (!t || !t->runner) {
		free(t);
		return fpe_no_memory(err);
	}
	t->source = (struct source){ take, run, finish };
	t->pool = pool;
	t->count = count;
	t->publish = publish;
	t->last = plan->goal == TRAIN_BATCHES ? INT_MAX : plan->amount;
	for (int i = 0; i < count; i++) {
		t->runner[i].arm = arms[i];
		plan_runner(&t->runner[i], plan);
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
	free(training->runner);
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
		const struct runner *r = &t->runner[i];
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
	quiet = all_quiet(training);
	pool_unlock(training->pool);
	return quiet;
}

static bool nothing_left(const struct training *t)
{
	for (int i = 0; i < t->count; i++) {
		if (t->runner[i].busy || runner_left(t, &t->runner[i]))
			return false;
	}
	return true;
}

bool training_finished(struct training *training)
{
	bool finished;

	pool_lock(training->pool);
	finished = nothing_left(training);
	pool_unlock(training->pool);
	return finished;
}

void training_wait_quiet(struct training *training)
{
	pool_lock(training->pool);
	while (!all_quiet(training))
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

int training_rounds(const struct training *training)
{
	return training->last;
}

int training_first_round(const struct training *training)
{
	return training->first;
}

int training_count(const struct training *training)
{
	return training->count;
}

int training_batches_done(struct training *training, int i)
{
	int done;

	pool_lock(training->pool);
	done = training->runner[i].done;
	pool_unlock(training->pool);
	return done;
}

struct arm *training_arm(struct training *training, int i)
{
	return training->runner[i].arm;
}

/* An arm that failed in a round the others did not come to would not fail again
   in a replay of their rounds; one that has not begun would begin. */
bool training_even(struct training *training)
{
	int end = furthest(training, false);
	int target = end < training->last ? end : training->last;

	for (int i = 0; i < training->count; i++) {
		const struct runner *r = &training->runner[i];

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
