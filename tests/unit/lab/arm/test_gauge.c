/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_gauge.c - large nets measured beside the screen: what is found is right and of the
 * version it says, an older one is never taken for the net that is shown, and what nobody
 * looks at any more is stopped.
 */
#include "support/test.h"

#include <math.h>
#include <semaphore.h>
#include <time.h>

#include "lab/arm/gauge.h"
#include "lab/arm/meter.h"
#include "support/lab_fixture.h"

static void post(void *found)
{
	sem_post(found);
}

static void wait_for(sem_t *found)
{
	while (sem_wait(found))
		continue;
}

static struct fpe_net *net_of(int inputs, int neurons, uint64_t seed)
{
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new((int[]){ inputs, neurons, 1 }, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, seed);
	return net;
}

/* One round that looks at one net; what was found is copied: version 0 where nothing was. */
static struct gauged look(struct gauge *g, const struct gauge_net *net)
{
	const struct gauged *found;
	struct gauged out = { .version = 0 };

	gauge_begin(g);
	found = gauge_look(g, net);
	if (found)
		out = *found;
	gauge_end(g, NULL, true);
	return out;
}

static void assert_measured(const struct gauged *found, const struct fpe_net *net)
{
	double value[FPE_METRIC_COUNT];
	struct fpe_error err;

	assert_ok(fpe_metric_net(net, 0, NULL, NULL, value, &err));
	assert_memory_equal(found->metric, value, sizeof value);
	assert_false(found->sampled);
}

static void found_is_of_the_version_it_says(void **state)
{
	struct fpe_net *net = net_of(96, 64, 1), *later = net_of(96, 64, 2);
	uint64_t mark = 0;
	struct gauged found;
	struct gauge *g;
	sem_t done;

	(void)state;
	sem_init(&done, 0, 0);
	g = gauge_new(post, &done);
	assert_non_null(g);
	found = look(g, &(struct gauge_net){ &mark, 7, 3, net });
	assert_true(found.version == 0);
	wait_for(&done);
	/* the net has changed meanwhile: what was found is still of the older one */
	found = look(g, &(struct gauge_net){ &mark, 8, 4, later });
	assert_true(found.version == 7 && found.epoch == 3);
	assert_measured(&found, net);
	wait_for(&done);
	found = look(g, &(struct gauge_net){ &mark, 8, 4, later });
	assert_true(found.version == 8 && found.epoch == 4);
	assert_measured(&found, later);
	/* nothing is measured twice */
	look(g, &(struct gauge_net){ &mark, 8, 4, later });
	gauge_free(g);
	assert_int_equal(sem_trywait(&done), -1);
	sem_destroy(&done);
	fpe_net_free(net);
	fpe_net_free(later);
}

/* A net measured for the n-th time waits for those measured less often. */
static void nets_take_turns(void **state)
{
	struct fpe_net *net = net_of(64, 32, 1);
	uint64_t mark[3] = { 0 };
	int found[3] = { 0 };
	struct gauge *g;
	sem_t done;

	(void)state;
	sem_init(&done, 0, 0);
	g = gauge_new(post, &done);
	for (int round = 1; round <= 9; round++) {
		gauge_begin(g);
		for (int i = 0; i < 3; i++) {
			const struct gauged *seen = gauge_look(
				g, &(struct gauge_net){ &mark[i], (uint64_t)round, round, net });

			found[i] = seen ? (int)seen->version : 0;
		}
		gauge_end(g, NULL, true);
		wait_for(&done);
	}
	for (int i = 0; i < 3; i++)
		assert_true(found[i] >= 9 - 3);
	gauge_free(g);
	sem_destroy(&done);
	fpe_net_free(net);
}

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* In CPU time, which other load does not lengthen by much. */
/* The processor's time of two rounds: one looks at another net while `net` is measured, one
   ends meanwhile; the larger. */
static double time_of_stopping(const struct fpe_net *net, const struct fpe_net *other)
{
	uint64_t mark = 0, other_mark = 0;
	double begun = cpu_seconds(), first;
	struct gauged found;
	struct gauge *g;
	sem_t done;

	sem_init(&done, 0, 0);
	g = gauge_new(post, &done);
	look(g, &(struct gauge_net){ &mark, 1, 0, net });
	look(g, &(struct gauge_net){ &other_mark, 1, 0, other });
	wait_for(&done); /* the first, which is stopped */
	look(g, &(struct gauge_net){ &other_mark, 1, 0, other });
	wait_for(&done);
	first = cpu_seconds() - begun;
	found = look(g, &(struct gauge_net){ &other_mark, 1, 0, other });
	assert_measured(&found, other);
	mark = 0;
	begun = cpu_seconds();
	gauge_begin(g);
	gauge_look(g, &(struct gauge_net){ &mark, 1, 0, net });
	gauge_end(g, NULL, true);
	gauge_free(g);
	sem_destroy(&done);
	return fmax(first, cpu_seconds() - begun);
}

