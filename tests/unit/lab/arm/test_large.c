/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_large.c - nets so large that what nobody reads of them is given back to the system:
 * old pictures, moments while a trainer has newer ones.
 */
#include "support/test.h"

#include <math.h>

#include "lab/arm/exchange.h"
#include "support/lab_fixture.h"

/* Its second layer has half a MiB. */
static struct arm *open_large(struct lab_fixture *f)
{
	struct net_spec spec = { .layers = 2, .hidden = { 256, 512 } };
	struct fpe_error err;
	struct arm *arm;

	lab_open(f, 1);
	assert_ok(session_add_net(f->s, &spec, NULL, &arm, &err));
	assert_ok(session_ready(f->s, &err));
	return arm;
}

static void step(struct arm *arm)
{
	struct fpe_error err;
	int ran;

	assert_ok(arm_train(arm, 1, &ran, &err));
}

static void assert_shows(const struct picture *p, const struct arm *arm)
{
	assert_true(p->version == arm->version);
	for (int i = 0; i < arm->net->layers; i++) {
		const struct fpe_layer *a = &p->net->layer[i], *b = &arm->net->layer[i];

		test_row("layer %d", i);
		assert_memory_equal(a->weight, b->weight, fpe_layer_size(b) * sizeof(float));
		assert_memory_equal(a->mask, b->mask, fpe_layer_size(b) * sizeof(float));
	}
}

static void the_newest_picture_is_whole(void **state)
{
	struct lab_fixture f;
	struct arm *arm = open_large(&f);

	(void)state;
	/* published more often than taken, and taken more often */
	for (int i = 0; i < 12; i++) {
		if (i % 4 != 3)
			step(arm);
		arm_publish(arm, 0, INFINITY);
		if (i % 3 == 0)
			continue;
		assert_shows(exchange_take(arm->exchange), arm);
		assert_shows(exchange_take(arm->exchange), arm);
	}
	session_free(f.s);
}

/* The slot that comes back is old, unless the arm stood still. */
static void an_old_picture_is_forgotten(void **state)
{
	struct lab_fixture f;
	struct arm *arm = open_large(&f);

	(void)state;
	for (int i = 0; i < 3; i++) {
		step(arm);
		arm_publish(arm, 0, INFINITY);
		exchange_take(arm->exchange);
		assert_true(exchange_slot(arm->exchange)->version == 0);
	}
	for (int i = 0; i < 3; i++) {
		arm_publish(arm, 0, INFINITY);
		exchange_take(arm->exchange);
	}
	assert_true(exchange_slot(arm->exchange)->version == arm->version);
	session_free(f.s);
}

static void moments_come_back(void **state)
{
	struct lab_fixture f;
	struct arm *arm = open_large(&f);
	struct fpe_net *often = arm_copy_net(arm), *late = arm_copy_net(arm);
	struct fpe_train_settings settings = arm->settings;
	struct fpe_trainer *a, *b;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_trainer_new(often, arm->lesson->train, &settings, 3, 0, 0, &a, &err));
	assert_ok(fpe_trainer_new(late, arm->lesson->train, &settings, 3, 0, 0, &b, &err));
	for (int i = 0; i < 4; i++) {
		assert_ok(fpe_trainer_step(a, &err));
		fpe_trainer_settle(a);
		assert_ok(fpe_trainer_step(b, &err));
	}
	fpe_trainer_settle(b);
	assert_same_net(often, late);
	fpe_trainer_free(a);
	fpe_trainer_free(b);
	fpe_net_free(often);
	fpe_net_free(late);
	session_free(f.s);
}

/* Frozen first: it is packed from the trainer's moments, of a net that has none. */
static void assert_frozen_whole(struct arm *arm)
{
	struct shared *frozen;
	struct arm *thawn;

	arm->changed = true;
	frozen = arm_freeze(arm);
	thawn = arm_thaw(frozen);
	assert_true(thawn->net->steps > 0);
	assert_same_net(settled(thawn), settled(arm));
	arm_free(thawn);
	shared_release(frozen);
}

static void a_frozen_arm_has_them(void **state)
{
	struct lab_fixture f;
	struct arm *arm = open_large(&f);

	(void)state;
	for (int i = 0; i < 3; i++) {
		step(arm);
		assert_frozen_whole(arm);
	}
	session_free(f.s);
}

/* While a training pauses, and once it has ended. */
static void quiet_arms_have_them(void **state)
{
	struct lab_fixture f;
	struct arm *arm = open_large(&f);
	struct training *t = lab_begin(f.s, TRAIN_EPOCHS, 4);
	struct fpe_error err;

	(void)state;
	assert_ok(training_run(t, 3, &err));
	training_wait_quiet(t);
	assert_int_equal(arm->epoch, 3);
	assert_frozen_whole(arm);
	training_stop(t);
	training_free(t);
	assert_frozen_whole(arm);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_picture_is_whole),
		cmocka_unit_test(an_old_picture_is_forgotten),
		cmocka_unit_test(moments_come_back),
		cmocka_unit_test(a_frozen_arm_has_them),
		cmocka_unit_test(quiet_arms_have_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
