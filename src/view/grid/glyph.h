/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * glyph.h - signed numbers as characters.
 *
 * Positive values are shades, negative ones strokes; more ink is more
 * magnitude, in four steps. So sign and magnitude survive without colour, and
 * a masked-out weight looks like neither.
 */
#ifndef VIEW_GLYPH_H
#define VIEW_GLYPH_H

#include "view/grid/grid.h"

uint32_t glyph_signed(double value, double limit, bool ascii);
uint32_t glyph_off(bool ascii);	  /* masked out, or exactly nothing */
uint32_t glyph_cross(bool ascii); /* lost: a dead neuron, a training that diverged */

/*
 * What a cell of glyph_tile shows, as a share of the limit -1 … 1; false: it is
 * none. Every value of a step of the scale gives the same share.
 */
bool glyph_tile_share(const struct cell *cell, double *share);
/* Is a cell's character text on its background, for which the palette finds a
   colour that can be read? Shades are none: they are filled with a colour. */
bool glyph_is_text(const struct cell *cell);

/* Columns of a row become the tile of a value, or of nothing at all. */
void glyph_tile(struct area a, int row, int column, int columns, double value, double limit);
/* A row of such a tile with its number on it, blanks beside it: a stroke before a digit would
   be a sign. Where it does not fit the row stays as it is. */
void glyph_number(struct area a, int row, int column, int columns, double value, double limit,
		  const char *text);
void glyph_blank_tile(struct area a, int row, int column, int columns);

/*
 * Two numbers in one cell, one above the other; NaN: masked out. Blocks in two
 * colours: their edge is in the middle where both have one sign (▀ plus, ▄
 * minus), else nearer to the one that is negative (▅ ▃). Without colours or
 * blocks the tile of their mean.
 */
void glyph_pixels(struct area a, int row, int column, double upper, double lower, double limit);
/* Is it such a cell? Then its character has the colour that its ink has as a ground. */
bool glyph_is_pixel(const struct cell *cell);

/*
 * Scale with its limits, then what a blank tile means, and a note at the right
 * end; leaves out what does not fit, the limit last.
 */
void glyph_legend(struct area a, int row, double limit, const char *off, const char *note);

#endif
