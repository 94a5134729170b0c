/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curves.c - one metric of every arm over the epochs.
 *
 * Epochs that fall on one column of dots are drawn from their least to their
 * greatest value, so that no spike is hidden. Arms differ by colour, by the
 * name at their end, and by a letter of it that stands on the curve.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/axis.h"
#include "view/canvas.h"
#include "view/figure.h"
#include "view/figure_table.h"

#define NAME_COLUMNS 10
#define STROKE_PARTS 16 /* of a dot, where lines are finer than dots */
#define LEAST_PLOT 10 /* columns of curves before the legend gets any */

struct chart {
	const struct snapshot *s;
	enum fpe_metric metric;
	int last; /* epoch at the right end */
	struct axis axis;
	struct canvas canvas;
	char letter[FPE_MAX_ARMS];
	int labels, legend, names; /* columns at the left, right, of a name */
	bool measured; /* is there a point at all */
};

static enum fpe_metric chosen_metric(const struct panel_options *o)
{
	if (o->metric < 0 || o->metric >= FPE_METRIC_COUNT)
		return FPE_METRIC_TEST_ACCURACY;
	return (enum fpe_metric)o->metric;
}

/* The last finite value of an arm's curve, and which point it is; NaN. */
static double last_value(const struct chart *c, int arm, int *point)
{
	const struct snapshot_arm *a = &c->s->arm[arm];

	for (int i = a->points - 1; i >= 0; i--) {
		double v = series_at(a->series, i)->value[c->metric];

		if (isfinite(v)) {
			*point = i;
			return v;
		}
	}
	*point = -1;
	return NAN;
}

static void find_range(struct chart *c, int ticks)
{
	double low = INFINITY, high = -INFINITY;
	const struct snapshot_progress *p = &c->s->progress;

	c->last = 1;
	for (int i = 0; i < c->s->arms; i++) {
		const struct snapshot_arm *a = &c->s->arm[i];

		for (int k = 0; k < a->points; k++) {
			const struct series_point *point = series_at(a->series, k);
			double v = point->value[c->metric];

			if (point->epoch > c->last)
				c->last = point->epoch;
			if (!isfinite(v))
				continue;
			low = v < low ? v : low;
			high = v > high ? v : high;
		}
	}
	if (p->what && p->unit && strcmp(p->unit, "epoch") == 0 &&
	    p->total > c->last && p->total <= FPE_MAX_EPOCHS)
		c->last = (int)p->total;
	c->measured = low <= high;
	c->axis = axis_for(c->metric, low, high, ticks);
}

/* A letter for each arm, of its name if that is still free. */
static void choose_letters(struct chart *c)
{
	static const char others[] = "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char taken[FPE_MAX_ARMS + 1] = "";
	int n = 0;

	for (int i = 0; i < c->s->arms; i++) {
		const char *p = c->s->arm[i].name;

		while (*p && (!isalnum((unsigned char)*p) || strchr(taken, *p)))
			p++;
		if (!*p) {
			p = others;
			while (*p && strchr(taken, *p))
				p++;
		}
		c->letter[i] = *p ? *p : '*';
		taken[n++] = c->letter[i];
	}
}

/* Places in parts of a dot. */
static int fine_x(const struct chart *c, int epoch, int parts)
{
	return (int)lround((double)epoch / c->last * (c->canvas.width - 1) * parts);
}

static int fine_y(const struct chart *c, double value, int parts)
{
	double share = (value - c->axis.low) / (c->axis.high - c->axis.low);

	return (int)lround((1 - fmin(1, fmax(0, share))) *
			   (c->canvas.height - 1) * parts);
}

static int x_of(const struct chart *c, int epoch)
{
	return fine_x(c, epoch, 1);
}

static int y_of(const struct chart *c, double value)
{
	return fine_y(c, value, 1);
}

/* All points of an arm; those on one column of dots from least to greatest. */
static void draw_curve(struct chart *c, int arm)
{
	const struct snapshot_arm *a = &c->s->arm[arm];
	int at = -1, low = 0, high = 0, last = 0;
	int parts = c->canvas.record ? STROKE_PARTS : 1;
	double dot = 1.0 / parts;

	for (int i = 0; i < a->points; i++) {
		const struct series_point *p = series_at(a->series, i);
		double v = p->value[c->metric];
		int x, y;

		if (!isfinite(v)) {
			at = -1;
			continue;
		}
		x = fine_x(c, p->epoch, parts);
		y = fine_y(c, v, parts);
		if (x == at && y >= low && y <= high) {
			last = y;
			continue;
		}
		canvas_line(&c->canvas, (at < 0 ? x : at) * dot,
			    (at < 0 ? y : last) * dot, x * dot, y * dot, arm);
		low = x == at && low < y ? low : y;
		high = x == at && high > y ? high : y;
		at = x;
		last = y;
	}
}

