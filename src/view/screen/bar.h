/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bar.h - the one-line parts of the screen: top, status, hints, prompt. */
#ifndef VIEW_BAR_H
#define VIEW_BAR_H

#include "view/screen/screen.h"

/* Program, script and line, what runs, how far, how fast. Drops what does not
   fit, the least needed first. */
void bar_top(const struct snapshot *s, const struct screen_state *state, struct area a);
/* Where the epoch shown stands between the first and the last. */
void bar_time(const struct snapshot *s, struct area a);
/* Weights of every arm against its budget, and what the cursor stands on (NULL:
   nothing), which goes first where there is no room for both. */
void bar_status(const struct snapshot *s, const char *about, struct area a);
/* Message or the newest line of output at the left, keys at the right. */
void bar_hint(const struct screen_focus *focus, bool log_shown, struct area a);
/*
 * The prompt and its text, scrolled so that the cursor's column, which it
 * returns, is inside.
 */
int bar_prompt(const struct screen_focus *focus, struct area a);

#endif
