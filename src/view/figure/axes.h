/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * axes.h - a plot between two axes: values at the left, below it values or
 * those of a key of a sweep.
 *
 * Fill y, and either x or key; then lay it out, then draw it, then the rest
 * over it.
 */
#ifndef VIEW_AXES_H
#define VIEW_AXES_H

#include "lab/arm/snapshot.h"
#include "view/figure/axis.h"
#include "view/grid/grid.h"

struct axes {
	struct axis x, y;
	const struct snapshot_key *key; /* goes along x; NULL: values do */
	const char *name;		/* of what goes along x; "": of nothing */
	bool elsewhere;			/* the name does not stand on the axis */
	bool zero;			/* a line across at 0 */
	/* what axes_lay fills */
	struct area all, plot;
	int labels; /* columns at the left */
	bool foot;  /* there is a row below the plot */
};

/* Rows of a plot in so many, and ticks that suit them. */
int axes_ticks(int rows);
void axes_lay(struct axes *a, struct area area);
void axes_draw(const struct axes *a);

/* In rows and columns of the plot, from its top left corner; parts of a cell
   included, the middle of the first cell is 0.5. value: of x, or the number of
   the key's value. */
double axes_column(const struct axes *a, double value);
double axes_row(const struct axes *a, double value);

/* Pieces, for figures that lay their plot out by themselves. Values at the left
   of so many rows: the axis is column labels - 1, a value in row_of(of, value). */
void axes_left(struct area a, int rows, int labels, const struct axis *y,
	       int (*row_of)(const void *of, double value), const void *of);
/* A row of text where nothing is written twice. */
struct axes_line {
	struct area a;
	bool taken[GRID_MAX_SIDE + 1];
};
/* False: there is no room, or something stands there. */
bool axes_write(struct axes_line *line, int column, int ink, const char *text);

#endif
