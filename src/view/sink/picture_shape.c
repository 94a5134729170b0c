/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picture_shape.c - characters as lines and rectangles. Owns nothing. */
#include "view/sink/picture_shape.h"

#include <stdlib.h>

#include "view/grid/glyph.h"

/* Arms of box-drawing characters: left, right, up, down. */
static const struct box {
	uint16_t ch;
	uint8_t arm[4];
} boxes[] = {
	{ 0x2500, { 1, 1, 0, 0 } }, { 0x2501, { 2, 2, 0, 0 } }, { 0x2502, { 0, 0, 1, 1 } },
	{ 0x2503, { 0, 0, 2, 2 } }, { 0x2504, { 3, 3, 0, 0 } }, { 0x2506, { 0, 0, 3, 3 } },
	{ 0x2508, { 3, 3, 0, 0 } }, { 0x250a, { 0, 0, 3, 3 } }, { 0x250c, { 0, 1, 0, 1 } },
	{ 0x250f, { 0, 2, 0, 2 } }, { 0x2510, { 1, 0, 0, 1 } }, { 0x2513, { 2, 0, 0, 2 } },
	{ 0x2514, { 0, 1, 1, 0 } }, { 0x2517, { 0, 2, 2, 0 } }, { 0x2518, { 1, 0, 1, 0 } },
	{ 0x251b, { 2, 0, 2, 0 } }, { 0x251c, { 0, 1, 1, 1 } }, { 0x2523, { 0, 2, 2, 2 } },
	{ 0x2524, { 1, 0, 1, 1 } }, { 0x252b, { 2, 0, 2, 2 } }, { 0x252c, { 1, 1, 0, 1 } },
	{ 0x2533, { 2, 2, 0, 2 } }, { 0x2534, { 1, 1, 1, 0 } }, { 0x253b, { 2, 2, 2, 0 } },
	{ 0x253c, { 1, 1, 1, 1 } }, { 0x254b, { 2, 2, 2, 2 } }, { 0x256d, { 0, 1, 0, 1 } },
	{ 0x256e, { 1, 0, 0, 1 } }, { 0x256f, { 1, 0, 1, 0 } }, { 0x2570, { 0, 1, 1, 0 } },
	{ 0x2574, { 1, 0, 0, 0 } }, { 0x2575, { 0, 0, 1, 0 } }, { 0x2576, { 0, 1, 0, 0 } },
	{ 0x2577, { 0, 0, 0, 1 } },
};

static int compare_box(const void *key, const void *row)
{
	return (int)*(const uint32_t *)key - (int)((const struct box *)row)->ch;
}

enum shape_weight shape_half(uint32_t ch, bool down, int half)
{
	const struct box *box = NULL;

	if (ch >= 0x2500 && ch < 0x2580)
		box = bsearch(&ch, boxes, sizeof boxes / sizeof *boxes, sizeof *boxes, compare_box);
	return box ? (enum shape_weight)box->arm[2 * down + half] : SHAPE_NO_LINE;
}

static bool is_box(uint32_t ch)
{
	for (int i = 0; i < 4; i++) {
		if (shape_half(ch, i / 2, i % 2))
			return true;
	}
	return false;
}

bool shape_is_drawn(uint32_t ch)
{
	return is_box(ch) || (ch >= 0x2571 && ch <= 0x2573) || (ch >= 0x2580 && ch <= 0x2595) ||
	       (ch >= 0x2800 && ch < 0x2900);
}

bool shape_is_dot(const struct cell *cell)
{
	return cell->hit && cell->ch == glyph_off(false) && cell->fg == INK_DIM;
}

void shape_stretch(struct pen *pen, enum shape_weight weight, double x, double y, double cells,
		   bool down, uint32_t rgb)
{
	double length = cells * (down ? CELL_HEIGHT : CELL_WIDTH);
	struct stroke_point p[] = {
		{ (float)x, (float)y },
		{ (float)(x + (down ? 0 : length)), (float)(y + (down ? length : 0)) },
	};
	struct pen_line line = { .rgb = rgb, .width = 0.7 };

	if (weight == SHAPE_HEAVY)
		line.width = 1.6;
	if (weight == SHAPE_DASHED)
		line.dash = line.gap = 1.8;
	pen->line(pen, p, 2, &line);
}

/* Parts of a cell, in eighths: from the left, from the top, width, height. */
static void draw_part(struct pen *pen, double x, double y, int left, int top, int width, int height,
		      uint32_t rgb)
{
	struct pen_box box = { x + left * CELL_WIDTH / 8, y + top * CELL_HEIGHT / 8,
			       width * CELL_WIDTH / 8, height * CELL_HEIGHT / 8 };

	pen->rectangle(pen, &box, rgb);
}

static void draw_block(struct pen *pen, uint32_t ch, double x, double y, uint32_t rgb)
{
	int i = (int)(ch - 0x2580);

	if (i == 0)
		draw_part(pen, x, y, 0, 0, 8, 4, rgb);
	else if (i <= 8) /* lower eighths, then all */
		draw_part(pen, x, y, 0, 8 - i, 8, i, rgb);
	else if (i <= 15) /* left seven eighths down to one */
		draw_part(pen, x, y, 0, 0, 16 - i, 8, rgb);
	else if (i == 16)
		draw_part(pen, x, y, 4, 0, 4, 8, rgb);
	else if (i == 20)
		draw_part(pen, x, y, 0, 0, 8, 1, rgb);
	else if (i == 21)
		draw_part(pen, x, y, 7, 0, 1, 8, rgb);
	else /* shades: a bar that fills as much of the cell */
		draw_part(pen, x, y, 0, 4 - (i - 16), 8, 2 * (i - 16), rgb);
}

static void draw_braille(struct pen *pen, uint32_t ch, double x, double y, uint32_t rgb)
{
	static const uint8_t bit[4][2] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
	};

	for (int r = 0; r < 4; r++) {
		for (int c = 0; c < 2; c++) {
			if (ch & bit[r][c])
				pen->disc(pen, x + (c + 0.5) * CELL_WIDTH / 2,
					  y + (r + 0.5) * CELL_HEIGHT / 4, 1, rgb);
		}
	}
}

/* One or both of the diagonals. */
static void draw_diagonals(struct pen *pen, uint32_t ch, double x, double y, uint32_t rgb)
{
	float l = (float)x, t = (float)y, r = (float)(x + CELL_WIDTH), b = (float)(y + CELL_HEIGHT);
	struct stroke_point up[] = { { l, b }, { r, t } };
	struct stroke_point down[] = { { l, t }, { r, b } };
	struct pen_line line = { .rgb = rgb, .width = 0.7 };

	if (ch != 0x2572)
		pen->line(pen, up, 2, &line);
	if (ch != 0x2571)
		pen->line(pen, down, 2, &line);
}

void shape_draw(struct pen *pen, uint32_t ch, double x, double y, uint32_t rgb)
{
	if (ch >= 0x2571 && ch <= 0x2573)
		draw_diagonals(pen, ch, x, y, rgb);
	else if (ch >= 0x2580 && ch <= 0x2595)
		draw_block(pen, ch, x, y, rgb);
	else if (ch >= 0x2800 && ch < 0x2900)
		draw_braille(pen, ch, x, y, rgb);
}
