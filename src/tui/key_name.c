/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_name.c - what a key is called.
 *
 * A sequence of keys is ESC [ number ; modifiers and a letter, or ~ where the
 * number says which; rxvt has letters of its own for Shift and Ctrl. The rows
 * are of xterm's control sequences, rxvt's reference and kitty's protocol.
 */
#include "tui/key_name.h"

#include <stdio.h>
#include <string.h>

enum { SHIFT = 1, ALT = 2, CTRL = 4, META = 8 /* iTerm's Alt */ };

/* Which key; code: a number before ~, or the letter. */
static const struct {
	int code;
	const char *name;
} keys[] = {
	{ 'A', "Up" },
	{ 'B', "Down" },
	{ 'C', "Right" },
	{ 'D', "Left" },
	{ 'E', "keypad 5" },
	{ 'F', "End" },
	{ 'H', "Home" },
	{ 'P', "F1" },
	{ 'Q', "F2" },
	{ 'R', "F3" },
	{ 'S', "F4" },
	{ 'Z', "Tab" },
	{ 'M', "keypad Enter" },
	{ 1, "Home" },
	{ 2, "Insert" },
	{ 3, "Delete" },
	{ 4, "End" },
	{ 5, "PgUp" },
	{ 6, "PgDn" },
	{ 7, "Home" },
	{ 8, "End" },
	{ 11, "F1" },
	{ 12, "F2" },
	{ 13, "F3" },
	{ 14, "F4" },
	{ 15, "F5" },
	{ 17, "F6" },
	{ 18, "F7" },
	{ 19, "F8" },
	{ 20, "F9" },
	{ 21, "F10" },
	{ 23, "F11" },
	{ 24, "F12" },
	{ 25, "F13" },
	{ 26, "F14" },
	{ 28, "F15" },
	{ 29, "F16" },
	{ 31, "F17" },
	{ 32, "F18" },
	{ 33, "F19" },
	{ 34, "F20" },
};

static const char *named(int code)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (keys[i].code == code)
			return keys[i].name;
	}
	return NULL;
}

static void put(char *out, int modifiers, const char *name)
{
	snprintf(out, KEY_NAME_BYTES, "%s%s%s%s", modifiers & CTRL ? "Ctrl-" : "",
		 modifiers & (ALT | META) ? "Alt-" : "", modifiers & SHIFT ? "Shift-" : "", name);
}

/* A character with its bytes, of which a control has none to show. */
static void put_character(char *out, int modifiers, uint32_t code, const char *bytes)
{
	static const struct {
		uint32_t code;
		const char *name;
	} others[] = { { ' ', "Space" }, { '\t', "Tab" },      { '\r', "Enter" },
		       { 27, "Esc" },	 { 127, "Backspace" }, { 0, "Ctrl-Space" } };
	char letter[2] = { (char)(code | 0x40), '\0' };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (others[i].code == code) {
			put(out, modifiers, others[i].name);
			return;
		}
	}
	put(out, code < ' ' ? modifiers | CTRL : modifiers, code < ' ' ? letter : bytes);
}

/* ESC [ 97 ; 5 u of kitty, ESC [ 27 ; 5 ; 97 ~ of xterm. */
static void put_code(char *out, int modifiers, long code)
{
	char bytes[2] = { (char)code, '\0' };

	if (code >= 0 && code < 0x80)
		put_character(out, modifiers, (uint32_t)code, bytes);
}

