/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink.h - a grid as text: lines of UTF-8 or ASCII, with or without colours. */
#ifndef VIEW_SINK_H
#define VIEW_SINK_H

#include "view/grid/grid.h"
#include "view/grid/palette.h"

/*
 * Append the grid as lines, trailing blanks cut, each ended by \n. With
 * depth COLOUR_MONO no escape is written. Gives a malloc'ed string, NULL: no
 * memory.
 */
char *sink_text(const struct grid *grid, int palette, enum colour_depth depth);

#endif
