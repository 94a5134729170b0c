/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curves.c - one metric of every arm over the epochs.
 *
 * Arms differ by colour, by the name at their end, and by a letter of it that
 * stands on the curve. What there is to draw is chart.c's, how it is drawn
 * chart_draw.c's, names and numbers at the right legend.c's.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure/axes.h"
#include "view/figure/figure_table.h"
#include "view/chart/curves_paper.h"
#include "view/chart/legend.h"
#include "view/grid/glyph.h"
#include "view/chart/point.h"

/* The parts of the panel. */
struct sheet {
	struct chart c;
	struct legend legend;
	int labels; /* columns of the values at the left */
	struct area plot;
	struct axes_line axis; /* the row below, empty if there is none */
};

/* -------------------------------------------------------------- the curves */

static void draw_lines(struct sheet *p)
{
	struct chart *c = &p->c;
	int smooth = c->o->smooth, current = c->s->current;

	for (int i = 0; i < c->lines; i++) {
		if (c->line[i].row >= 0)
			chart_draw_band(c, i);
	}
	for (int i = 0; i < c->lines; i++) {
		if (c->line[i].row >= 0)
			chart_draw_median(c, c->line[i].arm >= 0, i);
		if (c->line[i].arm >= 0 && smooth > 1)
			chart_draw_arm(c, true, i, 1);
	}
	/* the current arm is the first line of its index, and the last drawn */
	for (int i = 0; i < c->lines; i++) {
		if (c->line[i].arm >= 0 && c->line[i].arm != current)
			chart_draw_arm(c, false, i, smooth);
	}
	if (current >= 0 && current < c->s->arms)
		chart_draw_arm(c, false, current, smooth);
}

/* What a cell of a canvas stands for. */
static struct hit cell_hit(const struct chart *c, int line, double epoch)
{
	const struct chart_line *l = &c->line[line];
	struct hit hit = { .kind = HIT_POINT, .arm = l->arm, .column = (int)c->metric };
	const struct snapshot_study *study = c->study;

	if (l->arm >= 0) {
		hit.row = chart_point_at(c, l->arm, epoch);
		hit.value = chart_value(c, l->arm, hit.row < 0 ? 0 : hit.row);
		return hit;
	}
	hit = (struct hit){ .kind = HIT_BAND, .arm = -1, .row = l->row };
	while (hit.column + 1 < study->points && study->epoch[hit.column + 1] <= epoch)
		hit.column++;
	hit.value = (double)study->row[l->row].median[hit.column];
	return hit;
}

/* Curves into the grid, each cell standing for a point. */
static void show_curves(const struct sheet *p)
{
	const struct chart *c = &p->c;
	const struct canvas *v = &c->curves;

	for (int i = 0; i < v->rows * v->columns; i++) {
		int row = i / v->columns, column = i % v->columns;
		uint32_t ch = canvas_char(v, row, column);
		double epoch = c->first + (column + 0.5) / v->columns * (c->last - c->first);
		int line = chart_line_of(v->owner[i]);
		struct hit hit;

		if (!ch)
			continue;
		hit = cell_hit(c, line, epoch);
		/* strokes leave what lies under them to be seen */
		if (!v->record)
			area_cell(p->plot, row, column,
				  v->ascii ? (uint32_t)c->line[line].letter : ch,
				  canvas_owner_ink(v->owner[i]), INK_NONE, 0);
		area_hit(p->plot, row, column, 1, &hit);
	}
}

/* One letter on each curve, at different places, where the curve is alone. */
static void show_letters(const struct sheet *p)
{
	const struct canvas *v = &p->c.curves;

	if (v->ascii || p->c.lines < 2 || v->columns < 20)
		return;
	for (int i = 0; i < p->c.lines; i++) {
		int column = v->columns * (i + 1) / (p->c.lines + 1);

		for (int row = 0; row < v->rows; row++) {
			int owner = v->owner[row * v->columns + column];

			if (owner < 0 || chart_line_of(owner) != i)
				continue;
			area_cell(p->plot, row, column, (uint32_t)p->c.line[i].letter,
				  chart_ink(&p->c.line[i], i), INK_NONE, CELL_BOLD);
			break;
		}
	}
}

