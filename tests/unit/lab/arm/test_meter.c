/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_meter.c - which epochs have which metrics, and that they are right. */
#include "support/test.h"

#include <math.h>

#include "lab/arm/meter.h"
#include "lab/session/session.h"

static void training_samples_are_scored_at_first_often_then_seldom(void **state)
{
	static const int wanted[] = { 0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 80 };
	size_t n = 0;

	(void)state;
	for (int e = 0; e <= 80; e++) {
		if (!meter_scores_training(e))
			continue;
		assert_true(n < sizeof wanted / sizeof *wanted);
		assert_int_equal(e, wanted[n++]);
	}
	assert_int_equal(n, sizeof wanted / sizeof *wanted);
}

static void large_nets_are_measured_seldom(void **state)
{
	int widths[] = { 32, 8, 1 }, before = 0;
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	for (int h = 8; h <= 2048; h *= 4) {
		int stride;

		widths[1] = h;
		assert_ok(fpe_net_new(widths, 2, &net, &err));
		stride = meter_stride(net, NULL, 8000, 8000);
		assert_int_equal(stride & (stride - 1), 0);
		assert_true(stride >= before);
		before = stride;
		fpe_net_free(net);
	}
	assert_true(before >= 8);
	widths[1] = 8;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	/* few samples: an epoch is short, so they would cost much of it */
	assert_true(meter_stride(net, NULL, 10, 10) > meter_stride(net, NULL, 8000, 8000));
	fpe_net_free(net);
}

/* Where it takes seconds only who asks has to wait: a picture has the counts alone. */
static void the_largest_nets_are_measured_when_asked(void **state)
{
	double value[FPE_METRIC_COUNT];
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new((int[]){ 4096, 4096, 1 }, 2, &net, &err));
	assert_ok(meter_net(net, NULL, METER_MOST, value, &err));
	assert_true(value[FPE_METRIC_NNZ] == 4096. * 4097 && value[FPE_METRIC_DEAD] == 0);
	assert_true(isnan(value[FPE_METRIC_CAPACITY]));
	fpe_net_free(net);
	assert_ok(fpe_net_new((int[]){ 64, 32, 1 }, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	assert_ok(meter_net(net, NULL, METER_MOST, value, &err));
	assert_true(value[FPE_METRIC_CAPACITY] > 0);
	fpe_net_free(net);
}

static void a_point_has_what_a_report_says(void **state)
{
	struct session *s;
	struct fpe_error err;
	struct training_plan plan = { TRAIN_EPOCHS, 16 };
	struct training *t;
	const struct series_point *p;
	double value[FPE_METRIC_COUNT];
	int measured = 0;

	(void)state;
	assert_ok(session_new(1, 1, &s, &err));
	assert_ok(session_ready(s, &err));
	assert_ok(training_new(s->arm, 1, &plan, false, s->pool, &t, &err));
	assert_ok(training_run(t, 1000, &err));
	training_wait_quiet(t);
	training_free(t);
	assert_int_equal(series_count(s->arm[0]->series), 17);
	p = series_at(s->arm[0]->series, 16);
	assert_ok(arm_measure(s->arm[0], 0, NULL, value, &err));
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		test_row("%s", fpe_metric_info[m].name);
		if (isnan(value[m]))
			assert_true(isnan(p->value[m]));
		else
			assert_true(p->value[m] == (float)value[m]);
	}
	for (int i = 0; i < 17; i++) {
		p = series_at(s->arm[0]->series, i);
		assert_false(isnan(p->value[FPE_METRIC_TEST_LOSS]));
		assert_int_equal(!isnan(p->value[FPE_METRIC_TRAIN_LOSS]), meter_scores_training(i));
		measured += !isnan(p->value[FPE_METRIC_CAPACITY]);
	}
	assert_true(measured >= 5);
	session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(training_samples_are_scored_at_first_often_then_seldom),
		cmocka_unit_test(large_nets_are_measured_seldom),
		cmocka_unit_test(the_largest_nets_are_measured_when_asked),
		cmocka_unit_test(a_point_has_what_a_report_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
