/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.h - the state of the running screen, shared by app.c, loop.c, event.c,
 * act*.c, keys_*.c, frame.c and motion.c, and by tests that run it without a terminal.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "cmd/player/player.h"
#include "tui/input.h"
#include "tui/key_name.h"
#include "tui/keys.h"
#include "tui/page.h"
#include "tui/painter.h"
#include "tui/paste.h"
#include "tui/prompt.h"
#include "tui/tui.h"
#include "tui/welcome.h"

#define APP_TOLD 32

/* Keys that do nothing, and were said to. */
struct app_told {
	char name[APP_TOLD][KEY_NAME_BYTES];
	int count;
};

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
	struct welcome *welcome; /* NULL: there is none */
	struct snapshot snapshot;
	struct snapshot_look look; /* the neuron that figures look at */
	struct grid *resting;	   /* the screen with the figures that rest, NULL: none do */
	int rows, columns;
	bool panels; /* the keyboard is there */
	int place;   /* focused panel */
	bool zoom;
	bool explain;		   /* the page follows what the cursor stands on */
	bool mouse;		   /* presses are ours */
	struct hit grabbed;	   /* where the button went down, HIT_NONE: it is up */
	int grab_row, grab_column; /* where the mouse was last */
	int figure_panel;	   /* that had the keyboard when drawn last, -1: none */
	int figure_rows, figure_columns, figure_left; /* of the focused figure,
							 as drawn last */
	double spun;				      /* when cameras were last turned, seconds */
	struct unfolding {
		int id;
		double since;	   /* seconds */
	} unfolding[FPE_MAX_ARMS]; /* arms seen so far */
	int seen_arms;
	bool moving;  /* something moves by itself: another frame is due */
	bool changed; /* something to draw */
	bool urgent;  /* a key was pressed: its echo is awaited */
	bool leaving;
	bool hush;  /* a cell of a figure was changed: the figure answers, no
		       page over it */
	bool asked; /* "again leaves" was said */
	struct app_told told;
	int died_of;	    /* signal to end by, 0 */
	bool given_up;	    /* leave at once: what runs does not stop */
	unsigned long seen; /* messages_serial drawn last */
};

/* app.c. All is borrowed. */
void app_init(struct app *app, struct player *player, const struct tui_options *options,
	      struct messages *messages);
/* The prompt and its history. False: no memory. */
bool app_open(struct app *app);
/* Takes the surface. False: no memory, or no surface. */
bool app_paint(struct app *app, struct surface *surface);
/* All but the painter, which goes before its terminal does. */
void app_close(struct app *app);
/* Act on what input_feed was given. */
void app_take_events(struct app *app, bool flush);
/* Let the player go on; its `quit` may be asked about. */
void app_poll(struct app *app);
/* Something is to be drawn, or moves. */
bool app_wants_frame(const struct app *app);

/* act.c */
void act_say(struct app *app, const char *text); /* a note */
void act_run(struct app *app, const char *line); /* as if typed */
/* The keyboard goes to the panels, or to the prompt. */
void act_go(struct app *app, bool panels);
void act_interrupt(struct app *app);
/* Leave; with something unsaved or under way ask first. again: "F10". */
void act_leave(struct app *app, const char *again);
/* Something else was done than leaving: it is asked anew. */
void act_stays(struct app *app);
void act_suspend(struct app *app, bool group);

/* With --safe: say that this is not done. */
bool act_refused(struct app *app);

/* keys_everywhere.c: to the next arrangement of panels. */
void act_next_layout(struct app *app);

/* keys_panels.c: options of the panel with the keyboard, NULL: none is shown. */
struct panel_options *act_panel_options(struct app *app);
/* A key of the panel's own. False: it has none. */
bool act_panel_key(struct app *app, uint32_t code);
/* Do what a command for a hit asks for. */
void act_command(struct app *app, enum panel_edit edit, const char *command);
/* act_mouse.c */
void act_mouse(struct app *app, const struct input_event *event);

/* event.c */
void event_take(struct app *app, const struct input_event *event);

/* motion.c: cameras that turn, splits that come apart; sets app->moving. */
void motion_advance(struct app *app);

/* frame.c */
void frame_draw(struct app *app);
/* Lines of a page that the screen shows. */
int frame_page_rows(const struct app *app);

#endif
