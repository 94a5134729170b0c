/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_textbuf.c - text that grows past every room it had. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

static void text_grows_past_its_room(void **state)
{
	struct textbuf text = { 0 };
	char *bytes;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		textbuf_printf(&text, "%03d", i);
		textbuf_puts(&text, ",");
		assert_int_equal(text.size, 4 * (i + 1));
		assert_int_equal(text.bytes[text.size], '\0');
	}
	textbuf_pad(&text, '.', 70);
	bytes = textbuf_take(&text);
	assert_int_equal(strlen(bytes), 4070);
	assert_memory_equal(bytes + 4 * 777, "777,", 4);
	assert_string_equal(bytes + 4066, "....");
	free(bytes);
}

static void what_is_taken_is_gone(void **state)
{
	struct textbuf text = { 0 };
	char *bytes;

	(void)state;
	bytes = textbuf_take(&text);
	assert_string_equal(bytes, "");
	free(bytes);
	textbuf_add(&text, "a\0b", 3);
	assert_int_equal(text.size, 3);
	bytes = textbuf_take(&text);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_null(text.bytes);
	assert_int_equal(text.size, 0);
	free(bytes);
}

/* Where memory ran out there is no half of a text. */
static void a_text_too_long_is_none(void **state)
{
	struct textbuf text = { 0 };

	(void)state;
	textbuf_puts(&text, "begun");
	textbuf_add(&text, "", (size_t)-1 / 2);
	assert_true(text.failed);
	textbuf_puts(&text, " and more");
	assert_null(textbuf_take(&text));
	assert_false(text.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_grows_past_its_room),
		cmocka_unit_test(what_is_taken_is_gone),
		cmocka_unit_test(a_text_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