/* Index of the arm's point nearest to an epoch. */
static int point_at(const struct snapshot_arm *a, double epoch)
{
	int low = 0, high = a->points - 1;

	while (low < high) {
		int middle = (low + high) / 2;

		if (series_at(a->series, middle)->epoch < epoch)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0 && series_at(a->series, low)->epoch - epoch >
			       epoch - series_at(a->series, low - 1)->epoch)
		low--;
	return low;
}

/* The canvas' cells into the grid, each standing for a point. */
static void show_canvas(const struct chart *c, struct area a)
{
	const struct canvas *v = &c->canvas;

	for (int row = 0; row < v->rows; row++) {
		for (int column = 0; column < v->columns; column++) {
			uint32_t ch = canvas_char(v, row, column);
			int arm = v->owner[row * v->columns + column];
			double epoch = (column + 0.5) / v->columns * c->last;
			struct hit hit = { .kind = HIT_POINT, .arm = arm };

			if (!ch)
				continue;
			hit.row = point_at(&c->s->arm[arm], epoch);
			hit.column = (int)c->metric;
			hit.value = series_at(c->s->arm[arm].series, hit.row)
					    ->value[c->metric];
			/* strokes leave what lies under them to be seen */
			if (!v->record)
				area_cell(a, row, column,
					  v->ascii ? (uint32_t)c->letter[arm]
						   : ch,
					  figure_arm_ink(arm), INK_NONE, 0);
			area_hit(a, row, column, 1, &hit);
		}
	}
}

/* One letter on each curve, at different places, where the curve is alone. */
static void show_letters(const struct chart *c, struct area a)
{
	const struct canvas *v = &c->canvas;

	if (v->ascii || c->s->arms < 2 || v->columns < 20)
		return;
	for (int i = 0; i < c->s->arms; i++) {
		int column = v->columns * (i + 1) / (c->s->arms + 1);

		for (int row = 0; row < v->rows; row++) {
			if (v->owner[row * v->columns + column] != i)
				continue;
			area_cell(a, row, column, (uint32_t)c->letter[i],
				  figure_arm_ink(i), INK_NONE, CELL_BOLD);
			break;
		}
	}
}

static void draw_ticks(const struct chart *c, struct area a)
{
	int per_row = c->canvas.ascii ? 1 : 4, above = -2;
	char text[16];

	for (int row = 0; row < c->canvas.rows; row++)
		area_cell(a, row, c->labels - 1, a.grid->ascii ? '|' : 0x2502,
			  INK_FRAME, INK_NONE, 0);
	for (int i = 0; i < axis_ticks(&c->axis); i++) {
		double v = axis_tick(&c->axis, i);
		int row = y_of(c, v) / per_row;

		if (row <= above + 1 && above >= 0 && c->canvas.rows > 4)
			continue;
		area_text_right(a, row, c->labels - 1, INK_DIM,
				axis_label(&c->axis, v, text));
		area_cell(a, row, c->labels - 1, a.grid->ascii ? '+' : 0x2524,
			  INK_FRAME, INK_NONE, 0);
		above = row;
	}
}

/* Where arms were split: a line down the plot, the epoch on the axis. */
static void draw_splits(const struct chart *c, struct area plot, struct area axis)
{
	int next = 1;

	for (int i = 0; i < c->s->arms; i++) {
		const struct snapshot_arm *a = &c->s->arm[i];
		int column, seen = 0;
		char text[48];

		for (int k = 0; k < i; k++)
			seen |= c->s->arm[k].left == a->left;
		if (a->left < 1 || seen || a->left > c->last)
			continue;
		column = x_of(c, a->left) / (c->canvas.ascii ? 1 : 2);
		for (int row = 0; row < plot.rows; row++)
			area_cell(plot, row, column, plot.grid->ascii ? ':' : 0x250a,
				  INK_DIM, INK_NONE, 0);
		area_cell(axis, 0, column, axis.grid->ascii ? '+' : 0x2534,
			  INK_FRAME, INK_NONE, 0);
		snprintf(text, sizeof text, "%s at %d",
			 figure_is_split(a) ? "split" : "branch", a->left);
		if (column + 1 < next ||
		    column + 1 + text_columns(text) > axis.columns)
			continue;
		next = column + 2 + area_text(axis, 0, column + 1, INK_NONE, text);
	}
}

