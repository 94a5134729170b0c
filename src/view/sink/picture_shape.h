/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture_shape.h - characters that are drawn and not written: box drawing,
 * blocks, shades, Braille, diagonals. For picture.c alone.
 */
#ifndef VIEW_PICTURE_SHAPE_H
#define VIEW_PICTURE_SHAPE_H

#include "view/grid/grid.h"
#include "view/sink/pen.h"

/* Points of a cell: twice as high as wide, so that two make a square. */
#define CELL_WIDTH 7.2
#define CELL_HEIGHT 14.4

enum shape_weight { SHAPE_NO_LINE, SHAPE_LIGHT, SHAPE_HEAVY, SHAPE_DASHED };

/* Is a character one of them? */
bool shape_is_drawn(uint32_t ch);
/* The dot of a tile that is masked out, or nothing at all (glyph_off). */
bool shape_is_dot(const struct cell *cell);

/* Line of a box-drawing character in one half of its cell: across its left
   (half 0) or right, or down its upper (0) or lower half. */
enum shape_weight shape_half(uint32_t ch, bool down, int half);
/* A line from (x, y), so many cells long. */
void shape_stretch(struct pen *pen, enum shape_weight weight, double x, double y, double cells,
		   bool down, uint32_t rgb);

/* A block, shade, Braille pattern or diagonal whose cell begins at (x, y);
   nothing for other characters. */
void shape_draw(struct pen *pen, uint32_t ch, double x, double y, uint32_t rgb);

#endif
