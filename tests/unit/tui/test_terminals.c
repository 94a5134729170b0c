/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_terminals.c - every key that terminals send is one event with its name, is the
 * prompt's or nothing at all, and what terminals say of themselves is nobody's key.
 */
#include "support/test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "tui/input.h"
#include "tui/key_name.h"
#include "tui/prompt.h"

#include "terminals.h"

#define KEYS (sizeof sent_keys / sizeof *sent_keys)
#define REPLIES (sizeof sent_replies / sizeof *sent_replies)

/* Shift-F3 and where the cursor is look the same: that is taken for it. */
static bool is_cursor_report(const struct sent_key *k)
{
	return k->bytes[strlen(k->bytes) - 1] == 'R' && k->bytes[1] == '[';
}

/* Feed so many bytes at a time, as a slow line does; after the last one time passes. */
static int events_of(const char *bytes, size_t piece, struct input_event *out, int room)
{
	size_t n = strlen(bytes), at = 0;
	struct input in;
	int count = 0;

	input_init(&in);
	while (at < n) {
		at += input_feed(&in, bytes + at, at + piece > n ? n - at : piece);
		while (count < room && input_next(&in, at == n, &out[count]))
			count++;
	}
	while (input_timeout(&in) >= 0 && count < room)
		count += input_next(&in, true, &out[count]);
	return count;
}

static void every_key_is_one_event_with_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEYS; i++) {
		const struct sent_key *k = &sent_keys[i];

		test_row("%s: %s", k->terminals, k->key);
		for (size_t piece = 1; piece <= 64; piece += 63) {
			struct input_event e[4];
			char name[KEY_NAME_BYTES];

			assert_int_equal(events_of(k->bytes, piece, e, 4), 1);
			assert_int_equal(e[0].size, strlen(k->bytes));
			key_name(&e[0], name);
			if (is_cursor_report(k))
				assert_int_equal(e[0].kind, INPUT_REPLY);
			else
				assert_string_equal(name, k->key);
		}
	}
}

static void every_reply_is_no_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < REPLIES; i++) {
		test_row("%s", sent_replies[i].what);
		for (size_t piece = 1; piece <= 64; piece += 21) {
			struct input_event e[200];
			size_t bytes = 0;
			int n = events_of(sent_replies[i].bytes, piece, e, 200);

			for (int j = 0; j < n; j++) {
				assert_int_equal(e[j].kind, INPUT_REPLY);
				bytes += e[j].size;
			}
			assert_int_equal(bytes, strlen(sent_replies[i].bytes));
		}
	}
}

/* What begins as one and breaks off takes nothing that is typed after it. */
static void half_a_reply_ends_at_a_control_key_or_by_time(void **state)
{
	struct input_event e[40];
	struct input in;
	int n = events_of("\033]11;rgb:1e1e\rq", 64, e, 40);

	(void)state;
	assert_true(n >= 3);
	assert_int_equal(e[n - 2].code, '\r');
	assert_int_equal(e[n - 1].code, 'q');
	n = events_of("\033P1$r0\003", 64, e, 40);
	assert_int_equal(e[n - 1].code, 3);
	input_init(&in);
	input_feed(&in, "\033]11;rgb", 8);
	while (input_next(&in, false, e))
		assert_int_equal(e->kind, INPUT_REPLY);
	assert_int_equal(input_timeout(&in), INPUT_REPLY_MS);
	assert_false(input_next(&in, true, e));
	input_feed(&in, "q", 1);
	assert_true(input_next(&in, false, e));
	assert_int_equal(e->code, 'q');
}

static void no_candidates(void *context, const char *line, int cursor, struct candidates *out)
{
	(void)context;
	(void)line;
	(void)cursor;
	(void)out;
}

/* The bytes of each key, as the screen feeds them: what the line is made of then was
   typed before, whatever the key does with it. */
static void no_key_leaves_its_bytes_in_the_line(void **state)
{
	static const char *const ways[] = { "emacs", "vi" };
	struct prompt *prompt = prompt_new(no_candidates, NULL, NULL);

	(void)state;
	assert_non_null(prompt);
	for (int way = 0; way < 2; way++) {
		rl_variable_bind("editing-mode", ways[way]);
		for (size_t i = 0; i < KEYS; i++) {
			struct input_event e[4];
			const char *line;

			if (is_cursor_report(&sent_keys[i]))
				continue;
			test_row("%s: %s in %s", sent_keys[i].terminals, sent_keys[i].key,
				 ways[way]);
			prompt_clear(prompt);
			prompt_feed(prompt, "x", 1);
			events_of(sent_keys[i].bytes, 64, e, 4);
			if (prompt_binds(prompt, e[0].bytes, e[0].size))
				prompt_feed(prompt, e[0].bytes, e[0].size);
			line = prompt_line(prompt);
			if (strcmp(line, "x") != 0 && strcmp(line, "") != 0 &&
			    strcmp(line, "x\t") != 0)
				fail_msg("leaves \"%s\"", line);
		}
	}
	rl_variable_bind("editing-mode", "emacs");
	prompt_free(prompt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_one_event_with_its_name),
		cmocka_unit_test(every_reply_is_no_key),
		cmocka_unit_test(half_a_reply_ends_at_a_control_key_or_by_time),
		cmocka_unit_test(no_key_leaves_its_bytes_in_the_line),
	};

	setenv("INPUTRC", "/dev/null", 1);
	setenv("TERM", "xterm", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
