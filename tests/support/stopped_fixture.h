/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stopped_fixture.h - arms whose training is stopped at any question its watch is asked. */
#ifndef TESTS_STOPPED_FIXTURE_H
#define TESTS_STOPPED_FIXTURE_H

#include "support/lab_fixture.h"

#include <math.h>

/* Stops at question `last`, and says so from then on. */
struct asked {
	int count, last;
};

static inline bool count_asked(void *context)
{
	struct asked *a = context;

	return ++a->count >= a->last;
}

static inline void train_until(struct arm *arm, int epoch)
{
	struct fpe_error err;
	int ran = 1;

	while (ran && arm->epoch < epoch)
		assert_ok(arm_train(arm, INT_MAX, &ran, &err));
}

/* As a training lends it: what it does after a stop, too. Returns whether it was stopped. */
static inline bool train_stopped(struct arm *arm, int epoch, int last)
{
	struct asked asked = { 0, last };
	const struct fpe_watch watch = { count_asked, &asked };

	arm_lend(arm, NULL, &watch);
	train_until(arm, epoch);
	arm_publish(arm, ARM_PUBLISH, INFINITY);
	arm_lend(arm, NULL, NULL);
	return asked.count >= last;
}

static inline void assert_same_arm(const struct arm *x, const struct arm *y)
{
	struct history_span a = history_span(x->history), b = history_span(y->history);

	assert_int_equal(x->epoch, y->epoch);
	assert_same_net(settled(x), settled(y));
	assert_int_equal(series_count(x->series), series_count(y->series));
	for (int i = 0; i < series_count(x->series); i++) {
		const struct series_point *p = series_at(x->series, i),
					  *q = series_at(y->series, i);

		assert_int_equal(p->epoch, q->epoch);
		assert_true(p->edited == q->edited);
		assert_memory_equal(p->value, q->value, sizeof p->value);
	}
	assert_int_equal(a.first, b.first);
	assert_int_equal(a.last, b.last);
	assert_memory_equal(&x->test, &y->test, sizeof x->test);
}

/* Trained to the end of its epoch, and stopped while that is scored. */
static inline void train_until_owed(struct arm *arm)
{
	int end = arm->epoch + 1, last = 1;

	while (!arm->owed) {
		int batch = arm->batch;

		assert_true(train_stopped(arm, end, last++));
		if (arm->batch != batch)
			last = 1;
	}
	assert_int_equal(arm->epoch, end);
}

#endif
