/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_timing.c - times are of this machine, and leave the arm as it was. */
#include "support/lab_fixture.h"

#include <math.h>

#include "lab/arm/timing.h"

static bool always(void *context)
{
	(void)context;
	return true;
}

static void a_pass_takes_time_and_changes_nothing(void **state)
{
	struct lab_fixture f;
	struct fpe_net *before;
	struct timing t;
	struct arm *arm;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	before = arm_copy_net(arm);
	assert_non_null(before);
	assert_ok(timing_measure(arm, f.s->train, NULL, &t, &err));
	assert_true(t.forward > 0 && t.forward < 1);
	assert_true(t.training > 0 && t.training < 1);
	assert_memory_equal(before->layer[0].weight, arm->net->layer[0].weight,
			    sizeof(float) * (size_t)before->layer[0].in *
				    (size_t)before->layer[0].out);
	assert_int_equal(arm->epoch, 0);
	assert_int_equal(arm->net->steps, before->steps);
	fpe_net_free(before);
	session_free(f.s);
}

static void who_wants_to_stop_is_heard(void **state)
{
	const struct fpe_watch stop = { always, NULL };
	struct lab_fixture f;
	struct timing t;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	assert_fails(FPE_ESTOPPED, timing_measure(lab_add_net(f.s), f.s->train, &stop, &t, &err));
	session_free(f.s);
}

/* Its step takes no time that would mean anything. */
static void what_diverges_has_a_forward_time(void **state)
{
	struct lab_fixture f;
	struct timing t;
	struct arm *arm;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	arm = lab_add_net(f.s);
	arm->settings.optimizer = FPE_SGD;
	arm->settings.lr = 1e6;
	arm->settings.decay = 1000;
	assert_ok(timing_measure(arm, f.s->train, NULL, &t, &err));
	assert_true(t.forward > 0 && isnan(t.training));
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pass_takes_time_and_changes_nothing),
		cmocka_unit_test(who_wants_to_stop_is_heard),
		cmocka_unit_test(what_diverges_has_a_forward_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
