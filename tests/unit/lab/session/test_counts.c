/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_counts.c - what classes an arm says, in snapshots: of the net that is shown,
 * now and in the past, counted once and only when asked for.
 */
#include "support/test.h"

#include <limits.h>
#include <math.h>

#include "support/lab_fixture.h"

static void assert_counts(const struct snapshot_arm *a, int samples, double accuracy)
{
	assert_non_null(a->confusion);
	assert_int_equal(a->confusion->samples, samples);
	assert_int_equal(a->counted, a->epoch);
	assert_true(fabs(fpe_confusion_accuracy(a->confusion) - accuracy) < 1e-6);
}

static void train(struct lab_fixture *f, int until)
{
	struct arm *arms[FPE_MAX_ARMS];
	struct fpe_error err;
	int ran;

	for (int i = 0; i < f->s->arms; i++)
		arms[i] = f->s->arm[i];
	assert_ok(session_ready(f->s, &err));
	for (int i = 0; i < f->s->arms; i++) {
		while (arms[i]->epoch < until)
			assert_ok(arm_train(arms[i], INT_MAX, &ran, &err));
	}
}

static void counts_are_of_the_net_that_is_shown(void **state)
{
	static struct snapshot s;
	struct lab_fixture f;
	const struct fpe_confusion *first;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	train(&f, 3);
	session_snapshot(f.s, true, -1, &s);
	assert_null(s.arm[0].confusion); /* nobody asked */
	session_count(f.s, true, 0, &s);
	assert_counts(&s.arm[0], 400, s.arm[0].metric[FPE_METRIC_TEST_ACCURACY]);
	first = s.arm[0].confusion;
	session_snapshot(f.s, true, -1, &s);
	session_count(f.s, true, 0, &s);
	assert_ptr_equal(s.arm[0].confusion, first); /* the net is the same */
	train(&f, 4);
	session_snapshot(f.s, true, -1, &s);
	session_count(f.s, true, 0, &s);
	assert_ptr_not_equal(s.arm[0].confusion, first);
	assert_counts(&s.arm[0], 400, s.arm[0].metric[FPE_METRIC_TEST_ACCURACY]);
	/* the past, by the slider and for a difference */
	for (int epoch = 0; epoch <= 4; epoch++) {
		struct snapshot_arm past;

		session_snapshot(f.s, true, epoch, &s);
		session_count(f.s, true, 0, &s);
		assert_int_equal(s.arm[0].epoch, epoch);
		assert_counts(&s.arm[0], 400, s.arm[0].metric[FPE_METRIC_TEST_ACCURACY]);
		assert_true(session_picture(f.s, 0, PAST_OTHER, epoch, &past));
		session_count_past(f.s, PAST_OTHER, &past);
		assert_counts(&past, 400, past.metric[FPE_METRIC_TEST_ACCURACY]);
	}
	session_free(f.s);
}

static void step_to(struct arm *arm, int epoch)
{
	struct fpe_error err;
	int ran;

	while (arm->epoch < epoch)
		assert_ok(arm_train(arm, INT_MAX, &ran, &err));
}

static void without_test_samples_those_of_training_are_counted(void **state)
{
	struct lab_fixture f;
	struct fpe_error err;
	struct lesson lesson;
	struct arm *arm;
	const struct fpe_confusion *c;
	double metric[FPE_METRIC_COUNT];

	(void)state;
	lab_open(&f, 1);
	assert_ok(arm_new("alone", "dense", fpe_net_copy(lab_add_net(f.s)->net), 1 << 20, &arm,
			  &err));
	assert_ok(session_ready(f.s, &err));
	lesson = f.s->lesson;
	lesson.test = NULL;
	assert_ok(arm_open(arm, &lesson, NULL, &err));
	step_to(arm, 40);
	assert_ok(arm_count(arm, true, NULL, &err));
	c = shared_get(arm->counts.result);
	assert_non_null(c);
	assert_ok(arm_measure(arm, 0, NULL, metric, &err));
	assert_int_equal(c->samples, 600);
	assert_true(fabs(fpe_confusion_accuracy(c) - metric[FPE_METRIC_TRAIN_ACCURACY]) < 1e-6);
	/* while a trainer is at work not at every epoch */
	step_to(arm, 41);
	assert_ok(arm_count(arm, false, NULL, &err));
	assert_int_equal(arm->counts.epoch, 40);
	step_to(arm, 56);
	assert_ok(arm_count(arm, false, NULL, &err));
	assert_int_equal(arm->counts.epoch, 56);
	arm_free(arm);
	session_free(f.s);
}

/* Who asks gets them for some pictures; then they cost nothing any more. */
static void asking_wears_off(void **state)
{
	struct lab_fixture f;
	struct exchange *x;
	int pictures = 0;

	(void)state;
	lab_open(&f, 1);
	x = exchange_new();
	assert_false(exchange_wants(x));
	exchange_want(x);
	while (exchange_wants(x) && pictures < 1000) {
		exchange_publish(x);
		pictures++;
	}
	assert_in_range(pictures, 30, 100);
	exchange_free(x);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_of_the_net_that_is_shown),
		cmocka_unit_test(without_test_samples_those_of_training_are_counted),
		cmocka_unit_test(asking_wears_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
