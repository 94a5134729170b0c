/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid.h - cells first, curses last: a rectangle of styled characters.
 *
 * Figures draw into an area, a clipped window of a grid: writing outside does
 * nothing. A cell's colour is an ink, what it means; a palette (palette.h)
 * turns inks into terminal colours. Rows and columns start at 0.
 */
#ifndef VIEW_GRID_H
#define VIEW_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/grid/stroke.h"

#define GRID_MAX_SIDE 1000
#define INK_ARMS 8
#define INK_STEPS 12 /* steps on each side of zero of the diverging scale */

enum ink {
	INK_NONE, /* the terminal's own colours */
	INK_DIM,
	INK_STRONG,
	INK_TITLE,
	INK_FRAME,
	INK_FOCUS, /* frame of the panel that has the keyboard */
	INK_KEY,
	INK_GOOD,
	INK_WARN,
	INK_BAD,
	INK_BAR,				    /* the top line and the hint line */
	INK_ARM,				    /* first of INK_ARMS */
	INK_BAND = INK_ARM + INK_ARMS,		    /* the same, muted */
	INK_SIGNED = INK_BAND + INK_ARMS,	    /* first of 2*INK_STEPS+1: -max … +max */
	INK_SHARE = INK_SIGNED + 2 * INK_STEPS + 1, /* first of INK_STEPS+1: 0 … 1 */
	INK_COUNT = INK_SHARE + INK_STEPS + 1
};

enum cell_attribute {
	CELL_BOLD = 1,
	CELL_REVERSE = 2,
	CELL_UNDERLINE = 4,
	CELL_STROKED = 8 /* the grid's strokes show what this cell shows */
};

/* What a cell stands for, so that a cursor can say it. */
enum hit_kind {
	HIT_NONE,
	HIT_PANEL,     /* a frame or a tab; row = place in screen_state.panel */
	HIT_WEIGHT,    /* row = neuron, column = input of the layer */
	HIT_PIXEL,     /* of a picture of weights or inputs; as weights/album.h says */
	HIT_CLASS,     /* row = true class, column = said class; -1: all of them */
	HIT_PAIR,      /* of an interference matrix */
	HIT_POINT,     /* row = index in the arm's series, column = metric */
	HIT_VALUE,     /* a metric of an arm; column = metric */
	HIT_INPUT,     /* column = input of the layer */
	HIT_NEURON,    /* row = neuron of the layer */
	HIT_CLAUSE,    /* row = clause */
	HIT_RUN,       /* row = row of the study, column = seed; -1: all seeds */
	HIT_CELL,      /* of a sweep; row and column as in its tally */
	HIT_MARK,      /* row = run of the sweep, column = arm of it */
	HIT_FIT,       /* row = arm of the sweep whose line it is */
	HIT_BAND,      /* row = row of the study, column = point of its curves */
	HIT_LINE,      /* row = line of a text */
	HIT_LETTER,    /* row = place in what an arm wrote */
	HIT_DIRECTION, /* row = direction that a layer's weights fill, by falling size */
	HIT_TIME       /* the time line; row = epoch */
};

struct hit {
	enum hit_kind kind;
	int panel; /* index in the panel table, -1 outside */
	int arm;   /* index in snapshot.arm */
	int layer;
	int row, column; /* see hit_kind; 0 where it has none */
	double value;
	int down, across; /* rows and columns averaged into the cell, from row and
			     column on; 0 or 1: one */
};

struct cell {
	uint32_t ch;	/* Unicode; 0 = right half of a wide character */
	uint8_t fg, bg; /* enum ink; bg INK_NONE = the terminal's own */
	uint8_t attributes;
	uint16_t hit; /* index in grid.hit, 0 = none */
};

/* For tests: does one text write over another? */
struct grid_watch {
	int text;				  /* that is being written, 0: none */
	int texts;				  /* so far */
	int writer[GRID_MAX_SIDE][GRID_MAX_SIDE]; /* [row][column] the text that wrote it */
	int covered;	 /* letters and digits of a text that another one wrote over */
	int row, column; /* of the last of them */
};

struct grid {
	int rows, columns;
	struct cell *cell; /* [rows x columns] */
	struct hit *hit;   /* [hits], hit[0] is HIT_NONE */
	int hits, hit_room;
	bool ascii;		    /* figures keep to ASCII */
	bool vector;		    /* figures leave strokes, too: set after grid_new */
	bool mono;		    /* no colours will be seen: likewise */
	struct stroke_list strokes; /* in cells from the top left corner */
	struct grid_watch *watch;   /* borrowed; NULL: nobody asks. Set after grid_new */
};

struct area {
	struct grid *grid;
	int row, column, rows, columns; /* in the grid; may be empty */
};

/* rows, columns clamped to 1 … GRID_MAX_SIDE. NULL: no memory. */
struct grid *grid_new(int rows, int columns, bool ascii);
void grid_free(struct grid *grid);
void grid_clear(struct grid *grid);
struct area grid_area(struct grid *grid);
/* What another grid shows, in cells that stand for nothing. False: it has another size, and
   nothing is done. */
bool grid_put(struct grid *grid, const struct grid *from);

/* A window of an area, clipped to it. */
struct area area_sub(struct area a, int row, int column, int rows, int columns);

void area_cell(struct area a, int row, int column, uint32_t ch, int fg, int bg, int attributes);
/* So many cells of one character, another one in ASCII grids, on no ground. */
void area_run(struct area a, int row, int column, int columns, uint32_t plain, uint32_t ch, int fg);
/*
 * UTF-8 text from (row, column), clipped, with an ellipsis ('>' in ASCII grids) where its
 * end is cut by the area's right side; control and invalid bytes become
 * U+FFFD ('?' in ASCII grids); wide characters take two cells, combining ones
 * are dropped. The background stays. Returns the columns it takes unclipped.
 */
int area_text(struct area a, int row, int column, int fg, const char *text);
int area_printf(struct area a, int row, int column, int fg, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* The same, ending at column (exclusive); from column 0 on where it is wider, its end cut. */
void area_text_right(struct area a, int row, int end, int fg, const char *text);
void area_fill(struct area a, uint32_t ch, int fg, int bg);
/* Frame along the border with a title in it; returns the inside. */
struct area area_frame(struct area a, const char *title, bool focus);
/* Cells [column, column+columns) of a row stand for hit. */
void area_hit(struct area a, int row, int column, int columns, const struct hit *hit);
/* The same of several rows. */
void area_hits(struct area a, int row, int column, int rows, int columns, const struct hit *hit);
/* Do both stand for the same thing, whatever its value is now? */
bool hit_same(const struct hit *a, const struct hit *b);
/* Never NULL: the hit of a cell, or a HIT_NONE one. */
const struct hit *grid_hit(const struct grid *grid, int row, int column);

/* Columns a UTF-8 text takes on the screen. */
int text_columns(const char *text);
/* The same, or most where that is more. */
int text_wider(int most, const char *text);

/* Nearest ink of a value on the diverging scale -limit … +limit, or of a share
   0 … 1. */
int ink_signed(double value, double limit);
int ink_share(double share);

#endif
