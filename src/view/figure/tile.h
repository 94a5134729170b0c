/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tile.h - tiles that grow with the room there is: in whole steps, so that all tiles of a
 * figure are alike, and near to square, for a cell is about twice as high as wide.
 *
 * From 6x2 on a tile prints its value.
 */
#ifndef VIEW_TILE_H
#define VIEW_TILE_H

#include "view/grid/grid.h"

struct tile_size {
	int columns, rows;
};

/* The largest step of which `across` by `down` fit into so many cells, each with `beside`
   columns at its side and all with `gaps` between them; the least one where none does. */
struct tile_size tile_choose(int across, int down, int beside, int gaps, struct tile_size room);
/* Where rows are few a tile of one row may be wider than high, so that what stands over it can
   be read: up to six columns. */
struct tile_size tile_widen(struct tile_size size, int across, int gaps, int columns);

/* Draw the tile of a value, of -limit … +limit, with its number where that fits. NaN: masked. */
void tile_draw(struct area a, int row, int column, struct tile_size size, double value,
	       double limit);

#endif
