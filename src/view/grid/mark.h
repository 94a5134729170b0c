/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mark.h - marks of points: each number has a shape of its own, so that they
 * differ without colour.
 */
#ifndef VIEW_MARK_H
#define VIEW_MARK_H

#include "view/grid/grid.h"

#define MARKS 8 /* shapes; then they come again */

/*
 * A mark with its middle at so many rows and columns from the top left corner
 * of the area, parts of a cell included. On paper it stands there, else it is
 * the character of the cell.
 */
void mark_draw(struct area a, double row, double column, int number, int ink);

#endif
