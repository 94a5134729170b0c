/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_prompt.c - readline over the queue, without a terminal. */
#include "support/test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "fpe/rng.h"
#include "tui/prompt.h"

#include "plain_candidates.h"

/* Words of one letter and a number: 300 begin with s. */
static void source(void *context, const char *line, int cursor, struct candidates *out)
{
	int start = cursor;

	(void)context;
	while (start > 0 && line[start - 1] != ' ')
		start--;
	out->start = start;
	out->suffix = ' ';
	if (strncmp(line, "wide", 4) == 0) {
		add_candidate(out, "gr\303\266\303\237e", "a size");
		add_candidate(out, "gr\303\266\303\244", "shares half a letter");
		return;
	}
	if (strncmp(line, "import ", 7) == 0) {
		out->start = 7;
		add_candidate(out, "\"my file.csv\"", "a file");
		return;
	}
	if (strncmp(line + start, "tr", 2) == 0)
		add_candidate(out, "train", "run epochs");
	for (int i = 0; line[start] == 's' && i < 300; i++) {
		char text[16];

		snprintf(text, sizeof text, "step%d", i);
		add_candidate(out, text, "a step");
	}
}

static struct prompt *prompt;

/* readline's lists of changes are let go on purpose, see prompt_clear */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libreadline";
}

static int open_prompt(void **state)
{
	(void)state;
	prompt = prompt_new(source, NULL, NULL);
	return prompt ? 0 : -1;
}

static int close_prompt(void **state)
{
	(void)state;
	prompt_free(prompt);
	prompt = NULL;
	return 0;
}

static void type(const char *keys)
{
	prompt_feed(prompt, keys, strlen(keys));
}

static void expect_line(const char *want)
{
	bool pasted;
	char *line = prompt_take(prompt, &pasted);

	if (!want) {
		assert_null(line);
		return;
	}
	assert_non_null(line);
	assert_string_equal(line, want);
	free(line);
}

static void keys_edit_the_line_and_enter_finishes_it(void **state)
{
	(void)state;
	type("trin 5\033[D\033[D\033[D\033[Da");
	assert_string_equal(prompt_line(prompt), "train 5");
	assert_int_equal(prompt_cursor(prompt), 3);
	type("\001\013");
	assert_true(prompt_empty(prompt));
	type("one\rtwo\nthree");
	expect_line("one");
	expect_line("two");
	expect_line(NULL);
	assert_string_equal(prompt_line(prompt), "three");
	assert_string_equal(prompt_text(prompt), PROMPT_TEXT);
}

static void wide_letters_move_the_cursor_by_whole_characters(void **state)
{
	(void)state;
	type("a\303\251\344\270\255b");
	assert_int_equal(prompt_cursor(prompt), 7);
	type("\033[D\033[D");
	assert_int_equal(prompt_cursor(prompt), 3);
	type("\177");
	assert_string_equal(prompt_line(prompt), "a\344\270\255b");
	assert_int_equal(prompt_cursor(prompt), 1);
}

static void a_search_shows_its_prompt_and_finds(void **state)
{
	(void)state;
	type("split by=clause\rtrain 5\r");
	expect_line("split by=clause");
	expect_line("train 5");
	type("\022spl");
	assert_false(prompt_plain(prompt));
	assert_non_null(strstr(prompt_text(prompt), "reverse-i-search"));
	assert_non_null(strstr(prompt_text(prompt), "spl"));
	assert_string_equal(prompt_line(prompt), "split by=clause");
	type("\r");
	expect_line("split by=clause");
	assert_string_equal(prompt_text(prompt), PROMPT_TEXT);
}

static void ctrl_c_in_a_search_loses_no_later_line(void **state)
{
	(void)state;
	type("split by=clause\r");
	expect_line("split by=clause");
	type("\022spl");
	prompt_clear(prompt);
	assert_true(prompt_empty(prompt));
	assert_string_equal(prompt_text(prompt), PROMPT_TEXT);
	type("arms\r");
	expect_line("arms");
	expect_line(NULL);
}

static void a_key_of_several_bytes_ends_a_search_and_acts(void **state)
{
	(void)state;
	type("split by=clause\r");
	expect_line("split by=clause");
	type("\022by\030\025");
	assert_true(prompt_plain(prompt));
	prompt_clear(prompt);
	type("\022by\033[H");
	assert_string_equal(prompt_line(prompt), "split by=clause");
	assert_int_equal(prompt_cursor(prompt), 0);
	prompt_clear(prompt);
	type("\022by");
	type("\033");
	assert_true(prompt_plain(prompt));
	assert_string_equal(prompt_line(prompt), "split by=clause");
}

