/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * surface.h - what the running screen needs of a terminal, as functions. draw.c
 * is one over curses; a test gives one that only keeps the grid.
 */
#ifndef TUI_SURFACE_H
#define TUI_SURFACE_H

#include "view/grid/grid.h"

struct surface {
	bool ascii;
	bool mono; /* no colour alone says anything */ /* grids keep to ASCII */
	/* Size now, at least 1x1. True if it changed. */
	bool (*size)(struct surface *surface, int *rows, int *columns);
	/*
	 * Show a grid, and the cursor there (row < 0: none). before: what is
	 * shown already, of the same size; NULL: nothing to build on. repaint:
	 * what the terminal shows is not to be trusted.
	 */
	void (*show)(struct surface *surface, const struct grid *before, const struct grid *now,
		     bool repaint, int row, int column);
	/* False: it is that one already. */
	bool (*set_palette)(struct surface *surface, int palette);
	/* The mouse for the program, or for the terminal's own selecting. */
	void (*mouse)(struct surface *surface, bool on);
	/* Ctrl-Z: returns when the program goes on. group: the whole job stops. */
	void (*suspend)(struct surface *surface, bool group);
	void (*free)(struct surface *surface);
};

#endif
