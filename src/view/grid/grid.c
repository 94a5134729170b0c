/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid.c - a rectangle of styled cells, and drawing into windows of it.
 *
 * Every write goes through put(), which clips to the area, keeps ASCII grids
 * ASCII and never leaves half a wide character behind.
 */
#include "view/grid/grid.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "core/base/room.h"
#include "view/grid/text.h"

#define MAX_HITS 65535 /* cell.hit is 16 bits wide */

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

struct grid *grid_new(int rows, int columns, bool ascii)
{
	struct grid *g = calloc(1, sizeof *g);

	if (!g)
		return NULL;
	g->rows = clamp(rows, 1, GRID_MAX_SIDE);
	g->columns = clamp(columns, 1, GRID_MAX_SIDE);
	g->ascii = ascii;
	g->hit_room = 64;
	g->cell = calloc((size_t)g->rows * (size_t)g->columns, sizeof *g->cell);
	g->hit = calloc((size_t)g->hit_room, sizeof *g->hit);
	if (!g->cell || !g->hit) {
		grid_free(g);
		return NULL;
	}
	grid_clear(g);
	return g;
}

void grid_free(struct grid *grid)
{
	if (!grid)
		return;
	free(grid->cell);
	free(grid->hit);
	stroke_clear(&grid->strokes);
	free(grid);
}

void grid_clear(struct grid *grid)
{
	for (int i = 0; i < grid->rows * grid->columns; i++)
		grid->cell[i] = (struct cell){ .ch = ' ' };
	grid->hit[0] = (struct hit){ .kind = HIT_NONE, .panel = -1, .arm = -1 };
	grid->hits = 1;
	stroke_reset(&grid->strokes);
}

bool grid_put(struct grid *grid, const struct grid *from)
{
	size_t cells = (size_t)grid->rows * (size_t)grid->columns;

	if (grid->rows != from->rows || grid->columns != from->columns)
		return false;
	memcpy(grid->cell, from->cell, cells * sizeof *grid->cell);
	for (size_t i = 0; i < cells; i++)
		grid->cell[i].hit = 0;
	return true;
}

struct area grid_area(struct grid *grid)
{
	return (struct area){ grid, 0, 0, grid->rows, grid->columns };
}

/* Cut [first, first+count) to [0, limit). */
static void cut(int *first, int *count, int limit)
{
	int last = *count > limit - *first ? limit : *first + *count;

	*first = clamp(*first, 0, limit);
	*count = last > *first ? last - *first : 0;
}

struct area area_sub(struct area a, int row, int column, int rows, int columns)
{
	cut(&row, &rows, a.rows);
	cut(&column, &columns, a.columns);
	return (struct area){ a.grid, a.row + row, a.column + column, rows, columns };
}

static struct cell *cell_at(struct area a, int row, int column)
{
	if (row < 0 || column < 0 || row >= a.rows || column >= a.columns)
		return NULL;
	return &a.grid->cell[(a.row + row) * a.grid->columns + a.column + column];
}

/* Before a cell is written: blank the other half of a wide character. */
static void unpair(struct area a, int row, int column)
{
	int x = a.column + column;
	struct cell *c = cell_at(a, row, column);

	if (c->ch == 0 && x > 0)
		c[-1].ch = ' ';
	if (c->ch != 0 && x + 1 < a.grid->columns && c[1].ch == 0)
		c[1].ch = ' ';
}

static bool is_word(uint32_t ch)
{
	return ch > 127 ? iswalnum((wint_t)ch) : isalnum((int)ch);
}

/* Before a cell is written. */
static void watch(struct area a, int row, int column, uint32_t before, uint32_t ch)
{
	struct grid_watch *w = a.grid->watch;
	int *writer = &w->writer[a.row + row][a.column + column];

	if (w->text && *writer && *writer != w->text && is_word(before) && ch != before &&
	    ch != ' ') {
		w->covered++;
		w->row = a.row + row;
		w->column = a.column + column;
	}
	*writer = w->text;
}

