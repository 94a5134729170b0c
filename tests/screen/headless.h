/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * headless.h - the running screen without a terminal: keys go in as bytes, the
 * grid comes out. Its clock stands still until it is told to go.
 */
#ifndef SCREEN_HEADLESS_H
#define SCREEN_HEADLESS_H

#include "tui/app.h"

struct headless {
	struct surface surface;	       /* first: one is the other */
	int rows, columns;	       /* of the terminal there is not */
	bool mouse;		       /* it was asked for */
	int stops;		       /* Ctrl-Z so far */
	int frames;		       /* shown so far */
	const struct grid *shown;      /* the last frame, NULL before the first; the painter's */
	int cursor_row, cursor_column; /* of the last frame */
	struct messages *messages;
	struct player *player;
	struct tui_options options;
	struct app app;
};

/* history: a file for typed lines. NULL: no memory. One at a time: readline
   has one line. */
struct headless *headless_new(int rows, int columns, bool ascii, bool safe, const char *history);
void headless_free(struct headless *h);

/* Bytes as a terminal sends them; all of them are acted on. */
void headless_feed(struct headless *h, const void *bytes, size_t size);
/* As when keys have stopped coming: a lone Esc is a key now. */
void headless_flush(struct headless *h);
/* One round of the loop: the player is polled, a due frame drawn. */
void headless_round(struct headless *h);
/* Rounds until what was typed has acted; the clock stands still. False: not within so many
   seconds of real time. */
bool headless_act(struct headless *h, double seconds);
/* Rounds until nothing runs or moves, or it only waits for a key; the clock goes on.
   False: not within so many seconds of real time. */
bool headless_settle(struct headless *h, double seconds);
/* Let the clock go on by so many seconds, a frame at a time. */
void headless_pass(struct headless *h, double seconds);
bool headless_over(const struct headless *h); /* it has left */

#endif
