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

#include "terminal_keys.h"
#include "terminal_replies.h"

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

/* ------------------------------------------------------------- in 8 bits */

enum form { BITS_7, BITS_8, UTF_8, FORMS };

/* The same with each control function of C1 in that form. */
static void in_form(enum form form, const char *bytes, char *out)
{
	for (; *bytes; bytes++) {
		bool c1 = form != BITS_7 && bytes[0] == 27 && bytes[1] >= '@' && bytes[1] <= '_';

		if (c1 && form == UTF_8)
			*out++ = '\302';
		*out++ = c1 ? (char)(*++bytes + 0x40) : *bytes;
	}
	*out = '\0';
}

static void every_key_in_8_bits_is_the_same_key(void **state)
{
	int tried = 0;

	(void)state;
	for (size_t i = 0; i < KEYS; i++) {
		const struct sent_key *k = &sent_keys[i];

		if (strchr("[O", k->bytes[1]) == NULL)
			continue;
		for (int form = BITS_8; form < FORMS; form++) {
			struct input_event e[4];
			char bytes[32], name[KEY_NAME_BYTES];

			test_row("%s: %s, form %d", k->terminals, k->key, form);
			in_form((enum form)form, k->bytes, bytes);
			assert_int_equal(events_of(bytes, 1, e, 4), 1);
			assert_int_equal(e[0].taken, strlen(bytes));
			assert_int_equal(e[0].size, strlen(k->bytes));
			assert_memory_equal(e[0].bytes, k->bytes, e[0].size);
			key_name(&e[0], name);
			if (!is_cursor_report(k))
				assert_string_equal(name, k->key);
			tried++;
		}
	}
	assert_true(tried > 200);
}

/* Fed in pieces it is the terminal's to its last byte, and q after it is a key. */
static void must_be_nobodys(const char *bytes)
{
	static const size_t pieces[] = { 1, 7, 64, 1000 };
	char all[700];
	struct input_event e[700];

	snprintf(all, sizeof all, "%sq", bytes);
	for (size_t p = 0; p < 4; p++) {
		size_t taken = 0;
		int n = events_of(all, pieces[p], e, 700);

		for (int j = 0; j + 1 < n; j++) {
			if (e[j].kind == INPUT_CHAR)
				fail_msg("\"%s\", %zu at a time: types %x", bytes, pieces[p],
					 (unsigned)e[j].code);
			taken += e[j].taken;
		}
		assert_int_equal(taken, strlen(bytes));
		assert_int_equal(e[n - 1].kind, INPUT_CHAR);
		assert_int_equal(e[n - 1].code, 'q');
	}
}

static void replies_in_8_bits_are_nobodys(void **state)
{
	(void)state;
	for (size_t i = 0; i < REPLIES; i++) {
		for (int form = 0; form < FORMS; form++) {
			char bytes[700];

			test_row("%s, form %d", sent_replies[i].what, form);
			in_form((enum form)form, sent_replies[i].bytes, bytes);
			must_be_nobodys(bytes);
		}
	}
}

/* Parameters, an intermediate byte or two, a final one. */
static void no_control_sequence_is_typed(void **state)
{
	static const char *const parameters[] = { "", "1", "1;22", "?7", ">0;1" };

	(void)state;
	for (int form = 0; form < FORMS; form++) {
		for (size_t p = 0; p < 5; p++) {
			for (int between = 0x1f; between < 0x30; between++) {
				for (int final = 0x40; final < 0x7f; final++) {
					char seven[32], bytes[32];
					char middle[3] = { between > 0x1f ? (char)between : 0, 0 };

					/* old mice, and keys of the linux console, go on */
					if (!*parameters[p] && between < 0x20 &&
					    strchr("M[", final))
						continue;
					test_row("form %d, \"%s\" %x %c", form, parameters[p],
						 between, final);
					snprintf(seven, sizeof seven, "\033[%s%s%c", parameters[p],
						 middle, final);
					in_form((enum form)form, seven, bytes);
					must_be_nobodys(bytes);
				}
			}
		}
	}
}

/* After these Esc is no key of the prompt's; after the others it is. */
static void escape_sequences_are_typed_only_where_they_begin_as_a_key_does(void **state)
{
	(void)state;
	for (int between = 0x20; between < 0x30; between++) {
		for (int final = 0x30; final < 0x7f; final++) {
			char bytes[] = { 27, (char)between, (char) final, '\0' };
			struct input_event e[4];

			test_row("%x %c", between, final);
			if (strchr(" \"%'()+,", between)) {
				must_be_nobodys(bytes);
				continue;
			}
			assert_int_equal(events_of(bytes, 1, e, 4), 2);
			assert_int_equal(e[0].size, 2);
			assert_int_equal(e[1].code, final);
		}
	}
}

