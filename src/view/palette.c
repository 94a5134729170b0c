/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * palette.c - what each ink looks like.
 *
 * A palette is a few colours; scales are mixed between them and then taken to
 * the nearest of the 256 fixed terminal colours. With 16 or 8 colours scales
 * keep only their sign, without any the glyphs and attributes speak alone.
 */
#include "view/palette.h"

#include <cglm/cglm.h>
#include <math.h>
#include <string.h>

const struct palette palettes[] = {
	{ "default", "blue - white - orange, for dark and light terminals" },
	{ "mono", "no colours: bold, reverse and glyphs only" },
	{ "high-contrast", "strong colours and bold text" },
	{ NULL, NULL },
};

enum { PALETTE_DEFAULT, PALETTE_MONO, PALETTE_CONTRAST };

/* Colours of the inks before the scales: of the default palette, of
   high-contrast, of the first 8 and of all 16 terminal colours (-1: the
   terminal's own); attributes where there are no colours. */
struct plain_ink {
	uint32_t rgb, contrast;
	int8_t eight, sixteen;
	uint8_t mono;
};

static const struct plain_ink plain[INK_BAND] = {
	[INK_NONE] = { 0x202020, 0x000000, -1, -1, 0 },
	/* never bright black: some terminals show it as their background */
	[INK_DIM] = { 0x808080, 0xa8a8a8, -1, -1, 0 },
	[INK_STRONG] = { 0x202020, 0x000000, -1, -1, CELL_BOLD },
	[INK_TITLE] = { 0x202020, 0x000000, -1, -1, CELL_BOLD },
	[INK_FRAME] = { 0x767676, 0xbcbcbc, -1, -1, 0 },
	[INK_FOCUS] = { 0x00afd7, 0x00d7ff, 6, 14, CELL_BOLD },
	[INK_KEY] = { 0x00afd7, 0x00d7ff, 6, 14, CELL_BOLD },
	[INK_GOOD] = { 0x00af87, 0x00d7af, 6, 6, 0 },
	[INK_WARN] = { 0xd7af00, 0xffd700, 3, 11, CELL_BOLD },
	[INK_BAD] = { 0xff5f00, 0xff8700, 3, 9, CELL_BOLD | CELL_REVERSE },
	[INK_BAR] = { 0x303030, 0x000087, -1, -1, CELL_REVERSE },
	/* arms after Okabe and Ito, told apart by colour-blind readers too */
	[INK_ARM + 0] = { 0x9e9e9e, 0xffffff, 7, 7, 0 },
	[INK_ARM + 1] = { 0x5fafff, 0x5fd7ff, 6, 14, 0 },
	[INK_ARM + 2] = { 0xff8700, 0xffaf00, 3, 11, 0 },
	[INK_ARM + 3] = { 0xd787d7, 0xff87ff, 5, 13, 0 },
	[INK_ARM + 4] = { 0x00af87, 0x00ffaf, 2, 10, 0 },
	[INK_ARM + 5] = { 0xd7af00, 0xffff00, 3, 3, 0 },
	[INK_ARM + 6] = { 0x5f87d7, 0x87afff, 4, 12, 0 },
	[INK_ARM + 7] = { 0xaf8787, 0xffd7d7, 1, 5, 0 },
};

/*
 * Stops of the diverging scale from -max to +max, at equal distances. All are
 * colours of the 256, which take the nearest stop: mixed ones would be rounded
 * to pinks and greens.
 */
#define DIVERGING_STOPS 11
static const vec3 diverging[DIVERGING_STOPS] = {
	{ 0, 95, 175 },	   { 0, 95, 215 },    { 0, 135, 255 }, { 95, 175, 255 },
	{ 175, 215, 255 }, { 255, 255, 255 }, { 255, 215, 175 }, { 255, 175, 95 },
	{ 255, 135, 0 },   { 215, 95, 0 },    { 175, 95, 0 },
};
static const vec3 diverging_contrast[DIVERGING_STOPS] = {
	{ 0, 0, 175 },	   { 0, 0, 255 },     { 0, 95, 255 },  { 0, 175, 255 },
	{ 135, 215, 255 }, { 255, 255, 255 }, { 255, 255, 135 }, { 255, 215, 0 },
	{ 255, 135, 0 },   { 255, 95, 0 },    { 215, 0, 0 },
};
/* Shares: dark blue to yellow, lightness rising all the way. */
#define SHARE_STOPS 3
static const vec3 shares[SHARE_STOPS] = {
	{ 0, 45, 105 }, { 124, 123, 120 }, { 255, 234, 70 },
};

