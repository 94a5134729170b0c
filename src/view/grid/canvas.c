/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canvas.c - dots and lines on a raster finer than cells. Owns its raster and
   what it recorded. */
#include "view/grid/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A canvas clips nothing itself: the area does, when it gets the strokes. */
static const struct stroke_clip no_clip = { 0, 0, 0, 0 };

bool canvas_init(struct canvas *canvas, int rows, int columns, bool ascii)
{
	size_t cells = (size_t)rows * (size_t)columns;

	canvas->rows = rows;
	canvas->columns = columns;
	canvas->width = ascii ? columns : 2 * columns;
	canvas->height = ascii ? rows : 4 * rows;
	canvas->ascii = ascii;
	canvas->record = false;
	canvas->strokes = (struct stroke_list){ 0 };
	canvas->dots = calloc(cells + 1, sizeof *canvas->dots);
	canvas->owner = malloc((cells + 1) * sizeof *canvas->owner);
	if (!canvas->dots || !canvas->owner) {
		canvas_clear(canvas);
		return false;
	}
	for (size_t i = 0; i < cells; i++)
		canvas->owner[i] = -1;
	return true;
}

bool canvas_open(struct canvas *canvas, struct area area)
{
	if (area.rows < 1 || area.columns < 1 ||
	    !canvas_init(canvas, area.rows, area.columns, area.grid->ascii))
		return false;
	canvas->record = area.grid->vector && !canvas->ascii;
	return true;
}

void canvas_clear(struct canvas *canvas)
{
	free(canvas->dots);
	free(canvas->owner);
	stroke_clear(&canvas->strokes);
	canvas->dots = NULL;
	canvas->owner = NULL;
}

static void set_dot(struct canvas *canvas, int x, int y, int owner)
{
	/* bits of a Braille cell, [row][column] of its dots */
	static const uint8_t bit[4][2] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
	};
	size_t cell;

	if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
		return;
	if (canvas->ascii) {
		cell = (size_t)y * (size_t)canvas->columns + (size_t)x;
		canvas->dots[cell] = 1;
	} else {
		cell = (size_t)(y / 4) * (size_t)canvas->columns + (size_t)(x / 2);
		canvas->dots[cell] |= bit[y % 4][x % 2];
	}
	canvas->owner[cell] = owner;
}

static void set_line(struct canvas *canvas, int x0, int y0, int x1, int y1, int owner)
{
	int dx = abs(x1 - x0), dy = -abs(y1 - y0);
	int sx = x0 < x1 ? 1 : -1, sy = y0 < y1 ? 1 : -1;
	int error = dx + dy;

	for (;;) {
		int twice = 2 * error;

		set_dot(canvas, x0, y0, owner);
		if (x0 == x1 && y0 == y1)
			return;
		if (twice >= dy) {
			error += dy;
			x0 += sx;
		}
		if (twice <= dx) {
			error += dx;
			y0 += sy;
		}
	}
}

double canvas_x(const struct canvas *canvas, double column)
{
	return column * canvas->width / canvas->columns - 0.5;
}

double canvas_y(const struct canvas *canvas, double row)
{
	return row * canvas->height / canvas->rows - 0.5;
}

void canvas_dot(struct canvas *canvas, double x, double y, int owner)
{
	if (canvas->record)
		stroke_dot(&canvas->strokes, (struct stroke_point){ (float)x, (float)y }, owner,
			   &no_clip);
	set_dot(canvas, (int)lround(x), (int)lround(y), owner);
}

void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, int owner)
{
	if (canvas->record)
		stroke_line(&canvas->strokes, (struct stroke_point){ (float)x0, (float)y0 },
			    (struct stroke_point){ (float)x1, (float)y1 }, owner, &no_clip);
	set_line(canvas, (int)lround(x0), (int)lround(y0), (int)lround(x1), (int)lround(y1), owner);
}

void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1, double y1, int owner,
		   int on, int off)
{
	double dx = x1 - x0, dy = y1 - y0, length = fmax(fabs(dx), fabs(dy));
	double unit = length > 0 ? 1 / length : 0;

	for (double at = 0; at <= length; at += on + off) {
		double end = fmin(at + on - 1, length);

		if (off == 0)
			end = length;
		canvas_line(canvas, x0 + at * unit * dx, y0 + at * unit * dy, x0 + end * unit * dx,
			    y0 + end * unit * dy, owner);
		if (off == 0)
			return;
	}
}

_Static_assert(INK_COUNT <= CANVAS_INKS, "an ink fits into an owner");

int canvas_owner(int index, int ink)
{
	return index * CANVAS_INKS + ink;
}

int canvas_owner_index(int owner)
{
	return owner / CANVAS_INKS;
}

int canvas_owner_ink(int owner)
{
	return owner % CANVAS_INKS;
}

uint32_t canvas_char(const struct canvas *canvas, int row, int column)
{
	size_t cell = (size_t)row * (size_t)canvas->columns + (size_t)column;

	return canvas->dots[cell] ? 0x2800u + canvas->dots[cell] : 0;
}

/* Dots to cells of the grid; a dot's middle is half a dot from its corner. */
static struct stroke_point to_cells(const struct canvas *canvas, struct area a,
				    struct stroke_point p)
{
	float x = (p.x + 0.5f) * (float)canvas->columns / (float)canvas->width;
	float y = (p.y + 0.5f) * (float)canvas->rows / (float)canvas->height;

	return (struct stroke_point){ (float)a.column + x, (float)a.row + y };
}

static void mark_cells(const struct canvas *canvas, struct area a)
{
	for (int r = 0; r < canvas->rows && r < a.rows; r++) {
		for (int c = 0; c < canvas->columns && c < a.columns; c++) {
			struct cell *cell =
				&a.grid->cell[(a.row + r) * a.grid->columns + a.column + c];

			if (canvas_char(canvas, r, c) && cell->ch >= 0x2800 && cell->ch < 0x2900)
				cell->attributes |= CELL_STROKED;
		}
	}
}

void canvas_strokes(const struct canvas *canvas, struct area area, int (*ink)(int owner))
{
	const struct stroke_clip clip = { area.row, area.column, area.rows, area.columns };
	const struct stroke_list *from = &canvas->strokes;
	struct stroke_list *to = &area.grid->strokes;

	/* Where some got lost the Braille tells it all. */
	if (!canvas->record || from->failed || canvas->ascii)
		return;
	for (int i = 0; i < from->strokes; i++) {
		const struct stroke *s = &from->stroke[i];
		const struct stroke_point *p = &from->point[s->first];
		int colour = ink ? ink(s->ink) : s->ink;

		if (s->points == 1)
			stroke_dot(to, to_cells(canvas, area, p[0]), colour, &clip);
		for (int k = 1; k < s->points; k++)
			stroke_line(to, to_cells(canvas, area, p[k - 1]),
				    to_cells(canvas, area, p[k]), colour, &clip);
	}
	if (!to->failed)
		mark_cells(canvas, area);
}

void canvas_show(const struct canvas *canvas, struct area area, uint32_t plain,
		 int (*ink)(int owner))
{
	for (int i = 0; i < canvas->rows * canvas->columns && !canvas->record; i++) {
		int row = i / canvas->columns, column = i % canvas->columns;
		uint32_t ch = canvas_char(canvas, row, column);

		if (ch)
			area_cell(area, row, column, canvas->ascii ? plain : ch,
				  ink ? ink(canvas->owner[i]) : canvas->owner[i], INK_NONE, 0);
	}
	canvas_strokes(canvas, area, ink);
}
