/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_utf8.c - every code point there and back, and what is none. */
#include "support/test.h"

#include <string.h>

#include "core/base/utf8.h"

static void every_code_point_comes_back(void **state)
{
	(void)state;
	for (uint32_t ch = 0; ch <= 0x10ffff; ch++) {
		char text[UTF8_LONGEST];
		uint32_t back;
		int n;

		if (ch == 0xd800)
			ch = 0xe000; /* surrogates are none */
		n = utf8_write(ch, text);
		assert_int_equal(utf8_read(text, (size_t)n, &back), n);
		assert_int_equal(back, ch);
		if (n > 1) /* cut short it is none */
			assert_int_equal(utf8_read(text, (size_t)n - 1, &back), 0);
	}
}

static void what_is_no_character_is_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xc3(",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80",
		"\xff",
		"\xe2\x82",
	};
	uint32_t ch;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		test_row("row %zu", i);
		assert_int_equal(utf8_read(bad[i], strlen(bad[i]), &ch), 0);
	}
	assert_int_equal(utf8_read("", 0, &ch), 0);
}

static void controls_and_what_turns_text_are_none(void **state)
{
	static const uint32_t text[] = { ' ',	 '~',	 0xa0,	 0xe9,	 0x301,	 0x200d,
					 0x2027, 0x202f, 0x2065, 0x206a, 0x65e5, 0x1f642 };
	static const uint32_t none[] = { 0,	 0x1b,	 0x7f,	 0x9b,	 0x2028,
					 0x2029, 0x202a, 0x202e, 0x2066, 0x2069 };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		test_row("U+%04X", (unsigned)text[i]);
		assert_true(utf8_is_text(text[i]));
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		test_row("U+%04X", (unsigned)none[i]);
		assert_false(utf8_is_text(none[i]));
	}
	assert_true(utf8_all_text(""));
	assert_true(utf8_all_text("größe 日本"));
	assert_false(utf8_all_text("gr\xf6\xdf"));
	assert_false(utf8_all_text("a\xc2\x9b"));
	assert_false(utf8_all_text("a\u202eb"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_comes_back),
		cmocka_unit_test(what_is_no_character_is_refused),
		cmocka_unit_test(controls_and_what_turns_text_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
