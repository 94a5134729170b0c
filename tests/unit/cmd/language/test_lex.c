/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_lex.c - lines and words, and where each byte of them stands. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/lex.h"
#include "cmd/language/parse.h"
#include "unit/cmd/language/table.h"

static struct lex_source source_of(const char *text)
{
	struct lex_source source;

	lex_begin(&source, text, strlen(text));
	return source;
}

static void assert_line(struct lex_source *source, int number, const char *text)
{
	struct fpe_error err;
	struct lex_line line;

	assert_ok(lex_line(source, &line, &err));
	if (!text) {
		assert_null(line.text.bytes);
		return;
	}
	assert_non_null(line.text.bytes);
	assert_string_equal(line.text.bytes, text);
	assert_int_equal(line.text.size, strlen(text));
	assert_int_equal(line.number, number);
	lex_line_clear(&line);
}

static void lines_end_with_either_line_end(void **state)
{
	struct lex_source s = source_of("one\r\n\n  two\t\nthree");

	(void)state;
	assert_line(&s, 1, "one");
	assert_line(&s, 2, "");
	assert_line(&s, 3, "  two\t");
	assert_line(&s, 4, "three");
	assert_line(&s, 5, NULL);
}

static void a_byte_order_mark_is_skipped(void **state)
{
	struct lex_source s = source_of("\xef\xbb\xbfquit");

	(void)state;
	assert_line(&s, 1, "quit");
	assert_line(&s, 2, NULL);
}

static void a_backslash_joins_lines_and_places_are_kept(void **state)
{
	struct lex_source s = source_of("ab \\\r\n cd\\\nef\ngh");
	struct fpe_error err;
	struct lex_line line;

	(void)state;
	assert_ok(lex_line(&s, &line, &err));
	assert_string_equal(line.text.bytes, "ab  cdef");
	assert_int_equal(line.joints, 3);
	assert_int_equal(line.joint[1].line, 3);
	assert_int_equal(line.joint[1].source, 6);
	assert_int_equal(line.joint[2].line, 6);
	assert_int_equal(line.joint[2].source, 11);
	lex_line_clear(&line);
	assert_line(&s, 4, "gh");
}

static void a_backslash_in_a_comment_joins_nothing(void **state)
{
	struct lex_source s = source_of("# a \\\nsay 'it # is' \\\n# b \\\nquit");

	(void)state;
	assert_line(&s, 1, "# a \\");
	assert_line(&s, 2, "say 'it # is' # b \\");
	assert_line(&s, 4, "quit");
}

static void assert_refused(const char *text, size_t size, int at, const char *message)
{
	struct lex_source source;
	struct fpe_error err = { .at = -1 };
	struct lex_line line;

	lex_begin(&source, text, size);
	assert_fails(FPE_EPARSE, lex_line(&source, &line, &err));
	assert_null(line.text.bytes);
	assert_int_equal(err.at, at);
	assert_non_null(strstr(err.message, message));
}

static void control_and_reordering_characters_are_refused_where_they_stand(void **state)
{
	(void)state;
	assert_refused("a\x1b[0m", 5, 1, "\\x1b");
	assert_refused("# \x7f", 3, 2, "\\x7f");
	assert_refused("ab\0c", 4, 2, "\\x00");
	assert_refused("a\rb\n", 4, 1, "\\x0d");
	assert_refused("say '\xc2\x9b'", 8, 5, "\\x9b");
	assert_refused("\xe2\x80\xae", 3, 0, "U+202E");
	assert_refused("x\xe2\x81\xa6", 4, 1, "U+2066");
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
	(void)state;
	assert_refused("ab\xff", 3, 2, "not UTF-8");
	assert_refused("\xc3", 1, 0, "not UTF-8");
	assert_refused("\xc0\xaf", 2, 0, "not UTF-8");
	assert_refused("\xed\xa0\x80", 3, 0, "not UTF-8");
	assert_refused("\xf4\x90\x80\x80", 4, 0, "not UTF-8");
	assert_refused("\xe2\x82", 2, 0, "not UTF-8");
}

