/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glyph.c - the ramps of characters, the tiles made of them, their legend. */
#include "view/grid/glyph.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define STEPS 4
#define LEAST_TINT 0.13 /* of a pixel: a step of the scale that is not its middle */

static const uint32_t positive[STEPS] = { 0x2591, 0x2592, 0x2593, 0x2588 };
static const uint32_t negative[STEPS] = { '-', 0x2500, 0x2550, 0x2261 };
static const uint32_t positive_ascii[STEPS] = { ':', '+', '*', '#' };
static const uint32_t negative_ascii[STEPS] = { '-', '~', '=', '%' };

/* Where on the scale the colour of each step lies: so far apart that 256 colours tell them. */
static const double step_share[STEPS] = { 0.17, 0.42, 0.67, 1 };

static int step_of(double share)
{
	return share >= 1 ? STEPS - 1 : (int)(share * STEPS);
}

uint32_t glyph_signed(double value, double limit, bool ascii)
{
	double share = limit > 0 ? fabs(value) / limit : 0;
	int step;

	if (!(share > 0))
		return '0';
	step = step_of(share);
	if (value > 0)
		return ascii ? positive_ascii[step] : positive[step];
	return ascii ? negative_ascii[step] : negative[step];
}

static bool has(const uint32_t ramp[STEPS], uint32_t ch)
{
	for (int i = 0; i < STEPS; i++) {
		if (ramp[i] == ch)
			return true;
	}
	return false;
}

static bool is_signed(int ink)
{
	return ink >= INK_SIGNED && ink < INK_SHARE;
}

bool glyph_tile_share(const struct cell *cell, double *share)
{
	bool minus = has(negative, cell->ch) || has(negative_ascii, cell->ch);
	bool plus = has(positive, cell->ch) || has(positive_ascii, cell->ch);
	double sign = minus ? -1 : 1, size;

	if (!is_signed(cell->fg) || (!minus && !plus))
		return false;
	size = is_signed(cell->bg) ? abs(cell->bg - INK_SIGNED - INK_STEPS) : 0;
	*share = sign * fmax(size, 0.25) / INK_STEPS;
	return true;
}

bool glyph_is_pixel(const struct cell *cell)
{
	return is_signed(cell->fg) &&
	       (cell->ch == 0x2580 || (cell->ch >= 0x2583 && cell->ch <= 0x2585));
}

bool glyph_is_text(const struct cell *cell)
{
	if (glyph_is_pixel(cell))
		return false;
	return cell->fg == INK_NONE || (is_signed(cell->fg) && !has(positive, cell->ch));
}

uint32_t glyph_off(bool ascii)
{
	return ascii ? '.' : 0xb7;
}

uint32_t glyph_cross(bool ascii)
{
	return ascii ? 'x' : 0xd7;
}

static int step_ink(double value, double limit)
{
	return ink_signed(copysign(step_share[step_of(fabs(value) / limit)], value), 1);
}

/* On the screen a tile has the colour of its glyph's step, so that a legend of the steps has
   them all, and of the weakest the glyph alone; on paper that of its value. */
static int ground(struct area a, double value, double limit)
{
	double share = limit > 0 ? fabs(value) / limit : 0;

	if (!(share > 0))
		return INK_NONE;
	if (a.grid->vector)
		return ink_signed(value, limit);
	return step_of(share) ? step_ink(value, limit) : INK_NONE;
}

/* A tile is its colour, with the glyph in a shade that stands out on it. */
void glyph_tile(struct area a, int row, int column, int columns, double value, double limit)
{
	uint32_t ch = glyph_signed(value, limit, a.grid->ascii);
	int bg = ground(a, value, limit);
	int fg = value == 0 ? INK_DIM : step_ink(value, limit);

	for (int i = 0; i < columns; i++)
		area_cell(a, row, column + i, ch, fg, bg, 0);
}

void glyph_number(struct area a, int row, int column, int columns, double value, double limit,
		  const char *text)
{
	int n = text_columns(text);

	if (n >= columns)
		return;
	for (int i = 0; i < columns; i++)
		area_cell(a, row, column + i, ' ', INK_NONE, ground(a, value, limit), 0);
	area_text(a, row, column + (columns - n) / 2, INK_NONE, text);
}

