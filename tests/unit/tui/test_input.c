/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_input.c - the decoder: known keys, and that no byte is lost or made. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "fpe/rng.h"
#include "tui/input.h"
#include "tui/sequence.h"

struct expected {
	const char *bytes;
	enum input_kind kind;
	uint32_t code;
};

static const struct expected table[] = {
	{ "a", INPUT_CHAR, 'a' },
	{ "\003", INPUT_CHAR, 3 },
	{ "\303\244", INPUT_CHAR, 0xe4 },
	{ "\342\240\277", INPUT_CHAR, 0x283f },
	{ "\360\237\230\200", INPUT_CHAR, 0x1f600 },
	{ "\377", INPUT_CHAR, 0xfffd },
	{ "\033[A", INPUT_KEY, INPUT_UP },
	{ "\033OA", INPUT_KEY, INPUT_UP },
	{ "\033[B", INPUT_KEY, INPUT_DOWN },
	{ "\033[C", INPUT_KEY, INPUT_RIGHT },
	{ "\033[D", INPUT_KEY, INPUT_LEFT },
	{ "\033[H", INPUT_KEY, INPUT_HOME },
	{ "\033OH", INPUT_KEY, INPUT_HOME },
	{ "\033[1~", INPUT_KEY, INPUT_HOME },
	{ "\033[7~", INPUT_KEY, INPUT_HOME },
	{ "\033[F", INPUT_KEY, INPUT_END },
	{ "\033[4~", INPUT_KEY, INPUT_END },
	{ "\033[8~", INPUT_KEY, INPUT_END },
	{ "\033[5~", INPUT_KEY, INPUT_PAGE_UP },
	{ "\033[6~", INPUT_KEY, INPUT_PAGE_DOWN },
	{ "\033[3~", INPUT_KEY, INPUT_DELETE },
	{ "\033[Z", INPUT_KEY, INPUT_BACK_TAB },
	{ "\033OP", INPUT_KEY, INPUT_F1 },   /* xterm, screen */
	{ "\033[11~", INPUT_KEY, INPUT_F1 }, /* rxvt */
	{ "\033[[A", INPUT_KEY, INPUT_F1 },  /* linux */
	{ "\033[[E", INPUT_KEY, INPUT_F1 + 4 },
	{ "\033OS", INPUT_KEY, INPUT_F1 + 3 },
	{ "\033[15~", INPUT_KEY, INPUT_F1 + 4 },
	{ "\033[17~", INPUT_KEY, INPUT_F1 + 5 },
	{ "\033[21~", INPUT_KEY, INPUT_F1 + 9 },
	{ "\033[24~", INPUT_KEY, INPUT_F12 },
	{ "\033[1;5D", INPUT_OTHER, 27 },
	{ "\033[15;2~", INPUT_OTHER, 27 },
	{ "\033O5A", INPUT_OTHER, 27 },
	{ "\033[?2026;2$y", INPUT_REPLY, 27 },
	{ "\033f", INPUT_OTHER, 27 },
	{ "\033\303\244", INPUT_OTHER, 27 },
	{ "\033 F", INPUT_REPLY, 27 },
	{ "\033(B", INPUT_REPLY, 27 },
	{ "\033%/G", INPUT_REPLY, 27 },
	{ "\033[1$w", INPUT_REPLY, 27 },
	{ "\033[1 q", INPUT_REPLY, 27 },
	{ "\033[12\030", INPUT_REPLY, 27 },
	{ "\033[<0;10;20M", INPUT_MOUSE, MOUSE_PRESS },
	{ "\033[<0;10;20m", INPUT_MOUSE, MOUSE_RELEASE },
	{ "\033[<32;223;500M", INPUT_MOUSE, MOUSE_DRAG },
	{ "\033[<64;1;1M", INPUT_MOUSE, MOUSE_WHEEL_UP },
	{ "\033[<65;1;1M", INPUT_MOUSE, MOUSE_WHEEL_DOWN },
	{ "\033[<2;1;1M", INPUT_MOUSE, MOUSE_OTHER },
	{ "\033[<0;0;1M", INPUT_MOUSE, MOUSE_OTHER },
	{ "\033[<0;1M", INPUT_MOUSE, MOUSE_OTHER },
	{ "\033[<0;1;1;1M", INPUT_MOUSE, MOUSE_OTHER },
	{ "\033[<99999999999;1;1M", INPUT_MOUSE, MOUSE_OTHER },
	{ "\033[200~", INPUT_PASTE_BEGIN, 27 },
	{ "\033[201~", INPUT_PASTE_END, 27 },
};

