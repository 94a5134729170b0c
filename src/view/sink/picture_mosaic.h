/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picture_mosaic.h - so many tiles and pixels that one image shows them. For picture.c alone. */
#ifndef VIEW_PICTURE_MOSAIC_H
#define VIEW_PICTURE_MOSAIC_H

#include "view/sink/picture.h"

/* Past so many cells that are tiles or pixels a figure has no room for shapes. */
#define MOSAIC_LEAST 20000

/* Is a cell a stone of it: a tile, the dot of what is masked out, or two pixels? */
bool mosaic_has(const struct cell *cell);
/* Has the grid more of them than shapes are drawn for? */
bool mosaic_wanted(const struct grid *grid);
/*
 * All of them as one image over the box of the whole grid, two pixels a cell, one above
 * the other; where there is none the image lets through what is below. Without memory
 * the pen is told so.
 */
void mosaic_draw(const struct picture *picture, const struct pen_box *box, struct pen *pen);

#endif
