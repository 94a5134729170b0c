/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chart_draw.c - curves and bands onto the canvases of a chart.
 *
 * Epochs that fall on one column of dots are drawn from their least to their
 * greatest value, so that no spike is hidden.
 */
#include "view/chart.h"

#include <math.h>

/* A pen that joins points and clips the lines between them to the chart. */
struct pen {
	const struct chart *c;
	struct canvas *on;
	int owner;
	bool down;		/* there is a point before */
	double epoch, y;	/* it */
	int x, low, high, last; /* dots drawn of its column */
};

static void pen_dot(struct pen *p, double epoch, double y)
{
	int x = (int)lround(chart_x(p->c, epoch)), row = (int)lround(y);

	if (p->down && x == p->x && row >= p->low && row <= p->high) {
		p->last = row;
		return;
	}
	canvas_line(p->on, p->down ? p->x : x, p->down ? p->last : row, x, row,
		    p->owner);
	p->low = p->down && x == p->x && p->low < row ? p->low : row;
	p->high = p->down && x == p->x && p->high > row ? p->high : row;
	p->x = x;
	p->last = row;
	p->down = true;
}

/* Where the line to (epoch, y) crosses an end of the axis. */
static void pen_cross(struct pen *p, double epoch, double y, double end)
{
	double share = (end - p->epoch) / (epoch - p->epoch);

	pen_dot(p, end, p->y + share * (y - p->y));
}

/* False: past the end of the axis. */
static bool pen_to(struct pen *p, bool begun, double epoch, double y)
{
	const struct chart *c = p->c;

	if (epoch >= c->first) {
		if (begun && p->epoch < c->first)
			pen_cross(p, epoch, y, c->first);
		if (epoch > c->last && begun && p->epoch < c->last)
			pen_cross(p, epoch, y, c->last);
		if (epoch <= c->last)
			pen_dot(p, epoch, y);
	}
	p->epoch = epoch;
	p->y = y;
	return epoch <= c->last;
}

/* Sum of an arm's values over a window of epochs that moves up. */
struct window {
	const struct chart *c;
	int arm, from, to; /* points in it: from … to-1 */
	double sum;
	int n;
};

static void window_move(struct window *w, double low, double high)
{
	const struct snapshot *s = w->c->s;
	int points = chart_points(s, w->arm, w->c->metric);

	while (w->to < points && chart_epoch(s, w->arm, w->to) <= high) {
		double v = chart_value(w->c, w->arm, w->to++);

		w->sum += isfinite(v) ? v : 0;
		w->n += isfinite(v);
	}
	while (w->from < w->to && chart_epoch(s, w->arm, w->from) < low) {
		double v = chart_value(w->c, w->arm, w->from++);

		w->sum -= isfinite(v) ? v : 0;
		w->n -= isfinite(v);
	}
}

void chart_draw_arm(struct chart *c, struct canvas *on, int line, int smooth)
{
	int arm = c->line[line].arm;
	int points = chart_points(c->s, arm, c->metric);
	struct pen pen = { .c = c, .on = on, .owner = line };
	struct window window = { .c = c, .arm = arm };
	bool begun = false;

	for (int i = 0; i < points; i++) {
		int epoch = chart_epoch(c->s, arm, i);
		double v = chart_value(c, arm, i);

		/* not measured at this epoch: the line goes on to the next */
		if (!isfinite(v))
			continue;
		if (smooth > 1) {
			window_move(&window, epoch - (smooth - 1) / 2.0,
				    epoch + (smooth - 1) / 2.0);
			v = window.sum / window.n;
		}
		if (!pen_to(&pen, begun, epoch, chart_y(c, v)))
			break;
		begun = true;
	}
}

/* A curve of the study at any epoch, straight between its points; NaN. */
static double study_value(const struct snapshot_study *study,
			  const float *curve, double epoch)
{
	int k = 0;
	double share;

	while (k < study->points && study->epoch[k] < epoch)
		k++;
	if (k == study->points)
		return NAN;
	if (k == 0 || study->epoch[k] <= epoch)
		return (double)curve[k];
	share = (epoch - study->epoch[k - 1]) /
		(study->epoch[k] - study->epoch[k - 1]);
	return (double)curve[k - 1] +
	       share * ((double)curve[k] - (double)curve[k - 1]);
}

static double epoch_at(const struct chart *c, int x)
{
	return c->first +
	       (double)x / (c->behind.width > 1 ? c->behind.width - 1 : 1) *
		       (c->last - c->first);
}

/* Dotted hatching, each line's at columns of its own, between the edges. */
void chart_draw_band(struct chart *c, int line)
{
	const struct snapshot_study_row *row =
		&c->study->row[c->line[line].row];

	for (int x = 0; x < c->behind.width; x++) {
		double epoch = epoch_at(c, x);
		double low = study_value(c->study, row->low, epoch);
		double high = study_value(c->study, row->high, epoch);
		int top, bottom;

		if (!isfinite(low) || !isfinite(high) || high < c->axis.low ||
		    low > c->axis.high)
			continue;
		top = (int)lround(chart_y(c, high));
		bottom = (int)lround(chart_y(c, low));
		for (int y = top; y <= bottom; y++) {
			bool edge = y == top || y == bottom;
			bool inside = x % 4 == line % 3 && y % 2 == 0;

			if (edge || inside)
				canvas_dot(&c->behind, x, y, line);
		}
	}
}

void chart_draw_mean(struct chart *c, struct canvas *on, int line)
{
	const float *mean = c->study->row[c->line[line].row].mean;
	int before = -1;

	for (int x = 0; x < on->width; x++) {
		double v = study_value(c->study, mean, epoch_at(c, x));
		int y;

		if (!isfinite(v)) {
			before = -1;
			continue;
		}
		y = (int)lround(chart_y(c, v));
		if (x % 6 < 4)
			canvas_line(on, x, before < 0 ? y : before, x, y, line);
		before = y;
	}
}
