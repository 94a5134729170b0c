/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_rng.c - the generator against its published vectors, and fair draws. */
#include "support/test.h"

#include "fpe/rng.h"

/* xoshiro256** from state 1, 2, 3, 4: Vigna's reference program. */
static void xoshiro_gives_the_published_numbers(void **state)
{
	struct fpe_rng rng = { { 1, 2, 3, 4 } };
	static const uint64_t want[] = { 11520u, 0u, 1509978240u, 1215971899390074240u,
					 1216172134540287360u };

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(fpe_rng_u64(&rng) == want[i]);
}

static void streams_differ_by_each_part_of_their_name(void **state)
{
	struct fpe_rng a, b, c, d;

	(void)state;
	fpe_rng_open(&a, 1, FPE_RNG_TRAIN, 0);
	fpe_rng_open(&b, 2, FPE_RNG_TRAIN, 0);
	fpe_rng_open(&c, 1, FPE_RNG_TEST, 0);
	fpe_rng_open(&d, 1, FPE_RNG_TRAIN, 1);
	assert_true(fpe_rng_u64(&a) != fpe_rng_u64(&b));
	assert_true(fpe_rng_u64(&c) != fpe_rng_u64(&d));
	assert_true(fpe_rng_u64(&a) != fpe_rng_u64(&c));
}

static void below_is_uniform(void **state)
{
	struct fpe_rng rng;
	int seen[7] = { 0 };

	(void)state;
	fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 70000; i++)
		seen[fpe_rng_below(&rng, 7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 9600, 10400);
}

static void shuffle_keeps_every_item_and_moves_them_evenly(void **state)
{
	struct fpe_rng rng;
	int first[5] = { 0 };

	(void)state;
	fpe_rng_open(&rng, 3, FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 50000; round++) {
		int32_t item[5] = { 0, 1, 2, 3, 4 };
		int sum = 0;

		fpe_rng_shuffle(&rng, item, 5);
		for (int i = 0; i < 5; i++)
			sum += 1 << item[i];
		assert_int_equal(sum, 31);
		first[item[0]]++;
	}
	for (int i = 0; i < 5; i++)
		assert_in_range(first[i], 9600, 10400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xoshiro_gives_the_published_numbers),
		cmocka_unit_test(streams_differ_by_each_part_of_their_name),
		cmocka_unit_test(below_is_uniform),
		cmocka_unit_test(shuffle_keeps_every_item_and_moves_them_evenly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
