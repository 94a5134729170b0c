/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input.c - bytes of the terminal to events.
 *
 * Owns nothing but the waiting bytes. Knows the F-keys of xterm, rxvt, linux
 * and screen. A sequence is only ever cut where its grammar ends, so a strange
 * one passes through whole, and what the terminal says of itself (a colour asked
 * for by a program before this one, where the cursor is) is told from keys.
 * Not here: what a key does (keys_*.c, event.c) or is called (key_name.c).
 */
#include "tui/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/sequence.h"

#define ESC SEQUENCE_ESC

void input_init(struct input *in)
{
	memset(in, 0, sizeof *in);
}

size_t input_feed(struct input *in, const void *bytes, size_t size)
{
	size_t room = INPUT_ROOM - in->used;

	if (size > room)
		size = room;
	memcpy(in->data + in->used, bytes, size);
	in->used += size;
	return size;
}

static int letter_key(unsigned char final)
{
	switch (final) {
	case 'A':
		return INPUT_UP;
	case 'B':
		return INPUT_DOWN;
	case 'C':
		return INPUT_RIGHT;
	case 'D':
		return INPUT_LEFT;
	case 'H':
		return INPUT_HOME;
	case 'F':
		return INPUT_END;
	case 'Z':
		return INPUT_BACK_TAB;
	}
	return 0;
}

static int number_key(long number)
{
	static const int key[] = {
		[1] = INPUT_HOME,     [2] = INPUT_INSERT,   [3] = INPUT_DELETE,
		[4] = INPUT_END,      [5] = INPUT_PAGE_UP,  [6] = INPUT_PAGE_DOWN,
		[7] = INPUT_HOME,     [8] = INPUT_END,	    [11] = INPUT_F1,
		[12] = INPUT_F1 + 1,  [13] = INPUT_F1 + 2,  [14] = INPUT_F1 + 3,
		[15] = INPUT_F1 + 4,  [17] = INPUT_F1 + 5,  [18] = INPUT_F1 + 6,
		[19] = INPUT_F1 + 7,  [20] = INPUT_F1 + 8,  [21] = INPUT_F1 + 9,
		[23] = INPUT_F1 + 10, [24] = INPUT_F1 + 11,
	};

	return number > 0 && number < (long)(sizeof key / sizeof *key) ? key[number] : 0;
}

/* "ESC [ < button ; column ; row M", or m for a release (SGR mode 1006). */
static void name_mouse(struct input_event *e)
{
	char text[INPUT_EVENT_BYTES];
	int button, column, row, used = 0;
	size_t n = e->size - 3;

	e->kind = INPUT_MOUSE;
	e->code = MOUSE_OTHER;
	memcpy(text, e->bytes + 3, n);
	text[n] = '\0';
	if (sscanf(text, "%5d;%5d;%5d%n", &button, &column, &row, &used) != 3 ||
	    (size_t)used != n - 1 || column < 1 || row < 1)
		return;
	e->row = row - 1;
	e->column = column - 1;
	if (text[n - 1] == 'm')
		e->code = MOUSE_RELEASE;
	else if (button == 0)
		e->code = MOUSE_PRESS;
	else if (button == 32)
		e->code = MOUSE_DRAG;
	else if (button == 64 || button == 65)
		e->code = button == 64 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
}

/* What no key sends: with a private marker, with a byte between numbers and letter,
   or one of the letters of reports. "ESC [ 1 ; 2 R" may be Shift-F3, too. */
static bool is_report(const unsigned char *b, size_t n)
{
	unsigned char last = b[n - 1];

	/* ESC, intermediate bytes and a final one; what was cancelled */
	if (n > 2 && ((b[1] >= 0x20 && b[1] < 0x30) || last < 0x20))
		return true;
	if (b[1] != '[' || n < 3)
		return false;
	if (n == 3)
		return last == 'I' || last == 'O'; /* the window has the focus, or not */
	if (b[2] == 'M' || (b[2] >= '<' && b[2] <= '?'))
		return true;
	for (size_t i = 2; i + 1 < n; i++) {
		if (b[i] >= 0x20 && b[i] < 0x30)
			return true;
	}
	return strchr("Rcntxy", last) && last;
}

/* What a whole sequence means; INPUT_OTHER with modifiers: those are
   readline's. */
