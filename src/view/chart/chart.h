/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chart.h - one metric over epochs: which lines there are, their values, and
 * where a value lies on the plot.
 *
 * A line is an arm, with the row of the study that has its name, or a row of
 * the study that no arm has. Owns the canvases only.
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "view/figure/axis.h"
#include "view/grid/canvas.h"
#include "view/figure/figure.h"

#define CHART_LINES (FPE_MAX_ARMS + 16)
#define CHART_LEAST_EPOCHS 8 /* a zoomed chart spans no fewer */

struct chart_line {
	int arm; /* index in snapshot.arm, -1: none */
	int row; /* row of the study, -1: none, or it does not fit */
	const char *name;
	char letter; /* of the name where it can be, else another; unique */
};

struct chart {
	const struct snapshot *s;
	const struct panel_options *o;
	enum fpe_metric metric;
	const struct snapshot_study *study; /* that has curves of it, or NULL */
	int minus;			    /* index of the arm subtracted, -1: none */
	const char *missing;		    /* why a difference is not there, or NULL */
	double minus_value;		    /* of its one epoch; NaN: of each epoch */
	int first, last;		    /* epochs at the ends of the axis */
	bool measured;			    /* is there a point at all */
	struct axis axis;
	struct canvas curves, behind; /* behind: bands, and what was smoothed */
	int lines;
	struct chart_line line[CHART_LINES];
};

/* Lines, epochs and axis for a plot with room for so many ticks. */
void chart_init(struct chart *c, const struct snapshot *s, const struct panel_options *o,
		int ticks);
/* Canvases as large as the plot. False: it is empty, or there is no memory. */
bool chart_open(struct chart *c, struct area plot);
void chart_close(struct chart *c);

enum fpe_metric chart_metric(const struct snapshot *s, const struct panel_options *o);
/* Its unit, NULL: none; a squared loss has no nats. */
const char *chart_unit(const struct snapshot *s, enum fpe_metric metric);
/* Furthest epoch of any arm, of the training under way and of the study; >= 1.
 */
int chart_last_epoch(const struct snapshot *s, enum fpe_metric metric);
int chart_ink(const struct chart_line *line, int index);      /* INK_ARM … */
int chart_band_ink(const struct chart_line *line, int index); /* the same, muted */

/*
 * Points of an arm's curve: those of its series and, where the last of these
 * lacks a metric that the net's picture has, one of the net as it is now.
 */
int chart_points(const struct snapshot *s, int arm, enum fpe_metric metric);
int chart_epoch(const struct snapshot *s, int arm, int point);
double chart_measured(const struct snapshot *s, int arm, enum fpe_metric metric,
		      int point); /* NaN: it was not */

/* What is drawn of an arm at a point, after the subtraction. */
double chart_value(const struct chart *c, int arm, int point);
/* The last finite value up to the chart's last epoch, and its point; NaN, -1. A
   line without an arm: the median over seeds, and the point of the study. */
double chart_last_value(const struct chart *c, const struct chart_line *line, int *point);
/* The arm's measured point nearest to an epoch, -1: none. */
int chart_point_at(const struct chart *c, int arm, double epoch);
/* The arm's value at this very epoch, without subtraction; NaN. */
double chart_value_at(const struct snapshot *s, int arm, enum fpe_metric metric, int epoch);

extern const struct panel_key chart_keys[];

/* What happened on the way, once for each epoch: where arms left their parents, and where a
   weight was set by hand or new samples were drawn. `text` is put for the call only. */
typedef void chart_put_mark(void *context, int epoch, int ink, const char *text);
void chart_splits(const struct chart *c, chart_put_mark *put, void *context);
void chart_changes(const struct chart *c, chart_put_mark *put, void *context);

/* In dots of the canvases; fractions where it matters. */
double chart_x(const struct chart *c, double epoch);
double chart_y(const struct chart *c, double value);
int chart_column(const struct chart *c, double epoch); /* cell */
int chart_row(const struct chart *c, double value);

/* Owners on the canvases: the line, with the ink its strokes have. */
int chart_line_of(int owner);

/* An arm's curve, each point the mean over so many epochs around it. */
void chart_draw_arm(struct chart *c, bool behind, int line, int smooth);
/* Dots between the quartiles of the seeds, or dashes along their median. */
void chart_draw_band(struct chart *c, int line);
void chart_draw_median(struct chart *c, bool behind, int line);

#endif
