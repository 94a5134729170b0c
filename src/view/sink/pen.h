/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pen.h - what is drawn with: one drawing, several kinds of file (sink_svg.c,
 * sink_cairo.c, sink_tex.c), each of which is a pen.
 *
 * Lengths are points from the top left corner. A pen keeps its own errors.
 */
#ifndef VIEW_PEN_H
#define VIEW_PEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/grid/stroke.h"

struct pen_box {
	double x, y, width, height;
};

struct pen_line {
	uint32_t rgb;
	double width;
	double dash, gap; /* dash 0: solid */
};

struct pen_text {
	uint32_t rgb;
	double size;	/* of the font */
	double advance; /* from one column to the next */
	bool bold, underline;
};

/* Which end of a text lies at its place. */
enum pen_anchor { PEN_START, PEN_MIDDLE, PEN_END };

struct pen_words {
	uint32_t rgb;
	double size; /* of the font */
	bool bold;
	enum pen_anchor anchor;
	bool up; /* written upwards */
};

/* Alpha is all (0xff000000) or nothing. argb NULL: there was no memory for it. */
struct pen_image {
	int columns, rows;
	const uint32_t *argb; /* [rows x columns] */
};

struct pen_plot;

struct pen {
	void (*rectangle)(struct pen *pen, const struct pen_box *box, uint32_t rgb);
	void (*line)(struct pen *pen, const struct stroke_point *point, size_t points,
		     const struct pen_line *line);
	void (*disc)(struct pen *pen, double x, double y, double radius, uint32_t rgb);
	/* UTF-8 in a monospaced font, its baseline at y, `columns` columns. */
	void (*text)(struct pen *pen, double x, double y, const char *text, int columns,
		     const struct pen_text *style);
	/* Its pixels fill the box, with sharp edges. */
	void (*image)(struct pen *pen, const struct pen_box *box, const struct pen_image *image);
	/* What follows shows inside the box only; NULL: everywhere again. */
	void (*clip)(struct pen *pen, const struct pen_box *box);
	/* Filled; opacity 0 … 1. */
	void (*polygon)(struct pen *pen, const struct stroke_point *point, size_t points,
			uint32_t rgb, double opacity);
	/* UTF-8 in a proportional font, its baseline at y. */
	void (*words)(struct pen *pen, double x, double y, const char *text,
		      const struct pen_words *style);
	/* What follows belongs together and is called so, for readers of the file; kind
	   NULL ends it. NULL: the file has no such thing. */
	void (*group)(struct pen *pen, const char *kind, const char *name);
	/* A plot in the file's own words (pen_plot.h). NULL: by lines and texts. */
	void (*plot)(struct pen *pen, const struct pen_plot *plot);
};

#endif
