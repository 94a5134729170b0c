/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen.h - the whole screen as a grid, without a terminal.
 *
 * What is shown is decided by commands (struct screen_state, which `plot
 * screen` uses too); where the keyboard is, is the terminal's business
 * (struct screen_focus).
 */
#ifndef VIEW_SCREEN_H
#define VIEW_SCREEN_H

#include "view/figure/panel.h"

#define SCREEN_MAX_PANELS 20 /* panels there may be; a test counts those there are */

/* Whose turn it is in a lesson. */
enum screen_turn { SCREEN_TURN_NONE, SCREEN_TURN_ANSWER, SCREEN_TURN_DEED };

struct screen_state {
	int shown;		      /* panels in order of use */
	int panel[SCREEN_MAX_PANELS]; /* indices in panel_table */
	int home[SCREEN_MAX_PANELS];  /* enum panel_home, where it stands */
	int came[SCREEN_MAX_PANELS];  /* when it was added: of a home the newest first */
	int comes;
	struct panel_options options[SCREEN_MAX_PANELS]; /* of shown panels */
	int arrangement;				 /* index in arrangements */
	struct panel_options kept[SCREEN_MAX_PANELS];	 /* by panel: as it was
				   before an arrangement without it */
	bool has_kept[SCREEN_MAX_PANELS];
	int at;			   /* epoch shown, -1: now */
	struct snapshot_look look; /* the neuron that the cursor chose; arm -1: none */
	char script[80];	   /* file that plays, or "" */
	int line, lines;	   /* its current line, 0 before it starts */
	char narration[2000];	   /* what `say` said last; may hold \n */
	bool press_key;		   /* "press a key" is due */
	enum screen_turn turn;	   /* something else is */
	int palette;		   /* chosen, index in palettes */
};

/* The arrangement `lab`, now (arrangement.c). */
void screen_state_init(struct screen_state *state);
/* Panels and the epoch shown, as another state has them; what is of a moment stays. */
void screen_state_show(struct screen_state *state, const struct screen_state *other);
/* show: bring to the front or add; options NULL: as they were. Returns its
   place. */
int screen_show(struct screen_state *state, int panel, const struct panel_options *options);
void screen_hide(struct screen_state *state, int panel);
/* Place of a panel in state.panel, -1: it is not shown. */
int screen_place(const struct screen_state *state, int panel);
/* The neuron that is looked at: the one that the cursor chose, else the one that a command named.
 */
struct snapshot_look screen_look(const struct screen_state *state,
				 const struct snapshot_look *named);
/* Show an epoch further by so many; past the last one: now. */
void screen_step_time(struct screen_state *state, const struct snapshot *s, int by);
/* What may be typed on an empty screen. */
struct screen_offer {
	const char *type, *what;
	bool done; /* it was, before */
};

struct screen_focus {
	bool panels; /* the keyboard is in the panels, else at the prompt */
	int place;   /* focused place in state.panel */
	bool zoom;   /* the focused panel fills the screen */
	/* The figures rest: as they stand here, where it has this size; NULL: they do not */
	const struct grid *resting;
	const char *prompt;	/* "fpe> " */
	const char *line;	/* the prompt's text, UTF-8, NULL: no prompt line */
	int cursor;		/* byte offset in line */
	const char *message;	/* last message or error, or NULL */
	int message_ink;	/* enum ink */
	const char *const *log; /* lines of recent output, newest last */
	int log_lines;
	const char *const *overlay; /* help page or completion popup over the panels, NULL: none */
	int overlay_lines, overlay_top; /* scrolled by top */
	const char *overlay_title;
	const struct screen_offer *offer; /* [offers], NULL: a few commands are */
	int offers;
	const char *advice;		 /* below them; NULL: none */
	bool overlay_right;		 /* at the right, for what is explained is at the left */
	int cursor_row, cursor_column;	 /* out: where the terminal's cursor goes */
	int figure_rows, figure_columns; /* out: cells inside the focused frame */
	int figure_left;		 /* out: its first column */
};

/* Is something waited for, so that a reader is to see all that is said? */
bool screen_waits(const struct screen_state *state);

/* Draw all of it at the grid's size, any size >= 1x1. focus may be NULL
   (plot screen: no prompt text, no message). */
void screen_draw(const struct snapshot *s, const struct screen_state *state,
		 struct screen_focus *focus, struct grid *grid);

#endif
