/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_pages.c - forgotten memory is 0 or as it was, its surroundings stay, and it is
   written again as any other. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/pages.h"

#define BYTES (3 << 20)

static void only_what_was_named_is_forgotten(void **state)
{
	unsigned char *all = malloc(BYTES);

	(void)state;
	for (size_t from = 1; from < 5000; from += 1237) {
		size_t end = BYTES - 3 * from;

		memset(all, 7, BYTES);
		pages_forget(all + from, end - from);
		for (size_t i = 0; i < BYTES; i++) {
			bool forgotten = i >= from && i < end;

			assert_true(all[i] == 7 || (forgotten && all[i] == 0));
		}
		memset(all + from, 9, end - from);
		for (size_t i = from; i < end; i++)
			assert_int_equal(all[i], 9);
	}
	free(all);
}

static void little_memory_stays(void **state)
{
	static unsigned char few[20000];

	(void)state;
	memset(few, 7, sizeof few);
	pages_forget(few, sizeof few);
	pages_forget(few, 0);
	for (size_t i = 0; i < sizeof few; i++)
		assert_int_equal(few[i], 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_was_named_is_forgotten),
		cmocka_unit_test(little_memory_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