static void a_joined_line_needs_another_one(void **state)
{
	(void)state;
	assert_refused("quit \\", 6, 5, "must follow");
	assert_refused("quit \\\n", 7, 5, "must follow");
	/* as one line it would go on again */
	assert_refused("quit \\\\\n\nquit", 13, 8, "in another one");
}

static void a_line_has_a_longest_length(void **state)
{
	static char text[PARSE_MAX_LINE + 2];

	(void)state;
	memset(text, 'a', sizeof text);
	assert_refused(text, PARSE_MAX_LINE + 1, 0, "longer than 65536");
}

static void a_fault_skips_all_of_its_joined_line(void **state)
{
	struct lex_source s = source_of("a\x01 \\\nb\nquit");
	struct fpe_error err;
	struct lex_line line;

	(void)state;
	assert_fails(FPE_EPARSE, lex_line(&s, &line, &err));
	assert_line(&s, 3, "quit");
}

static void words_know_their_key_and_their_columns(void **state)
{
	const char *line = "  split\tas=x name=\"a \\\"b\\\\\\n\" 'c\\'  # end";
	struct fpe_error err;
	struct lex_word word;
	int at = 0;

	(void)state;
	assert_ok(lex_word(line, &at, &word, &err));
	assert_string_equal(word.text, "split");
	assert_int_equal(word.column, 2);
	assert_int_equal(word.end, 7);
	assert_int_equal(word.key, -1);
	lex_word_clear(&word);
	assert_ok(lex_word(line, &at, &word, &err));
	assert_string_equal(word.text, "as=x");
	assert_int_equal(word.key, 2);
	assert_false(word.quoted);
	lex_word_clear(&word);
	assert_ok(lex_word(line, &at, &word, &err));
	assert_string_equal(word.text, "name=a \"b\\\n");
	assert_int_equal(word.key, 4);
	assert_true(word.quoted);
	assert_int_equal(word.at[5], 19); /* a */
	assert_int_equal(word.at[7], 21); /* \" */
	assert_int_equal(word.at[8], 23); /* b */
	assert_int_equal(word.at[word.size], 28);
	lex_word_clear(&word);
	assert_ok(lex_word(line, &at, &word, &err));
	assert_string_equal(word.text, "c\\");
	assert_true(word.quoted);
	lex_word_clear(&word);
	assert_ok(lex_word(line, &at, &word, &err));
	assert_null(word.text);
}

