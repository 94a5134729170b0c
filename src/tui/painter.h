/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * painter.h - the frame on the screen and the one being drawn. Only what
 * differs is given to the surface, and what a cell stands for can be asked.
 */
#ifndef TUI_PAINTER_H
#define TUI_PAINTER_H

#include "tui/surface.h"

struct painter;

/* Takes the surface, also on failure. NULL: no memory, or no surface. */
struct painter *painter_new(struct surface *surface);
void painter_free(struct painter *painter);

/* The grid to draw the next frame into: empty, of this size. NULL: no memory. */
struct grid *painter_begin(struct painter *painter, int rows, int columns);
/* Show it, and the cursor there (row < 0: none). */
void painter_show(struct painter *painter, int row, int column);

/* The frame shown last, NULL: there was none. Borrowed until the next. */
const struct grid *painter_shown(const struct painter *painter);

/* What a cell of the frame shown last stands for. Borrowed until the next. */
const struct hit *painter_hit(const struct painter *painter, int row, int column);

/* The next frame writes every cell: after a resize, Ctrl-L or a suspension. */
void painter_repaint(struct painter *painter);
void painter_set_palette(struct painter *painter, int palette);
bool painter_ascii(const struct painter *painter);

/* As struct surface has them. */
bool painter_size(struct painter *painter, int *rows, int *columns);
void painter_mouse(struct painter *painter, bool on);
void painter_suspend(struct painter *painter, bool group);

#endif