static void ctrl_c_in_an_old_line_keeps_it_in_the_history(void **state)
{
	(void)state;
	type("train 5\rarms\rhalf\033[A\033[A99");
	assert_string_equal(prompt_line(prompt), "train 599");
	prompt_clear(prompt);
	assert_true(prompt_empty(prompt));
	type("\033[A\033[A");
	assert_string_equal(prompt_line(prompt), "train 5");
	type("\033[B\033[B");
	assert_string_equal(prompt_line(prompt), "");
}

static void ctrl_c_leaves_a_count_and_half_a_key(void **state)
{
	(void)state;
	type("\0335");
	assert_false(prompt_plain(prompt));
	prompt_clear(prompt);
	type("x\030");
	assert_false(prompt_plain(prompt));
	prompt_clear(prompt);
	type("y\r");
	expect_line("y");
	type("\026");
	prompt_clear(prompt);
	type("z\r");
	expect_line("z");
}

/* readline would put in a million letters, and take its time for them. */
static void a_count_has_a_bound(void **state)
{
	char line[1002];

	(void)state;
	memset(line, 'x', 1001);
	line[1000] = '\0';
	type("\033999999x\r");
	expect_line(line);
	line[12] = '\0';
	type("\03312x\r");
	expect_line(line);
}

static void enter_after_escape_finishes_the_line(void **state)
{
	(void)state;
	type("one\033\r");
	expect_line("one");
	type("\033\n");
	expect_line("");
	/* vi's way would take "qui" as commands */
	type("\033");
	prompt_clear(prompt);
	type("quit\r");
	expect_line("quit");
}

static void a_letter_after_an_esc_too_many_is_a_letter(void **state)
{
	(void)state;
	for (const char *line = "abcdefghijklmnopqrstuvwxyz"; *line; line++) {
		type("\033");
		type(line);
		assert_string_equal(prompt_line(prompt), line);
		prompt_clear(prompt);
	}
	/* Alt comes with its key, and there is something for it to act on */
	type("one two");
	type("\033");
	type("b");
	assert_int_equal(prompt_cursor(prompt), 4);
	type("\033t");
	assert_string_equal(prompt_line(prompt), "two one");
	/* what an inputrc binds is the user's */
	prompt_clear(prompt);
	rl_generic_bind(ISMACR, "\033q", strdup("quick"), emacs_standard_keymap);
	type("\033");
	type("q");
	assert_string_equal(prompt_line(prompt), "quick");
	rl_unbind_key_in_map('q', emacs_meta_keymap);
}

static void a_sequence_that_nothing_binds_is_not_for_feeding(void **state)
{
	static const struct {
		const char *bytes;
		bool bound;
	} rows[] = { { "\033[D", true },  { "\033[1;2D", false }, { "\033[19~", false },
		     { "\033b", true },	  { "\033[", false },	  { "\033q", false },
		     { "\033[3~", true }, { "\033Ok", false },	  { "\033\303\244", false } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("%s", rows[i].bytes + 1);
		assert_int_equal(prompt_binds(prompt, rows[i].bytes, strlen(rows[i].bytes)),
				 rows[i].bound);
	}
	/* half a key does not make letters of the next one */
	type("ab");
	type("\030");
	prompt_feed(prompt, "\033[D", 3);
	assert_string_equal(prompt_line(prompt), "ab");
	assert_int_equal(prompt_cursor(prompt), 1);
}

static void a_macro_with_an_enter_in_it_runs_each_line(void **state)
{
	(void)state;
	type("\030(arms\r\030)\030e\030e");
	expect_line("arms");
	expect_line("arms");
	expect_line("arms");
	expect_line(NULL);
	assert_true(prompt_empty(prompt));
}

static void a_paste_runs_its_lines_and_keeps_the_rest(void **state)
{
	bool pasted;
	char *line;

	(void)state;
	type("x: \033[D");
	prompt_paste(prompt, "one\ntwo\nthr");
	line = prompt_take(prompt, &pasted);
	assert_string_equal(line, "x:one ");
	assert_true(pasted);
	free(line);
	expect_line("two");
	expect_line(NULL);
	assert_string_equal(prompt_line(prompt), "thr");
	type("ee\r");
	expect_line("three");
}

static void a_raw_paste_sequence_does_not_hang(void **state)
{
	(void)state;
	/* cut out before, but its halves may come apart in time */
	type("\033[200~one\ntwo\033[201~");
	expect_line("one");
	prompt_clear(prompt);
	type("arms\r");
	expect_line("arms");
}

static void one_candidate_is_put_in_with_its_suffix(void **state)
{
	char *popup;

	(void)state;
	type("tr\t");
	assert_string_equal(prompt_line(prompt), "train ");
	popup = prompt_take_popup(prompt);
	assert_null(popup);
	type("\025import my\t");
	assert_string_equal(prompt_line(prompt), "import \"my file.csv\" ");
	type("\025import \"my f\t");
	assert_string_equal(prompt_line(prompt), "import \"my file.csv\" ");
}