/* ---------------------------------------------------------------- the axes */

static int row_of(const void *chart, double value)
{
	return chart_row(chart, value);
}

/* A dotted line down the plot at an epoch, and what it says on the axis. */
static void mark_epoch(struct sheet *p, int epoch, uint32_t ch, uint32_t ascii, int ink,
		       const char *text)
{
	int column = chart_column(&p->c, epoch);

	if (epoch < p->c.first || epoch > p->c.last)
		return;
	for (int row = 0; row < p->plot.rows; row++)
		area_cell(p->plot, row, column, p->plot.grid->ascii ? ascii : ch, ink, INK_NONE, 0);
	area_run(p->axis.a, 0, column, 1, '+', 0x2534, INK_FRAME);
	if (column < p->axis.a.columns)
		axes_write(&p->axis, column + 1, INK_NONE, text);
}

static void put_split(void *sheet, int epoch, int ink, const char *text)
{
	mark_epoch(sheet, epoch, 0x250a, ':', ink, text);
}

static void put_change(void *sheet, int epoch, int ink, const char *text)
{
	mark_epoch(sheet, epoch, 0x2506, ';', ink, text);
}

/* Where training ended, for it diverged: on the axis. */
static void tell_diverged(struct sheet *p)
{
	const struct snapshot *s = p->c.s;

	for (int i = 0; i < s->arms; i++) {
		char text[80];
		int epoch = s->arm[i].epoch;

		if (!s->arm[i].trouble || epoch < p->c.first || epoch > p->c.last)
			continue;
		snprintf(text, sizeof text, "%s diverged at %d", s->arm[i].name, epoch);
		axes_write(&p->axis, chart_column(&p->c, epoch), INK_WARN, text);
	}
}

/* … and a cross at the curve's end. */
static void cross_diverged(const struct sheet *p)
{
	const struct chart *c = &p->c;

	for (int i = 0; i < c->lines; i++) {
		int arm = c->line[i].arm, point;
		double v = chart_last_value(c, &c->line[i], &point);

		if (arm >= 0 && c->s->arm[arm].trouble && isfinite(v))
			area_cell(p->plot, chart_row(c, v), chart_column(c, c->s->arm[arm].epoch),
				  glyph_cross(p->plot.grid->ascii), INK_WARN, INK_NONE, CELL_BOLD);
	}
}

/* The epoch that all other figures show. */
static void draw_slider(struct sheet *p)
{
	char text[32];

	if (p->c.s->at < 0)
		return;
	snprintf(text, sizeof text, "here %d", p->c.s->at);
	mark_epoch(p, p->c.s->at, 0x2502, '|', INK_FOCUS, text);
}

/* Round epochs along the axis, where there is room. */
static void draw_epochs(struct sheet *p)
{
	const struct chart *c = &p->c;
	int step = axis_epoch_step(c->last - c->first, p->axis.a.columns / 11);

	for (int e = c->first / step * step; e < c->last; e += step) {
		char text[16];
		int column = chart_column(c, e);

		if (e < c->first || (e == 0 && c->first == 0))
			continue;
		snprintf(text, sizeof text, "%d", e);
		axes_write(&p->axis, column - text_columns(text) / 2, INK_DIM, text);
	}
}

/* The line under the plot. */
static void draw_time(struct sheet *p, struct area a)
{
	const struct chart *c = &p->c;
	int row = p->plot.rows, end = p->labels + p->plot.columns;
	char text[32];

	area_run(a, row, p->labels - 1, 1, '+', 0x253c, INK_FRAME);
	area_run(p->axis.a, 0, 0, p->axis.a.columns, '-', 0x2500, INK_FRAME);
	if (c->first > 0) {
		snprintf(text, sizeof text, "%d", c->first);
		axes_write(&p->axis, 0, INK_DIM, text);
	}
	snprintf(text, sizeof text, " epoch %d", c->last);
	if (text_columns(text) + end <= a.columns)
		area_text(a, row, end, INK_DIM, text);
	else if (text_columns(text) + 14 < p->plot.columns)
		axes_write(&p->axis, p->axis.a.columns - text_columns(text), INK_DIM, text);
	draw_slider(p);
	chart_splits(&p->c, put_split, p);
	chart_changes(&p->c, put_change, p);
	tell_diverged(p);
	draw_epochs(p);
}

