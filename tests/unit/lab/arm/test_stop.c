/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_stop.c - a training that is stopped at each question its watch is asked goes on as if it
 * never had been.
 */
#include "support/test.h"

#include "fpe/rigl.h"
#include "support/stopped_fixture.h"

#define EPOCHS 5

/* One way of training each. */
struct way {
	const char *what;
	struct fpe_train_settings set;
	bool split; /* so that masks have where to move */
	int stride; /* of questions: who moves inputs asks at each of them */
};

static const struct way ways[] = {
	{ "minibatches", { .batch = 200 }, false, 1 },
	{ "whole epochs", { .batch = 0 }, false, 1 },
	{ "dropconnect", { .batch = 0, .dropconnect = .25 }, false, 1 },
	{ "adversarial", { .batch = 300, .adversarial = 1 }, false, 9 },
	{ "masks that move", { .batch = 300, .masks_until = 100 }, true, 1 },
};

static struct arm *open_way(struct lab_fixture *f, const struct way *way)
{
	struct fpe_error err;
	struct fpe_train_settings set;
	struct arm *arm;

	lab_open(f, 1);
	arm = lab_add_net(f->s);
	if (way->split) {
		arm = lab_split(f->s, "random", NULL, -1);
		/* moves are made every so many epochs: near to one */
		lab_train(f->s, TRAIN_EPOCHS, FPE_RIGL_EPOCHS - 2);
	}
	set = f->s->recipe.settings;
	set.batch = way->set.batch;
	set.dropconnect = way->set.dropconnect;
	set.adversarial = way->set.adversarial;
	set.masks_until = way->set.masks_until;
	lab_set_all(f->s, &set);
	assert_ok(session_ready(f->s, &err));
	return arm;
}

/* How it went on after a stop. */
struct found {
	int stops, owed; /* times; that left an epoch's scores to the next opening */
};

/* Stopped there; false: it came to its end before. */
static bool stop_at(const struct way *way, const struct arm *alone, int last, struct found *found)
{
	struct lab_fixture f;
	struct arm *arm = open_way(&f, way);
	struct fpe_error err;
	bool stopped = train_stopped(arm, alone->epoch, last);
	struct history_span kept = history_span(arm->history);

	test_row("%s, question %d", way->what, last);
	assert_false(arm->diverged);
	found->stops += stopped;
	found->owed += arm->owed;
	/* its net is kept whether its scores are or not */
	assert_int_equal(kept.last, arm->epoch);
	assert_ok(session_ready(f.s, &err));
	assert_false(arm->owed);
	train_until(arm, alone->epoch);
	assert_same_arm(alone, arm);
	session_free(f.s);
	return stopped;
}

static void who_was_stopped_goes_on_as_if_never(void **state)
{
	(void)state;
	for (int w = 0; w < (int)(sizeof ways / sizeof *ways); w++) {
		struct lab_fixture f;
		struct arm *alone = open_way(&f, &ways[w]);
		struct found found = { 0, 0 };

		train_until(alone, alone->epoch + EPOCHS);
		for (int last = 1; stop_at(&ways[w], alone, last, &found); last += ways[w].stride)
			;
		print_message("# %s: stopped %d times, %d of them in an epoch's scores\n",
			      ways[w].what, found.stops, found.owed);
		assert_true(found.stops > 5 * EPOCHS && found.owed > 1);
		session_free(f.s);
	}
}

/* What is shown of one that owes scores is none of an older net. */
static void scores_that_are_owed_are_null(void **state)
{
	struct lab_fixture f;
	struct arm *arm = open_way(&f, &ways[1]);
	struct fpe_error err;
	struct snapshot shown;
	int last = 1;

	(void)state;
	while (!arm->owed) {
		session_free(f.s);
		arm = open_way(&f, &ways[1]);
		assert_true(train_stopped(arm, 1, last++));
	}
	/* one that was owed when it was frozen is measured when it is opened again */
	struct shared *frozen = arm_freeze(arm);
	struct arm *again = arm_thaw(frozen);

	assert_true(again->owed);
	assert_ok(arm_open(again, &f.s->lesson, NULL, &err));
	assert_ok(session_ready(f.s, &err));
	assert_same_arm(again, arm);
	arm_free(again);
	shared_release(frozen);
	session_snapshot(f.s, true, -1, &shown);
	assert_true(shown.arm[0].metric[FPE_METRIC_TEST_LOSS] == arm->test.loss);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_was_stopped_goes_on_as_if_never),
		cmocka_unit_test(scores_that_are_owed_are_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
