/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chart_draw.c - curves and bands onto the canvases of a chart.
 *
 * Epochs that fall on one column of dots are drawn from their least to their
 * greatest value, so that no spike is hidden.
 */
#include "view/chart/chart.h"

#include <math.h>

#define BAND_STEP 4	/* dots from one column of a band to the next: it is thin */
#define STROKE_PARTS 16 /* of a dot, where lines are finer than dots */

int chart_line_of(int owner)
{
	return canvas_owner_index(owner);
}

static int owner_of(const struct chart *c, int line, bool behind)
{
	const struct chart_line *l = &c->line[line];

	return canvas_owner(line, behind ? chart_band_ink(l, line) : chart_ink(l, line));
}

/* A pen that joins points and clips the lines between them to the chart. It
   goes by parts of a dot. */
struct pen {
	const struct chart *c;
	struct canvas *on;
	int owner, parts;
	bool down;		/* there is a point before */
	double epoch, y;	/* it */
	int x, low, high, last; /* drawn of its column */
};

static void pen_dot(struct pen *p, double epoch, double y)
{
	int x = (int)lround(chart_x(p->c, epoch) * p->parts);
	int at = (int)lround(y * p->parts);
	double dot = 1.0 / p->parts;

	if (p->down && x == p->x && at >= p->low && at <= p->high) {
		p->last = at;
		return;
	}
	canvas_line(p->on, (p->down ? p->x : x) * dot, (p->down ? p->last : at) * dot, x * dot,
		    at * dot, p->owner);
	p->low = p->down && x == p->x && p->low < at ? p->low : at;
	p->high = p->down && x == p->x && p->high > at ? p->high : at;
	p->x = x;
	p->last = at;
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

void chart_draw_arm(struct chart *c, bool behind, int line, int smooth)
{
	int arm = c->line[line].arm;
	int points = chart_points(c->s, arm, c->metric);
	struct canvas *on = behind ? &c->behind : &c->curves;
	struct pen pen = { .c = c,
			   .on = on,
			   .owner = owner_of(c, line, behind),
			   .parts = on->record ? STROKE_PARTS : 1 };
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
static double study_value(const struct snapshot_study *study, const float *curve, double epoch)
{
	int k = 0;
	double share;

	while (k < study->points && study->epoch[k] < epoch)
		k++;
	if (k == study->points)
		return NAN;
	if (k == 0 || study->epoch[k] <= epoch)
		return (double)curve[k];
	share = (epoch - study->epoch[k - 1]) / (study->epoch[k] - study->epoch[k - 1]);
	return (double)curve[k - 1] + share * ((double)curve[k] - (double)curve[k - 1]);
}

static double epoch_at(const struct chart *c, int x)
{
	return c->first +
	       (double)x / (c->behind.width > 1 ? c->behind.width - 1 : 1) * (c->last - c->first);
}

/* Dotted hatching, each line's at columns of its own, between the edges. */
void chart_draw_band(struct chart *c, int line)
{
	const struct snapshot_study_row *row = &c->study->row[c->line[line].row];
	int owner = owner_of(c, line, true);

	for (int x = line % 3; x < c->behind.width; x += BAND_STEP) {
		double epoch = epoch_at(c, x);
		double low = study_value(c->study, row->low, epoch);
		double high = study_value(c->study, row->high, epoch);

		if (!isfinite(low) || !isfinite(high) || high < c->axis.low || low > c->axis.high)
			continue;
		canvas_dashes(&c->behind, x, chart_y(c, high), x, chart_y(c, low), owner, 1, 1);
	}
}

void chart_draw_median(struct chart *c, bool behind, int line)
{
	const float *median = c->study->row[c->line[line].row].median;
	struct canvas *on = behind ? &c->behind : &c->curves;
	int owner = owner_of(c, line, behind);
	double before = NAN;

	for (int x = 0; x < on->width; x++) {
		double y = study_value(c->study, median, epoch_at(c, x));

		if (isfinite(y))
			y = chart_y(c, y);
		if (x % 6 < 4 && isfinite(y))
			canvas_line(on, x - isfinite(before), isfinite(before) ? before : y, x, y,
				    owner);
		before = y;
	}
}
