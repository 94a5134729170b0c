/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * palette.c - what each ink looks like.
 *
 * A palette has a look for the background it is drawn on: a few colours, and
 * the stops of its scales. Scales are mixed between the stops and then taken to
 * the nearest of the 256 fixed terminal colours. With 16 or 8 colours scales
 * keep only their sign, without any the glyphs and attributes speak alone.
 */
#include "view/grid/palette.h"

#include <cglm/cglm.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct palette palettes[] = {
	{ "default", "dark or light, as COLORFGBG says; dark where it says nothing" },
	{ "dark", "blue - white - orange, for dark backgrounds" },
	{ "light", "blue - white - orange, for light backgrounds" },
	{ "mono", "no colours: bold, reverse and glyphs only" },
	{ "high-contrast", "strong colours and bold text" },
	{ NULL, NULL },
};

/* The last one cannot be chosen: palette_for gives it. */
enum { DEFAULT, DARK, LIGHT, MONO, CONTRAST, CONTRAST_LIGHT };
enum look { LOOK_DARK, LOOK_LIGHT, LOOK_CONTRAST_DARK, LOOK_CONTRAST_LIGHT, LOOKS };

/* Colours of the inks before the scales: of each look, of the first 8 and of
   all 16 terminal colours for dark backgrounds, of the 8 for light ones (-1:
   the terminal's own); attributes where there are no colours. */
struct plain_ink {
	uint32_t rgb[LOOKS];
	int8_t eight, sixteen, light;
	uint8_t mono;
};

static const struct plain_ink plain[INK_BAND] = {
	[INK_NONE] = { { 0xdadada, 0x1c1c1c, 0xffffff, 0x000000 }, -1, -1, -1, 0 },
	/* never bright black: some terminals show it as their background */
	[INK_DIM] = { { 0x8a8a8a, 0x6c6c6c, 0xbcbcbc, 0x444444 }, -1, -1, -1, 0 },
	[INK_STRONG] = { { 0xffffff, 0x000000, 0xffffff, 0x000000 }, -1, -1, -1, CELL_BOLD },
	[INK_TITLE] = { { 0xffffff, 0x000000, 0xffffff, 0x000000 }, -1, -1, -1, CELL_BOLD },
	[INK_FRAME] = { { 0x767676, 0x808080, 0xbcbcbc, 0x444444 }, -1, -1, -1, 0 },
	[INK_FOCUS] = { { 0x00afd7, 0x0087af, 0x00d7ff, 0x005f87 }, 6, 14, 4, CELL_BOLD },
	[INK_KEY] = { { 0x00afd7, 0x005f87, 0x00d7ff, 0x005f87 }, 6, 14, 4, CELL_BOLD },
	[INK_GOOD] = { { 0x00af87, 0x00875f, 0x00d7af, 0x005f5f }, 6, 6, 6, 0 },
	[INK_WARN] = { { 0xd7af00, 0x875f00, 0xffd700, 0x5f5f00 }, 3, 11, 5, CELL_BOLD },
	[INK_BAD] = { { 0xff5f00, 0xd75f00, 0xff8700, 0x870000 },
		      3,
		      9,
		      1,
		      CELL_BOLD | CELL_REVERSE },
	[INK_BAR] = { { 0x303030, 0xdadada, 0x585858, 0xbcbcbc }, -1, -1, -1, CELL_REVERSE },
	/* arms after Okabe and Ito, told apart by colour-blind readers too */
	[INK_ARM + 0] = { { 0x9e9e9e, 0x6c6c6c, 0xffffff, 0x000000 }, 7, 7, -1, 0 },
	[INK_ARM + 1] = { { 0x5fafff, 0x0087d7, 0x5fd7ff, 0x005faf }, 6, 14, 4, 0 },
	[INK_ARM + 2] = { { 0xff8700, 0xd75f00, 0xffaf00, 0xaf5f00 }, 3, 11, 1, 0 },
	[INK_ARM + 3] = { { 0xd787d7, 0xaf5faf, 0xff87ff, 0x870087 }, 5, 13, 5, 0 },
	[INK_ARM + 4] = { { 0x00af87, 0x00875f, 0x00ffaf, 0x005f5f }, 2, 10, 2, 0 },
	[INK_ARM + 5] = { { 0xd7af00, 0x878700, 0xffff00, 0x5f5f00 }, 3, 3, 3, 0 },
	[INK_ARM + 6] = { { 0x5f87d7, 0x5f5faf, 0x87afff, 0x0000af }, 6, 12, 6, 0 },
	[INK_ARM + 7] = { { 0xaf8787, 0xaf5f5f, 0xffd7d7, 0x870000 }, 1, 5, 1, 0 },
};