int palette_find(const char *name)
{
	for (int i = 0; palettes[i].name; i++) {
		if (strcmp(palettes[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* The colour at share 0 … 1 of a scale given by its stops. */
static uint32_t mix(const vec3 *stops, int n, double share)
{
	double at = share * (n - 1);
	int i = at >= n - 1 ? n - 2 : (int)at;
	vec3 from, to, out;

	glm_vec3_copy((float *)stops[i], from);
	glm_vec3_copy((float *)stops[i + 1], to);
	glm_vec3_lerp(from, to, (float)(at - i), out);
	return (uint32_t)(out[0] + 0.5f) << 16 | (uint32_t)(out[1] + 0.5f) << 8 |
	       (uint32_t)(out[2] + 0.5f);
}

static uint32_t grey_of(uint32_t rgb)
{
	uint32_t y = ((rgb >> 16) * 299 + (rgb >> 8 & 255) * 587 +
		      (rgb & 255) * 114) / 1000;

	return y << 16 | y << 8 | y;
}

/* Colour on the diverging scale, mixed or of the nearest stop. */
static uint32_t signed_rgb(bool contrast, int ink, bool snap)
{
	double share = (double)(ink - INK_SIGNED) / (2 * INK_STEPS);
	int steps = DIVERGING_STOPS - 1;

	if (snap)
		share = floor(share * steps + 0.5) / steps;
	return mix(contrast ? diverging_contrast : diverging, DIVERGING_STOPS,
		   share);
}

/* Half way to grey: beside the arm's colour, on dark and on light. */
static uint32_t muted(uint32_t rgb)
{
	return (rgb >> 1 & 0x7f7f7f) + 0x3c3c3c;
}

/* The row of the table that an ink before the scales is made from. */
static const struct plain_ink *plain_of(int ink)
{
	return &plain[ink < INK_BAND ? ink : ink - INK_ARMS];
}

uint32_t palette_rgb(int palette, int ink)
{
	bool contrast = palette == PALETTE_CONTRAST;
	uint32_t rgb;

	if (ink < 0 || ink >= INK_COUNT)
		ink = INK_NONE;
	if (ink >= INK_SHARE)
		rgb = mix(shares, SHARE_STOPS,
			  (double)(ink - INK_SHARE) / INK_STEPS);
	else if (ink >= INK_SIGNED)
		rgb = signed_rgb(contrast, ink, false);
	else
		rgb = contrast ? plain_of(ink)->contrast : plain_of(ink)->rgb;
	if (ink >= INK_BAND && ink < INK_SIGNED)
		rgb = muted(rgb);
	return palette == PALETTE_MONO ? grey_of(rgb) : rgb;
}

static int square(int x)
{
	return x * x;
}

static int distance(uint32_t a, uint32_t b)
{
	return square((int)(a >> 16) - (int)(b >> 16)) +
	       square((int)(a >> 8 & 255) - (int)(b >> 8 & 255)) +
	       square((int)(a & 255) - (int)(b & 255));
}

/* RGB of terminal colours 16 … 255: a cube of 6x6x6, then 24 greys. */
static uint32_t cube_rgb(int colour)
{
	static const uint32_t level[] = { 0, 95, 135, 175, 215, 255 };
	int i = colour - 16;

	if (i >= 216) {
		uint32_t g = 8 + 10 * (uint32_t)(i - 216);

		return g << 16 | g << 8 | g;
	}
	return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
}

static int nearest(uint32_t rgb)
{
	int best = 16;

	for (int i = 17; i < 256; i++) {
		if (distance(cube_rgb(i), rgb) < distance(cube_rgb(best), rgb))
			best = i;
	}
	return best;
}

/* Scales on 16 or 8 colours: the sign, or low and high. */
static int coarse(int ink, bool eight)
{
	int step = ink - INK_SIGNED - INK_STEPS;

	if (ink >= INK_SHARE)
		return ink - INK_SHARE > INK_STEPS / 2 ? (eight ? 3 : 11) : 6;
	if (step == 0)
		return -1;
	return step > 0 ? (eight ? 3 : 11) : (eight ? 6 : 12);
}

int palette_colour(int palette, enum colour_depth depth, int ink, bool background)
{
	if (depth == COLOUR_MONO || palette == PALETTE_MONO || ink < 0 ||
	    ink >= INK_COUNT)
		return -1;
	if (ink == INK_NONE || ink == INK_STRONG || ink == INK_TITLE ||
	    (!background && ink == INK_BAR))
		return -1; /* the terminal's own */
	if (depth == COLOUR_256) {
		if (ink >= INK_SIGNED && ink < INK_SHARE)
			return nearest(signed_rgb(palette == PALETTE_CONTRAST, ink,
						  true));
		return nearest(palette_rgb(palette, ink));
	}
	if (background)
		return -1; /* too few colours for a readable text on them */
	if (ink >= INK_SIGNED)
		return coarse(ink, depth == COLOUR_8);
	return depth == COLOUR_8 ? plain_of(ink)->eight : plain_of(ink)->sixteen;
}

int palette_attributes(int palette, enum colour_depth depth, int ink)
{
	bool colours = depth != COLOUR_MONO && palette != PALETTE_MONO;

	if (ink < 0 || ink >= INK_SIGNED)
		return 0;
	if (ink == INK_BAR)
		return colours && depth == COLOUR_256 ? 0 : CELL_REVERSE;
	if (colours && palette != PALETTE_CONTRAST && ink != INK_STRONG &&
	    ink != INK_TITLE)
		return 0;
	return colours ? plain_of(ink)->mono & ~CELL_REVERSE : plain_of(ink)->mono;
}

int palette_text_on(int palette, enum colour_depth depth, int ink)
{
	uint32_t grey = grey_of(palette_rgb(palette, ink)) & 255;

	if (depth != COLOUR_256 || palette == PALETTE_MONO || ink == INK_NONE)
		return -1;
	return grey > 140 ? 16 : 255;
}