static void name_sequence(struct input_event *e)
{
	const unsigned char *b = e->bytes;
	size_t n = e->size;
	int key = 0;

	e->kind = INPUT_OTHER;
	if (n == 2 && b[1] == '\t')
		key = INPUT_BACK_TAB;
	else if (n == 3 && b[1] == 'O' && b[2] >= 'P' && b[2] <= 'S')
		key = INPUT_F1 + b[2] - 'P';
	else if (n == 4 && b[1] == '[' && b[2] == '[')
		key = INPUT_F1 + b[3] - 'A';
	else if (n == 3 && !is_report(b, n))
		key = letter_key(b[2]);
	else if (n > 3 && b[1] == '[' && b[2] == '<')
		name_mouse(e);
	else if (is_report(b, n))
		e->kind = INPUT_REPLY;
	else if (n > 3 && n < 8 && b[1] == '[' && b[n - 1] == '~') {
		char digits[8] = "";
		char *end;
		long number;

		memcpy(digits, b + 2, n - 3);
		number = strtol(digits, &end, 10);
		if (*end == '\0')
			key = number_key(number);
	}
	if (key) {
		e->kind = INPUT_KEY;
		e->code = (uint32_t)key;
	}
	if (n == 6 && memcmp(b, "\033[200~", 6) == 0)
		e->kind = INPUT_PASTE_BEGIN;
	else if (n == 6 && memcmp(b, "\033[201~", 6) == 0)
		e->kind = INPUT_PASTE_END;
}

static void drop(struct input *in, size_t size)
{
	in->used -= size;
	memmove(in->data, in->data + size, in->used);
}

static void take(struct input *in, size_t size, struct input_event *e)
{
	e->size = e->taken = size;
	memcpy(e->bytes, in->data, size);
	drop(in, size);
}

/* Bytes of the marker that ends a paste, or of its beginning, that stand here. */
static size_t paste_ends(const unsigned char *b, size_t n, bool *whole)
{
	static const char *const markers[] = { "\033[201~", "\233201~", "\302\233201~" };

	*whole = false;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		size_t length = strlen(markers[i]), have = n < length ? n : length;

		if (memcmp(b, markers[i], have) != 0)
			continue;
		*whole = have == length;
		return have;
	}
	return 0;
}

/* Pasted text up to the end marker, or up to what may be its beginning. */
static bool next_pasted(struct input *in, bool flush, struct input_event *e)
{
	size_t n = 0, marker = 0;
	bool whole = false;

	e->kind = INPUT_PASTE;
	for (; n < in->used && n < INPUT_EVENT_BYTES; n++) {
		if (sequence_inside(&in->owed, in->data[n]))
			continue;
		marker = paste_ends(in->data + n, in->used - n, &whole);
		if (marker)
			break;
	}
	if (marker)
		in->owed = 0;
	if (n == 0 && (whole || flush)) {
		e->kind = whole || marker == 0 ? INPUT_PASTE_END : INPUT_PASTE;
		n = marker;
	}
	if (n == 0 && e->kind == INPUT_PASTE)
		return false;
	if (e->kind == INPUT_PASTE_END)
		in->open = OPEN_NONE;
	take(in, n, e);
	return true;
}

/* Bytes of a text of the terminal from its front, at most an event's. Sets ends. */
static size_t string_piece(struct input *in, bool flush, bool *ends)
{
	size_t n = 0, length;

	while (n < in->used && n < INPUT_EVENT_BYTES) {
		if (in->owed > 0 && sequence_inside(&in->owed, in->data[n])) {
			n++;
			continue;
		}
		in->owed = 0;
		switch (sequence_string_part(in->data + n, in->used - n, &length)) {
		case SEQUENCE_TEXT:
			sequence_inside(&in->owed, in->data[n++]);
			break;
		case SEQUENCE_WAIT:
			*ends = flush;
			return n;
		case SEQUENCE_CUT:
			*ends = true;
			return n;
		case SEQUENCE_END:
			*ends = n + length <= INPUT_EVENT_BYTES;
			return *ends ? n + length : n;
		}
	}
	*ends = n == 0 && flush;
	return n;
}

/* The same of ESC [ …, which was longer than an event. */
static size_t csi_piece(const struct input *in, bool flush, bool *ends)
{
	size_t n = 0;

	for (; n < in->used && n < INPUT_EVENT_BYTES; n++) {
		bool past;

		*ends = sequence_ends_csi(in->data[n], &past);
		if (*ends)
			return past ? n + 1 : n;
	}
	*ends = n == 0 && flush;
	return n;
}