static const uint32_t papers[LOOKS] = { 0x161616, 0xffffff, 0x000000, 0xffffff };

/*
 * Stops of the diverging scale from -max to +max, at equal distances. All are
 * colours of the 256, which take the nearest stop: mixed ones would be rounded
 * to pinks and greens. As text the scale keeps to what stands out on the
 * background: it ends bright on dark ones, and begins grey on light ones.
 */
#define STOPS 11
struct scale {
	const vec3 *stop;
	int stops;
};

static const vec3 diverging[STOPS] = {
	{ 0, 95, 175 },	   { 0, 95, 215 },    { 0, 135, 255 },	 { 95, 175, 255 },
	{ 175, 215, 255 }, { 255, 255, 255 }, { 255, 215, 175 }, { 255, 175, 95 },
	{ 255, 135, 0 },   { 215, 95, 0 },    { 175, 95, 0 },
};
static const vec3 diverging_contrast[STOPS] = {
	{ 0, 0, 175 },	   { 0, 0, 255 },     { 0, 95, 255 },	 { 0, 175, 255 },
	{ 135, 215, 255 }, { 255, 255, 255 }, { 255, 255, 135 }, { 255, 215, 0 },
	{ 255, 135, 0 },   { 255, 95, 0 },    { 215, 0, 0 },
};
static const vec3 signs_on_dark[STOPS] = {
	{ 0, 135, 255 },   { 0, 135, 255 },   { 95, 175, 255 },	 { 95, 175, 255 },
	{ 175, 215, 255 }, { 255, 255, 255 }, { 255, 215, 175 }, { 255, 175, 95 },
	{ 255, 175, 95 },  { 255, 135, 0 },   { 255, 135, 0 },
};
static const vec3 signs_on_light[STOPS] = {
	{ 0, 95, 175 },	  { 0, 95, 175 },    { 0, 95, 215 }, { 0, 95, 215 },
	{ 95, 135, 175 }, { 118, 118, 118 }, { 175, 95, 0 }, { 215, 95, 0 },
	{ 215, 95, 0 },	  { 175, 95, 0 },    { 175, 95, 0 },
};
static const vec3 signs_in_contrast[STOPS] = {
	{ 0, 175, 255 },   { 0, 175, 255 },   { 0, 175, 255 },	 { 135, 215, 255 },
	{ 135, 215, 255 }, { 255, 255, 255 }, { 255, 255, 135 }, { 255, 255, 135 },
	{ 255, 215, 0 },   { 255, 215, 0 },   { 255, 135, 0 },
};
static const vec3 signs_in_contrast_light[STOPS] = {
	{ 0, 0, 175 },	{ 0, 0, 175 },	{ 0, 0, 175 },	{ 0, 95, 175 },
	{ 0, 95, 175 }, { 68, 68, 68 }, { 135, 95, 0 }, { 135, 95, 0 },
	{ 135, 0, 0 },	{ 135, 0, 0 },	{ 135, 0, 0 },
};
/* Without colour magnitude alone is left, and the glyph says the sign. */
static const vec3 magnitudes[3] = { { 90, 90, 90 }, { 255, 255, 255 }, { 90, 90, 90 } };
static const vec3 magnitude_signs[3] = { { 0, 0, 0 }, { 118, 118, 118 }, { 0, 0, 0 } };

