/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_net.c - what a net is made with, and that its copies have it, too.
 */
#include "support/test.h"

#include <stdlib.h>

#include "support/nets.h"

static struct fpe_net *mixed_net(void)
{
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new((int[]){ 5, 4, 3, 2 }, 3, &net, &err));
	net->activation = FPE_GELU;
	net->loss = FPE_LOSS_SQUARED;
	net->layer[1].unbiased = true;
	return net;
}

static void assert_mixed(const struct fpe_net *net)
{
	assert_int_equal(net->activation, FPE_GELU);
	assert_int_equal(net->loss, FPE_LOSS_SQUARED);
	for (int l = 0; l < 3; l++)
		assert_int_equal(net->layer[l].unbiased, l == 1);
}

static void a_net_tells_classes_apart_with_relu_and_biases(void **state)
{
	(void)state;
	for (int out = 1; out < 4; out++) {
		struct fpe_net *net;
		struct fpe_error err;

		assert_ok(fpe_net_new((int[]){ 5, 4, out }, 2, &net, &err));
		assert_int_equal(net->activation, FPE_RELU);
		assert_int_equal(net->loss, out == 1 ? FPE_LOSS_BINARY : FPE_LOSS_SOFTMAX);
		assert_int_equal(fpe_net_biases(net), 4 + out);
		fpe_net_free(net);
	}
}

static void copies_are_of_the_same_kind(void **state)
{
	struct fpe_net *net = mixed_net(), *made[4];
	struct fpe_error err;

	(void)state;
	made[0] = fpe_net_copy(net);
	made[1] = fpe_net_like(net);
	assert_ok(fpe_net_wider(net, 0, 1, 3, &made[2], &err));
	assert_ok(fpe_net_new((int[]){ 5, 4, 3, 2 }, 3, &made[3], &err));
	fpe_net_assign(made[3], net);
	for (int i = 0; i < 4; i++) {
		test_row("%d", i);
		assert_mixed(made[i]);
		assert_int_equal(fpe_net_biases(made[i]), (i == 2 ? 12 : 4) + 2);
		fpe_net_free(made[i]);
	}
	fpe_net_free(net);
}

/* The weights are those of the same net with biases. */
static void what_has_no_biases_is_drawn_none(void **state)
{
	struct fpe_net *net = mixed_net(), *with;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new((int[]){ 5, 4, 3, 2 }, 3, &with, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	fpe_net_init(with, FPE_INIT_UNIFORM, 3);
	for (int l = 0; l < 3; l++) {
		const struct fpe_layer *a = &net->layer[l], *b = &with->layer[l];

		assert_memory_equal(a->weight, b->weight, fpe_layer_size(a) * sizeof(float));
		for (int i = 0; i < a->out; i++)
			assert_true(a->bias[i] == (l == 1 ? 0 : b->bias[i]) && b->bias[i] != 0);
	}
	fpe_net_set_biased(with, false);
	assert_int_equal(fpe_net_biases(with), 0);
	for (int l = 0; l < 3; l++) {
		for (int i = 0; i < with->layer[l].out; i++)
			assert_true(with->layer[l].bias[i] == 0);
	}
	fpe_net_set_biased(with, true);
	assert_int_equal(fpe_net_biases(with), 9);
	fpe_net_free(net);
	fpe_net_free(with);
}

#define STRETCH 200000 /* floats: no multiple of the pieces that large nets are copied in */

/* Stretches that are 0, or are not; in one of 0 at times a lone number, or one that is only
   as good as 0. */
static void draw_stretches(struct fpe_net *net, struct fpe_rng *rng)
{
	static const float lone[] = { 0, 0, 1e-30f, -0.0f };

	for (size_t at = 0; at < net->floats; at += STRETCH) {
		size_t n = net->floats - at < STRETCH ? net->floats - at : STRETCH;
		bool full = fpe_rng_below(rng, 2);

		for (size_t i = 0; i < n; i++)
			net->block[at + i] = full ? (float)(i + 1) : 0;
		net->block[at + fpe_rng_below(rng, n)] = lone[fpe_rng_below(rng, 4)];
		net->block[at + n - 1] = lone[fpe_rng_below(rng, 4)];
	}
}

static void large_nets_are_copied_wherever_they_are_zero(void **state)
{
	struct fpe_net *from, *to;
	struct fpe_error err;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	assert_ok(fpe_net_new((int[]){ 1024, 600, 1 }, 2, &from, &err));
	to = fpe_net_like(from);
	for (int round = 0; round < 6; round++) {
		test_row("%d", round);
		draw_stretches(from, &rng);
		fpe_net_assign(to, from);
		assert_memory_equal(to->block, from->block, from->floats * sizeof(float));
	}
	fpe_net_free(from);
	fpe_net_free(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_net_tells_classes_apart_with_relu_and_biases),
		cmocka_unit_test(copies_are_of_the_same_kind),
		cmocka_unit_test(what_has_no_biases_is_drawn_none),
		cmocka_unit_test(large_nets_are_copied_wherever_they_are_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