static void many_candidates_become_a_list(void **state)
{
	char *popup;
	int lines = 0;

	(void)state;
	type("s\t");
	assert_string_equal(prompt_line(prompt), "step");
	type("\t");
	popup = prompt_take_popup(prompt);
	assert_non_null(popup);
	for (char *p = popup; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 300);
	assert_non_null(strstr(popup, "step0    a step\n"));
	free(popup);
	assert_null(prompt_take_popup(prompt));
	type("7\r");
	expect_line("step7");
}

static void candidates_share_whole_letters_only(void **state)
{
	(void)state;
	type("wide gr\t");
	assert_string_equal(prompt_line(prompt), "wide gr\303\266");
	free(prompt_take_popup(prompt));
}

static void nothing_to_complete_changes_nothing(void **state)
{
	(void)state;
	type("zzz\t\t");
	assert_string_equal(prompt_line(prompt), "zzz");
	assert_null(prompt_take_popup(prompt));
}

static void any_keys_at_all_leave_it_working(void **state)
{
	static const char *const often[] = {
		"\022",	    "\023",	 "\033",  "\033[A", "\033[B", "\t",	  "\r",	   "\030(",
		"\030)",    "\030e",	 "\037",  "\031",   "\033y",  "\0335",	  "\026",  "s",
		"\033\023", "\033[200~", "\033p", "\035",   "\027",   "\303\244", "\033.", "tr",
	};
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 20000; i++) {
		uint32_t pick = (uint32_t)fpe_rng_below(&rng, 42);
		bool pasted;

		if (pick < sizeof often / sizeof *often) {
			type(often[pick]);
		} else if (pick == 40) {
			prompt_clear(prompt);
			assert_true(prompt_empty(prompt));
		} else if (pick == 41) {
			prompt_paste(prompt, "a b\nc");
		} else {
			char byte = (char)fpe_rng_below(&rng, 256);

			prompt_feed(prompt, &byte, 1);
		}
		free(prompt_take_popup(prompt));
		free(prompt_take(prompt, &pasted));
		assert_true(prompt_cursor(prompt) >= 0);
		assert_true((size_t)prompt_cursor(prompt) <= strlen(prompt_line(prompt)));
	}
}

/* As `set show-mode-in-prompt on` in an inputrc. */
static void the_mode_stands_before_the_prompt_where_it_is_wanted(void **state)
{
	(void)state;
	assert_string_equal(prompt_text(prompt), PROMPT_TEXT);
	rl_variable_bind("show-mode-in-prompt", "on");
	rl_variable_bind("emacs-mode-string", "E ");
	rl_variable_bind("vi-ins-mode-string", "\001\033[1m\002(ins)");
	rl_variable_bind("vi-cmd-mode-string", "(cmd)");
	assert_string_equal(prompt_text(prompt), "E " PROMPT_TEXT);
	rl_variable_bind("editing-mode", "vi");
	assert_string_equal(prompt_text(prompt), "(ins)" PROMPT_TEXT);
	prompt_feed(prompt, "\033", 1);
	assert_string_equal(prompt_text(prompt), "(cmd)" PROMPT_TEXT);
	prompt_feed(prompt, "i", 1);
	assert_string_equal(prompt_text(prompt), "(ins)" PROMPT_TEXT);
	rl_variable_bind("editing-mode", "emacs");
	rl_variable_bind("show-mode-in-prompt", "off");
	assert_string_equal(prompt_text(prompt), PROMPT_TEXT);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_prompt, close_prompt)
	const struct CMUnitTest tests[] = {
		T(keys_edit_the_line_and_enter_finishes_it),
		T(wide_letters_move_the_cursor_by_whole_characters),
		T(a_search_shows_its_prompt_and_finds),
		T(ctrl_c_in_a_search_loses_no_later_line),
		T(a_key_of_several_bytes_ends_a_search_and_acts),
		T(ctrl_c_in_an_old_line_keeps_it_in_the_history),
		T(a_count_has_a_bound),
		T(ctrl_c_leaves_a_count_and_half_a_key),
		T(enter_after_escape_finishes_the_line),
		T(a_letter_after_an_esc_too_many_is_a_letter),
		T(a_sequence_that_nothing_binds_is_not_for_feeding),
		T(a_macro_with_an_enter_in_it_runs_each_line),
		T(a_paste_runs_its_lines_and_keeps_the_rest),
		T(a_raw_paste_sequence_does_not_hang),
		T(one_candidate_is_put_in_with_its_suffix),
		T(many_candidates_become_a_list),
		T(candidates_share_whole_letters_only),
		T(nothing_to_complete_changes_nothing),
		T(the_mode_stands_before_the_prompt_where_it_is_wanted),
		T(any_keys_at_all_leave_it_working),
	};

	setenv("INPUTRC", "/dev/null", 1);
	setenv("TERM", "xterm", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
