/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canvas.c - dots and lines on a raster finer than cells. */
#include "view/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool canvas_init(struct canvas *canvas, int rows, int columns, bool ascii)
{
	size_t cells = (size_t)rows * (size_t)columns;

	canvas->rows = rows;
	canvas->columns = columns;
	canvas->width = ascii ? columns : 2 * columns;
	canvas->height = ascii ? rows : 4 * rows;
	canvas->ascii = ascii;
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

void canvas_clear(struct canvas *canvas)
{
	free(canvas->dots);
	free(canvas->owner);
	canvas->dots = NULL;
	canvas->owner = NULL;
}

void canvas_dot(struct canvas *canvas, int x, int y, int owner)
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
	canvas->owner[cell] = (int16_t)owner;
}

void canvas_line(struct canvas *canvas, int x0, int y0, int x1, int y1, int owner)
{
	int dx = abs(x1 - x0), dy = -abs(y1 - y0);
	int sx = x0 < x1 ? 1 : -1, sy = y0 < y1 ? 1 : -1;
	int error = dx + dy;

	for (;;) {
		int twice = 2 * error;

		canvas_dot(canvas, x0, y0, owner);
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

void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1,
		   double y1, int owner, int on, int off)
{
	double dx = x1 - x0, dy = y1 - y0, length = fmax(fabs(dx), fabs(dy));
	double unit = length > 0 ? 1 / length : 0;

	for (double at = 0; at <= length; at += on + off) {
		double end = fmin(at + on - 1, length);

		if (off == 0)
			end = length;
		canvas_line(canvas, (int)lround(x0 + at * unit * dx),
			    (int)lround(y0 + at * unit * dy),
			    (int)lround(x0 + end * unit * dx),
			    (int)lround(y0 + end * unit * dy), owner);
		if (off == 0)
			return;
	}
}

uint32_t canvas_char(const struct canvas *canvas, int row, int column)
{
	size_t cell = (size_t)row * (size_t)canvas->columns + (size_t)column;

	return canvas->dots[cell] ? 0x2800u + canvas->dots[cell] : 0;
}
