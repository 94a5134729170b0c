/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_cost.c - what storing a layer costs: by hand, and as kernels really store it.
 */
#include "support/test.h"

#include <math.h>

#include "core/kernel/classes.h"
#include "core/kernel/kernel.h"
#include "core/kernel/lookup.h"
#include "core/kernel/packing.h"
#include "fpe/cost.h"
#include "support/nets.h"

static struct fpe_net *net_of(int inputs, int hidden)
{
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new((int[]){ inputs, hidden, 1 }, 2, &net, &err));
	return net;
}

/* Rows alpha*p … share no input: child c of each has every alpha-th one. */
static void deal(struct fpe_layer *l, int alpha)
{
	for (int i = 0; i < l->out; i++) {
		for (int j = 0; j < l->in; j++)
			l->mask[i * l->in + j] = (i + j * (i / alpha % 2 ? 1 : 3)) % alpha == 0;
	}
}

static void a_split_layer_costs_what_its_parent_did(void **state)
{
	struct fpe_net *net = net_of(128, 16);
	const struct fpe_layer *l = &net->layer[0];
	struct fpe_cost dense, lists, blocks;

	(void)state;
	deal(&net->layer[0], 2);
	dense = fpe_layer_cost(net, 0, FPE_STORAGE_DENSE);
	lists = fpe_layer_cost(net, 0, FPE_STORAGE_LISTS);
	blocks = fpe_layer_cost(net, 0, FPE_STORAGE_BLOCKS);
	assert_int_equal(fpe_net_layer_nnz(net, 0), l->in * l->out / 2);
	assert_true(dense.bytes == 4 * 128 * 16 && dense.multiply_adds == 128 * 16);
	assert_true(lists.bytes == 8 * 128 * 8 + 4 * 17 && lists.multiply_adds == 128 * 8);
	/* two groups of four parents */
	assert_true(blocks.bytes == 4 * 128 * 8 + 2 * 4 * 128 && blocks.multiply_adds == 128 * 8);
	fpe_net_free(net);
}

/* The kernel's own memory says the same. */
static void blocks_are_as_kernels_have_them(void **state)
{
	(void)state;
	for (int alpha = 2; alpha <= 4; alpha++) {
		struct fpe_net *net = net_of(200, 12 * alpha);
		struct classes classes = { .block = NULL };
		struct fpe_kernel *kernel;
		struct fpe_cost cost;
		struct fpe_error err;
		double indices = 0;

		test_row("alpha %d", alpha);
		deal(&net->layer[0], alpha);
		cost = fpe_layer_cost(net, 0, FPE_STORAGE_BLOCKS);
		assert_int_equal(fpe_layer_storage(net, 0, NULL), FPE_STORAGE_BLOCKS);
		assert_ok(classes_init(&classes, net, 0, &err));
		for (int b = 0; b < classes.shape.blocks; b++)
			indices += classes.block[b].inputs;
		assert_true(cost.multiply_adds == classes.shape.weights);
		assert_true(cost.bytes == 4.0 * classes.shape.weights + 4 * indices);
		assert_ok(fpe_kernel_new(net, NULL, &kernel, &err));
		assert_true(cost.multiply_adds ==
			    (double)fpe_kernel_packing(kernel)->layer[0].weights);
		fpe_kernel_free(kernel);
		classes_clear(&classes);
		fpe_net_free(net);
	}
}

static void lookups_are_as_kernels_have_them(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 20; round++) {
		int inputs = test_between(&rng, 20, 70);
		struct fpe_net *net =
			test_net(&rng, (int[]){ inputs, 9, 1 }, 2, 0.1 * test_between(&rng, 1, 10));
		struct lookup lookup = { .memory = NULL };
		struct fpe_cost cost = fpe_layer_cost(net, 0, FPE_STORAGE_LOOKUPS);
		struct fpe_error err;

		test_row("%d inputs, %zu live", inputs, fpe_net_layer_nnz(net, 0));
		assert_ok(lookup_init(&lookup, net, &err));
		assert_true(cost.multiply_adds == lookup.shape.start[9]);
		assert_true(cost.bytes >= 64 * cost.multiply_adds);
		lookup_clear(&lookup);
		fpe_net_free(net);
	}
}

static void what_cannot_be_has_no_cost(void **state)
{
	struct fpe_net *net = net_of(32, 8);

	(void)state;
	assert_true(isnan(fpe_layer_cost(net, 0, FPE_STORAGE_BLOCKS).bytes));
	assert_true(isnan(fpe_layer_cost(net, 1, FPE_STORAGE_LOOKUPS).bytes));
	assert_int_equal(fpe_layer_storage(net, 0, NULL), FPE_STORAGE_DENSE);
	assert_int_equal(fpe_layer_storage(net, 1, NULL), FPE_STORAGE_LISTS);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_split_layer_costs_what_its_parent_did),
		cmocka_unit_test(blocks_are_as_kernels_have_them),
		cmocka_unit_test(lookups_are_as_kernels_have_them),
		cmocka_unit_test(what_cannot_be_has_no_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
