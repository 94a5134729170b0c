/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_exchange.c - pictures of an arm share its masks while those stay, and have their
 * own as soon as a trainer may move them.
 */
#include "support/test.h"

#include <math.h>

#include "fpe/rigl.h"
#include "lab/arm/exchange.h"
#include "support/lab_fixture.h"

static const struct fpe_net *take(struct arm *arm)
{
	const struct picture *p;

	arm_publish(arm, 0, INFINITY);
	p = exchange_take(arm->exchange);
	assert_non_null(p);
	return p->net;
}

static void assert_shows(const struct fpe_net *shown, const struct fpe_net *net, bool own)
{
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *a = &shown->layer[i], *b = &net->layer[i];
		size_t bytes = fpe_layer_size(b) * sizeof(float);

		test_row("layer %d", i);
		assert_memory_equal(a->weight, b->weight, bytes);
		assert_memory_equal(a->mask, b->mask, bytes);
		assert_int_equal(a->mask != b->mask, own);
	}
}

static void step(struct arm *arm)
{
	struct fpe_error err;
	int ran;

	assert_ok(arm_train(arm, 1, &ran, &err));
}

/* An arm with masks. */
static struct arm *open_split(struct lab_fixture *f)
{
	struct fpe_error err;

	lab_open(f, 1);
	lab_add_net(f->s);
	assert_ok(session_ready(f->s, &err));
	return lab_split(f->s, "random", NULL, -1);
}

static void masks_are_shared_while_they_stay(void **state)
{
	struct lab_fixture f;
	struct fpe_train_settings settings;
	const struct fpe_net *shown;
	struct arm *arm;

	(void)state;
	arm = open_split(&f);
	step(arm);
	for (int i = 0; i < 4; i++, step(arm))
		assert_shows(take(arm), arm->net, false);
	shown = take(arm);
	settings = arm->settings;
	settings.masks_until = 100;
	arm_set(arm, &settings);
	/* what is shown just now as well: before the next epoch moves them */
	assert_shows(shown, arm->net, true);
	for (int i = 0; i < 4; i++, step(arm))
		assert_shows(take(arm), arm->net, true);
	settings.masks_until = 0;
	arm_set(arm, &settings);
	while (arm->begun.masks_until)
		step(arm);
	assert_shows(take(arm), arm->net, false);
	session_free(f.s);
}

/* A picture stays as it is while the masks under way move. */
static void moving_masks_leave_a_picture_as_it_is(void **state)
{
	struct lab_fixture f;
	struct fpe_train_settings settings;
	struct fpe_net *before;
	const struct fpe_net *shown;
	struct arm *arm;

	(void)state;
	arm = open_split(&f);
	shown = take(arm);
	before = arm_copy_net(arm);
	settings = arm->settings;
	settings.masks_until = 1000;
	arm_set(arm, &settings);
	while (arm->epoch < 2 * FPE_RIGL_EPOCHS + 1)
		step(arm);
	assert_memory_not_equal(arm->net->layer[0].mask, before->layer[0].mask,
				fpe_layer_size(&before->layer[0]) * sizeof(float));
	assert_shows(shown, before, true);
	fpe_net_free(before);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_are_shared_while_they_stay),
		cmocka_unit_test(moving_masks_leave_a_picture_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
