/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pen_plot.h - a plot between two axes, in units of the data: what a pen draws that
 * has axes of its own, and lines and texts for one that has not.
 */
#ifndef VIEW_PEN_PLOT_H
#define VIEW_PEN_PLOT_H

#include "view/sink/pen.h"

struct pen_tick {
	double at;
	char label[40]; /* "": a tick alone */
};

struct pen_scale {
	double low, high; /* low < high; of a logarithmic one > 0 */
	bool log;
	const struct pen_tick *tick;
	int ticks;
	const char *name; /* NULL: none */
};

enum pen_kind { PEN_LINE, PEN_BAND, PEN_BARS, PEN_POINTS, PEN_INTERVALS };
enum pen_shape { PEN_DISC, PEN_SQUARE, PEN_TRIANGLE, PEN_DIAMOND, PEN_SHAPES };

/* Points of one thing. What lies outside the axes is cut off. */
struct pen_series {
	enum pen_kind kind;
	const char *name;
	struct pen_line line; /* colour; width in points, of bars in units of x */
	double opacity;	      /* of bands and bars */
	enum pen_shape shape;
	double size; /* of a mark, across */
	size_t points;
	const double *x, *y; /* [points] */
	const double *to;    /* [points] bands, bars: from y to here */
};

struct pen_plot {
	struct pen_box box; /* between the axes */
	struct pen_scale x, y;
	const struct pen_series *series;
	int count;
	uint32_t frame, letters, grid;
	double size;	    /* of the labels' font */
	double names_at[2]; /* baselines of the names: below the box, left of it */
};

/* Where a value lies, in points. */
double pen_plot_x(const struct pen_plot *plot, double value);
double pen_plot_y(const struct pen_plot *plot, double value);
/* By the pen's own words where it has them. */
void pen_plot_draw(struct pen *pen, const struct pen_plot *plot);
/* One mark, for plots and their legends. */
void pen_mark(struct pen *pen, enum pen_shape shape, double x, double y, double size, uint32_t rgb);

#endif
