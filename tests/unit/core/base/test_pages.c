/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_pages.c - forgotten memory is 0 or as it was, its surroundings stay, and it is
   written again as any other. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/pages.h"
#include "fpe/net.h"

#define BYTES ((size_t)3 << 20)

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

static void what_is_there_stays_where_all_will_be_written(void **state)
{
	unsigned char *all = malloc(BYTES);

	(void)state;
	memset(all, 7, BYTES);
	pages_forget(all + BYTES / 3, BYTES / 3); /* 0, or as it was */
	for (size_t i = BYTES / 3; i < BYTES / 3 * 2; i++)
		all[i] |= (unsigned char)(i % 1000 == 0);
	for (size_t from = 1; from < 5000; from += 1237)
		pages_write(all + from, BYTES - 3 * from);
	for (size_t i = 0; i < BYTES; i++) {
		bool forgotten = i >= BYTES / 3 && i < BYTES / 3 * 2;

		assert_true(all[i] == 7 || (forgotten && all[i] == (i % 1000 == 0)));
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
	pages_write(few, sizeof few);
	pages_write(few, 0);
	for (size_t i = 0; i < sizeof few; i++)
		assert_int_equal(few[i], 7);
}

static void large_memory_is_memory(void **state)
{
	static const size_t bytes[] = { 64, 1 << 18, BYTES, 5 << 21 };

	(void)state;
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
		unsigned char *all = pages_alloc(bytes[i], bytes[i] / (i + 1));

		test_row("%zu bytes", bytes[i]);
		assert_non_null(all);
		assert_true((uintptr_t)all % FPE_ALIGN == 0);
		memset(all, 7, bytes[i]);
		pages_large(all + 1, bytes[i] - 1);
		for (size_t k = 0; k < bytes[i]; k++)
			assert_int_equal(all[k], 7);
		free(all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_was_named_is_forgotten),
		cmocka_unit_test(what_is_there_stays_where_all_will_be_written),
		cmocka_unit_test(little_memory_stays),
		cmocka_unit_test(large_memory_is_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
