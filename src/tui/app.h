/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.h - the state of the running screen, shared by loop.c, act.c and frame.c
 * alone.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "cmd/player.h"
#include "tui/draw.h"
#include "tui/input.h"
#include "tui/keys.h"
#include "tui/page.h"
#include "tui/paste.h"
#include "tui/prompt.h"
#include "tui/tui.h"

struct app {
	struct player *player;
	const struct tui_options *options;
	struct messages *messages;
	struct histfile *history;
	struct prompt *prompt;
	struct painter *painter;
	struct input input;
	struct paste paste;
	struct page page;
	struct snapshot snapshot;
	int rows, columns;
	bool panels; /* the keyboard is there */
	int place;   /* focused panel */
	bool zoom;
	bool changed; /* something to draw */
	bool leaving;
	bool asked;   /* "unsaved" was said, and the next key is awaited */
	int died_of;  /* signal to end by, 0 */
	unsigned long seen; /* messages_serial drawn last */
};

/* act.c */
void act_event(struct app *app, const struct input_event *event);
void act_interrupt(struct app *app);
void act_suspend(struct app *app, bool group);
/* Hand finished lines to the player. */
void act_lines(struct app *app);

/* frame.c */
void frame_draw(struct app *app);
/* Lines of a page that the screen shows. */
int frame_page_rows(const struct app *app);

#endif