/* Shares: dark blue to yellow, lightness rising all the way. */
#define SHARE_STOPS 3
static const vec3 shares[SHARE_STOPS] = {
	{ 0, 45, 105 },
	{ 124, 123, 120 },
	{ 255, 234, 70 },
};
static const vec3 shares_on_dark[SHARE_STOPS] = {
	{ 95, 135, 175 },
	{ 160, 158, 150 },
	{ 255, 234, 70 },
};
static const vec3 shares_on_light[SHARE_STOPS] = {
	{ 0, 45, 105 },
	{ 70, 80, 100 },
	{ 120, 110, 0 },
};
static const vec3 shares_grey[2] = { { 255, 255, 255 }, { 60, 60, 60 } };
static const vec3 shares_grey_text[2] = { { 118, 118, 118 }, { 0, 0, 0 } };

int palette_find(const char *name)
{
	for (int i = 0; palettes[i].name; i++) {
		if (strcmp(palettes[i].name, name) == 0)
			return i;
	}
	return -1;
}

int palette_for(int choice, bool light)
{
	if (choice == DEFAULT)
		return light ? LIGHT : DARK;
	return choice == CONTRAST && light ? CONTRAST_LIGHT : choice;
}

bool palette_light_terminal(const char *colorfgbg)
{
	const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
	char *end;
	long colour;

	if (!last || !last[1])
		return false;
	colour = strtol(last + 1, &end, 10);
	return !*end && (colour == 7 || (colour >= 9 && colour <= 15));
}

/* Mono has the light look, for pictures; a terminal gets no colours of it. */
static enum look look_of(int palette)
{
	switch (palette) {
	case LIGHT:
	case MONO:
		return LOOK_LIGHT;
	case CONTRAST:
		return LOOK_CONTRAST_DARK;
	case CONTRAST_LIGHT:
		return LOOK_CONTRAST_LIGHT;
	default:
		return LOOK_DARK;
	}
}

static bool on_light(int palette)
{
	return papers[look_of(palette)] == 0xffffff;
}

/* The colour at share 0 … 1 of a scale. */
static uint32_t mix(struct scale scale, double share)
{
	double at = share * (scale.stops - 1);
	int i = at >= scale.stops - 1 ? scale.stops - 2 : (int)at;
	vec3 from, to, out;

	glm_vec3_copy((float *)scale.stop[i], from);
	glm_vec3_copy((float *)scale.stop[i + 1], to);
	glm_vec3_lerp(from, to, (float)(at - i), out);
	return (uint32_t)(out[0] + 0.5f) << 16 | (uint32_t)(out[1] + 0.5f) << 8 |
	       (uint32_t)(out[2] + 0.5f);
}

static uint32_t grey_of(uint32_t rgb)
{
	uint32_t y = ((rgb >> 16) * 299 + (rgb >> 8 & 255) * 587 + (rgb & 255) * 114) / 1000;

	return y << 16 | y << 8 | y;
}

/* Colour on the diverging scale, mixed or of the nearest stop. */
static uint32_t signed_rgb(int palette, int ink, bool background, bool snap)
{
	static const vec3 *const text[LOOKS] = {
		signs_on_dark,
		signs_on_light,
		signs_in_contrast,
		signs_in_contrast_light,
	};
	double share = (double)(ink - INK_SIGNED) / (2 * INK_STEPS);
	struct scale scale = { text[look_of(palette)], STOPS };

	if (palette == MONO)
		scale = (struct scale){ background ? magnitudes : magnitude_signs, 3 };
	else if (background)
		scale.stop = palette >= CONTRAST ? diverging_contrast : diverging;
	if (snap)
		share = floor(share * (STOPS - 1) + 0.5) / (STOPS - 1);
	return mix(scale, share);
}

/* The row of the table that an ink before the scales is made from. */
static const struct plain_ink *plain_of(int ink)
{
	return &plain[ink < INK_BAND ? ink : ink - INK_ARMS];
}

/* A muted arm is half way to what is dim. */
static uint32_t plain_rgb(int palette, int ink)
{
	uint32_t rgb = plain_of(ink)->rgb[look_of(palette)];
	uint32_t dim = plain[INK_DIM].rgb[look_of(palette)];

	if (ink < INK_BAND)
		return rgb;
	return (rgb >> 1 & 0x7f7f7f) + (dim >> 1 & 0x7f7f7f);
}

