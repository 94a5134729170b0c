/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper.h - a figure for paper in numbers: plots with axes, matrices, graphs and tables
 * in units of the data. Where they stand is paper_sheet.h's.
 *
 * Start with a zeroed struct; a panel fills it. Owns all of its texts and arrays. When
 * memory runs out it is marked; nothing in between needs a check, and what is handed out
 * may be written to.
 */
#ifndef VIEW_PAPER_H
#define VIEW_PAPER_H

#include "fpe/metric.h"
#include "view/sink/pen_plot.h"

/* ------------------------------------------------------------------- plots */

enum paper_span {
	PAPER_RANGE,	  /* as axis_for has it */
	PAPER_BETWEEN,	  /* around the least and the greatest */
	PAPER_DIFFERENCE, /* with 0 */
	PAPER_LOG,
	PAPER_EPOCHS, /* from low to high, ticks at whole numbers */
	PAPER_PLACES  /* ticks at places of their own, straight or logarithmic */
};

struct paper_place {
	double at;
	char *text;
};

/* What lies along an axis. It is made to hold every point and place there is. */
struct paper_scale {
	enum paper_span span;
	enum fpe_range range;
	double low, high; /* of the numbers; widened by what is added */
	bool log;	  /* of places */
	char *name;
	struct paper_place *place;
	int places, place_room;
};

struct paper_series {
	enum pen_kind kind;
	int ink;
	char *name;
	char *label, *note; /* in the legend, the note in a line below; NULL: it has none */
	bool dashed, thin;
	double opacity;
	enum pen_shape shape;
	double width; /* of bars, in units of x */
	double *x, *y, *to;
	int points, point_room;
};

/* A line across at a value, or up at one, with a word. */
struct paper_rule {
	bool up;
	double at;
	int ink;
	char *text;
};

struct paper_plot {
	struct paper_scale x, y;
	struct paper_series *series;
	int count, room;
	struct paper_rule *rule;
	int rules, rule_room;
	bool beside;   /* the legend's labels stand at the ends of their lines */
	double height; /* share of the width; 0: as it comes */
};

/* ---------------------------------------------------------------- matrices */

struct paper_matrix {
	int rows, columns;
	double *value;	    /* [rows x columns] NaN: masked; INFINITY: there is nothing */
	char **text;	    /* [rows x columns] in a cell; NULL: nothing */
	char **row_name;    /* [rows] */
	char **column_name; /* [columns] */
	char **row_note;    /* [rows] at the right of a row */
	int *row_group, *column_group; /* [rows], [columns] a gap where they change */
	char *note_head, *row_head, *column_head;
	bool is_signed; /* the scale is -high … high */
	double low, high;
	char *scale_name;
	char *missing; /* what a masked cell is */
	bool picture;  /* without signs and gaps */
	bool pixels;   /* one image, however many cells there are */
	bool bar;      /* the scale stands below */
	double cell;   /* points of a cell at most; 0: as others have it */
	double wide;   /* a cell's width over its height; 0: 1 */
};

/* ------------------------------------------------------------------ graphs */

enum paper_side { PAPER_NO_NAME, PAPER_LEFT, PAPER_RIGHT, PAPER_OUTSIDE };

/* Places: 0 … 1 across, 0 … 1 down. */
struct paper_node {
	double x, y;
	char *name;
	int ink;
	enum pen_shape shape;
	double size;
	enum paper_side side;
};

struct paper_edge {
	double x0, y0, x1, y1;
	int ink;      /* or -1: colour of the share */
	double share; /* -1 … 1 */
	double width;
	bool dashed;
	char *name; /* for readers of the file; NULL: none */
};

struct paper_graph {
	struct paper_node *node;
	struct paper_edge *edge;
	int nodes, node_room, edges, edge_room;
	double height; /* over its width */
	double least;  /* points of it, so that names keep apart; 0: any */
};

/* ------------------------------------------------------------------ tables */

struct paper_cell {
	char *text;
	int ink;
};

struct paper_table {
	int columns;
	struct paper_cell *cell; /* the first row is the heading */
	int cells, room;
};

/* ------------------------------------------------------------------- views */

enum paper_kind { PAPER_PLOT, PAPER_MATRIX, PAPER_GRAPH, PAPER_TABLE, PAPER_KINDS };

struct paper_view {
	enum paper_kind kind;
	char *title; /* NULL: none */
	int title_ink;
	char *note;  /* what is said below; NULL: nothing */
	bool begins; /* it and those up to the next that begins stand in one row */
	union {
		struct paper_plot plot;
		struct paper_matrix matrix;
		struct paper_graph graph;
		struct paper_table table;
	};
};

struct paper {
	struct paper_view *view;
	int views, room;
	int across; /* plots and graphs side by side; 0: 1 */
	char *why;  /* there is nothing to draw: what is said instead */
	bool failed;
	struct paper_view spare; /* what is handed out without memory */
	struct paper_series spare_series;
};

void paper_clear(struct paper *paper);
/* A copy of a text, owned by the paper through the member it is put into. */
char *paper_text(struct paper *paper, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Say why there is nothing to draw. */
void paper_say(struct paper *paper, const char *why);

/* A new view; valid until the next one. Never NULL. */
struct paper_view *paper_add(struct paper *paper, enum paper_kind kind);

/* Never NULL; valid until the next one of the plot. */
struct paper_series *paper_series(struct paper *paper, struct paper_view *view, enum pen_kind kind,
				  int ink, const char *name);
/* A point; `to` of bands, bars and intervals. The axes come to hold it. What is not finite
   is left out. */
void paper_point(struct paper *paper, struct paper_view *view, struct paper_series *series,
		 double x, double y, double to);
void paper_rule(struct paper *paper, struct paper_view *view, bool up, double at, int ink,
		const char *text);
void paper_place(struct paper *paper, struct paper_scale *scale, double at, const char *text);
/* Numbers along an axis from `low` to `high`, whatever the points. */
void paper_widen(struct paper_scale *scale, double value);

/* Room for all values, NaN, and for names. */
void paper_matrix_size(struct paper *paper, struct paper_view *view, int rows, int columns);

void paper_node(struct paper *paper, struct paper_view *view, struct paper_node node);
void paper_edge(struct paper *paper, struct paper_view *view, struct paper_edge edge);

void paper_cell(struct paper *paper, struct paper_view *view, int ink, const char *text);

#endif
