/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * canvas.h - fine dots for curves: 2x4 of them in a Braille cell, one a cell
 * in ASCII. A cell remembers whose dots it has; the last to draw wins.
 *
 * With `record` set the lines are also kept as they were given, for grids that
 * want strokes (grid.vector):
 *
 *	canvas_open(&canvas, area);
 *	canvas_line(…); canvas_dot(…);
 *	canvas_show(&canvas, area, '.', NULL);
 *	canvas_clear(&canvas);
 */
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "view/grid/grid.h"
#include "view/grid/stroke.h"

struct canvas {
	int rows, columns; /* cells */
	int width, height; /* dots */
	bool ascii;
	bool record;		    /* keep strokes; set before anything is drawn */
	uint8_t *dots;		    /* [rows x columns] bits of the Braille cell */
	int32_t *owner;		    /* [rows x columns], -1: nobody */
	struct stroke_list strokes; /* in dots, ink is the owner */
};

/* false: no memory. */
bool canvas_init(struct canvas *canvas, int rows, int columns, bool ascii);
/* As large as an area, that records where its grid wants strokes; false also
   where the area is empty. */
bool canvas_open(struct canvas *canvas, struct area area);
void canvas_clear(struct canvas *canvas);

/* Dots of a place in cells, parts of a cell included: 0.5 is the middle of the first. */
double canvas_x(const struct canvas *canvas, double column);
double canvas_y(const struct canvas *canvas, double row);

/* Dots from the top left corner, 0.0 in the middle of the first one; outside is
   ignored. Parts of a dot show only in strokes. */
void canvas_dot(struct canvas *canvas, double x, double y, int owner);
void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, int owner);

/* An owner that is an ink, too: number `index` of its kind. */
#define CANVAS_INKS 128
int canvas_owner(int index, int ink);
int canvas_owner_index(int owner);
int canvas_owner_ink(int owner); /* for canvas_strokes */

/* A line drawn for `on` dots (>= 1) and left out for `off`, on and on. */
void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1, double y1, int owner,
		   int on, int off);

/* What a cell shows: a Braille pattern, or 0 where nothing was drawn. */
uint32_t canvas_char(const struct canvas *canvas, int row, int column);

/*
 * Hand what was recorded to the grid of the area that the cells were copied
 * into, and mark those of them that still show Braille, which the strokes
 * replace. ink says an owner's ink; NULL: owners are inks.
 */
void canvas_strokes(const struct canvas *canvas, struct area area, int (*ink)(int owner));
/* Into the area: strokes where there are any, else the cells, as plain where
   they are ASCII. */
void canvas_show(const struct canvas *canvas, struct area area, uint32_t plain,
		 int (*ink)(int owner));

#endif
