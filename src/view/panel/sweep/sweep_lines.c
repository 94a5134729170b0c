/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_lines.c - a metric over a key of a sweep: a line for each arm, or for
 * each value of a second key, in a band of its 95 % intervals.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/figure/axes.h"
#include "view/grid/canvas.h"
#include "view/figure/figure.h"
#include "view/grid/glyph.h"
#include "view/grid/mark.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/panel/sweep/sweep_words.h"
#include "view/panel/sweep/tally.h"

#define NAME_COLUMNS 12
#define LEAST_PLOT 20 /* columns, before the legend has numbers */
#define NUMBERS 12    /* columns of ".958 ± .023" */

struct chart {
	const struct snapshot *s;
	struct sweep_choice c;
	struct tally t;
	struct axes axes;
	struct canvas lines, bands;
	int legend, names; /* columns */
	bool numbers;	   /* in the legend */
};

static int line_ink(const struct chart *v, int line)
{
	return v->c.y < 0 ? sweep_choice_ink(v->s, &v->c, v->c.arm[line]) : figure_arm_ink(line);
}

/* An arm has the same mark in every view. */
static int line_mark(const struct chart *v, int line)
{
	return v->c.y < 0 ? v->c.arm[line] : line;
}

static int band_ink(const struct chart *v, int line)
{
	return INK_BAND + (line_ink(v, line) - INK_ARM) % INK_ARMS;
}

static const struct fpe_summary *value_at(const struct chart *v, int line, int i)
{
	return &tally_at(&v->t, line, i)->v;
}

static double dot_y(const struct chart *v, double value)
{
	return canvas_y(&v->lines, axes_row(&v->axes, value));
}

/* The next value from i on that a line has, -1. */
static int next_value(const struct chart *v, int line, int i)
{
	while (i < v->t.columns && !value_at(v, line, i)->n)
		i++;
	return i < v->t.columns ? i : -1;
}

/* Hatching between two places, each line's at columns of its own. */
static void draw_hatch(struct chart *v, int line, int i, int k)
{
	const struct fpe_summary *a = value_at(v, line, i);
	const struct fpe_summary *b = value_at(v, line, k);
	double from = canvas_x(&v->lines, axes_column(&v->axes, i));
	double to = canvas_x(&v->lines, axes_column(&v->axes, k));
	int owner = band_ink(v, line), gap = v->bands.record ? 0 : 3;

	canvas_dashes(&v->bands, from, dot_y(v, a->low), to, dot_y(v, b->low), owner, 3, gap);
	canvas_dashes(&v->bands, from, dot_y(v, a->high), to, dot_y(v, b->high), owner, 3, gap);
	for (int x = (int)ceil(from); x <= to; x++) {
		double share = to > from ? (x - from) / (to - from) : 0;
		double low = a->low + share * (b->low - a->low);
		double high = a->high + share * (b->high - a->high);

		if (x % 4 == line % 3)
			canvas_dashes(&v->bands, x, dot_y(v, high), x, dot_y(v, low), owner, 1, 1);
	}
}

/* Keys go along x by their value, which need not be the order they are given
   in; lines join neighbours. */
static void draw_band(struct chart *v, int line)
{
	for (int i = next_value(v, line, 0); i >= 0;) {
		int k = next_value(v, line, i + 1);
		const struct fpe_summary *a = value_at(v, line, i);

		if (a->n > 1) {
			double x = canvas_x(&v->lines, axes_column(&v->axes, i));

			canvas_line(&v->bands, x, dot_y(v, a->high), x, dot_y(v, a->low),
				    band_ink(v, line));
		}
		if (k >= 0 && a->n > 1 && value_at(v, line, k)->n > 1)
			draw_hatch(v, line, i, k);
		i = k;
	}
}

static void draw_line(struct chart *v, int line)
{
	for (int i = next_value(v, line, 0); i >= 0;) {
		int k = next_value(v, line, i + 1);

		if (k >= 0)
			canvas_line(&v->lines, canvas_x(&v->lines, axes_column(&v->axes, i)),
				    dot_y(v, value_at(v, line, i)->mean),
				    canvas_x(&v->lines, axes_column(&v->axes, k)),
				    dot_y(v, value_at(v, line, k)->mean), line_ink(v, line));
		i = k;
	}
}

static struct hit cell_hit(const struct chart *v, int line, int column)
{
	return (struct hit){ .kind = HIT_CELL,
			     .arm = -1,
			     .row = line,
			     .column = column,
			     .value = value_at(v, line, column)->mean };
}

/* Where all of a line's runs diverged a cross stands at the foot. */
static void draw_marks(const struct chart *v)
{
	struct area plot = v->axes.plot;

	for (int line = v->t.rows - 1; line >= 0; line--) {
		for (int i = 0; i < v->t.columns; i++) {
			struct hit hit = cell_hit(v, line, i);
			double column = axes_column(&v->axes, i), row;

			if (tally_at(&v->t, line, i)->diverged && !value_at(v, line, i)->n)
				area_cell(plot, plot.rows - 1, (int)column,
					  glyph_cross(plot.grid->ascii), line_ink(v, line),
					  INK_NONE, 0);
			if (!value_at(v, line, i)->n)
				continue;
			row = axes_row(&v->axes, hit.value);
			mark_draw(v->axes.plot, row, column, line_mark(v, line), line_ink(v, line));
			area_hit(v->axes.plot, (int)row, (int)column, 1, &hit);
		}
	}
}

/* ------------------------------------------------------------- the legend */

