/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_numbering.c - things are numbered as they come, however many, and keep their numbers. */
#include "support/test.h"

#include "lab/session/numbering.h"

#define THINGS 5000

static void numbers_go_up_and_stay(void **state)
{
	static char thing[THINGS];
	struct numbering n = { .slot = NULL };
	struct fpe_error err;
	int number;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < THINGS; i++) {
			/* in no order of addresses */
			assert_ok(numbering_ask(&n, &thing[(i * 7919) % THINGS], &number, &err));
			assert_int_equal(number, i);
		}
		assert_int_equal(n.count, THINGS);
	}
	numbering_clear(&n);
	assert_ok(numbering_ask(&n, &thing[1], &number, &err));
	assert_int_equal(number, 0);
	numbering_clear(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(numbers_go_up_and_stay) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