static void check_event(const struct expected *want, const struct input_event *got)
{
	if (got->kind != want->kind || got->code != want->code ||
	    got->size != strlen(want->bytes) || memcmp(got->bytes, want->bytes, got->size) != 0)
		fail_msg("%s: kind %d code %x size %zu", want->bytes + 1, got->kind, got->code,
			 got->size);
}

static void every_known_sequence_is_one_event(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		test_row("row %zu", i);
		struct input in;
		struct input_event e;

		input_init(&in);
		input_feed(&in, table[i].bytes, strlen(table[i].bytes));
		assert_true(input_next(&in, false, &e));
		check_event(&table[i], &e);
		assert_int_equal(in.used, 0);
	}
}

static void a_press_says_where(void **state)
{
	static const char bytes[] = "\033[<0;10;20M";
	struct input in;
	struct input_event e;

	(void)state;
	input_init(&in);
	input_feed(&in, bytes, sizeof bytes - 1);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.column, 9);
	assert_int_equal(e.row, 19);
}

static void a_sequence_may_come_byte_by_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		test_row("row %zu", i);
		size_t n = strlen(table[i].bytes);
		struct input in;
		struct input_event e;

		input_init(&in);
		for (size_t k = 0; k + 1 < n; k++) {
			input_feed(&in, table[i].bytes + k, 1);
			assert_false(input_next(&in, false, &e));
			assert_int_equal(input_timeout(&in), sequence_by_hand(in.data, in.used)
								     ? INPUT_ESC_MS
								     : INPUT_REPLY_MS);
		}
		input_feed(&in, table[i].bytes + n - 1, 1);
		assert_true(input_next(&in, false, &e));
		check_event(&table[i], &e);
	}
}

/* rxvt's Shift-Delete is the beginning of an answer; nobody waits for its rest as for those. */
static void a_key_that_answers_begin_with_is_given_soon(void **state)
{
	struct input in;
	struct input_event e;

	(void)state;
	input_init(&in);
	input_feed(&in, "\033[3$", 4);
	assert_false(input_next(&in, false, &e));
	assert_int_equal(input_timeout(&in), INPUT_ESC_MS);
	assert_true(input_next(&in, true, &e));
	check_event(&(struct expected){ "\033[3$", INPUT_OTHER, 27 }, &e);
	input_feed(&in, "\033[3$\030", 5);
	assert_true(input_next(&in, false, &e));
	check_event(&(struct expected){ "\033[3$", INPUT_OTHER, 27 }, &e);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.code, 0x18);
}

static void an_esc_alone_is_a_key_after_a_while(void **state)
{
	struct input in;
	struct input_event e;

	(void)state;
	input_init(&in);
	input_feed(&in, "\033", 1);
	assert_false(input_next(&in, false, &e));
	assert_true(input_next(&in, true, &e));
	assert_int_equal(e.kind, INPUT_CHAR);
	assert_int_equal(e.code, 27);
	assert_false(input_next(&in, true, &e));
	assert_int_equal(input_timeout(&in), -1);
}

static void ctrl_c_after_esc_is_ctrl_c(void **state)
{
	struct input in;
	struct input_event e;

	(void)state;
	input_init(&in);
	input_feed(&in, "\033\003", 2);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.code, 27);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.code, 3);
}

/* Gather a paste; gives how it ended. */
static enum input_kind gather(struct input *in, bool flush, char *text)
{
	struct input_event e = { .kind = INPUT_PASTE };
	size_t n = 0;

	while (e.kind == INPUT_PASTE && input_next(in, flush, &e)) {
		if (e.kind == INPUT_PASTE) {
			memcpy(text + n, e.bytes, e.size);
			n += e.size;
		}
	}
	text[n] = '\0';
	return e.kind;
}

static void a_paste_keeps_escapes_inside_and_ends_at_its_marker(void **state)
{
	static const char bytes[] = "\033[200~one\n\033[A\033[20two\033[201~x";
	struct input in;
	struct input_event e;
	char text[64];

	(void)state;
	input_init(&in);
	input_feed(&in, bytes, sizeof bytes - 1);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.kind, INPUT_PASTE_BEGIN);
	assert_int_equal(gather(&in, false, text), INPUT_PASTE_END);
	assert_string_equal(text, "one\n\033[A\033[20two");
	assert_true(input_next(&in, false, &e));
	assert_int_equal(e.code, 'x');
}

