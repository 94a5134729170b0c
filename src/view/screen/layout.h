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
#define LAYOUT_SLOTS 4

struct rect {
	int row, column, rows, columns;
};

struct layout {
	bool too_small;
	struct rect bar, panels, timeline, narration, log, status, hint, prompt;
	int across, down; /* slots for panels: 2x2, 2x1, 1x2 or 1x1 */
};

/* prompt: is there a prompt line. timeline: is a past epoch shown. narration:
   rows it would take. */
void layout_screen(struct layout *layout, int rows, int columns, bool prompt, bool timeline,
		   int narration);

/* Rows that narration may take at most on a screen so high. */
int layout_narration_rows(int rows);

/* Slot of a panel whose home is 0 … 3 (enum panel_home). */
int layout_slot(const struct layout *layout, int home);

/*
 * Share the panels' rectangle between slots that want so many rows, frames
 * included; 0: an empty slot, whose room the others take. Slots one above the
 * other share their border line.
 */
void layout_slots(const struct layout *layout, const int want[LAYOUT_SLOTS],
		  struct rect out[LAYOUT_SLOTS]);

#endif