static void choose_legend(struct chart *v, int columns)
{
	int room = columns - 6; /* labels of the axis */

	v->names = 3;
	for (int i = 0; i < v->t.rows; i++)
		v->names = text_wider(v->names, tally_row_name(&v->c, i));
	if (v->c.y >= 0)
		v->names = text_wider(v->names, v->c.s->key[v->c.y].name);
	if (v->names > NAME_COLUMNS)
		v->names = NAME_COLUMNS;
	v->legend = 1 + 2 + v->names;
	v->numbers = room - v->legend - NUMBERS - 1 >= LEAST_PLOT;
	if (v->numbers)
		v->legend += NUMBERS + 1;
	else if (room - v->legend < LEAST_PLOT / 2)
		v->legend = 0;
}

/* The last value of a line, or -1. */
static int last_value(const struct chart *v, int line)
{
	int last = -1;

	for (int i = next_value(v, line, 0); i >= 0; i = next_value(v, line, i + 1))
		last = i;
	return last;
}

static void draw_legend_row(const struct chart *v, struct area a, int row, int line)
{
	int last = last_value(v, line), ink = line_ink(v, line);
	const struct fpe_summary *x;
	struct hit hit;

	mark_draw(a, row + 0.5, 1.5, line_mark(v, line), ink);
	area_text(area_sub(a, row, 3, 1, v->names), 0, 0, ink, tally_row_name(&v->c, line));
	if (last < 0) {
		if (v->numbers)
			area_text(a, row, 4 + v->names, INK_DIM, "not yet");
		return;
	}
	x = value_at(v, line, last);
	hit = cell_hit(v, line, last);
	area_hit(a, row, 0, a.columns, &hit);
	if (!v->numbers)
		return;
	area_text_right(a, row, 4 + v->names + 4, INK_STRONG,
			figure_number_in(x->mean, x->mean < 0 ? 5 : 4).text);
	if (x->n > 1)
		area_printf(a, row, 4 + v->names + 5, INK_DIM, "%s %s", a.grid->ascii ? "+-" : "±",
			    figure_number_in(x->high - x->mean, a.grid->ascii ? 4 : 5).text);
}

static void draw_legend(const struct chart *v, struct area a)
{
	int head = v->c.y >= 0 || v->numbers, rows = a.rows - head;
	char text[80];

	if (a.rows < 1 || a.columns < 1)
		return;
	if (v->c.y >= 0)
		area_text(a, 0, 3, INK_DIM, v->c.s->key[v->c.y].name);
	if (v->numbers && v->c.x >= 0) {
		snprintf(text, sizeof text, "at %s", v->c.s->key[v->c.x].text[v->t.columns - 1]);
		area_text_right(a, 0, a.columns, INK_DIM, text);
	}
	for (int i = 0; i < v->t.rows && i < rows; i++) {
		if (i == rows - 1 && v->t.rows > rows)
			area_printf(a, head + i, 3, INK_DIM, "+%d more", v->t.rows - i);
		else
			draw_legend_row(v, a, head + i, i);
	}
}

/* -------------------------------------------------------------- the panel */

static struct axis value_axis(const struct chart *v, int rows, bool *zero)
{
	double low, high;

	tally_range(&v->t, true, &low, &high);
	*zero = false;
	if (v->c.of.against == QUANTITY_ALONE)
		return axis_for(fpe_metric_info[v->c.of.index].range, low, high, axes_ticks(rows));
	if (!quantity_signed(&v->c.of))
		return axis_between(low, high, axes_ticks(rows));
	*zero = true;
	return axis_for_difference(low, high, axes_ticks(rows));
}

static bool open_canvases(struct chart *v)
{
	if (!canvas_open(&v->lines, v->axes.plot))
		return false;
	if (canvas_open(&v->bands, v->axes.plot))
		return true;
	canvas_clear(&v->lines);
	return false;
}

static void draw_chart(struct chart *v, struct area a)
{
	choose_legend(v, a.columns);
	v->axes.y = value_axis(v, a.rows - (a.rows >= 3), &v->axes.zero);
	v->axes.key = v->c.x >= 0 ? &v->c.s->key[v->c.x] : NULL;
	v->axes.name = v->axes.key ? v->axes.key->name : "";
	v->axes.elsewhere = text_columns(v->axes.name) < v->legend;
	axes_lay(&v->axes, area_sub(a, 0, 0, a.rows, a.columns - v->legend));
	axes_draw(&v->axes);
	if (v->axes.elsewhere && v->axes.foot)
		area_text(a, a.rows - 1, a.columns - v->legend + 1, INK_NONE, v->axes.name);
	if (!open_canvases(v))
		return;
	for (int i = v->t.rows - 1; i >= 0; i--)
		draw_band(v, i);
	for (int i = v->t.rows - 1; i >= 0; i--)
		draw_line(v, i);
	canvas_show(&v->bands, v->axes.plot, '.', NULL);
	canvas_show(&v->lines, v->axes.plot, '-', NULL);
	draw_marks(v);
	draw_legend(v, area_sub(a, 0, a.columns - v->legend, a.rows, v->legend));
	canvas_clear(&v->lines);
	canvas_clear(&v->bands);
}

static void lines_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	struct chart v = { .s = s };

	if (sweep_part_tally(s, o, &v.c, &v.t, area))
		draw_chart(&v, sweep_part_progress(s, area));
	tally_close(&v.t);
}

const struct panel sweep_lines = {
	.name = "lines",
	.help = "A metric over a key, a line for each arm or each value of y=.",
	.title = sweep_part_title,
	.rows = 12,
	.columns = 60,
	.draw = lines_draw,
	.numbers = sweep_words_numbers,
	.paper = sweep_lines_paper,
	.describe = sweep_words_describe,
	.work_out = sweep_words_work_out,
};
