/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw.h - a grid to the terminal, by curses. Only cells that changed are
 * written, and one update goes out a frame.
 */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "view/grid.h"
#include "view/palette.h"

struct painter;

/* After terminal_enter. colour: 0 what the terminal and NO_COLOR say, 1 what
   the terminal can, 2 none. NULL: no memory. */
struct painter *painter_new(int palette, int colour, bool ascii);
void painter_free(struct painter *painter);

/* The grid to draw the next frame into: empty, of this size. NULL: no memory. */
struct grid *painter_begin(struct painter *painter, int rows, int columns);
/* Show it, and the cursor there (row < 0: none). */
void painter_show(struct painter *painter, int row, int column);

/* What a cell of the frame shown last stands for. Borrowed until the next. */
const struct hit *painter_hit(const struct painter *painter, int row, int column);

/* The next frame writes every cell: after a resize, Ctrl-L or a suspension. */
void painter_repaint(struct painter *painter);
void painter_set_palette(struct painter *painter, int palette);
bool painter_ascii(const struct painter *painter);

#endif
