/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_fixed_text.c - pieces stand behind each other; what has no room is cut, and stays so. */
#include "support/test.h"

#include <string.h>

#include "core/base/fixed_text.h"

static void pieces_stand_behind_each_other(void **state)
{
	char text[32];
	size_t at = 0;

	(void)state;
	for (int i = 1; i <= 3; i++)
		fixed_put(text, sizeof text, &at, "%s%d", at ? ", " : "", i);
	assert_string_equal(text, "1, 2, 3");
	assert_int_equal(at, strlen(text));
}

/* Of every size, whatever comes afterwards. */
static void what_has_no_room_is_cut(void **state)
{
	(void)state;
	for (size_t size = 1; size < 16; size++) {
		char text[16], whole[] = "ab cd ef";
		size_t at = 0;

		test_row("%zu", size);
		memset(text, '#', sizeof text);
		for (int i = 0; i < 3; i++)
			fixed_put(text, size, &at, "%s%.2s", i ? " " : "", whole + 3 * i);
		assert_int_equal(strlen(text), size < sizeof whole ? size - 1 : sizeof whole - 1);
		assert_memory_equal(text, whole, strlen(text));
		assert_int_equal(text[size], '#');
		assert_true(size >= sizeof whole ? at == sizeof whole - 1 : at >= size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_stand_behind_each_other),
		cmocka_unit_test(what_has_no_room_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