static uint32_t share_rgb(int palette, int ink, bool background)
{
	double share = (double)(ink - INK_SHARE) / INK_STEPS;
	struct scale scale = { shares, SHARE_STOPS };

	if (palette == MONO)
		scale = (struct scale){ background ? shares_grey : shares_grey_text, 2 };
	else if (!background)
		scale.stop = on_light(palette) ? shares_on_light : shares_on_dark;
	return mix(scale, share);
}

uint32_t palette_rgb(int palette, int ink, bool background)
{
	uint32_t rgb;

	if (ink < 0 || ink >= INK_COUNT)
		ink = INK_NONE;
	if (ink == INK_NONE && background)
		return palette_paper(palette);
	if (ink == INK_BAR && !background)
		ink = INK_NONE;
	if (ink >= INK_SHARE)
		return share_rgb(palette, ink, background);
	if (ink >= INK_SIGNED)
		return signed_rgb(palette, ink, background, false);
	rgb = plain_rgb(palette, ink);
	return palette == MONO ? grey_of(rgb) : rgb;
}

uint32_t palette_paper(int palette)
{
	return papers[look_of(palette)];
}

static double luminance(uint32_t rgb)
{
	static const double weight[] = { 0.0722, 0.7152, 0.2126 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double c = (rgb >> 8 * i & 255) / 255.0;

		sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

double palette_contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a), y = luminance(b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static bool wants_black(uint32_t rgb)
{
	return palette_contrast(rgb, 0x000000) > palette_contrast(rgb, 0xffffff);
}

uint32_t palette_text_rgb(int palette, int ink)
{
	if (ink == INK_NONE)
		return palette_rgb(palette, INK_NONE, false);
	return wants_black(palette_rgb(palette, ink, true)) ? 0x000000 : 0xffffff;
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
static int coarse(int palette, int ink, bool eight)
{
	int step = ink - INK_SIGNED - INK_STEPS;
	bool light = on_light(palette);

	if (ink >= INK_SHARE)
		step = ink - INK_SHARE > INK_STEPS / 2 ? 1 : -1;
	if (step == 0)
		return -1;
	if (light)
		return step > 0 ? 1 : 4;
	if (ink >= INK_SHARE && step < 0)
		return 6;
	return step > 0 ? (eight ? 3 : 11) : (eight ? 6 : 12);
}

int palette_colour(int palette, enum colour_depth depth, int ink, bool background)
{
	if (depth == COLOUR_MONO || palette == MONO || ink < 0 || ink >= INK_COUNT)
		return -1;
	if (ink == INK_NONE || ink == INK_STRONG || ink == INK_TITLE ||
	    (!background && ink == INK_BAR))
		return -1; /* the terminal's own */
	if (depth == COLOUR_256) {
		if (ink >= INK_SIGNED && ink < INK_SHARE)
			return nearest(signed_rgb(palette, ink, background, true));
		return nearest(palette_rgb(palette, ink, background));
	}
	if (background)
		return -1; /* too few colours for a readable text on them */
	if (ink >= INK_SIGNED)
		return coarse(palette, ink, depth == COLOUR_8);
	if (on_light(palette))
		return plain_of(ink)->light;
	return depth == COLOUR_8 ? plain_of(ink)->eight : plain_of(ink)->sixteen;
}

int palette_attributes(int palette, enum colour_depth depth, int ink)
{
	bool colours = depth != COLOUR_MONO && palette != MONO;

	if (ink < 0 || ink >= INK_SIGNED)
		return 0;
	if (ink == INK_BAR)
		return colours && depth == COLOUR_256 ? 0 : CELL_REVERSE;
	if (colours && palette < CONTRAST && ink != INK_STRONG && ink != INK_TITLE)
		return 0;
	return colours ? plain_of(ink)->mono & ~CELL_REVERSE : plain_of(ink)->mono;
}

bool palette_shades(int palette, enum colour_depth depth)
{
	return depth == COLOUR_256 && palette_colour(palette, depth, INK_SIGNED, true) >= 0;
}

int palette_text_on(int palette, enum colour_depth depth, int ink)
{
	int colour = palette_colour(palette, depth, ink, true);

	if (depth != COLOUR_256 || colour < 16)
		return -1;
	return wants_black(cube_rgb(colour)) ? 16 : 231;
}
