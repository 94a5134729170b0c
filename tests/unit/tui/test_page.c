/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_page.c - texts broken for a width, pastes and messages made harmless. */
#include "support/test.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "tui/messages.h"
#include "tui/page.h"
#include "tui/page_table.h"
#include "tui/paste.h"
#include "view/grid/grid.h"

static void lines_break_at_blanks_and_fit(void **state)
{
	struct page page = { 0 };

	(void)state;
	page_open(&page, "t", strdup("one two three four\n\nabcdefghijklm\n"), false);
	page_fit(&page, 3, 9);
	assert_int_equal(page.lines, 6);
	assert_string_equal(page.line[0], "one two ");
	assert_string_equal(page.line[1], "three ");
	assert_string_equal(page.line[2], "four");
	assert_string_equal(page.line[3], "");
	assert_string_equal(page.line[4], "abcdefghi");
	page_close(&page);
	assert_false(page_is_open(&page));
}

static void no_text_is_lost_at_any_width(void **state)
{
	static const char text[] = "a\303\244\344\270\255\344\270\255 b  cc dddd eeeeeee";

	(void)state;
	for (int columns = -1; columns < 40; columns++) {
		struct page page = { 0 };
		char all[200] = "";

		page_open(&page, "t", strdup(text), true);
		page_fit(&page, 1, columns);
		for (int i = 0; i < page.lines; i++) {
			strcat(all, page.line[i]);
			if (columns > 1)
				assert_true(text_columns(page.line[i]) <= columns);
		}
		assert_string_equal(all, text);
		page_close(&page);
	}
}

/* What help broke at 78 columns is broken anew in a narrower place, without scraps; rows of a
   table and other paragraphs stay by themselves. */
static void indented_text_is_broken_anew(void **state)
{
	struct page page = { 0 };

	(void)state;
	page_open(
		&page, "t",
		strdup("word\n    the panel interference shows it pair by pair, geometry shows the directions\n"
		       "    in space.\n    A paragraph.\n  a    1\n"),
		false);
	page_fit(&page, 20, 40);
	assert_int_equal(page.lines, 6);
	assert_string_equal(page.line[1], "    the panel interference shows it ");
	assert_string_equal(page.line[2], "    pair by pair, geometry shows the ");
	assert_string_equal(page.line[3], "    directions in space.");
	assert_string_equal(page.line[4], "    A paragraph.");
	assert_string_equal(page.line[5], "  a    1");
	page_close(&page);
}

static void scrolling_stays_inside(void **state)
{
	struct page page = { 0 };

	(void)state;
	page_open(&page, "t", strdup("1\n2\n3\n4\n5\n"), false);
	page_fit(&page, 3, 10);
	page_scroll(&page, 100, 3);
	assert_int_equal(page.top, 2);
	page_scroll(&page, -1, 3);
	assert_int_equal(page.top, 1);
	page_scroll(&page, -100, 3);
	assert_int_equal(page.top, 0);
	page_scroll(&page, 1, 10);
	assert_int_equal(page.top, 0);
	page_close(&page);
}

static void pasted_controls_go_and_lines_join(void **state)
{
	struct paste paste = { 0 };
	static const char bytes[] = "a\tb\r\nc\rd\033[31m\003e\\\nf\x7f\0g";

	(void)state;
	assert_string_equal(paste_text(&paste), "");
	for (size_t i = 0; i + 1 < sizeof bytes; i++)
		paste_add(&paste, bytes + i, 1);
	assert_string_equal(paste_text(&paste), "a b\nc\nd[31me fg");
	paste_clear(&paste);
}

static void a_huge_paste_is_cut_and_said(void **state)
{
	struct paste paste = { 0 };
	char *block = calloc(1, 1 << 20);

	(void)state;
	memset(block, 'x', 1 << 20);
	for (int i = 0; i < 6; i++)
		paste_add(&paste, block, 1 << 20);
	assert_true(paste.cut);
	assert_int_equal(strlen(paste_text(&paste)), PASTE_MAX);
	paste_clear(&paste);
	free(block);
}

static void messages_hold_nothing_a_terminal_obeys(void **state)
{
	char *clean = messages_clean("a\033]0;x\a b\302\233c \377 d\tx \342\200\256e \303\244\n");

	(void)state;
	assert_string_equal(clean, "a\\x1b]0;x\\x07 b\\u009bc \\xff d x \\u202ee \303\244\n");
	free(clean);
}

static void answers_of_several_lines_are_pages(void **state)
{
	struct messages *m = messages_new();
	char *page;
	enum message_tone tone;
	bool passes;
	int n;

	(void)state;
	messages_receive(m, MESSAGE_OUTPUT, "42\n");
	assert_null(messages_take_page(m, &passes));
	messages_receive(m, MESSAGE_SCRIPT, "a\nb\n");
	page = messages_take_page(m, &passes);
	assert_string_equal(page, "a\nb\n");
	assert_true(passes);
	free(page);
	messages_receive(m, MESSAGE_ERROR, "f:1:1: error: why\nline\n^\n");
	page = messages_take_page(m, &passes);
	assert_false(passes);
	assert_string_equal(page, "f:1:1: error: why\nline\n^\n");
	free(page);
	assert_string_equal(messages_last(m, &tone), "error: why");
	assert_int_equal(tone, TONE_BAD);
	messages_hint(m, "%s", "dim");
	assert_string_equal(messages_last(m, &tone), "dim");
	assert_int_equal(tone, TONE_DIM);
	messages_lines(m, &n);
	assert_int_equal(n, 6);
	for (int i = 0; i < 3 * MESSAGES_LINES; i++)
		messages_say(m, MESSAGE_NOTE, "n %d\n", i);
	assert_string_equal(messages_lines(m, &n)[n - 1], "n 2999");
	assert_true(n <= MESSAGES_LINES);
	messages_free(m);
}

