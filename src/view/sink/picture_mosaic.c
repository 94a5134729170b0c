/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture_mosaic.c - tiles and pixels of a large net as one image. Signs of tiles
 * are left out: the colours tell them, and nobody could read half a million.
 */
#include "view/sink/picture_mosaic.h"

#include <stdlib.h>

#include "view/grid/glyph.h"
#include "view/sink/picture_shape.h"

#define OPAQUE 0xff000000u

bool mosaic_has(const struct cell *cell)
{
	double share;

	return glyph_tile_share(cell, &share) || shape_is_dot(cell) || glyph_is_pixel(cell);
}

bool mosaic_wanted(const struct grid *grid)
{
	long stones = 0;

	for (int i = 0; i < grid->rows * grid->columns; i++)
		stones += mosaic_has(&grid->cell[i]);
	return stones > MOSAIC_LEAST;
}

/* The upper and the lower pixel of a cell; 0: none. */
static void pixels_of(int palette, const struct cell *cell, uint32_t pixel[2])
{
	double share;

	pixel[0] = pixel[1] = 0;
	if (glyph_tile_share(cell, &share)) {
		bool pale = cell->bg == INK_NONE && palette_paper(palette) != 0xffffff;

		/* on dark paper a nearly white tile would outshine the strong ones */
		if (!pale)
			pixel[0] = pixel[1] = palette_rgb(palette, ink_signed(share, 1), true);
		else
			pixel[0] = pixel[1] = palette_paper(palette);
	} else if (glyph_is_pixel(cell)) {
		bool upper = cell->ch == 0x2580;

		pixel[!upper] = palette_rgb(palette, cell->fg, true);
		pixel[upper] = cell->bg == INK_NONE ? palette_paper(palette)
						    : palette_rgb(palette, cell->bg, true);
	} else {
		return;
	}
	pixel[0] |= OPAQUE;
	pixel[1] |= OPAQUE;
}

void mosaic_draw(const struct picture *picture, const struct pen_box *box, struct pen *pen)
{
	const struct grid *g = picture->grid;
	size_t columns = (size_t)g->columns, rows = (size_t)g->rows;
	struct pen_image image = { g->columns, 2 * g->rows, NULL };
	uint32_t *argb = malloc(2 * rows * columns * sizeof *argb);

	for (size_t r = 0; argb && r < rows; r++) {
		for (size_t c = 0; c < columns; c++) {
			uint32_t pixel[2];

			pixels_of(picture->palette, &g->cell[r * columns + c], pixel);
			argb[2 * r * columns + c] = pixel[0];
			argb[(2 * r + 1) * columns + c] = pixel[1];
		}
	}
	image.argb = argb;
	pen->image(pen, box, &image);
	free(argb);
}
