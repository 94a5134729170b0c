/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture.h - a grid as a figure for paper: title on top, caption at the
 * bottom, cells of equal size between them.
 *
 * Tiles become squares of one colour with their sign, box-drawing characters
 * lines, canvases the strokes they were drawn from (grid.vector), the rest is
 * text that keeps to the columns. Of very many tiles an image is made.
 */
#ifndef VIEW_PICTURE_H
#define VIEW_PICTURE_H

#include "view/grid/grid.h"
#include "view/grid/palette.h"
#include "view/sink/drawing.h"

struct picture {
	const struct grid *grid;
	int palette;	     /* as palette_for gives it */
	const char *title;   /* NULL: none */
	const char *caption; /* NULL: none; wrapped to the width */
	bool mosaic;	     /* picture.c's: tiles and pixels are one image */
};

/* Width and height in points. */
void picture_size(const struct picture *picture, double *width, double *height);
/* As sinks take it; the picture must live as long. */
struct drawing picture_drawing(const struct picture *picture);

#endif
