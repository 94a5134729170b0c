/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_text.c - decoding, widths and line breaks, in any locale. */
#include "support/test.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "fpe/rng.h"
#include "view/grid/grid.h"
#include "core/base/utf8.h"
#include "view/grid/text.h"

static void every_character_decodes_to_itself(void **state)
{
	(void)state;
	for (uint32_t ch = 0xa0; ch < 0x110000; ch++) {
		char bytes[5] = "";
		const char *at = bytes;
		uint32_t got;

		if ((ch >= 0xd800 && ch < 0xe000) || !utf8_is_shown(ch))
			continue;
		bytes[text_encode(ch, bytes)] = 0;
		got = text_next(&at);
		if (got != ch || *at)
			fail_msg("U+%04x came back as U+%04x", ch, got);
	}
}

static void what_could_steer_a_terminal_is_replaced(void **state)
{
	static const char *const bad[] = {
		"\x1b",
		"\n",
		"\x7f",
		"\xc2\x9b" /* C1 CSI */,
		"\xe2\x80\xae" /* right-to-left override */,
		"\xc0\xaf" /* overlong */,
		"\xed\xa0\x80" /* surrogate */,
		"\xe2\x80\x8f" /* right-to-left mark */,
		"\xef\xbf\xbe" /* U+FFFE */,
		"\xff",
		"\xe2\x82" /* cut */,
		"\xf5\x80\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		test_row("row %zu", i);
		const char *at = bad[i];

		while (*at)
			assert_int_equal(text_next(&at), TEXT_REPLACEMENT);
	}
}

/* Random bytes: always moves on, never past the end. */
static void any_bytes_are_read_to_their_end(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 20000; round++) {
		char text[12];
		const char *at = text;

		for (int i = 0; i < 11; i++)
			text[i] = (char)(1 + fpe_rng_below(&rng, 255));
		text[11] = 0;
		while (*at)
			assert_true(text_next(&at) != 0);
		assert_ptr_equal(at, text + 11);
	}
}

static void widths_agree_with_the_c_library_on_common_scripts(void **state)
{
	static const uint32_t blocks[][2] = {
		{ 0x20, 0x7e },	    { 0xa1, 0xac },	  { 0xae, 0x36f },    { 0x391, 0x3c9 },
		{ 0x400, 0x482 },   { 0x2010, 0x2027 },	  { 0x2190, 0x2319 }, { 0x2500, 0x25fc },
		{ 0x2800, 0x28ff }, { 0x3041, 0x3096 },	  { 0x4e00, 0x9fff }, { 0xac00, 0xd7a3 },
		{ 0xff01, 0xff60 }, { 0x1f600, 0x1f64f },
	};

	(void)state;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
		for (uint32_t ch = blocks[b][0]; ch <= blocks[b][1]; ch++) {
			int want = wcwidth((wchar_t)ch);

			if (want >= 0 && want != text_width(ch))
				fail_msg("U+%04x: %d columns, not %d", ch, text_width(ch), want);
		}
	}
	setlocale(LC_CTYPE, "C");
}

static void columns_count_wide_and_combining_characters(void **state)
{
	(void)state;
	assert_int_equal(text_columns(""), 0);
	assert_int_equal(text_columns("abc"), 3);
	assert_int_equal(text_columns("α=2"), 3);
	assert_int_equal(text_columns("日本"), 4);
	assert_int_equal(text_columns("e\xcc\x81"), 1);
	assert_int_equal(text_columns("\x1b[0m"), 4);
}

static void lines_break_at_blanks_and_keep_every_word(void **state)
{
	static const char text[] = "one two  three\nfour incomprehensible 日本語";
	static const char *const want[] = { "one two",	"three",    "four",
					    "incompre", "hensible", "日本語" };
	const char *at = text;
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		test_row("%s", want[i]);
		assert_int_equal(text_wrap(&at, 8, line, sizeof line), 1);
		assert_string_equal(line, want[i]);
	}
	assert_int_equal(text_wrap(&at, 8, line, sizeof line), 0);
}

/* A command, or a choice, between wider gaps is not cut where a line holds it. */
static void pieces_stay_whole(void **state)
{
	static const struct {
		const char *text, *want[4];
	} row[] = {
		{ "Type  train 60  now", { "Type", "train 60  now" } },
		{ "What?  a) one  b) two", { "What?  a) one", "b) two" } },
		{ "Do  split by=random alpha=4", { "Do  split", "by=random", "alpha=4" } },
		{ "  indented words stay", { "  indented", "words stay" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *at = row[i].text;
		char line[64];

		for (int l = 0; row[i].want[l]; l++) {
			test_row("%s", row[i].text);
			assert_int_equal(text_wrap(&at, 13, line, sizeof line), 1);
			assert_string_equal(line, row[i].want[l]);
		}
		assert_int_equal(text_wrap(&at, 13, line, sizeof line), 0);
	}
}

static void lines_are_never_too_wide_and_always_end(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 5000; round++) {
		char text[64], line[256];
		const char *at = text;
		int columns = 1 + (int)fpe_rng_below(&rng, 20), lines = 0;

		for (int i = 0; i < 63; i++)
			text[i] = (char)(fpe_rng_below(&rng, 4)
						 ? 'a' + fpe_rng_below(&rng, 26)
						 : (unsigned char)" \n\xc3\xff"[fpe_rng_below(&rng,
											      4)]);
		text[63] = 0;
		while (text_wrap(&at, columns, line, sizeof line)) {
			assert_true(text_columns(line) <= columns);
			assert_true(++lines <= 64);
		}
	}
}

/* Letters keep their shape, and what stands for blanks and ends of lines differs. */
static void letters_have_a_plain_neighbour(void **state)
{
	(void)state;
	assert_int_equal(text_ascii(0xe9), 'e');
	assert_int_equal(text_ascii(0xdf), 's');
	assert_int_equal(text_ascii(0xd7), 'x');
	assert_int_equal(text_ascii(0xff), 'y');
	assert_int_equal(text_ascii(0x100), '?');
	assert_int_equal(text_ascii(0x2423), '_');
	assert_int_equal(text_ascii(0x21b5), '$');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_have_a_plain_neighbour),
		cmocka_unit_test(every_character_decodes_to_itself),
		cmocka_unit_test(what_could_steer_a_terminal_is_replaced),
		cmocka_unit_test(any_bytes_are_read_to_their_end),
		cmocka_unit_test(widths_agree_with_the_c_library_on_common_scripts),
		cmocka_unit_test(columns_count_wide_and_combining_characters),
		cmocka_unit_test(lines_break_at_blanks_and_keep_every_word),
		cmocka_unit_test(pieces_stay_whole),
		cmocka_unit_test(lines_are_never_too_wide_and_always_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
