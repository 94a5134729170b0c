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
	{ "dark", "blue - dark - orange, brighter is more, for dark backgrounds" },
	{ "light", "blue - white - orange, darker is more, for light backgrounds" },
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
 * Stops of the diverging scale from -max to +max, at equal distances: from the background
 * at 0 away from it, so that lightness says magnitude; blue and orange of like lightness
 * say the sign, to colour-blind readers too. All are colours of the 256, which take the
 * nearest stop: mixed ones would be rounded to pinks and greens. As text the scale begins
 * with what stands out on the background.
 */
#define STOPS 11
struct scale {
	const uint32_t *stop;
	int stops;
};

static const uint32_t grounds[LOOKS][STOPS] = {
	{ 0xafd7ff, 0x5fafff, 0x0087d7, 0x005faf, 0x000087, 0x1c1c1c, 0x5f0000, 0x875f00, 0xd75f00,
	  0xff8700, 0xffd787 },
	{ 0x000087, 0x005fd7, 0x0087ff, 0x5fafff, 0xafd7ff, 0xffffff, 0xffd7af, 0xffaf5f, 0xff8700,
	  0xd75f00, 0x870000 },
	{ 0xd7ffff, 0x87d7ff, 0x00afff, 0x005fff, 0x0000af, 0x121212, 0x5f0000, 0xaf5f00, 0xff8700,
	  0xffd75f, 0xffffaf },
	{ 0x00005f, 0x0000ff, 0x0087ff, 0x5fafff, 0xafd7ff, 0xffffff, 0xffd787, 0xffaf00, 0xff5f00,
	  0xaf0000, 0x5f0000 },
};
static const uint32_t signs[LOOKS][STOPS] = {
	{ 0xafd7ff, 0x87d7ff, 0x5fafff, 0x0087ff, 0x5f87af, 0x6c6c6c, 0xaf5f00, 0xd75f00, 0xff8700,
	  0xffaf5f, 0xffd787 },
	{ 0x00005f, 0x0000af, 0x005faf, 0x005fd7, 0x5f87af, 0x878787, 0xd75f00, 0xaf5f00, 0x875f00,
	  0x870000, 0x5f0000 },
	{ 0xd7ffff, 0xafd7ff, 0x5fd7ff, 0x00afff, 0x0087ff, 0x767676, 0xff5f00, 0xff8700, 0xffaf00,
	  0xffd75f, 0xffffaf },
	{ 0x00005f, 0x000087, 0x0000af, 0x0000d7, 0x005faf, 0x767676, 0x875f00, 0xaf0000, 0x870000,
	  0x5f0000, 0x5f0000 },
};
/* Without colour magnitude alone is left, and the glyph says the sign. */
static const uint32_t magnitudes[3] = { 0x5a5a5a, 0xffffff, 0x5a5a5a };
static const uint32_t magnitude_signs[3] = { 0x000000, 0x767676, 0x000000 };

/* Shares: between dark blue and yellow, away from the background all the way. */
#define SHARE_STOPS 5
static const uint32_t shares[2][SHARE_STOPS] = {
	{ 0x00005f, 0x005f87, 0x5f8787, 0xd7af5f, 0xffff5f },
	{ 0xffffd7, 0xd7d787, 0x87afaf, 0x005f87, 0x00005f },
};
static const uint32_t share_texts[2][SHARE_STOPS] = {
	{ 0x5f87af, 0x87afaf, 0xd7af5f, 0xffd75f, 0xffff5f },
	{ 0x767676, 0x5f5f87, 0x005f87, 0x000087, 0x00005f },
};
static const uint32_t shares_grey[2] = { 0xffffff, 0x3c3c3c };
static const uint32_t shares_grey_text[2] = { 0x767676, 0x000000 };

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

/* Linear light of one channel 0 … 255, as WCAG 2 has it, and back. */
static double linear(uint32_t channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static uint32_t channel_of(double light)
{
	double c = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;

	return (uint32_t)(c * 255 + 0.5);
}

static void channels(uint32_t rgb, vec3 out)
{
	for (int i = 0; i < 3; i++)
		out[i] = (float)linear(rgb >> (16 - 8 * i) & 255);
}

/* The colour at share 0 … 1 of a scale: mixed in linear light, so that luminance never
   turns back between two stops. */
static uint32_t mix(struct scale scale, double share)
{
	double at = share * (scale.stops - 1);
	int i = at >= scale.stops - 1 ? scale.stops - 2 : (int)at;
	vec3 from, to, out;

	channels(scale.stop[i], from);
	channels(scale.stop[i + 1], to);
	glm_vec3_lerp(from, to, (float)(at - i), out);
	return channel_of((double)out[0]) << 16 | channel_of((double)out[1]) << 8 |
	       channel_of((double)out[2]);
}

static uint32_t grey_of(uint32_t rgb)
{
	uint32_t y = ((rgb >> 16) * 299 + (rgb >> 8 & 255) * 587 + (rgb & 255) * 114) / 1000;

	return y << 16 | y << 8 | y;
}

/* Mixed, or of the nearest stop. */
static uint32_t at_share(struct scale scale, double share, bool snap)
{
	return mix(scale,
		   snap ? floor(share * (scale.stops - 1) + 0.5) / (scale.stops - 1) : share);
}

/* Colour on the diverging scale, mixed or of the nearest stop. */
static uint32_t signed_rgb(int palette, int ink, bool background, bool snap)
{
	double share = (double)(ink - INK_SIGNED) / (2 * INK_STEPS);
	struct scale scale = { (background ? grounds : signs)[look_of(palette)], STOPS };

	if (palette == MONO)
		scale = (struct scale){ background ? magnitudes : magnitude_signs, 3 };
	return at_share(scale, share, snap);
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

static uint32_t share_rgb(int palette, int ink, bool background, bool snap)
{
	double share = (double)(ink - INK_SHARE) / INK_STEPS;
	struct scale scale = { (background ? shares : share_texts)[on_light(palette)],
			       SHARE_STOPS };

	if (palette == MONO)
		scale = (struct scale){ background ? shares_grey : shares_grey_text, 2 };
	return at_share(scale, share, snap);
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
		return share_rgb(palette, ink, background, false);
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

	for (int i = 0; i < 3; i++)
		sum += weight[i] * linear(rgb >> 8 * i & 255);
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
		if (ink >= INK_SHARE)
			return nearest(share_rgb(palette, ink, background, true));
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