/* A level line across the plot with a word at its right end. */
static void draw_level(const struct sheet *p, double value, const char *word)
{
	int row = chart_row(&p->c, value);
	char text[40];

	area_run(p->plot, row, 0, p->plot.columns, '.', 0x2508, INK_DIM);
	if (!word)
		return;
	snprintf(text, sizeof text, " %s %s ", word, figure_number(value).text);
	if (text_columns(text) + 10 < p->plot.columns)
		area_text_right(p->plot, row, p->plot.columns - 2, INK_DIM, text);
}

/* What a guess at the larger class would reach; no difference. */
static void draw_levels(const struct sheet *p)
{
	const struct chart *c = &p->c;
	double m = c->s->majority;

	if (c->missing)
		return;
	if (c->minus >= 0)
		draw_level(p, 0, NULL);
	else if (c->metric == (c->s->test_samples > 0 ? FPE_METRIC_TEST_ACCURACY
						      : FPE_METRIC_TRAIN_ACCURACY) &&
		 m >= c->axis.low && m <= c->axis.high)
		draw_level(p, m, "majority");
}

/* --------------------------------------------------------------- the panel */

/* Share out rows and columns. False: there is no room for a plot. */
static bool lay_out(struct sheet *p, const struct snapshot *s, const struct panel_options *o,
		    struct area area)
{
	bool axis = area.rows >= 4;

	chart_init(&p->c, s, o, (area.rows - axis) / 2);
	p->c.curves.ascii = area.grid->ascii;
	p->labels = axis_columns(&p->c.axis);
	p->legend = legend_choose(&p->c, area.columns - p->labels);
	if (area.columns < p->labels + 4)
		p->labels = 0;
	p->plot = area_sub(area, 0, p->labels, area.rows - axis,
			   area.columns - p->labels - p->legend.columns);
	p->axis.a = area_sub(area, p->plot.rows, p->labels, axis, p->plot.columns);
	return chart_open(&p->c, p->plot);
}

/* Why there is no curve. */
static void say_why(const struct sheet *p)
{
	const struct chart *c = &p->c;
	struct area inside = area_sub(p->plot, 0, 1, p->plot.rows, p->plot.columns - 2);
	char name[64], text[160];
	int points = 0;

	if (c->missing) {
		figure_say(inside, c->missing);
		return;
	}
	for (int i = 0; i < c->s->arms; i++)
		points += c->s->arm[i].points;
	point_metric_name(c->metric, name, sizeof name);
	if (points == 0)
		snprintf(text, sizeof text, "not measured yet: type  train 5");
	else
		snprintf(text, sizeof text,
			 "no %s here: it does not apply, or nothing was measured at these epochs",
			 name);
	figure_say(inside, text);
}

static void curves_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	struct sheet p = { .labels = 0 };

	if (!(s->study && s->study->fits && s->study->done) && figure_empty(s, area))
		return;
	if (!lay_out(&p, s, o, area))
		return;
	draw_lines(&p);
	canvas_show(&p.c.behind, p.plot, '.', canvas_owner_ink);
	draw_levels(&p);
	if (p.axis.a.rows > 0)
		draw_time(&p, area);
	if (p.labels)
		axes_left(area, p.plot.rows, p.labels, &p.c.axis, row_of, &p.c);
	show_curves(&p);
	show_letters(&p);
	canvas_strokes(&p.c.curves, p.plot, canvas_owner_ink);
	cross_diverged(&p);
	if (!p.c.measured)
		say_why(&p);
	legend_draw(&p.legend, &p.c,
		    area_sub(area, 0, p.labels + p.plot.columns, p.plot.rows, p.legend.columns));
	chart_close(&p.c);
}

static void curves_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			 struct textbuf *out)
{
	enum fpe_metric metric = chart_metric(s, o);
	const char *dot = ascii ? "-" : "·", *unit = chart_unit(s, metric);
	char name[64];
	bool minus;

	tell(out, " %s %s", dot, point_metric_name(metric, name, sizeof name));
	minus = figure_minus_title(s, o, ascii, out);
	tell(out, "%s%s%s", unit ? ", " : "", unit ? unit : "", o->log && !minus ? ", log" : "");
	if (o->smooth > 1)
		tell(out, " %s mean of %d epochs", dot, o->smooth);
	if (o->from > 0 || o->to > 0)
		tell(out, " %s from epoch %d", dot, o->from);
}

