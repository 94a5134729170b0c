/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layout.h - which rectangle belongs to what, at any size of the screen.
 *
 * Pure arithmetic: no grid, no session. An absent part has no rows.
 */
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include <stdbool.h>

#define LAYOUT_LEAST_COLUMNS 20
#define LAYOUT_LEAST_ROWS 4
#define LAYOUT_HOMES 4	/* places of the main view, as enum panel_home counts them */
#define LAYOUT_SLOTS 12 /* panels that stand open at most */

struct rect {
	int row, column, rows, columns;
};

struct layout {
	bool too_small;
	struct rect bar, panels, timeline, narration, log, status, hint, prompt;
	int across, down;	    /* slots for panels: 1x1 up to 2x2, or up to 4x3 */
	int deal[LAYOUT_HOMES + 1]; /* of more than 2x2: each home's first slot, and the end */
};

/* What a slot's panel would like. */
struct layout_want {
	int rows;   /* frame included; 0: the slot is empty */
	bool grows; /* of use to it are more, too */
};

/* prompt: is there a prompt line. timeline: is a past epoch shown. narration:
   rows it would take. */
void layout_screen(struct layout *layout, int rows, int columns, bool prompt, bool timeline,
		   int narration);

/* Rows that narration may take at most on a screen so high. */
int layout_narration_rows(int rows);

/* How many panels of each home there are: where there is room each gets a slot of its own. */
void layout_deal(struct layout *layout, const int panels[LAYOUT_HOMES]);

/* Slot of the nth panel of its home, from 0. Panels of one slot are its tabs. */
int layout_slot(const struct layout *layout, int home, int nth);

/*
 * Share the panels' rectangle between the slots. The room of empty ones the others take.
 * Slots one above the other share their border line; slot i stands in column i / down.
 */
void layout_slots(const struct layout *layout, const struct layout_want want[LAYOUT_SLOTS],
		  struct rect out[LAYOUT_SLOTS]);

#endif