/* False: nothing of it is left now; in->open says whether more may come. */
static bool next_of_reply(struct input *in, bool flush, struct input_event *e)
{
	bool ends = false;
	size_t n = in->open == OPEN_STRING ? string_piece(in, flush, &ends)
					   : csi_piece(in, flush, &ends);

	if (ends)
		in->open = OPEN_NONE;
	if (n == 0)
		return false;
	e->kind = INPUT_REPLY;
	take(in, n, e);
	return true;
}

/* Does what was taken go on past this event? */
static enum input_open left_open(const struct input_event *e)
{
	const unsigned char *b = e->bytes;

	if (e->kind == INPUT_PASTE_BEGIN)
		return OPEN_PASTE;
	if (e->size >= INPUT_EVENT_BYTES - 1 && b[0] == ESC && b[1] == '[' && b[e->size - 1] < 0x40)
		return OPEN_CSI;
	return OPEN_NONE;
}

/* What was taken, and what of it goes on. */
static void name_taken(struct input *in, struct input_event *e)
{
	e->kind = INPUT_CHAR;
	if (e->bytes[0] == ESC && e->size > 1)
		name_sequence(e);
	in->open = left_open(e);
	if (in->open == OPEN_CSI)
		e->kind = INPUT_REPLY;
}

static void open_string(struct input *in, size_t introducer, struct input_event *e)
{
	in->open = OPEN_STRING;
	in->owed = 0;
	e->kind = INPUT_REPLY;
	take(in, introducer, e);
}

/* CSI and SS3 may begin a key, too: it is given in 7 bits, as everybody knows it. */
static bool next_in_8_bits(struct input *in, unsigned char letter, size_t introducer, bool flush,
			   struct input_event *e)
{
	unsigned char b[INPUT_EVENT_BYTES] = { ESC, letter };
	size_t rest = in->used - introducer, n;
	bool string;

	if (sequence_opens_string(letter)) {
		open_string(in, introducer, e);
		return true;
	}
	e->kind = INPUT_REPLY;
	if (letter != '[' && letter != 'O') {
		take(in, introducer, e);
		return true;
	}
	rest = rest < sizeof b - 2 ? rest : sizeof b - 2;
	memcpy(b + 2, in->data + introducer, rest);
	n = sequence_escape(b, rest + 2, &string);
	if (n == SEQUENCE_INCOMPLETE && !flush)
		return false;
	if (n == SEQUENCE_INCOMPLETE)
		n = rest + 2;
	memcpy(e->bytes, b, n);
	e->size = n;
	e->taken = n - 2 + introducer;
	drop(in, e->taken);
	e->code = ESC;
	if (n > 2)
		name_taken(in, e);
	return true;
}

/* A byte in the middle of a character whose beginning was given before: it is none by itself. */
static bool next_owed(struct input *in, struct input_event *e)
{
	bool inside = in->owed > 0 && sequence_inside(&in->owed, in->data[0]);

	if (!inside) {
		in->owed = 0;
		return false;
	}
	e->kind = INPUT_CHAR;
	e->code = SEQUENCE_REPLACEMENT;
	take(in, 1, e);
	return true;
}

bool input_next(struct input *in, bool flush, struct input_event *event)
{
	size_t n, introducer;
	unsigned char letter;
	bool string = false;

	memset(event, 0, sizeof *event);
	if (in->open == OPEN_PASTE)
		return next_pasted(in, flush, event);
	if (in->open && next_of_reply(in, flush, event))
		return true;
	if (in->open || in->used == 0)
		return false;
	if (next_owed(in, event))
		return true;
	letter = in->legacy ? 0 : sequence_c1(in->data, in->used, &introducer);
	if (letter)
		return next_in_8_bits(in, letter, introducer, flush, event);
	event->code = ESC;
	n = in->data[0] == ESC ? sequence_escape(in->data, in->used, &string)
			       : sequence_character(in->data, in->used, &event->code);
	if (n == SEQUENCE_INCOMPLETE && !flush)
		return false;
	if (string) {
		open_string(in, n, event);
		return true;
	}
	take(in, n == SEQUENCE_INCOMPLETE ? sequence_given_up(in->data, in->used) : n, event);
	name_taken(in, event);
	/* the beginning of a character alone: the rest of it is no control function */
	if (in->open == OPEN_NONE && event->bytes[event->size - 1] >= 0xc2)
		sequence_inside(&in->owed, event->bytes[event->size - 1]);
	return true;
}

int input_timeout(const struct input *in)
{
	if (in->open == OPEN_PASTE)
		return INPUT_PASTE_MS;
	if (in->open || (in->used && !sequence_by_hand(in->data, in->used)))
		return INPUT_REPLY_MS;
	return in->used ? INPUT_ESC_MS : -1;
}
