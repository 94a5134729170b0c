/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_prune.c - the prune rule against a plain sort. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/split.h"
#include "support/nets.h"

struct entry {
	float size;
	size_t place; /* in the order layer, row, column */
	float *mask;
};

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Sort all live entries and clear the first n - budget masks. */
static void prune_by_sorting(struct fpe_net *net, size_t budget)
{
	size_t n = fpe_net_nnz(net), at = 0;
	struct entry *entry = calloc(n + 1, sizeof *entry);

	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < (size_t)l->in * (size_t)l->out; j++) {
			if (l->mask[j] == 0)
				continue;
			entry[at] = (struct entry){ fabsf(l->weight[j]), at, &l->mask[j] };
			at++;
		}
	}
	qsort(entry, n, sizeof *entry, compare);
	for (size_t i = 0; i + budget < n; i++)
		*entry[i].mask = 0;
	fpe_net_apply_masks(net);
	free(entry);
}

static void equal_nets(const struct fpe_net *a, const struct fpe_net *b)
{
	assert_memory_equal(a->block, b->block, a->floats * sizeof(float));
}

static void pruning_keeps_what_a_sort_keeps(void **state)
{
	uint64_t seed = test_seed("prune");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 400; round++) {
		struct fpe_rng rng;
		struct fpe_net *net, *naive;
		size_t budget;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		int widths[] = { test_between(&rng, 1, 20), test_between(&rng, 1, 12),
				 test_between(&rng, 1, 12), test_between(&rng, 1, 4) };
		net = test_net(&rng, widths, test_between(&rng, 1, 3), fpe_rng_unit(&rng));
		naive = fpe_net_copy(net);
		budget = fpe_rng_below(&rng, (uint32_t)fpe_net_nnz(net) + 2);
		assert_ok(fpe_prune(net, budget, &err));
		prune_by_sorting(naive, budget);
		equal_nets(net, naive);
		fpe_net_free(net);
		fpe_net_free(naive);
	}
}

static void ties_go_by_layer_then_row_then_column(void **state)
{
	const int widths[] = { 3, 2, 2 };
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int j = 0; j < 6; j++)
		net->layer[0].weight[j] = j % 2 ? -0.5f : 0.5f;
	for (int j = 0; j < 4; j++)
		net->layer[1].weight[j] = j == 3 ? 0.25f : 0.5f;
	assert_ok(fpe_prune(net, 5, &err));
	/* the .25 first, then fc1's first four of .5 */
	for (int j = 0; j < 6; j++)
		assert_int_equal(net->layer[0].mask[j], j >= 4);
	for (int j = 0; j < 4; j++)
		assert_int_equal(net->layer[1].mask[j], j != 3);
	assert_int_equal(fpe_net_nnz(net), 5);
	fpe_net_free(net);
}

static void zeros_with_a_set_mask_count_and_go_first(void **state)
{
	const int widths[] = { 4, 1 };
	const float weight[] = { 1e-30f, -0.0f, 0.0f, -1e-42f };
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 1, &net, &err));
	memcpy(net->layer[0].weight, weight, sizeof weight);
	assert_ok(fpe_prune(net, 3, &err));
	assert_int_equal(net->layer[0].mask[1], 0);
	assert_int_equal(net->layer[0].mask[2], 1);
	assert_ok(fpe_prune(net, 1, &err));
	assert_int_equal(net->layer[0].mask[0], 1);
	assert_int_equal(fpe_net_nnz(net), 1);
	assert_ok(fpe_prune(net, 0, &err));
	assert_int_equal(fpe_net_nnz(net), 0);
	fpe_net_free(net);
}

static void masked_entries_are_not_counted_and_moments_go(void **state)
{
	const int widths[] = { 4, 1 };
	const float weight[] = { 4, 3, 2, 1 };
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 1, &net, &err));
	for (int j = 0; j < 4; j++) {
		net->layer[0].weight[j] = weight[j];
		net->layer[0].weight_m[j] = net->layer[0].weight_v[j] = 7;
	}
	net->layer[0].mask[0] = 0;
	fpe_net_apply_masks(net);
	assert_ok(fpe_prune(net, 3, &err));
	assert_int_equal(fpe_net_nnz(net), 3);
	assert_ok(fpe_prune(net, 2, &err));
	assert_int_equal(net->layer[0].mask[3], 0);
	assert_true(net->layer[0].weight[3] == 0);
	assert_true(net->layer[0].weight_m[3] == 0);
	assert_true(net->layer[0].weight_v[3] == 0);
	assert_true(net->layer[0].weight_m[2] == 7);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pruning_keeps_what_a_sort_keeps),
		cmocka_unit_test(ties_go_by_layer_then_row_then_column),
		cmocka_unit_test(zeros_with_a_set_mask_count_and_go_first),
		cmocka_unit_test(masked_entries_are_not_counted_and_moments_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
