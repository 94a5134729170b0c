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

#define ESC 27
#define INCOMPLETE 0
#define REPLACEMENT 0xfffd

static const char paste_end[] = "\033[201~";

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

/* Bytes of the character that lead begins, 0: it begins none. */
static size_t utf8_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead < 0xe0)
		return 2;
	if (lead >= 0xe0 && lead < 0xf0)
		return 3;
	return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/* Decode one character. Gives its length, INCOMPLETE if bytes are missing; a
   byte that fits nowhere is one of its own. */
static size_t character(const unsigned char *b, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = utf8_length(b[0]);
	uint32_t c = b[0];

	*code = REPLACEMENT;
	if (length == 0)
		return 1;
	if (length > 1)
		c &= 0x7fu >> length;
	for (size_t i = 1; i < length; i++) {
		if (i == n)
			return INCOMPLETE;
		if ((b[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | (b[i] & 0x3f);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 1;
	*code = c;
	return length;
}

/* ESC [ M and three bytes: the mouse of terminals that know no better way. */
static size_t old_mouse_length(const unsigned char *b, size_t n)
{
	for (size_t i = 3; i < 6; i++) {
		if (i == n)
			return INCOMPLETE;
		if (b[i] < 0x20)
			return 3;
	}
	return 6;
}

/* Length of ESC [ …; a byte that cannot belong to it ends it. */
static size_t csi_length(const unsigned char *b, size_t n)
{
	bool one_number = true;

	if (n > 2 && b[2] == '[') /* F1 … F5 of the linux console */
		return n > 3 ? (b[3] >= 'A' && b[3] <= 'E' ? 4 : 3) : INCOMPLETE;
	if (n > 2 && b[2] == 'M')
		return old_mouse_length(b, n);
	for (size_t i = 2; i < n; i++) {
		if (i == INPUT_EVENT_BYTES - 1)
			return i;
		if (b[i] >= 0x40 && b[i] < 0x7f)
			return i + 1;
		/* rxvt ends the shifted keys with it; in answers more follows */
		if (b[i] == '$' && i > 2 && one_number)
			return i + 1;
		if (b[i] < 0x20 || b[i] >= 0x7f)
			return i;
		one_number &= b[i] >= '0' && b[i] <= '9';
	}
	return INCOMPLETE;
}

/*
 * ESC ], ESC P, ESC _ begin a text that ends with BEL or ESC \, or they are Alt-]
 * and so on: what answers begin with decides. Gives 2, or INCOMPLETE where the
 * next byte is awaited; 0 would be that too, so 1 is: it begins none.
 */
static size_t string_length(const unsigned char *b, size_t n)
{
	static const struct {
		unsigned char introducer;
		const char *first;
	} strings[] = {
		{ ']', "0123456789lLI" },
		{ 'P', "0123456789;<=>?!$+" },
		{ '_', "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
	};

	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		if (strings[i].introducer != b[1])
			continue;
		if (n == 2)
			return INCOMPLETE;
		return b[2] && strchr(strings[i].first, b[2]) ? 2 : 1;
	}
	return 1;
}

/* Length of ESC O …; old xterms put a modifier before the letter. */
static size_t ss3_length(const unsigned char *b, size_t n)
{
	for (size_t i = 2; i < n; i++) {
		if (b[i] >= 0x40 && b[i] < 0x7f)
			return i + 1;
		if (i > 5 || !((b[i] >= '0' && b[i] <= '9') || b[i] == ';'))
			return i;
	}
	return INCOMPLETE;
}

static size_t escape_length(const unsigned char *b, size_t n)
{
	uint32_t code;
	size_t length;

	if (n == 1)
		return INCOMPLETE;
	length = string_length(b, n);
	if (length != 1)
		return length;
	if (b[1] == '[')
		return csi_length(b, n);
	if (b[1] == 'O')
		return ss3_length(b, n);
	/* iTerm's Alt and an arrow is Esc and that arrow */
	if (b[1] == ESC && n == 2)
		return INCOMPLETE;
	if (b[1] == ESC && (b[2] == '[' || b[2] == 'O')) {
		length = escape_length(b + 1, n - 1);
		return length == INCOMPLETE ? INCOMPLETE : length + 1;
	}
	if (b[1] == '\t') /* Shift-Tab of the linux console */
		return 2;
	/* a control byte stays one of its own: Ctrl-C after Esc is Ctrl-C */
	if (b[1] < 0x20 || b[1] == 0x7f)
		return 1;
	length = character(b + 1, n - 1, &code);
	return length == INCOMPLETE ? INCOMPLETE : length + 1;
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
	else if (n == 6 && memcmp(b, paste_end, 6) == 0)
		e->kind = INPUT_PASTE_END;
}

static void take(struct input *in, size_t size, struct input_event *e)
{
	e->size = size;
	memcpy(e->bytes, in->data, size);
	in->used -= size;
	memmove(in->data, in->data + size, in->used);
}

/* Pasted text up to the end marker, or up to what may be its beginning. */
static bool next_pasted(struct input *in, bool flush, struct input_event *e)
{
	const size_t marker = sizeof paste_end - 1;
	size_t n = 0;

	e->kind = INPUT_PASTE;
	while (n < in->used && n < INPUT_EVENT_BYTES && in->data[n] != ESC)
		n++;
	if (n == 0 && in->used > 0) {
		size_t have = in->used < marker ? in->used : marker;

		if (memcmp(in->data, paste_end, have) != 0)
			n = 1;
		else if (have < marker)
			n = flush ? have : 0;
		else
			e->kind = INPUT_PASTE_END, n = marker;
	}
	if (n == 0 && !flush)
		return false;
	if (n == 0)
		e->kind = INPUT_PASTE_END;
	if (e->kind == INPUT_PASTE_END)
		in->open = OPEN_NONE;
	take(in, n, e);
	return true;
}

/* Bytes of a text of the terminal from its front, at most an event's; a control
   byte ends it, so that Ctrl-C and Enter are never a part of one. Sets ends. */
static size_t string_piece(const struct input *in, bool flush, bool *ends)
{
	size_t n = 0;

	for (; n < in->used && n < INPUT_EVENT_BYTES; n++) {
		unsigned char c = in->data[n];
		bool escaped = c == ESC && n + 1 < in->used;

		if (c >= 0x20 && c != 0x7f)
			continue;
		if (c == ESC && !escaped && !flush)
			return n;
		*ends = true;
		if (c == '\a')
			return n + 1;
		if (!escaped || in->data[n + 1] != '\\')
			return n;
		*ends = n + 2 <= INPUT_EVENT_BYTES;
		return *ends ? n + 2 : n;
	}
	*ends = n == 0 && flush;
	return n;
}

/* The same of ESC [ …, which was longer than an event. */
static size_t csi_piece(const struct input *in, bool flush, bool *ends)
{
	size_t n = 0;

	for (; n < in->used && n < INPUT_EVENT_BYTES; n++) {
		unsigned char c = in->data[n];

		*ends = c < 0x20 || c >= 0x40;
		if (*ends)
			return c >= 0x40 && c < 0x7f ? n + 1 : n;
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

bool input_next(struct input *in, bool flush, struct input_event *event)
{
	size_t n;

	memset(event, 0, sizeof *event);
	if (in->open == OPEN_PASTE)
		return next_pasted(in, flush, event);
	if (in->open && next_of_reply(in, flush, event))
		return true;
	if (in->open || in->used == 0)
		return false;
	if (in->data[0] == ESC && in->used > 2 && string_length(in->data, in->used) == 2) {
		in->open = OPEN_STRING;
		event->kind = INPUT_REPLY;
		take(in, 2, event);
		return true;
	}
	if (in->data[0] == ESC) {
		n = escape_length(in->data, in->used);
		event->code = ESC;
	} else {
		n = character(in->data, in->used, &event->code);
	}
	if (n == INCOMPLETE && !flush)
		return false;
	if (n == INCOMPLETE) {
		/* a broken character goes byte by byte */
		n = in->data[0] == ESC && in->used < INPUT_EVENT_BYTES ? in->used : 1;
		if (n == 2 && in->data[1] == ESC)
			n = 1;
	}
	take(in, n, event);
	event->kind = INPUT_CHAR;
	if (event->bytes[0] == ESC && n > 1)
		name_sequence(event);
	in->open = left_open(event);
	if (in->open == OPEN_CSI)
		event->kind = INPUT_REPLY;
	return true;
}

int input_timeout(const struct input *in)
{
	if (in->open == OPEN_PASTE)
		return INPUT_PASTE_MS;
	if (in->open || (in->used > 2 && in->data[0] == ESC))
		return INPUT_REPLY_MS;
	return in->used ? INPUT_ESC_MS : -1;
}