/* What was copied from a page may hold what nobody sees. */
static void what_looks_like_a_blank_or_a_quote_is_told(void **state)
{
	static const struct {
		const char *line;
		int at; /* of the refusal; -1: it is taken */
		const char *says;
	} rows[] = {
		{ "print\xc2\xa0x", 5, "U+00A0 looks like a blank" },
		{ "1\xe2\x80\x8b", 1, "U+200B looks like a blank" },
		{ "\xef\xbb\xbfx", 0, "U+FEFF looks like a blank" },
		{ "as=\xe3\x80\x80x", 3, "U+3000 looks like a blank" },
		{ "\xe2\x80\x9chi\xe2\x80\x9d", 0, "U+201C is a quote for print" },
		{ "as=\xe2\x80\x99x", 3, "U+2019 is a quote for print" },
		{ "l\xe2\x80\x99heure", -1, NULL },
		{ "'a\xc2\xa0x'", -1, NULL },
		{ "\xc3\xa9\xe2\x80\x8d", -1, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fpe_error err = { .at = -1 };
		struct lex_word word;
		int at = 0;

		test_row("%s", rows[i].line);
		assert_int_equal(lex_word(rows[i].line, &at, &word, &err),
				 rows[i].says ? FPE_EPARSE : FPE_OK);
		assert_int_equal(err.at, rows[i].at);
		if (rows[i].says)
			assert_non_null(strstr(err.message, rows[i].says));
		else
			lex_word_clear(&word);
	}
}

static void a_sharp_inside_a_word_is_no_comment(void **state)
{
	struct fpe_error err;
	struct lex_word word;
	int at = 0;

	(void)state;
	assert_ok(lex_word("a#b #c", &at, &word, &err));
	assert_string_equal(word.text, "a#b");
	lex_word_clear(&word);
	assert_ok(lex_word("a#b #c", &at, &word, &err));
	assert_null(word.text);
}

static void assert_word_refused(const char *line, int column, const char *part)
{
	struct fpe_error err = { .at = -1 };
	struct lex_word word;
	int at = 0;

	assert_fails(FPE_EPARSE, lex_word(line, &at, &word, &err));
	assert_null(word.text);
	assert_int_equal(err.at, column);
	assert_non_null(strstr(err.message, part));
}

static void quotes_out_of_place_are_refused(void **state)
{
	(void)state;
	assert_word_refused(" \"abc", 1, "not closed");
	assert_word_refused("k='abc", 2, "not closed");
	assert_word_refused("\"abc\\", 0, "not closed");
	assert_word_refused("it's", 2, "middle");
	assert_word_refused("'a'b", 3, "blank must follow");
	assert_word_refused("\"a\\d\"", 2, "begin with a \\");
}

static void a_word_that_was_put_reads_back(void **state)
{
	static const char *const texts[] = {
		"",    "a.session", "/a/b-c_d+e", "a b",  "a\"b", "a\\b", "a'b",    "#a",
		"k=v", "\"",	    "\303\266",	  "a\nb", "'",	  "a\\",  "x=\"y\""
	};
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct textbuf text = { 0 };
		struct lex_word word;
		char *line;
		int at = 0;

		test_row("%s", texts[i]);
		lex_put_word(&text, texts[i]);
		line = textbuf_take(&text);
		assert_ok(lex_word(line, &at, &word, &err));
		assert_string_equal(word.text, texts[i]);
		assert_int_equal(word.key, -1);
		assert_int_equal(at, strlen(line));
		lex_word_clear(&word);
		free(line);
	}
}

static void assert_expression(const char *line, bool message, const char *expression,
			      const char *rest)
{
	struct fpe_error err;
	int at = 0, first, last;

	assert_ok(lex_expression(line, &at, message, &first, &last, &err));
	assert_int_equal(last - first, strlen(expression));
	assert_memory_equal(line + first, expression, strlen(expression));
	assert_string_equal(line + at, rest);
}

static void an_expression_takes_the_line_up_to_a_message(void **state)
{
	(void)state;
	assert_expression(" a > b  # c", true, "a > b", "");
	assert_expression("a > b \"no # c\"", true, "a > b", "\"no # c\"");
	assert_expression("a > b 'no' # c", true, "a > b", "'no' # c");
	assert_expression("f(a) \"b\"", false, "f(a) \"b\"", "");
	assert_expression("a == 'b'", true, "a == 'b'", "");
	assert_expression("a == 'b' 'c'", true, "a == 'b'", "'c'");
	assert_expression("a and not 'b'", true, "a and not 'b'", "");
	assert_expression("band 'b'", true, "band", "'b'");
	assert_expression("'b'", true, "'b'", "");
	assert_expression("# c", true, "", "");
	assert_expression("", true, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_with_either_line_end),
		cmocka_unit_test(a_byte_order_mark_is_skipped),
		cmocka_unit_test(a_backslash_joins_lines_and_places_are_kept),
		cmocka_unit_test(a_backslash_in_a_comment_joins_nothing),
		cmocka_unit_test(control_and_reordering_characters_are_refused_where_they_stand),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(a_joined_line_needs_another_one),
		cmocka_unit_test(a_line_has_a_longest_length),
		cmocka_unit_test(a_fault_skips_all_of_its_joined_line),
		cmocka_unit_test(words_know_their_key_and_their_columns),
		cmocka_unit_test(what_looks_like_a_blank_or_a_quote_is_told),
		cmocka_unit_test(a_sharp_inside_a_word_is_no_comment),
		cmocka_unit_test(quotes_out_of_place_are_refused),
		cmocka_unit_test(a_word_that_was_put_reads_back),
		cmocka_unit_test(an_expression_takes_the_line_up_to_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
