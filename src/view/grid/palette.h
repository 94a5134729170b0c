/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * palette.h - inks to colours: 256, 16, 8 of a terminal or none, and RGB for
 * pictures.
 *
 * Diverging scale blue - background - orange with zero in the middle, sequential
 * scale from blue to yellow as cividis; relative luminance (WCAG) leads away from the
 * background's with every step of both; mixed with cglm. Never red against
 * green, colour never the only cue. An ink as text reaches a contrast of 3:1
 * (WCAG) on the background its palette is for, a text on a tile on the tile.
 */
#ifndef VIEW_PALETTE_H
#define VIEW_PALETTE_H

#include "view/grid/grid.h"

enum colour_depth { COLOUR_MONO, COLOUR_8, COLOUR_16, COLOUR_256 };

struct palette {
	const char *name; /* default, dark, light, mono, high-contrast */
	const char *help;
};
extern const struct palette palettes[]; /* name NULL ends it; 0 is default */
int palette_find(const char *name);	/* -1: there is none */

/* The palette to draw with where one is chosen: default and high-contrast are
   for dark or light backgrounds as need be. Every function below takes what
   this gives, and treats a choice itself as for a dark background. */
int palette_for(int choice, bool light);
/* Has the terminal a light background? After COLORFGBG ("15;0", "0;default;15";
   NULL: not set), which says the colours it has; dark unless it says so. */
bool palette_light_terminal(const char *colorfgbg);

/*
 * Terminal colour (0 … 255, or -1 = the terminal's own) of an ink as
 * foreground or background, and attributes to add (CELL_BOLD …) where colours
 * are missing.
 */
int palette_colour(int palette, enum colour_depth depth, int ink, bool background);
int palette_attributes(int palette, enum colour_depth depth, int ink);
/* Are there colours enough to show a number by colour alone? */
bool palette_shades(int palette, enum colour_depth depth);
/* A readable foreground on this ink as background: black or white, whichever
   stands out more; -1 where the background has no colour. */
int palette_text_on(int palette, enum colour_depth depth, int ink);

/* 0xRRGGBB for pictures: of an ink, of text on this ink as background, and of
   the paper. */
uint32_t palette_rgb(int palette, int ink, bool background);
uint32_t palette_text_rgb(int palette, int ink);
uint32_t palette_paper(int palette);

/* Contrast of two colours after WCAG 2, 1 … 21. */
double palette_contrast(uint32_t a, uint32_t b);

#endif
