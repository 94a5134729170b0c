/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * canvas.h - fine dots for curves: 2x4 of them in a Braille cell, one a cell
 * in ASCII. A cell remembers whose dots it has; the last to draw wins.
 */
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

struct canvas {
	int rows, columns;  /* cells */
	int width, height;  /* dots */
	bool ascii;
	uint8_t *dots;      /* [rows x columns] bits of the Braille cell */
	int16_t *owner;     /* [rows x columns], -1: nobody */
};

/* false: no memory. */
bool canvas_init(struct canvas *canvas, int rows, int columns, bool ascii);
void canvas_clear(struct canvas *canvas);

/* Dots from the top left corner; outside is ignored. */
void canvas_dot(struct canvas *canvas, int x, int y, int owner);
void canvas_line(struct canvas *canvas, int x0, int y0, int x1, int y1, int owner);

/* A line drawn for `on` dots (>= 1) and left out for `off`, on and on. */
void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1,
		   double y1, int owner, int on, int off);

/* What a cell shows: a Braille pattern, or 0 where nothing was drawn. */
uint32_t canvas_char(const struct canvas *canvas, int row, int column);

#endif
