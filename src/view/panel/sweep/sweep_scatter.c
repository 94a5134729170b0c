/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_scatter.c - every run a point, an arm a mark, a setting a colour; with its arm's
 * fitted line. The numbers of the lines below.
 *
 * Arms take turns, run by run, so that none hides the others. Of very many only
 * every so many-th is drawn, and that said.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/figure/axes.h"
#include "view/grid/canvas.h"
#include "view/figure/figure.h"
#include "view/grid/mark.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/panel/sweep/sweep_points.h"

#define NAME_COLUMNS 12
#define MOST_POINTS 8000 /* drawn; lines are of all */
#define LEAST_PLOT 5	 /* rows, before each line's numbers have a row */

struct chart {
	const struct snapshot *s;
	struct sweep_choice c;
	struct sweep_cloud *cloud;
	struct axes axes;
	char across[120];
};

static int ink_of(const struct chart *v, int i)
{
	return sweep_choice_ink(v->s, &v->c, v->cloud[i].arm);
}

/* Least and greatest of the points, along x or y. */
static void range_of(const struct sweep_cloud *cloud, bool across, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (int k = 0; k < cloud->n; k++) {
		double v = across ? cloud->x[k] : cloud->y[k];

		*low = fmin(*low, v);
		*high = fmax(*high, v);
	}
}

static double on_line(const struct sweep_cloud *cloud, double x)
{
	return cloud->line.intercept + cloud->line.slope * x;
}

/* Of the points, and up also of the ends of their lines. */
static struct axis axis_of(const struct chart *v, const struct quantity *q, bool across, int ticks)
{
	double low = INFINITY, high = -INFINITY;

	for (int i = 0; i < v->c.arms; i++) {
		const struct sweep_cloud *cloud = &v->cloud[i];
		double from, to;

		range_of(cloud, across, &from, &to);
		low = fmin(low, from);
		high = fmax(high, to);
		if (across || !isfinite(cloud->line.slope))
			continue;
		range_of(cloud, true, &from, &to);
		low = fmin(low, fmin(on_line(cloud, from), on_line(cloud, to)));
		high = fmax(high, fmax(on_line(cloud, from), on_line(cloud, to)));
	}
	return quantity_signed(q) ? axis_for_difference(low, high, ticks)
				  : axis_between(low, high, ticks);
}

/* -------------------------------------------------------------- the points */

static void draw_point(const struct chart *v, int i, int k)
{
	const struct sweep_cloud *cloud = &v->cloud[i];
	double row = axes_row(&v->axes, cloud->y[k]);
	double column = axes_column(&v->axes, cloud->x[k]);
	struct hit hit = { .kind = HIT_MARK,
			   .arm = -1,
			   .row = cloud->run[k],
			   .column = cloud->arm,
			   .value = cloud->y[k] };

	mark_draw(v->axes.plot, row, column, cloud->arm,
		  sweep_choice_setting_ink(v->s, &v->c, cloud->arm, cloud->run[k]));
	area_hit(v->axes.plot, (int)row, (int)column, 1, &hit);
}

static int points_of(const struct chart *v)
{
	int n = 0;

	for (int i = 0; i < v->c.arms; i++)
		n += v->cloud[i].n;
	return n;
}

static void draw_points(const struct chart *v)
{
	int *next = calloc((size_t)v->c.arms + 1, sizeof *next);
	int each = (points_of(v) - 1) / MOST_POINTS + 1;
	char text[40];

	for (int run = 0; next && run < v->c.s->runs; run++) {
		for (int turn = 0; turn < v->c.arms; turn++) {
			int i = (run + turn) % v->c.arms;

			if (next[i] == v->cloud[i].n || v->cloud[i].run[next[i]] != run)
				continue;
			if (next[i] % each == 0)
				draw_point(v, i, next[i]);
			next[i]++;
		}
	}
	free(next);
	snprintf(text, sizeof text, " 1 of %d points is drawn ", each);
	if (each > 1)
		area_text_right(v->axes.plot, 0, v->axes.plot.columns, INK_WARN, text);
}

/* --------------------------------------------------------------- the lines */

static struct hit fit_hit(const struct sweep_cloud *cloud)
{
	return (struct hit){
		.kind = HIT_FIT, .arm = -1, .row = cloud->arm, .value = cloud->line.slope
	};
}

/* Between the least and the greatest x of the cloud. */
static void draw_line(const struct chart *v, struct canvas *on, int i)
{
	const struct sweep_cloud *cloud = &v->cloud[i];
	double low, high;

	if (!isfinite(cloud->line.slope))
		return;
	range_of(cloud, true, &low, &high);
	canvas_line(on, canvas_x(on, axes_column(&v->axes, low)),
		    canvas_y(on, axes_row(&v->axes, on_line(cloud, low))),
		    canvas_x(on, axes_column(&v->axes, high)),
		    canvas_y(on, axes_row(&v->axes, on_line(cloud, high))),
		    canvas_owner(i, ink_of(v, i)));
}

static void show_lines(const struct chart *v, const struct canvas *on)
{
	for (int i = 0; i < on->rows * on->columns; i++) {
		int row = i / on->columns, column = i % on->columns;
		struct hit hit;

		if (!canvas_char(on, row, column))
			continue;
		hit = fit_hit(&v->cloud[canvas_owner_index(on->owner[i])]);
		area_hit(v->axes.plot, row, column, 1, &hit);
	}
	canvas_show(on, v->axes.plot, '-', canvas_owner_ink);
}