static void put_one(struct area a, int row, int column, uint32_t ch, int fg, int bg, int attributes)
{
	struct cell *c = cell_at(a, row, column);

	if (!c)
		return;
	if (a.grid->watch)
		watch(a, row, column, c->ch, ch);
	unpair(a, row, column);
	c->ch = ch;
	c->fg = (uint8_t)fg;
	if (bg >= 0)
		c->bg = (uint8_t)bg;
	c->attributes = (uint8_t)attributes;
}

/* One character; bg < 0 keeps the cell's. Returns the columns it takes. */
static int put(struct area a, int row, int column, uint32_t ch, int fg, int bg, int attributes)
{
	int width = text_width(ch);

	if (width == 0)
		return 0;
	if (a.grid->ascii)
		ch = text_ascii(ch);
	if (width == 1 || a.grid->ascii) {
		for (int i = 0; i < width; i++)
			put_one(a, row, column + i, ch, fg, bg, attributes);
	} else if (cell_at(a, row, column) && cell_at(a, row, column + 1)) {
		put_one(a, row, column, ch, fg, bg, attributes);
		put_one(a, row, column + 1, 0, fg, bg, attributes);
	} else { /* cut by the border */
		put_one(a, row, column, ' ', fg, bg, attributes);
		put_one(a, row, column + 1, ' ', fg, bg, attributes);
	}
	return width;
}

void area_cell(struct area a, int row, int column, uint32_t ch, int fg, int bg, int attributes)
{
	put(a, row, column, ch < 0x20 || ch == 0x7f ? TEXT_REPLACEMENT : ch, fg, bg, attributes);
}

void area_run(struct area a, int row, int column, int columns, uint32_t plain, uint32_t ch, int fg)
{
	for (int i = 0; i < columns; i++)
		area_cell(a, row, column + i, a.grid->ascii ? plain : ch, fg, INK_NONE, 0);
}

/* Columns up to the last character that is no blank. */
static int inked_columns(const char *text)
{
	int at = 0, inked = 0;
	uint32_t ch;

	while ((ch = text_next(&text))) {
		at += text_width(ch);
		inked = ch == ' ' ? inked : at;
	}
	return inked;
}

/* The columns that a text may fill before the mark of its cut; INT_MAX: it is whole, or
   there is no room for a mark. */
static int cut_at(struct area a, int column, const char *text)
{
	int room = a.columns - column;

	/* no character takes more columns than it has bytes */
	if (column < 0 || room < TEXT_LEAST_CUT || strlen(text) <= (size_t)room ||
	    inked_columns(text) <= room)
		return INT_MAX;
	return a.columns - 1;
}

int area_text(struct area a, int row, int column, int fg, const char *text)
{
	int at = column, cut = cut_at(a, column, text);
	uint32_t mark = a.grid->ascii ? '>' : TEXT_CUT; /* a full stop would end the sentence */
	struct grid_watch *watch_of = a.grid->watch;
	bool marked = false;
	uint32_t ch;

	if (watch_of)
		watch_of->text = ++watch_of->texts;
	while ((ch = text_next(&text))) {
		int width = text_width(ch);

		if (!marked)
			put(a, row, at, at + width > cut ? mark : ch, fg, -1, 0);
		marked |= at + width > cut;
		at += width;
	}
	if (watch_of)
		watch_of->text = 0;
	return at - column;
}

int area_printf(struct area a, int row, int column, int fg, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return area_text(a, row, column, fg, text);
}

void area_text_right(struct area a, int row, int end, int fg, const char *text)
{
	int at = end - text_columns(text);

	area_text(area_sub(a, 0, 0, a.rows, end), row, at < 0 ? 0 : at, fg, text);
}

void area_fill(struct area a, uint32_t ch, int fg, int bg)
{
	for (int r = 0; r < a.rows; r++) {
		for (int c = 0; c < a.columns; c++)
			area_cell(a, r, c, ch, fg, bg, 0);
	}
}