/* Of some tries the quickest: on a busy machine who stops it may be late. */
static void what_nobody_looks_at_is_stopped(void **state)
{
	struct fpe_net *net = net_of(2048, 1024, 1), *other = net_of(16, 8, 1);
	double value[FPE_METRIC_COUNT], begun = cpu_seconds(), whole, best = INFINITY;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_metric_net(net, 0, NULL, NULL, value, &err));
	whole = cpu_seconds() - begun;
	for (int i = 0; i < 12 && best >= .8 * whole; i++)
		best = fmin(best, time_of_stopping(net, other));
	assert_true(best < .8 * whole);
	fpe_net_free(net);
	fpe_net_free(other);
}

/* The screen's round, as player_frame makes it. */
static void snapshot(struct session *s, struct gauge *g, struct snapshot *out)
{
	gauge_begin(g);
	s->gauge = g;
	session_snapshot(s, true, -1, out);
	s->gauge = NULL;
	gauge_end(g, s->shared_task, true);
}

static void assert_same(const struct snapshot_arm *a, const double *value)
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		test_row("%s", fpe_metric_info[m].name);
		if (fpe_metric_of_weights((enum fpe_metric)m))
			assert_true(a->metric[m] == value[m] ||
				    (isnan(a->metric[m]) && isnan(value[m])));
	}
}

static void pictures_say_which_net_was_measured(void **state)
{
	static struct snapshot s;
	struct lab_fixture f;
	struct net_spec net = { .layers = 1, .hidden = { 2048 } };
	double first[FPE_METRIC_COUNT], now[FPE_METRIC_COUNT];
	struct fpe_error err;
	struct gauge *g;
	struct arm *arm;
	sem_t done;
	int ran;

	(void)state;
	sem_init(&done, 0, 0);
	g = gauge_new(post, &done);
	lab_open(&f, 1);
	assert_ok(session_add_net(f.s, &net, NULL, &arm, &err));
	assert_true(meter_cost(arm->net, NULL) > GAUGE_AT_ONCE);
	snapshot(f.s, g, &s);
	assert_int_equal(s.arm[0].measured, MEASURED_NEVER);
	assert_true(isnan(s.arm[0].metric[FPE_METRIC_CAPACITY]));
	wait_for(&done);
	snapshot(f.s, g, &s);
	assert_int_equal(s.arm[0].measured, MEASURED_NOW);
	assert_ok(session_ready(f.s, &err));
	assert_ok(arm_measure(arm, 0, NULL, first, &err));
	assert_same(&s.arm[0], first);
	assert_ok(arm_train(arm, 1, &ran, &err));
	snapshot(f.s, g, &s);
	assert_int_equal(s.arm[0].measured, MEASURED_BEFORE);
	assert_int_equal(s.arm[0].measured_epoch, 0);
	assert_same(&s.arm[0], first);
	wait_for(&done);
	snapshot(f.s, g, &s);
	assert_int_equal(s.arm[0].measured, MEASURED_NOW);
	assert_ok(arm_measure(arm, 0, NULL, now, &err));
	assert_same(&s.arm[0], now);
	assert_true(now[FPE_METRIC_COSINE] != first[FPE_METRIC_COSINE]);
	/* without a gauge it is exact at once: what a script plots does not depend on time */
	assert_ok(arm_train(arm, 1, &ran, &err));
	session_snapshot(f.s, true, -1, &s);
	assert_int_equal(s.arm[0].measured, MEASURED_NOW);
	assert_ok(arm_measure(arm, 0, NULL, now, &err));
	assert_same(&s.arm[0], now);
	gauge_free(g);
	session_free(f.s);
	sem_destroy(&done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_is_of_the_version_it_says),
		cmocka_unit_test(nets_take_turns),
		cmocka_unit_test(what_nobody_looks_at_is_stopped),
		cmocka_unit_test(pictures_say_which_net_was_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
