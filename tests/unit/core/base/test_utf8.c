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
	static const uint32_t none[] = { 0,	 0x1b,	 0x7f,	  0x9b,	   0x2028, 0x2029,
					 0x202a, 0x202e, 0x2066,  0x2069,  0xfdd0, 0xfdef,
					 0xfffe, 0xffff, 0x1fffe, 0x10ffff };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		test_row("U+%04X", (unsigned)text[i]);
		assert_true(utf8_is_text(text[i]));
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		test_row("U+%04X", (unsigned)none[i]);
		assert_false(utf8_is_text(none[i]));
	}
	assert_true(utf8_is_text(0x200e) && !utf8_is_shown(0x200e));
	assert_true(utf8_all_shown("größe 日本"));
	assert_false(utf8_all_shown("a\u061cb"));
	assert_true(utf8_all_text(""));
	assert_true(utf8_all_text("größe 日本"));
	assert_false(utf8_all_text("gr\xf6\xdf"));
	assert_false(utf8_all_text("a\xc2\x9b"));
	assert_false(utf8_all_text("a\u202eb"));
}

static void what_may_not_be_shown_is_escaped(void **state)
{
	static const struct {
		const char *text;
		enum utf8_form form;
		const char *shown;
	} row[] = {
		{ "a\tb\n", UTF8_LINES, "a b\n" },
		{ "a\tb\n", UTF8_LINE, "a b\\x0a" },
		{ "a\x1b[m\x7f", UTF8_LINES, "a\\x1b[m\\x7f" },
		{ "\xc2\x9b\x9b", UTF8_LINES, "\\u009b\\x9b" },
		{ "\u202e\u200f\u2028", UTF8_LINES, "\\u202e\\u200f\\u2028" },
		{ "\xf0\x9f\xbf\xbe", UTF8_LINES, "\\U0001fffe" },
		{ "\xf0\x9f\xbf\xbe", UTF8_JSON, "\\ud83f\\udffe" },
		{ "\xf4\x8f\xbf\xbf", UTF8_JSON, "\\udbff\\udfff" },
		{ "{\"\x7f\u202e\xff\"}", UTF8_JSON, "{\"\\u007f\\u202e\\ufffd\"}" },
		{ "größe 日本 🙂", UTF8_LINE, "größe 日本 🙂" },
		{ "\xe2\x82", UTF8_LINE, "\\xe2\\x82" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		size_t size = strlen(row[i].text);
		char all[100] = "", one[UTF8_SHOWN];

		test_row("row %zu", i);
		for (size_t at = 0; at < size; strcat(all, one))
			at += utf8_show(row[i].text + at, size - at, row[i].form, one);
		assert_string_equal(all, row[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_comes_back),
		cmocka_unit_test(what_is_no_character_is_refused),
		cmocka_unit_test(controls_and_what_turns_text_are_none),
		cmocka_unit_test(what_may_not_be_shown_is_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