static void what_was_said_can_be_cleared(void **state)
{
	struct messages *m = messages_new();
	enum message_tone tone;
	unsigned long before;
	bool passes;
	int count;

	(void)state;
	assert_non_null(m);
	messages_receive(m, MESSAGE_OUTPUT, "a\nb\n");
	before = messages_serial(m);
	messages_receive(m, MESSAGE_CLEAR, "");
	messages_lines(m, &count);
	assert_int_equal(count, 0);
	assert_null(messages_take_page(m, &passes));
	assert_true(!messages_last(m, &tone) || !*messages_last(m, &tone));
	assert_true(messages_serial(m) > before);
	messages_free(m);
}

/* A table that is too wide stands in sets of columns, each behind the rows' names: at every
   width that holds its widest column beside them, every cell is there once, under its
   heading. */
static void columns_of_a_wide_table_stand_in_sets(void **state)
{
	static const char table[] =
		"3 seeds, split at epoch 5\n"
		"split    accuracy      95 % interval  capacity  cosine\n"
		"dense       0.902                        0.174   0.244\n"
		"r\303\244ndom      0.886  -0.044 \342\200\246 +0.014       0.292   0.158\n"
		"Behind it a sentence stands.\n";
	static const char *const cells[] = { "accuracy",
					     "95 % interval",
					     "capacity",
					     "cosine",
					     "0.902",
					     "0.244",
					     "-0.044 \342\200\246 +0.014" };

	(void)state;
	for (int columns = 29; columns < 60; columns++) {
		struct page page = { 0 };
		struct textbuf all = { 0 };
		int names = 0;

		test_row("%d", columns);
		page_open(&page, "t", strdup(table), false);
		page_fit(&page, 20, columns);
		for (int i = 0; i < page.lines; i++) {
			names += strncmp(page.line[i], "dense", 5) == 0;
			assert_true(text_columns(page.line[i]) <= columns);
			textbuf_printf(&all, "%s\n", page.line[i]);
		}
		for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
			const char *at = strstr(all.bytes, cells[i]);

			assert_non_null(at);
			assert_null(strstr(at + 1, cells[i]));
		}
		assert_int_equal(names, columns < 36 ? 3 : columns < 54 ? 2 : 1);
		assert_has(all.bytes, "sentence");
		textbuf_clear(&all);
		page_close(&page);
	}
}

/* Rows that fit are looked at once: a page of thousands would take long otherwise. */
static void rows_that_fit_are_looked_at_once(void **state)
{
	static const char text[] = "a  1  2\nb  3  4\nc  5  6\nno row\nd  7  8\n";
	const char *tried = NULL;

	(void)state;
	assert_null(page_table(text, 20, &tried, NULL, NULL));
	assert_ptr_equal(tried, strstr(text, "no row"));
	assert_null(page_table(tried, 20, &tried, NULL, NULL));
	assert_ptr_equal(tried, strstr(text, "no row"));
}

/* Where a column does not fit beside the names, rows are broken between the same cells. */
static void cells_stay_under_their_names(void **state)
{
	static const char table[] = "split            what came of it then\n"
				    "dense  one two three four five six seven\n";
	struct page page = { 0 };

	(void)state;
	page_open(&page, "t", strdup(table), false);
	page_fit(&page, 20, 30);
	for (int i = 0; i < page.lines; i++)
		assert_true(text_columns(page.line[i]) <= 30);
	page_close(&page);
}

/* So does what help broke in a row, behind a name: under where it began, without scraps. */
static void text_behind_a_name_goes_on_under_it(void **state)
{
	struct page page = { 0 };

	(void)state;
	page_open(
		&page, "t",
		strdup("  name   one two three four five six seven eight nine ten eleven twelve more\n"
		       "         and more\n"
		       "  other  short\n"),
		false);
	page_fit(&page, 20, 60);
	assert_int_equal(page.lines, 3);
	assert_string_equal(page.line[0],
			    "  name   one two three four five six seven eight nine ten ");
	assert_string_equal(page.line[1], "         eleven twelve more and more");
	assert_string_equal(page.line[2], "  other  short");
	page_close(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_behind_a_name_goes_on_under_it),
		cmocka_unit_test(columns_of_a_wide_table_stand_in_sets),
		cmocka_unit_test(rows_that_fit_are_looked_at_once),
		cmocka_unit_test(cells_stay_under_their_names),
		cmocka_unit_test(lines_break_at_blanks_and_fit),
		cmocka_unit_test(no_text_is_lost_at_any_width),
		cmocka_unit_test(indented_text_is_broken_anew),
		cmocka_unit_test(scrolling_stays_inside),
		cmocka_unit_test(pasted_controls_go_and_lines_join),
		cmocka_unit_test(a_huge_paste_is_cut_and_said),
		cmocka_unit_test(messages_hold_nothing_a_terminal_obeys),
		cmocka_unit_test(answers_of_several_lines_are_pages),
		cmocka_unit_test(what_was_said_can_be_cleared),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
