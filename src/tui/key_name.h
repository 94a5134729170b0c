/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key_name.h - what a key is called, for keys that are in no table of ours. */
#ifndef TUI_KEY_NAME_H
#define TUI_KEY_NAME_H

#include "tui/input.h"

#define KEY_NAME_BYTES 40

/* "Shift-Left", "Alt-q", "Ctrl-F5"; "" where nobody knows. As xterm, rxvt, kitty and the
   linux console send them. */
void key_name(const struct input_event *event, char out[KEY_NAME_BYTES]);

#endif