void glyph_blank_tile(struct area a, int row, int column, int columns)
{
	for (int i = 0; i < columns; i++)
		area_cell(a, row, column + i, glyph_off(a.grid->ascii), INK_DIM, INK_NONE, 0);
}

/* A pixel is never as pale as nothing at all: what is masked out has no colour. */
static int pixel_ink(double value, double limit)
{
	double least = LEAST_TINT * limit;

	return ink_signed(fabs(value) < least ? copysign(least, value) : value, limit);
}

/* One number for both, where a cell has one glyph. */
static void whole_cell(struct area a, int row, int column, double upper, double lower, double limit)
{
	double value = isnan(upper) ? lower : isnan(lower) ? upper : (upper + lower) / 2;

	if (isnan(value))
		glyph_blank_tile(a, row, column, 1);
	else
		glyph_tile(a, row, column, 1, value, limit);
}

void glyph_pixels(struct area a, int row, int column, double upper, double lower, double limit)
{
	/* the colour of the character is the upper one's, or the lower one's */
	static const struct {
		uint32_t ch;
		bool lower;
	} form[2][2] = { { { 0x2584, true }, { 0x2585, true } },
			 { { 0x2583, true }, { 0x2580, false } } };
	/* on paper halves are halves */
	bool up = upper >= 0 || a.grid->vector, down = lower >= 0 || a.grid->vector;
	int top, bottom;

	if (a.grid->ascii || a.grid->mono || (isnan(upper) && isnan(lower))) {
		whole_cell(a, row, column, upper, lower, limit);
		return;
	}
	top = isnan(upper) ? INK_NONE : pixel_ink(upper, limit);
	bottom = isnan(lower) ? INK_NONE : pixel_ink(lower, limit);
	if (isnan(upper) || isnan(lower))
		area_cell(a, row, column, isnan(upper) ? 0x2584 : 0x2580,
			  isnan(upper) ? bottom : top, INK_NONE, 0);
	else if (form[up][down].lower)
		area_cell(a, row, column, form[up][down].ch, bottom, top, 0);
	else
		area_cell(a, row, column, form[up][down].ch, top, bottom, 0);
}

/* "-1.83 ≡═─- 0 ░▒▓█ +1.83" from a column; returns the column after it. */
static int draw_scale(struct area a, int row, int column, double limit)
{
	int at = column;

	at += area_printf(a, row, at, INK_DIM, "-%.3g ", limit);
	for (int i = STEPS - 1; i >= 0; i--)
		glyph_tile(a, row, at++, 1, -limit * (i + 0.5) / STEPS, limit);
	at += area_text(a, row, at, INK_DIM, " 0 ");
	for (int i = 0; i < STEPS; i++)
		glyph_tile(a, row, at++, 1, limit * (i + 0.5) / STEPS, limit);
	return at + area_printf(a, row, at, INK_DIM, " +%.3g", limit);
}

void glyph_legend(struct area a, int row, double limit, const char *off, const char *note)
{
	char text[32];
	int scale, at, note_columns = note ? text_columns(note) + 2 : 0;
	int off_columns = off ? text_columns(off) + 5 : 0;

	snprintf(text, sizeof text, "%.3g", limit);
	scale = 2 * text_columns(text) + 4 + 2 * STEPS + 3;
	if (row < 0 || row >= a.rows)
		return;
	if (scale + note_columns <= a.columns) {
		at = draw_scale(a, row, 0, limit);
	} else {
		at = area_printf(a, row, 0, INK_DIM, "%s%s", a.grid->ascii ? "+-" : "±", text);
	}
	if (off && at + off_columns + note_columns <= a.columns) {
		area_cell(a, row, at + 3, glyph_off(a.grid->ascii), INK_DIM, INK_NONE, 0);
		area_text(a, row, at + 5, INK_DIM, off);
		at += off_columns;
	}
	if (note && at + note_columns <= a.columns)
		area_text_right(a, row, a.columns, INK_WARN, note);
}