/* The line under the plot. */
static void draw_time(const struct chart *c, struct area a, struct area plot)
{
	struct area axis = area_sub(a, c->canvas.rows, c->labels, 1, plot.columns);
	char text[32];
	bool ascii = a.grid->ascii;

	area_cell(a, c->canvas.rows, c->labels - 1, ascii ? '+' : 0x253c,
		  INK_FRAME, INK_NONE, 0);
	for (int i = 0; i < axis.columns; i++)
		area_cell(axis, 0, i, ascii ? '-' : 0x2500, INK_FRAME, INK_NONE,
			  0);
	draw_splits(c, plot, axis);
	snprintf(text, sizeof text, " epoch %d", c->last);
	if (text_columns(text) + c->labels + plot.columns <= a.columns)
		area_text(a, c->canvas.rows, c->labels + plot.columns, INK_DIM,
			  text);
	else if (text_columns(text) + 14 < plot.columns)
		area_text_right(axis, 0, axis.columns, INK_DIM, text);
}

/* What a guess at the larger class would reach. */
static void draw_majority(const struct chart *c, struct area plot)
{
	double m = c->s->majority;
	int row = y_of(c, m) / (c->canvas.ascii ? 1 : 4);
	char number[FIGURE_NUMBER], text[40];

	if (c->metric != FPE_METRIC_TEST_ACCURACY || !isfinite(m) ||
	    m < c->axis.low || m > c->axis.high)
		return;
	for (int i = 0; i < plot.columns; i++)
		area_cell(plot, row, i, plot.grid->ascii ? '.' : 0x2508, INK_DIM,
			  INK_NONE, 0);
	snprintf(text, sizeof text, " majority %s ", figure_number(m, number));
	if (text_columns(text) + 10 < plot.columns)
		area_text_right(plot, row, plot.columns - 2, INK_DIM, text);
}