static void no_string_is_typed(void **state)
{
	static const char *const ends[] = { "\033\\", "\234", "\302\234", "\a", "\030", "\032" };
	char longer[301];
	const char *const texts[] = { "", "train 5", "1;2",
				      "\304\233 \305\234 \342\202\254 \360\237\230\234", longer };

	(void)state;
	memset(longer, 'x', 300);
	longer[300] = '\0';
	for (int form = 0; form < FORMS; form++) {
		for (const char *letter = "PX]^_"; *letter; letter++) {
			for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
				for (size_t end = 0; end < sizeof ends / sizeof *ends; end++) {
					char introducer[] = { 27, *letter, '\0' }, bytes[400];

					test_row("form %d, %c, text %zu, end %zu", form, *letter, t,
						 end);
					in_form((enum form)form, introducer, bytes);
					strcat(bytes, texts[t]);
					strcat(bytes, ends[end]);
					must_be_nobodys(bytes);
				}
			}
		}
	}
}

/* What Esc and a letter began ended as no text: they were a key, and what follows was typed. */
static void what_is_typed_ahead_after_alt_stays(void **state)
{
	(void)state;
	for (const char *letter = "PX]^_.(#"; *letter; letter++) {
		char bytes[] = { 27, *letter, ' ', 'x', '\r', '\0' };
		struct input_event e[8];

		test_row("Alt-%c", *letter);
		if (*letter != '(') {
			assert_int_equal(events_of(bytes, 1, e, 8), 4);
			assert_int_equal(e[0].kind, INPUT_OTHER);
			assert_int_equal(e[0].size, 2);
			assert_int_equal(e[2].code, 'x');
			assert_int_equal(e[3].code, '\r');
		}
		bytes[2] = '\0'; /* by time */
		assert_int_equal(events_of(bytes, 1, e, 8), 1);
		assert_int_equal(e[0].kind, INPUT_OTHER);
	}
	struct input_event e[8];

	assert_int_equal(events_of("\033Xab", 1, e, 8), 3);
	assert_int_equal(e[1].code, 'a');
}

/* --------------------------------------------------------- text stays text */

static int put_utf8(uint32_t code, char *out)
{
	int n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (int i = n - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(n == 1 ? code : (0xf00u >> n | code));
	out[n] = '\0';
	return n;
}

static void every_character_is_text(void **state)
{
	(void)state;
	for (uint32_t code = 0xa0; code < 0x110000; code += code < 0x3000 ? 1 : 61) {
		struct input_event e[4];
		char bytes[8];
		int n = put_utf8(code, bytes);

		if (code >= 0xd800 && code < 0xe000)
			continue;
		test_row("U+%04x", (unsigned)code);
		assert_int_equal(events_of(bytes, 1, e, 4), 1);
		assert_int_equal(e[0].kind, INPUT_CHAR);
		assert_int_equal(e[0].code, code);
		assert_int_equal(e[0].size, n);
	}
}

/* Its rest comes too late, or is not there: what there is of it begins no sequence. */
static void a_broken_character_is_text(void **state)
{
	static const char *const broken[] = { "\342\233A", "\360\233\220A" };
	struct input in;
	struct input_event e[8];

	(void)state;
	assert_int_equal(events_of(broken[0], 1, e, 8), 3);
	assert_int_equal(e[2].code, 'A');
	assert_int_equal(events_of(broken[1], 1, e, 8), 4);
	assert_int_equal(e[3].code, 'A');
	input_init(&in);
	input_feed(&in, "\342", 1);
	assert_true(input_next(&in, true, e));
	input_feed(&in, "\233\220x", 3);
	for (int i = 0; i < 3; i++) {
		assert_true(input_next(&in, false, e));
		assert_int_equal(e->kind, INPUT_CHAR);
	}
	assert_int_equal(e->code, 'x');
}

static void other_encodings_keep_their_letters(void **state)
{
	struct input in;
	struct input_event e;

	(void)state;
	input_init(&in);
	in.legacy = true;
	input_feed(&in, "\233a", 2);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.kind, INPUT_CHAR);
	assert_int_equal(e.bytes[0], 0x9b);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.code, 'a');
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
		cmocka_unit_test(every_key_in_8_bits_is_the_same_key),
		cmocka_unit_test(replies_in_8_bits_are_nobodys),
		cmocka_unit_test(no_control_sequence_is_typed),
		cmocka_unit_test(escape_sequences_are_typed_only_where_they_begin_as_a_key_does),
		cmocka_unit_test(no_string_is_typed),
		cmocka_unit_test(what_is_typed_ahead_after_alt_stays),
		cmocka_unit_test(every_character_is_text),
		cmocka_unit_test(a_broken_character_is_text),
		cmocka_unit_test(other_encodings_keep_their_letters),
		cmocka_unit_test(no_key_leaves_its_bytes_in_the_line),
	};

	setenv("INPUTRC", "/dev/null", 1);
	setenv("TERM", "xterm", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