static void name_csi(const struct input_event *e, char *out)
{
	char text[INPUT_EVENT_BYTES];
	int n = (int)e->size, last = e->bytes[n - 1], count, modifiers;
	long number = 0, second = 1, third = 0;

	memcpy(text, e->bytes + 2, (size_t)n - 3);
	text[n - 3] = '\0';
	count = sscanf(text, "%4ld;%4ld;%4ld", &number, &second, &third);
	modifiers = second > 1 ? (int)(second - 1) & 15 : 0;
	if (last == '^' || last == '$' || last == '@') /* rxvt */
		modifiers = last == '$' ? SHIFT : last == '^' ? CTRL : SHIFT | CTRL;
	if (last == 'u')
		put_code(out, modifiers, number);
	else if (last == '~' && number == 27 && count == 3)
		put_code(out, modifiers, third);
	else if (strchr("~^$@", last) && named((int)number) && number < 'A')
		put(out, modifiers, named((int)number));
	else if (last >= 'a' && last <= 'd')
		put(out, SHIFT, named(last - 'a' + 'A'));
	else if (last == 'Z')
		put(out, SHIFT, "Tab");
	else if (last >= 'A' && last <= 'Z' && named(last))
		put(out, modifiers, named(last));
}

static void name_ss3(const struct input_event *e, char *out)
{
	int last = e->bytes[e->size - 1];
	char digit = e->size == 4 ? (char)e->bytes[2] : '1';

	if (last >= 'a' && last <= 'd')
		put(out, CTRL, named(last - 'a' + 'A'));
	else if (last >= 'j' && last <= 'y') /* the keypad, ASCII moved up by 64 */
		snprintf(out, KEY_NAME_BYTES, "keypad %c", last - 64);
	else if (last >= 'A' && last <= 'Z' && named(last))
		put(out, digit > '1' && digit <= '9' ? digit - '1' : 0, named(last));
}

static void name_key(uint32_t code, char *out)
{
	static const struct {
		uint32_t code;
		const char *name;
	} rest[] = {
		{ INPUT_UP, "Up" },
		{ INPUT_DOWN, "Down" },
		{ INPUT_LEFT, "Left" },
		{ INPUT_RIGHT, "Right" },
		{ INPUT_HOME, "Home" },
		{ INPUT_END, "End" },
		{ INPUT_PAGE_UP, "PgUp" },
		{ INPUT_PAGE_DOWN, "PgDn" },
		{ INPUT_INSERT, "Insert" },
		{ INPUT_DELETE, "Delete" },
		{ INPUT_BACK_TAB, "Shift-Tab" },
	};

	if (code >= INPUT_F1 && code <= INPUT_F12)
		snprintf(out, KEY_NAME_BYTES, "F%d", (int)(code - INPUT_F1) + 1);
	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
		if (rest[i].code == code)
			snprintf(out, KEY_NAME_BYTES, "%s", rest[i].name);
	}
}

/* Esc and a key of several bytes: iTerm's Alt. */
static void name_alt(const struct input_event *e, char *out)
{
	struct input_event key = *e;
	char name[KEY_NAME_BYTES];

	key.size--;
	memmove(key.bytes, key.bytes + 1, key.size);
	key_name(&key, name);
	if (name[0])
		snprintf(out, KEY_NAME_BYTES, "Alt-%.30s", name);
}

void key_name(const struct input_event *e, char out[KEY_NAME_BYTES])
{
	char bytes[INPUT_EVENT_BYTES + 1];

	out[0] = '\0';
	memcpy(bytes, e->bytes, e->size);
	bytes[e->size] = '\0';
	if (e->kind == INPUT_KEY)
		name_key(e->code, out);
	else if (e->kind == INPUT_CHAR && e->code != 0xfffd)
		put_character(out, 0, e->code, bytes);
	else if (e->kind != INPUT_OTHER || e->size < 2)
		return;
	else if (e->bytes[1] == 27 && e->size > 3)
		name_alt(e, out);
	else if (e->bytes[1] == '[' && e->size > 2)
		name_csi(e, out);
	else if (e->bytes[1] == 'O' && e->size > 2)
		name_ss3(e, out);
	else if (e->bytes[1] != '[' && e->bytes[1] != 'O')
		put_character(out, ALT, e->bytes[1] < 0x80 ? e->bytes[1] : 0xfffd, bytes + 1);
}