static void draw_lines(const struct chart *v)
{
	struct canvas on;

	if (!canvas_open(&on, v->axes.plot))
		return;
	for (int i = 0; i < v->c.arms; i++)
		draw_line(v, &on, i);
	show_lines(v, &on);
	canvas_clear(&on);
}

/* ------------------------------------------------------------- the legend */

/* As many of the numbers as there is room for. */
static void numbers_text(const struct fpe_line *f, int room, bool ascii, char *out, size_t size)
{
	const char *squared = ascii ? "R2" : "R²";
	struct sweep_slope slope = sweep_part_slope(f->slope, 3);
	int columns;

	if (!isfinite(f->slope)) {
		snprintf(out, size, "%d runs, no line", f->n);
		return;
	}
	snprintf(out, size, "slope %s (%s %s %s)  %s %.3f  n %d", slope.text,
		 sweep_part_slope(f->low, 3).text, ascii ? "to" : "…",
		 sweep_part_slope(f->high, 3).text, squared, f->r2, f->n);
	columns = text_columns(out);
	if (columns <= room && isfinite(f->low))
		return;
	snprintf(out, size, "slope %s  %s %.3f  n %d", slope.text, squared, f->r2, f->n);
	if (text_columns(out) > room)
		snprintf(out, size, "%s %s %.2f", sweep_part_slope(f->slope, 2).text, squared,
			 f->r2);
}

static int name_columns(const struct chart *v)
{
	int most = 3;

	for (int i = 0; i < v->c.arms; i++)
		most = text_wider(most, v->c.s->arm[v->cloud[i].arm]);
	return most < NAME_COLUMNS ? most : NAME_COLUMNS;
}

/* All in one row: marks, names, slopes. */
static void draw_short_legend(const struct chart *v, struct area a)
{
	int at = 1;

	for (int i = 0; i < v->c.arms && at < a.columns; i++) {
		const struct sweep_cloud *cloud = &v->cloud[i];
		struct hit hit = fit_hit(cloud);
		int from = at;

		mark_draw(a, 0.5, at + 0.5, cloud->arm, ink_of(v, i));
		at += 2 + area_text(a, 0, at + 2, ink_of(v, i), v->c.s->arm[cloud->arm]);
		if (isfinite(cloud->line.slope))
			at += area_printf(a, 0, at, INK_NONE, " %s",
					  sweep_part_slope(cloud->line.slope, 2).text);
		area_hit(a, 0, from, at - from, &hit);
		at += 2;
	}
}

static void draw_legend(const struct chart *v, struct area a)
{
	int names = name_columns(v);
	char text[120];

	if (a.rows > 0 && v->c.arms > a.rows) {
		draw_short_legend(v, a);
		return;
	}
	for (int i = 0; i < v->c.arms && i < a.rows; i++) {
		const struct sweep_cloud *cloud = &v->cloud[i];
		struct hit hit = fit_hit(cloud);

		mark_draw(a, i + 0.5, 1.5, cloud->arm, ink_of(v, i));
		area_text(area_sub(a, i, 3, 1, names), 0, 0, ink_of(v, i), v->c.s->arm[cloud->arm]);
		numbers_text(&cloud->line, a.columns - names - 5, a.grid->ascii, text, sizeof text);
		area_text(a, i, names + 5, INK_NONE, text);
		area_hit(a, i, 0, names + 5 + text_columns(text), &hit);
	}
}

/* -------------------------------------------------------------- the panel */

static void draw_chart(struct chart *v, struct area a)
{
	int legend = v->c.arms, rows;

	if (legend > a.rows - 1 - LEAST_PLOT)
		legend = a.rows >= 4;
	rows = a.rows - legend;
	v->axes.y = axis_of(v, &v->c.up, false, axes_ticks(rows - 1));
	v->axes.x = axis_of(v, &v->c.across, true, a.columns / 5);
	v->axes.zero = quantity_signed(&v->c.up);
	quantity_words(v->c.s, &v->c.across, v->across, sizeof v->across);
	v->axes.name = v->across;
	axes_lay(&v->axes, area_sub(a, 0, 0, rows, a.columns));
	axes_draw(&v->axes);
	draw_lines(v);
	draw_points(v);
	draw_legend(v, area_sub(a, rows, 0, legend, a.columns));
}

static void scatter_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	struct chart v = { .s = s };

	if (!sweep_part_open(s, o, &v.c, area))
		return;
	v.cloud = sweep_points_open(&v.c);
	area = sweep_part_progress(s, area);
	if (v.cloud && points_of(&v))
		draw_chart(&v, area);
	else
		figure_say(area, "no run has both numbers");
	sweep_points_close(v.cloud, v.c.arms);
}

const struct panel sweep_scatter = {
	.name = "scatter",
	.help = "Every run a point, coloured by its setting: x= and y= are metrics or keys; with fitted lines.",
	.title = sweep_part_title,
	.rows = 20,
	.columns = 70,
	.draw = scatter_draw,
	.numbers = sweep_points_numbers,
	.paper = sweep_scatter_paper,
	.describe = sweep_points_describe,
	.work_out = sweep_points_work_out,
};
