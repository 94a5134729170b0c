/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_groups.c - patches, blocks and numbers make disjoint groups of all inputs. */
#include "support/test.h"

#include <string.h>

#include "fpe/groups.h"
#include "fpe/limits.h"
#include "support/nets.h"

/* Every number from 0 to count-1 occurs, no other one. */
static void check_whole(const struct fpe_groups *g)
{
	int seen[FPE_MAX_INPUTS] = { 0 }, distinct = 0;

	for (int j = 0; j < g->inputs; j++) {
		assert_in_range(g->of[j], 0, g->count - 1);
		distinct += seen[g->of[j]]++ == 0;
	}
	assert_int_equal(distinct, g->count);
}

static void patches_hold_neighbouring_pixels_of_all_channels(void **state)
{
	uint64_t seed = test_seed("patches");

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fpe_shape shape;
		struct fpe_groups *g;
		struct fpe_error err;
		struct fpe_rng rng;
		int rows, columns;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		shape = (struct fpe_shape){ test_between(&rng, 1, 12), test_between(&rng, 1, 12),
					    test_between(&rng, 1, 4) };
		rows = test_between(&rng, 1, shape.rows);
		columns = test_between(&rng, 1, shape.columns);
		assert_ok(fpe_groups_patches(&shape, rows, columns, &g, &err));
		assert_int_equal(g->inputs, shape.rows * shape.columns * shape.channels);
		check_whole(g);
		for (int a = 0; a < g->inputs; a++) {
			for (int b = 0; b < g->inputs; b++) {
				int p = a / shape.channels, q = b / shape.channels;
				bool down = p / shape.columns / rows == q / shape.columns / rows;
				bool across =
					p % shape.columns / columns == q % shape.columns / columns;

				assert_int_equal(g->of[a] == g->of[b], down && across);
			}
		}
		fpe_groups_free(g);
	}
}

static void blocks_are_neighbours_and_the_last_one_may_be_smaller(void **state)
{
	struct fpe_groups *g;
	struct fpe_error err;
	int least, most;

	(void)state;
	assert_ok(fpe_groups_blocks(10, 4, &g, &err));
	assert_int_equal(g->count, 3);
	check_whole(g);
	for (int j = 0; j < 10; j++)
		assert_int_equal(g->of[j], j / 4);
	fpe_groups_sizes(g, &least, &most);
	assert_int_equal(least, 2);
	assert_int_equal(most, 4);
	assert_string_equal(g->how, "blocks of 4");
	fpe_groups_free(g);
}

static void numbers_keep_their_order_and_loners_come_last(void **state)
{
	static const int number[] = { 7, -1, 3, 7, -1, 900000, 3, 0 };
	static const int expected[] = { 2, 4, 1, 2, 5, 3, 1, 0 };
	struct fpe_groups *g, *copy;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_groups_of(
		number, 8, "a name that is far too long for the room there is, so that it is cut",
		&g, &err));
	assert_int_equal(g->count, 6);
	assert_memory_equal(g->of, expected, sizeof expected);
	assert_int_equal(strlen(g->how), FPE_GROUPS_HOW - 1);
	assert_ok(fpe_groups_of(number, 8, "the same", &copy, &err));
	assert_true(fpe_groups_same(g, copy));
	assert_true(fpe_groups_hash(g) == fpe_groups_hash(copy));
	copy->of[0] = 1;
	assert_false(fpe_groups_same(g, copy));
	assert_true(fpe_groups_hash(g) != fpe_groups_hash(copy));
	assert_false(fpe_groups_same(g, NULL));
	assert_true(fpe_groups_same(NULL, NULL));
	fpe_groups_free(copy);
	fpe_groups_free(g);
}

static void what_makes_no_groups_is_refused(void **state)
{
	static const struct fpe_shape shape = { 4, 5, 1 }, none = { 0 };
	static const struct fpe_shape huge = { 4096, 4096, 4096 };
	static const int bad[] = { 0, -2 };
	struct fpe_groups *g;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ERANGE, fpe_groups_patches(&shape, 5, 1, &g, &err));
	assert_has(err.message, "1x1 to 4x5");
	assert_fails(FPE_ERANGE, fpe_groups_patches(&shape, 0, 1, &g, &err));
	assert_fails(FPE_ERANGE, fpe_groups_patches(&shape, 1, 6, &g, &err));
	assert_fails(FPE_ERANGE, fpe_groups_patches(&none, 1, 1, &g, &err));
	assert_fails(FPE_ELIMIT, fpe_groups_patches(&huge, 1, 1, &g, &err));
	assert_null(g);
	assert_fails(FPE_ERANGE, fpe_groups_blocks(6, 7, &g, &err));
	assert_fails(FPE_ERANGE, fpe_groups_blocks(6, 0, &g, &err));
	assert_fails(FPE_ELIMIT, fpe_groups_blocks(FPE_MAX_INPUTS + 1, 2, &g, &err));
	assert_fails(FPE_ERANGE, fpe_groups_of(bad, 2, "", &g, &err));
	assert_has(err.message, "input 1 is in group -2");
	assert_null(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patches_hold_neighbouring_pixels_of_all_channels),
		cmocka_unit_test(blocks_are_neighbours_and_the_last_one_may_be_smaller),
		cmocka_unit_test(numbers_keep_their_order_and_loners_come_last),
		cmocka_unit_test(what_makes_no_groups_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
