/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input.h - bytes of the terminal to events: characters, keys, pastes.
 *
 * Pure. Every byte fed comes out in exactly one event, in order, so that what
 * is not a key of ours can be handed to readline unchanged; a control function in 8 bits
 * (0x9b, or that as a character of UTF-8) as its 7 bits, ESC [.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/figure/panel.h"

#define INPUT_ROOM 1024	     /* bytes that may wait */
#define INPUT_EVENT_BYTES 64 /* longest sequence taken as one */
#define INPUT_ESC_MS 50	     /* an Esc alone is a key after this */
#define INPUT_REPLY_MS                                                                            \
	500		    /* the rest of a sequence, that no hand types, is given up after this \
			     */
#define INPUT_PASTE_MS 1000 /* a paste without an end ends after this */

enum input_kind {
	INPUT_CHAR,  /* one character or control byte; code is it, U+FFFD for a
			byte that is not UTF-8 */
	INPUT_KEY,   /* code is an enum input_key */
	INPUT_OTHER, /* a key of no interest here: Meta-x, Ctrl-arrows */
	INPUT_REPLY, /* a piece of what the terminal says of itself: nobody's key */
	INPUT_MOUSE, /* code is an enum input_mouse; row, column from 0 */
	INPUT_PASTE_BEGIN,
	INPUT_PASTE, /* a piece of pasted text */
	INPUT_PASTE_END
};

/* Keys are numbered past Unicode, so that one table holds both; those that a
   panel may have for itself as panels know them. */
enum input_key {
	INPUT_UP = PANEL_KEY_UP,
	INPUT_DOWN = PANEL_KEY_DOWN,
	INPUT_LEFT = PANEL_KEY_LEFT,
	INPUT_RIGHT = PANEL_KEY_RIGHT,
	INPUT_F1 = PANEL_KEY_OTHERS, /* F1 … F12 follow each other */
	INPUT_F12 = INPUT_F1 + 11,
	INPUT_HOME,
	INPUT_END,
	INPUT_PAGE_UP,
	INPUT_PAGE_DOWN,
	INPUT_INSERT,
	INPUT_DELETE,
	INPUT_BACK_TAB
};

enum input_mouse {
	MOUSE_PRESS, /* the left button */
	MOUSE_DRAG,
	MOUSE_RELEASE,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN,
	MOUSE_OTHER
};

struct input_event {
	enum input_kind kind;
	uint32_t code;
	int row, column; /* of the mouse */
	size_t size;	 /* 0 only for a paste that ended by time */
	size_t taken;	 /* bytes fed that it was: others than size where one came in 8 bits */
	unsigned char bytes[INPUT_EVENT_BYTES];
};

/* What goes on over more bytes than one event has. */
enum input_open { OPEN_NONE, OPEN_PASTE, OPEN_STRING, OPEN_CSI };

struct input {
	unsigned char data[INPUT_ROOM];
	size_t used;
	enum input_open open;
	int owed;    /* bytes that the character begun lacks */
	bool legacy; /* text is in an encoding that has characters where C1 has controls */
};

void input_init(struct input *in);

/* Returns how many bytes were taken; take events before feeding the rest. */
size_t input_feed(struct input *in, const void *bytes, size_t size);

/*
 * The next event. False: nothing, or the beginning of a sequence that may go
 * on. With flush (input_timeout has passed) a beginning is given as it is.
 */
bool input_next(struct input *in, bool flush, struct input_event *event);

/* Milliseconds after which to flush, -1: nothing waits. */
int input_timeout(const struct input *in);

#endif