/* Its markers in 8 bits; a character with their first byte in it ends nothing. */
static void a_paste_may_be_marked_in_8_bits(void **state)
{
	static const char *const introducers[] = { "\233", "\302\233" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		for (size_t piece = 1; piece <= 64; piece += 63) {
			struct input in;
			struct input_event e;
			char bytes[64], text[64] = "";
			int n = snprintf(bytes, sizeof bytes, "%s200~\304\233201~\233x%s201~q",
					 introducers[i], introducers[i]);
			enum input_kind last = INPUT_CHAR;

			test_row("form %zu, %zu bytes at a time", i, piece);
			input_init(&in);
			for (int at = 0; at < n;) {
				size_t rest = (size_t)(n - at);

				at += (int)input_feed(&in, bytes + at, rest < piece ? rest : piece);
				while (input_next(&in, false, &e)) {
					last = e.kind;
					if (e.kind == INPUT_PASTE)
						strncat(text, (char *)e.bytes, e.size);
				}
			}
			assert_int_equal(last, INPUT_CHAR);
			assert_int_equal(e.size, 0);
			assert_string_equal(text, "\304\233201~\233x");
		}
	}
}

static void a_paste_without_an_end_ends_by_time(void **state)
{
	struct input in;
	struct input_event e;
	char text[64];

	(void)state;
	input_init(&in);
	input_feed(&in, "\033[200~one\033[20", 13);
	assert_true(input_next(&in, false, &e));
	assert_int_equal(gather(&in, false, text), INPUT_PASTE);
	assert_string_equal(text, "one");
	assert_int_equal(input_timeout(&in), INPUT_PASTE_MS);
	assert_int_equal(gather(&in, true, text), INPUT_PASTE_END);
	assert_string_equal(text, "\033[20");
	assert_int_equal(input_timeout(&in), -1);
}

/* Bytes that make many sequences, broken ones too. */
static unsigned char likely(struct fpe_rng *rng)
{
	static const char often[] =
		"\033\033[[OO<?$;~0125A\003\r\303\244 \233\302\217\220\234\\PX]";

	if (fpe_rng_below(rng, 4) == 0)
		return (unsigned char)fpe_rng_below(rng, 256);
	return (unsigned char)often[fpe_rng_below(rng, sizeof often - 1)];
}

/* Its bytes as they came in, but for an introducer in 8 bits. */
static void must_be_of(const unsigned char *sent, const struct input_event *e)
{
	if (e->size == 0 || sent[0] == e->bytes[0]) {
		assert_int_equal(e->size, e->taken);
		assert_memory_equal(sent, e->bytes, e->size);
		return;
	}
	size_t introducer = sent[0] == 0xc2 ? 2 : 1;
	unsigned char letter = e->bytes[1];

	assert_int_equal(e->bytes[0], 27);
	assert_int_equal(e->taken + 2, e->size + introducer);
	assert_int_equal(sent[introducer - 1], letter + 0x40);
	assert_memory_equal(sent + introducer, e->bytes + 2, e->size - 2);
}

static void no_byte_is_lost_or_invented(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 3000; round++) {
		unsigned char sent[400];
		size_t n = 1 + fpe_rng_below(&rng, sizeof sent), in_at = 0;
		size_t out_at = 0;
		struct input in;
		struct input_event e;

		for (size_t i = 0; i < n; i++)
			sent[i] = likely(&rng);
		if (round % 3 == 0 && n > 20)
			memcpy(sent + 7, "\033[200~", 6);
		input_init(&in);
		while (in_at < n || in.used > 0 || in.open) {
			size_t piece = fpe_rng_below(&rng, 9);
			bool flush = in_at == n || fpe_rng_below(&rng, 8) == 0;

			if (piece > n - in_at)
				piece = n - in_at;
			in_at += input_feed(&in, sent + in_at, piece);
			while (input_next(&in, false, &e) ||
			       (flush && input_timeout(&in) >= 0 && input_next(&in, true, &e))) {
				assert_true(out_at + e.taken <= n);
				must_be_of(sent + out_at, &e);
				out_at += e.taken;
			}
			assert_true(in.used <= SEQUENCE_UNDECIDED);
		}
		assert_int_equal(out_at, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_known_sequence_is_one_event),
		cmocka_unit_test(a_press_says_where),
		cmocka_unit_test(a_sequence_may_come_byte_by_byte),
		cmocka_unit_test(a_key_that_answers_begin_with_is_given_soon),
		cmocka_unit_test(an_esc_alone_is_a_key_after_a_while),
		cmocka_unit_test(ctrl_c_after_esc_is_ctrl_c),
		cmocka_unit_test(a_paste_keeps_escapes_inside_and_ends_at_its_marker),
		cmocka_unit_test(a_paste_may_be_marked_in_8_bits),
		cmocka_unit_test(a_paste_without_an_end_ends_by_time),
		cmocka_unit_test(no_byte_is_lost_or_invented),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