/* Arms by falling last value; those without one last. */
static void rank_arms(const struct chart *c, int *order)
{
	for (int i = 0; i < c->s->arms; i++) {
		int point, at = i;
		double v = last_value(c, i, &point);

		while (at > 0) {
			double above = last_value(c, order[at - 1], &point);

			if (!(v > above) && (!isnan(above) || isnan(v)))
				break;
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
	}
}

/* Rows of the n labels: each as near to its value as the others allow. */
static void place_labels(const struct chart *c, const int *order, int n,
			 int rows, int *row)
{
	int per_row = c->canvas.ascii ? 1 : 4, point;

	for (int i = 0; i < n; i++) {
		double v = last_value(c, order[i], &point);
		int want = isnan(v) ? rows - 1 : y_of(c, v) / per_row;

		row[i] = i > 0 && want <= row[i - 1] ? row[i - 1] + 1 : want;
	}
	for (int i = n - 1, most = rows - 1; i >= 0; i--, most--) {
		if (row[i] > most)
			row[i] = most;
	}
}

static void draw_label(const struct chart *c, struct area a, int row, int arm)
{
	int point, at = 1, ink = figure_arm_ink(arm);
	double v = last_value(c, arm, &point);
	const char *name = c->s->arm[arm].name;
	char number[FIGURE_NUMBER];
	struct hit hit = { .kind = HIT_POINT, .arm = arm, .row = point,
			   .column = (int)c->metric, .value = v };
	const char *mark = strchr(name, c->letter[arm]);

	if (c->names > 0 && c->canvas.ascii) {
		area_printf(a, row, at, ink, "%c", c->letter[arm]);
		at += 2;
	}
	if (c->names > 0) {
		area_text(area_sub(a, row, at, 1, c->names), 0, 0, ink, name);
		if (mark && mark - name < c->names)
			area_cell(a, row, at + (int)(mark - name),
				  (uint32_t)c->letter[arm], ink, INK_NONE,
				  CELL_BOLD);
	} else {
		area_printf(a, row, at, ink, "%c", c->letter[arm]);
	}
	area_text_right(a, row, a.columns, INK_STRONG, figure_number(v, number));
	if (point >= 0)
		area_hit(a, row, 0, a.columns, &hit);
}

static void draw_legend(const struct chart *c, struct area a)
{
	int order[FPE_MAX_ARMS], row[FPE_MAX_ARMS], n = c->s->arms;

	if (a.columns < 1 || a.rows < 1)
		return;
	rank_arms(c, order);
	if (n > a.rows)
		n = a.rows;
	place_labels(c, order, n, a.rows, row);
	for (int i = 0; i < n; i++) {
		if (i == n - 1 && n < c->s->arms)
			area_printf(a, row[i], 1, INK_DIM, "+%d more",
				    c->s->arms - n + 1);
		else
			draw_label(c, a, row[i], order[i]);
	}
}

/* Columns for tick labels at the left and for names at the right. */
static void share_columns(struct chart *c, int columns)
{
	char text[16];
	int longest = 0, prefix;

	c->labels = 1;
	for (int i = 0; i < axis_ticks(&c->axis); i++) {
		double v = axis_tick(&c->axis, i);
		int n = (int)strlen(axis_label(&c->axis, v, text)) + 1;

		c->labels = n > c->labels ? n : c->labels;
	}
	for (int i = 0; i < c->s->arms; i++) {
		int n = text_columns(c->s->arm[i].name);

		longest = n > longest ? n : longest;
	}
	c->names = longest < NAME_COLUMNS ? longest : NAME_COLUMNS;
	prefix = c->canvas.ascii ? 2 : 0;
	c->legend = 1 + prefix + c->names + 5;
	if (c->legend < 11)
		c->legend = 11; /* the axis' " epoch 200" stands there too */
	if (columns - c->labels - c->legend >= LEAST_PLOT)
		return;
	c->names = 0;
	c->legend = 1 + 1 + 5;
	if (columns - c->labels - c->legend < LEAST_PLOT)
		c->legend = 0;
	if (columns < c->labels + 4)
		c->labels = 0;
}

static void curves_draw(const struct snapshot *s, const struct panel_options *o,
			struct area area)
{
	struct chart c = { .s = s, .metric = chosen_metric(o) };
	bool axis = area.rows >= 4;
	struct area plot;

	if (figure_empty(s, area))
		return;
	find_range(&c, (area.rows - axis) / 2);
	choose_letters(&c);
	c.canvas.ascii = area.grid->ascii;
	share_columns(&c, area.columns);
	plot = area_sub(area, 0, c.labels, area.rows - axis,
			area.columns - c.labels - c.legend);
	if (plot.columns < 1 || plot.rows < 1)
		return;
	if (!canvas_init(&c.canvas, plot.rows, plot.columns, area.grid->ascii))
		return;
	c.canvas.record = area.grid->vector && !area.grid->ascii;
	for (int i = 0; i < s->arms; i++) {
		if (i != s->current)
			draw_curve(&c, i);
	}
	if (s->current >= 0)
		draw_curve(&c, s->current);
	draw_majority(&c, plot);
	if (axis)
		draw_time(&c, area, plot);
	if (c.labels)
		draw_ticks(&c, area);
	show_canvas(&c, plot);
	show_letters(&c, plot);
	canvas_strokes(&c.canvas, plot, figure_arm_ink);
	if (!c.measured)
		figure_say(area_sub(plot, 0, 1, plot.rows, plot.columns - 2),
			   "not measured yet: type  train 5");
	draw_legend(&c, area_sub(area, 0, c.labels + plot.columns, plot.rows,
				 c.legend));
	canvas_clear(&c.canvas);
}

static void curves_measure(const struct snapshot *s,
			   const struct panel_options *o, int *rows, int *columns)
{
	(void)s;
	(void)o;
	*rows = 12;
	*columns = 60;
}

static void curves_title(const struct snapshot *s, const struct panel_options *o,
			 bool ascii, char *out, size_t size)
{
	char name[64];

	(void)s;
	snprintf(name, sizeof name, "%s", fpe_metric_info[chosen_metric(o)].name);
	for (char *p = name; *p; p++) {
		if (*p == '_')
			*p = ' ';
	}
	snprintf(out, size, "curves %s %s", ascii ? "-" : "·", name);
}

static void curves_numbers(const struct snapshot *s,
			   const struct panel_options *o,
			   struct figure_table *out)
{
	enum fpe_metric metric = chosen_metric(o);
	bool loss = metric == FPE_METRIC_TRAIN_LOSS ||
		    metric == FPE_METRIC_TEST_LOSS;

	figure_table_key(out, "arm");
	figure_table_key(out, "epoch");
	figure_table_value(out, fpe_metric_info[metric].name, loss ? "nats" : NULL,
			   "not measured");
	for (int i = 0; i < s->arms; i++) {
		for (int k = 0; k < s->arm[i].points; k++) {
			const struct series_point *p =
				series_at(s->arm[i].series, k);

			figure_table_text(out, "%s", s->arm[i].name);
			figure_table_number(out, p->epoch);
			figure_table_number(out, (double)p->value[metric]);
		}
	}
}

const struct panel panel_curves = {
	.name = "curves",
	.home = HOME_RIGHT_TOP,
	.takes = TAKES_METRIC,
	.help = "A metric of every arm over the epochs; default: test accuracy.",
	.explain =
	"Each curve is an arm, its name and last value at the right. Where a "
	"column stands for several epochs the curve is drawn from their least to "
	"their greatest value, so no spike is hidden.\n\n"
	"A dotted line marks a split: children start from their parent's "
	"weights, but the function is not kept, so a curve steps down there.\n\n"
	"majority = the share of the larger class in the test samples: what "
	"guessing reaches. One seed can mislead: compare shows the spread.",
	.title = curves_title,
	.measure = curves_measure,
	.draw = curves_draw,
	.numbers = curves_numbers,
};
