/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * palette.h - inks to terminal colours, for 256, 16, 8 colours and none.
 *
 * Diverging scale blue - white - orange with zero in the middle, sequential
 * scale after cividis-like lightness; mixed with cglm. Never red against
 * green, colour never the only cue.
 */
#ifndef VIEW_PALETTE_H
#define VIEW_PALETTE_H

#include "view/grid.h"

enum colour_depth { COLOUR_MONO, COLOUR_8, COLOUR_16, COLOUR_256 };

struct palette {
	const char *name; /* default, mono, high-contrast */
	const char *help;
};
extern const struct palette palettes[]; /* name NULL ends it */
int palette_find(const char *name);

/*
 * Terminal colour (0 … 255, or -1 = the terminal's own) of an ink as
 * foreground or background, and attributes to add (CELL_BOLD …) where colours
 * are missing.
 */
int palette_colour(int palette, enum colour_depth depth, int ink, bool background);
int palette_attributes(int palette, enum colour_depth depth, int ink);
/* 0xRRGGBB of an ink, for SVG and PNG. */
uint32_t palette_rgb(int palette, int ink);
/* A readable foreground on this ink as background: INK_NONE-like black or
   white terminal colour by luminance. */
int palette_text_on(int palette, enum colour_depth depth, int ink);

#endif