/* Lines of a frame: across, down, then the corners. */
static const uint32_t frame_light[] = { 0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518 };
static const uint32_t frame_heavy[] = { 0x2501, 0x2503, 0x250f, 0x2513, 0x2517, 0x251b };
static const uint32_t frame_ascii[] = { '-', '|', '+', '+', '+', '+' };
static const uint32_t frame_focus[] = { '=', '|', '#', '#', '#', '#' };

struct area area_frame(struct area a, const char *title, bool focus)
{
	const uint32_t *line = a.grid->ascii ? focus ? frame_focus : frame_ascii
			       : focus	     ? frame_heavy
					     : frame_light;
	int ink = focus ? INK_FOCUS : INK_FRAME;
	int right = a.columns - 1, bottom = a.rows - 1;

	if (right < 1 || bottom < 1)
		return a;
	area_run(a, 0, 1, right - 1, line[0], line[0], ink);
	area_run(a, bottom, 1, right - 1, line[0], line[0], ink);
	for (int r = 1; r < bottom; r++) {
		area_run(a, r, 0, 1, line[1], line[1], ink);
		area_run(a, r, right, 1, line[1], line[1], ink);
	}
	area_run(a, 0, 0, 1, line[2], line[2], ink);
	area_run(a, 0, right, 1, line[3], line[3], ink);
	area_run(a, bottom, 0, 1, line[4], line[4], ink);
	area_run(a, bottom, right, 1, line[5], line[5], ink);
	if (title && *title) {
		struct area top = area_sub(a, 0, 1, 1, a.columns - 2);
		int end = 1 + text_columns(title);

		area_text(top, 0, 1, focus ? INK_FOCUS : INK_TITLE, title);
		area_cell(top, 0, 0, ' ', ink, INK_NONE, 0);
		area_cell(top, 0, end, ' ', ink, INK_NONE, 0);
	}
	return area_sub(a, 1, 1, a.rows - 2, a.columns - 2);
}

/* Add a hit; returns its index. Past the last one cells share a HIT_NONE of their own: they
   do stand for something, but nobody can say for what. 0 without memory. */
static int hit_index(struct grid *g, const struct hit *hit)
{
	if (g->hits > MAX_HITS)
		return MAX_HITS;
	if (room_for(&g->hit, &g->hit_room, g->hits + 1, sizeof *g->hit, NULL))
		return 0;
	g->hit[g->hits] = g->hits < MAX_HITS ? *hit : g->hit[0];
	return g->hits++;
}

void area_hits(struct area a, int row, int column, int rows, int columns, const struct hit *hit)
{
	int index = 0;

	for (int r = row; r < row + rows; r++) {
		for (int c = column; c < column + columns; c++) {
			struct cell *cell = cell_at(a, r, c);

			if (!cell)
				continue;
			if (!index)
				index = hit_index(a.grid, hit);
			cell->hit = (uint16_t)index;
		}
	}
}

void area_hit(struct area a, int row, int column, int columns, const struct hit *hit)
{
	area_hits(a, row, column, 1, columns, hit);
}

bool hit_same(const struct hit *a, const struct hit *b)
{
	return a->kind == b->kind && a->panel == b->panel && a->arm == b->arm &&
	       a->layer == b->layer && a->row == b->row && a->column == b->column;
}

const struct hit *grid_hit(const struct grid *grid, int row, int column)
{
	if (row < 0 || column < 0 || row >= grid->rows || column >= grid->columns)
		return &grid->hit[0];
	return &grid->hit[grid->cell[row * grid->columns + column].hit];
}

int ink_signed(double value, double limit)
{
	double share = limit > 0 ? value / limit : 0;

	if (!(share == share))
		share = 0;
	share = fmin(1, fmax(-1, share));
	return INK_SIGNED + INK_STEPS + (int)lround(share * INK_STEPS);
}

int ink_share(double share)
{
	if (!(share == share))
		share = 0;
	return INK_SHARE + (int)lround(fmin(1, fmax(0, share)) * INK_STEPS);
}
