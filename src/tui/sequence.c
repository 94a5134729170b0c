/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sequence.c - where what a terminal sends begins and ends.
 *
 * What begins like an answer may also be keys that were typed ahead, as Alt-_ and a word.
 * Keys of the prompt win: what decides stands in tables here.
 */
#include "tui/sequence.h"

#include <string.h>

#include "core/base/utf8.h"

#define CAN 0x18
#define SUB 0x1a
#define DEL 0x7f
#define C1_LETTER 0x40 /* less than the byte */
#define LONGEST_CSI 63 /* what is longer goes on in another event */
#define LONGEST_ESCAPE 8

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

static bool goes_on(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

size_t sequence_character(const unsigned char *b, size_t n, uint32_t *code)
{
	size_t length = utf8_length(b[0]), here = 1;

	while (here < n && here < length && goes_on(b[here]))
		here++;
	*code = SEQUENCE_REPLACEMENT;
	if (here == n && here < length)
		return SEQUENCE_INCOMPLETE;
	if (utf8_read((const char *)b, here, code))
		return length;
	*code = SEQUENCE_REPLACEMENT;
	return 1;
}

bool sequence_inside(int *owed, unsigned char byte)
{
	size_t length = utf8_length(byte);

	if (*owed > 0 && goes_on(byte)) {
		--*owed;
		return true;
	}
	*owed = length > 1 ? (int)length - 1 : 0;
	return false;
}

static bool is_c1(unsigned char byte)
{
	return byte >= 0x80 && byte < 0xa0;
}

unsigned char sequence_c1(const unsigned char *b, size_t n, size_t *length)
{
	bool character = n > 1 && b[0] == 0xc2 && is_c1(b[1]);

	*length = character ? 2 : 1;
	if (!character && !is_c1(b[0]))
		return 0;
	return (unsigned char)(b[*length - 1] - C1_LETTER);
}

/* ------------------------------------------------------------------- texts */

/*
 * After Esc these begin a text, or are Alt-P and so on. Where a text begins as answers do
 * it is one; else only where its end follows with it.
 */
static const struct {
	unsigned char letter;
	const char *first;
} strings[] = {
	{ 'P', "0123456789;<=>?!$+" },
	{ ']', "0123456789lLI" },
	{ '_', "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
	{ 'X', "" },
	{ '^', "" },
};

static const char *first_of_string(unsigned char letter)
{
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		if (strings[i].letter == letter)
			return strings[i].first;
	}
	return NULL;
}

bool sequence_opens_string(unsigned char letter)
{
	return first_of_string(letter) != NULL;
}

enum sequence_part sequence_string_part(const unsigned char *b, size_t n, size_t *length)
{
	unsigned char letter = sequence_c1(b, n, length);

	if (letter)
		return letter == '\\' ? SEQUENCE_END : SEQUENCE_CUT;
	*length = 1;
	if (n == 1 && (b[0] == SEQUENCE_ESC || b[0] == 0xc2))
		return SEQUENCE_WAIT;
	if (b[0] == '\a' || b[0] == CAN || b[0] == SUB)
		return SEQUENCE_END;
	if (b[0] == SEQUENCE_ESC && b[1] == '\\') {
		*length = 2;
		return SEQUENCE_END;
	}
	return b[0] < 0x20 || b[0] == DEL ? SEQUENCE_CUT : SEQUENCE_TEXT;
}

/* Is an end of the text the first that ends it? 1: it is none; INCOMPLETE. */
static size_t ended_string(const unsigned char *b, size_t n)
{
	int owed = 0;
	size_t length;

	for (size_t i = 2; i < n && i < SEQUENCE_UNDECIDED; i++) {
		if (owed > 0 && sequence_inside(&owed, b[i]))
			continue;
		switch (sequence_string_part(b + i, n - i, &length)) {
		case SEQUENCE_END:
			return 2;
		case SEQUENCE_CUT:
			return 1;
		case SEQUENCE_WAIT:
			return SEQUENCE_INCOMPLETE;
		case SEQUENCE_TEXT:
			sequence_inside(&owed, b[i]);
		}
	}
	return n < SEQUENCE_UNDECIDED ? SEQUENCE_INCOMPLETE : 2;
}

/* 2: Esc and a letter begin a text. INCOMPLETE would be 0, so 1: they do not. */
static size_t string_length(const unsigned char *b, size_t n)
{
	const char *first = first_of_string(b[1]);

	if (!first)
		return 1;
	if (n == 2)
		return SEQUENCE_INCOMPLETE;
	return b[2] && strchr(first, b[2]) ? 2 : ended_string(b, n);
}

/* -------------------------------------------------------------- sequences */

static bool is_intermediate(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x30;
}

static bool is_final(unsigned char byte)
{
	return byte >= 0x40 && byte < DEL;
}

/* ESC [ M and three bytes: the mouse of terminals that know no better way. */
static size_t old_mouse_length(const unsigned char *b, size_t n)
{
	for (size_t i = 3; i < 6; i++) {
		if (i == n)
			return SEQUENCE_INCOMPLETE;
		if (b[i] < 0x20)
			return 3;
	}
	return 6;
}

bool sequence_ends_csi(unsigned char byte, bool *past)
{
	*past = is_final(byte) || byte == CAN || byte == SUB;
	return byte < 0x20 || byte >= 0x40;
}

/* ESC [, a number and $: rxvt's shifted keys, which in answers go on. */
static bool is_rxvt(const unsigned char *b, size_t n)
{
	size_t i = 2;

	while (i < n && b[i] >= '0' && b[i] <= '9')
		i++;
	return i > 2 && i + 1 == n && b[i] == '$';
}

/* Length of ESC [ …; a byte that cannot belong to it ends it. */
static size_t csi_length(const unsigned char *b, size_t n)
{
	bool past;

	if (n > 2 && b[2] == '[') /* F1 … F5 of the linux console */
		return n > 3 ? (b[3] >= 'A' && b[3] <= 'E' ? 4 : 3) : SEQUENCE_INCOMPLETE;
	if (n > 2 && b[2] == 'M')
		return old_mouse_length(b, n);
	for (size_t i = 2; i < n; i++) {
		if (i == LONGEST_CSI)
			return i;
		if (is_rxvt(b, i) && !is_intermediate(b[i]) && !is_final(b[i]))
			return i;
		if (sequence_ends_csi(b[i], &past))
			return past ? i + 1 : i;
	}
	return SEQUENCE_INCOMPLETE;
}

/* Length of ESC O …; old xterms put a modifier before the letter. */
static size_t ss3_length(const unsigned char *b, size_t n)
{
	for (size_t i = 2; i < n; i++) {
		if (is_final(b[i]))
			return i + 1;
		if (i > 5 || !((b[i] >= '0' && b[i] <= '9') || b[i] == ';'))
			return i;
	}
	return SEQUENCE_INCOMPLETE;
}

/* Intermediate bytes that are no key of the prompt's with Esc before them, or, as Alt-Space,
   hardly one. ESC ., ESC # and the like are keys, and no terminal's answer. */
static bool begins_escape(unsigned char byte)
{
	return byte && strchr(" \"%'()+,", byte);
}

/* Length of ESC, intermediate bytes and a final one. */
static size_t intermediate_length(const unsigned char *b, size_t n)
{
	for (size_t i = 2; i < n; i++) {
		if (b[i] >= 0x30 && b[i] < DEL)
			return i + 1;
		if (!is_intermediate(b[i]) || i == LONGEST_ESCAPE)
			return 2;
	}
	return SEQUENCE_INCOMPLETE;
}

size_t sequence_escape(const unsigned char *b, size_t n, bool *string)
{
	uint32_t code;
	size_t length;

	*string = false;
	if (n == 1)
		return SEQUENCE_INCOMPLETE;
	length = string_length(b, n);
	*string = length == 2;
	if (length != 1)
		return length;
	if (b[1] == '[')
		return csi_length(b, n);
	if (b[1] == 'O')
		return ss3_length(b, n);
	if (begins_escape(b[1]))
		return intermediate_length(b, n);
	/* iTerm's Alt and an arrow is Esc and that arrow */
	if (b[1] == SEQUENCE_ESC && n == 2)
		return SEQUENCE_INCOMPLETE;
	if (b[1] == SEQUENCE_ESC && (b[2] == '[' || b[2] == 'O')) {
		length = b[2] == '[' ? csi_length(b + 1, n - 1) : ss3_length(b + 1, n - 1);
		return length == SEQUENCE_INCOMPLETE ? SEQUENCE_INCOMPLETE : length + 1;
	}
	if (b[1] == '\t') /* Shift-Tab of the linux console */
		return 2;
	/* a control byte stays one of its own: Ctrl-C after Esc is Ctrl-C */
	if (b[1] < 0x20 || b[1] == DEL || sequence_c1(b + 1, n - 1, &length))
		return 1;
	length = sequence_character(b + 1, n - 1, &code);
	return length == SEQUENCE_INCOMPLETE ? SEQUENCE_INCOMPLETE : length + 1;
}

/* Esc and a letter that are a key if nothing follows that makes them more. */
static bool is_key_so_far(unsigned char second)
{
	return sequence_opens_string(second) || begins_escape(second);
}

size_t sequence_given_up(const unsigned char *b, size_t n)
{
	/* a broken character goes byte by byte */
	if (b[0] != SEQUENCE_ESC)
		return 1;
	if (n > 2 && is_key_so_far(b[1]))
		return 2;
	return n > LONGEST_CSI || (n == 2 && b[1] == SEQUENCE_ESC) ? 1 : n;
}

bool sequence_by_hand(const unsigned char *b, size_t n)
{
	size_t length;

	if (b[0] != SEQUENCE_ESC)
		return sequence_c1(b, n, &length) == 0;
	return n < 3 || is_key_so_far(b[1]) || is_rxvt(b, n);
}
