/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_asked.c - each metric that is measured when asked for hears who waits, and has a value. */
#include "support/lab_fixture.h"

#include <math.h>

#include "lab/arm/asked.h"

static bool always(void *context)
{
	++*(int *)context;
	return true;
}

static void each_metric_hears_the_watch(void **state)
{
	struct lab_fixture f;
	struct fpe_kernel *kernel;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 20);
	assert_ok(fpe_kernel_new(arm->net, f.s->train, &kernel, &err));
	for (int m = FPE_METRIC_ASKED; m < FPE_METRIC_COUNT; m++) {
		const struct asked asked = { f.s->task, f.s->train, f.s->test, 1,
					     fpe_metric_asked_bit(m) };
		double value[FPE_METRIC_COUNT];
		int asks = 0;
		const struct fpe_watch watch = { always, &asks };

		test_row("%s", fpe_metric_info[m].name);
		assert_ok(asked_fill(kernel, arm->net, &asked, NULL, value, &err));
		assert_true(isfinite(value[m]));
		assert_fails(FPE_ESTOPPED,
			     asked_fill(kernel, arm->net, &asked, &watch, value, &err));
		assert_true(asks > 0);
	}
	fpe_kernel_free(kernel);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_metric_hears_the_watch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
