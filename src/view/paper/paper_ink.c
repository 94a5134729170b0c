/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_ink.c - colours without steps, dashes, numbers as they are set. */
#include "view/paper/paper_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "view/grid/palette.h"
#include "view/paper/lettering.h"

uint32_t paper_rgb(const struct paper_sheet *sheet, int ink)
{
	return palette_rgb(sheet->palette, ink, false);
}

/* Between two colours. */
static uint32_t mixed(uint32_t a, uint32_t b, double share)
{
	uint32_t out = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		double x = a >> shift & 255, y = b >> shift & 255;

		out |= (uint32_t)(x + share * (y - x) + 0.5) << shift;
	}
	return out;
}

/* A place 0 … steps on a scale whose inks are its steps. */
static uint32_t between(const struct paper_sheet *sheet, int first, double at, int steps)
{
	int i = at >= steps ? steps - 1 : at > 0 ? (int)at : 0;

	return mixed(palette_rgb(sheet->palette, first + i, true),
		     palette_rgb(sheet->palette, first + i + 1, true), fmin(1, fmax(0, at - i)));
}

uint32_t paper_signed(const struct paper_sheet *sheet, double share)
{
	return between(sheet, INK_SIGNED, (share + 1) * INK_STEPS, 2 * INK_STEPS);
}

uint32_t paper_share(const struct paper_sheet *sheet, double share)
{
	return between(sheet, INK_SHARE, share * INK_STEPS, INK_STEPS);
}

uint32_t paper_on(uint32_t ground)
{
	return palette_contrast(ground, 0x000000) > palette_contrast(ground, 0xffffff) ? 0x000000
										       : 0xffffff;
}

uint32_t paper_faint(const struct paper_sheet *sheet)
{
	return mixed(palette_paper(sheet->palette), paper_rgb(sheet, INK_FRAME), 0.3);
}

void paper_words(const struct paper_sheet *sheet, struct pen *pen, double x, double y, int ink,
		 enum pen_anchor anchor, const char *text)
{
	struct pen_words style = { .rgb = paper_rgb(sheet, ink),
				   .size = PAPER_FONT,
				   .anchor = anchor };

	if (text && *text)
		pen->words(pen, x, y, text, &style);
}

double paper_width(const char *text)
{
	return text ? lettering_width(text, PAPER_FONT, false) : 0;
}

struct pen_line paper_line(const struct paper_sheet *sheet, int ink, double width)
{
	static const double dashes[INK_ARMS][2] = { { 0, 0 }, { 6, 2 },	  { 2, 2 },  { 8, 4 },
						    { 1, 3 }, { 4, 1.5 }, { 10, 2 }, { 3, 4 } };
	struct pen_line line = { .rgb = paper_rgb(sheet, ink), .width = width };

	if (sheet->palette == palette_find("mono") && ink >= INK_ARM && ink < INK_ARM + INK_ARMS) {
		line.rgb = paper_rgb(sheet, INK_STRONG);
		line.dash = dashes[ink - INK_ARM][0];
		line.gap = dashes[ink - INK_ARM][1];
	}
	return line;
}

static void put_raised(int number, char *out, size_t size)
{
	static const char *const digit[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	char plain[16];
	size_t at = 0;

	snprintf(plain, sizeof plain, "%d", number);
	out[0] = 0;
	for (const char *p = plain; *p && at + 4 < size; p++)
		fixed_put(out, size, &at, "%s", *p == '-' ? "⁻" : digit[*p - '0']);
}

const char *paper_power(int exponent, char *out, size_t size)
{
	char raised[40];

	put_raised(exponent, raised, sizeof raised);
	snprintf(out, size, "×10%s", raised);
	return out;
}

const char *paper_label(const char *digits, char *out, size_t size)
{
	bool minus = digits[0] == '-';
	const char *plain = digits + minus, *e = strchr(plain, 'e');
	int length = e ? (int)(e - plain) : (int)strlen(plain);
	char power[48] = "";

	if (e)
		paper_power(atoi(e + 1), power, sizeof power);
	if (e && length == 1 && plain[0] == '1') /* 10⁵ and not 1×10⁵ */
		snprintf(out, size, "%s%s", minus ? "−" : "", power + strlen("×"));
	else
		snprintf(out, size, "%s%.*s%s", minus ? "−" : "", length, plain, power);
	return out;
}
