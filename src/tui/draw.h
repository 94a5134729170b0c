/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw.h - a surface over curses. Only cells that changed are written, and one
 * update goes out a frame.
 */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "tui/surface.h"
#include "view/grid/palette.h"

/* After terminal_enter. colour: 0 what the terminal and NO_COLOR say, 1 what
   the terminal can, 2 none. NULL: no memory. */
struct surface *draw_new(int palette, int colour, bool ascii);

#endif