/* One epoch of a line: its own value, and the study's. */
static void row_numbers(const struct chart *c, int line, int epoch, double value, int point,
			struct figure_table *out)
{
	const struct snapshot_study_row *row =
		c->line[line].row >= 0 && point >= 0 ? &c->study->row[c->line[line].row] : NULL;

	figure_table_text(out, "%s", c->line[line].name);
	figure_table_numbers(out, epoch, value);
	if (!c->study)
		return;
	figure_table_numbers(out, row ? (double)row->low[point] : NAN,
			     row ? (double)row->median[point] : NAN,
			     row ? (double)row->high[point] : NAN);
}

/* The points of an arm and those of its row of the study, by epoch. */
static void line_numbers(const struct chart *c, int line, struct figure_table *out)
{
	const struct snapshot_study *study = c->study;
	int arm = c->line[line].arm, k = 0;
	int studied = c->line[line].row >= 0 ? study->points : 0;
	int points = arm >= 0 ? chart_points(c->s, arm, c->metric) : 0;

	for (int i = 0; i < points || k < studied;) {
		int epoch = i < points ? chart_epoch(c->s, arm, i) : INT_MAX;
		int at = k < studied ? study->epoch[k] : INT_MAX;
		int now = epoch < at ? epoch : at;
		double v = epoch == now ? chart_value(c, arm, i) : NAN;

		if (now >= c->first && now <= c->last)
			row_numbers(c, line, now, v, at == now ? k : -1, out);
		i += epoch == now;
		k += at == now;
	}
}

/* Every point drawn, and those of the study. */
static void curves_numbers(const struct snapshot *s, const struct panel_options *o,
			   struct figure_table *out)
{
	struct chart c;

	chart_init(&c, s, o, 1);
	figure_table_keys(out, "arm", "epoch", NULL);
	figure_table_value(out, fpe_metric_info[c.metric].name, chart_unit(s, c.metric),
			   "not measured");
	if (c.study) {
		figure_table_values(out, "lower quartile of the seeds", "median of the seeds",
				    "upper quartile of the seeds", NULL);
	}
	for (int i = 0; i < c.lines; i++)
		line_numbers(&c, i, out);
}

const struct panel panel_curves = {
	.name = "curves",
	.home = HOME_RIGHT_TOP,
	.takes = TAKES_METRIC | TAKES_EPOCHS | TAKES_MINUS,
	.study = true,
	.scores = true,
	.help = "A metric of every arm over the epochs; default: test accuracy.",
	.explain =
		"Each curve is an arm, its name and last value at the right. "
		"Where a column stands for several epochs the curve is drawn from their least to their greatest value, so no spike is hidden; smoothing leaves the single epochs behind the mean.\n\n"
		"A dotted line marks a split: children start from their parent's weights, but the function is not kept, so a curve steps down there.\n\n"
		"majority = the share of the larger class in the test samples: what guessing reaches. "
		"One seed can mislead: after compare, the dotted band behind a curve goes from the lower to the upper quartile of the seeds, with dashes for their median, and \"8 seeds: +.14 +- .02\" is the mean gain over dense of the same seed with half its 95 % interval.\n\n"
		"A cross ends the curve of an arm whose training diverged.\n\n"
		"Scores on the test samples are measured at every epoch. "
		"What follows from the weights (capacity, cosine, collisions, ...) at every 1st, 2nd, 4th, ... epoch, as seldom as keeps it to some 2 % of the training; scores on the training samples at epochs 0 1 2 3 4 6 8 12 16 24 32 48 64 and every 16th after, and of the nets as they are when training rests. "
		"Between them lines are straight. A difference (minus=) is taken at the same epochs.",
	.keys = chart_keys,
	.title = curves_title,
	.rows = 12,
	.columns = 60,
	.draw = curves_draw,
	.numbers = curves_numbers,
	.paper = curves_paper,
	.describe = point_describe,
	.work_out = point_work_out,
};
