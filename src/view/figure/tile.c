/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tile.c - the steps that tiles grow in, and what stands on them. */
#include "view/figure/tile.h"

#include <math.h>

#include "view/figure/figure.h"
#include "view/grid/glyph.h"

/* Smallest first. */
static const struct tile_size steps[] = {
	{ 1, 1 }, { 2, 1 },  { 3, 1 },	{ 4, 2 },  { 6, 2 },   { 6, 3 },
	{ 8, 4 }, { 10, 5 }, { 12, 6 }, { 16, 8 }, { 20, 10 }, { 24, 12 },
};
/* The least step that prints values. */
static const struct tile_size worded_from = { 6, 2 };

struct tile_size tile_choose(int across, int down, int beside, int gaps, struct tile_size room)
{
	struct tile_size best = steps[0];

	for (size_t i = 1; i < sizeof steps / sizeof *steps; i++) {
		if (across * (steps[i].columns + beside) + gaps <= room.columns &&
		    down * steps[i].rows <= room.rows)
			best = steps[i];
	}
	/* rows do not matter where not even the least has as many as it needs */
	for (int i = 1; i < 3 && down > room.rows; i++) {
		if (across * (steps[i].columns + beside) + gaps <= room.columns)
			best = steps[i];
	}
	return best;
}

struct tile_size tile_widen(struct tile_size size, int across, int gaps, int columns)
{
	static const int wider[] = { 4, 5, 6 };

	for (size_t i = 0; size.rows == 1 && i < sizeof wider / sizeof *wider; i++) {
		if (across * wider[i] + gaps <= columns)
			size.columns = wider[i];
	}
	return size;
}

/* Of a large tile that is masked out the dot in its middle is enough. */
static void draw_blank(struct area a, int row, int column, struct tile_size size)
{
	if (size.rows == 1)
		glyph_blank_tile(a, row, column, size.columns);
	else
		glyph_blank_tile(a, row + (size.rows - 1) / 2, column + (size.columns - 1) / 2, 1);
}

void tile_draw(struct area a, int row, int column, struct tile_size size, double value,
	       double limit)
{
	bool worded = size.columns >= worded_from.columns && size.rows >= worded_from.rows;

	if (isnan(value))
		draw_blank(a, row, column, size);
	for (int r = 0; r < size.rows; r++) {
		/* without colours the glyphs around the number show it, too */
		if (!isnan(value) && worded && !a.grid->mono)
			glyph_number(a, row + r, column, size.columns, value, limit, "");
		else if (!isnan(value))
			glyph_tile(a, row + r, column, size.columns, value, limit);
	}
	if (worded && !isnan(value))
		glyph_number(a, row + (size.rows - 1) / 2, column, size.columns, value, limit,
			     figure_signed_in(value, size.columns - 1).text);
}
