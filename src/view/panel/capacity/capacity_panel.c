/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capacity_panel.c - a bar for each input: how much of the layer it has for
 * itself; the ceiling of their mean as a line.
 *
 * Bars stand in the order of strip.h. A difference has bars up and down from
 * the middle. At the right the mean and the ceiling of every arm.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "view/figure/axes.h"
#include "view/panel/capacity/capacity.h"
#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/panel/assignment/strip.h"

#define NAME_MAX_COLUMNS 10
#define VALUE_COLUMNS 5 /* of a bar that has its number above it */
#define NAMED_ROWS 12	/* of a figure that names the inputs of a clause, too */
#define LIST_COLUMNS 22 /* three numbers beside the names; two take 14 */

struct chart {
	const struct snapshot *s;
	struct capacity c;
	struct strip strip;
	struct axis axis;
	int rows, labels; /* rows of the bars, columns of the axis' labels */
	int noted;	  /* columns at the end of the first row that a note takes */
	bool marks;	  /* of shapes, named at the right end */
};

/* What a cell stands for: the mean over its inputs. */
static double value_of(const struct chart *v, int i)
{
	int first = v->strip.fit.first + i * v->strip.fit.per;
	int n = strip_inputs(&v->strip, i);
	double sum = 0;

	for (int k = first; k < first + n; k++)
		sum += v->c.value[v->strip.input[k]];
	return sum / n;
}

/* Largest capacity of the arm, or of the one beside it: one axis for both. */
static double largest(const struct snapshot *s, const struct panel_options *o,
		      const struct capacity *c)
{
	int arm[2] = { figure_arm(s, o), figure_second_arm(s, o) };
	double most = fabs(c->ceiling);

	for (int j = 0; j < c->inputs; j++)
		most = fmax(most, fabs(c->value[j]));
	for (int i = 0; i < 2 && arm[1] >= 0; i++) {
		struct capacity other;

		if (arm[i] != c->arm && !capacity_open(&other, s, o, arm[i])) {
			most = fmax(most, fabs(other.ceiling));
			for (int j = 0; j < other.inputs; j++)
				most = fmax(most, fabs(other.value[j]));
		}
		if (arm[i] != c->arm)
			capacity_close(&other);
	}
	return most;
}

/* Eighths of a cell from the bottom of the plot to a value. */
static int eighths(const struct chart *v, double value)
{
	double share = (value - v->axis.low) / (v->axis.high - v->axis.low);

	return (int)lround(8 * v->rows * fmin(1, fmax(0, share)));
}

static int row_of(const void *chart, double value)
{
	const struct chart *v = chart;
	int row = v->rows - 1 - eighths(v, value) / 8;

	return row < 0 ? 0 : row;
}

/* The glyph of a cell whose lower n eighths are filled. */
static uint32_t filled(int n, bool ascii)
{
	static const char steps[] = " __==##";

	if (n >= 8)
		return ascii ? '#' : 0x2588;
	return ascii ? (unsigned char)steps[n * 6 / 8] : 0x2580u + (unsigned)n;
}

/* Cells of one bar from value `from` to `to`, which is above it. */
static void draw_up(const struct chart *v, struct area a, int at, int wide, double from, double to,
		    int ink)
{
	int bottom = eighths(v, from) / 8 * 8, top = eighths(v, to);

	if (to > from && top <= bottom)
		top = bottom + 1; /* the least there is still shows */
	for (int row = 0; row < v->rows; row++) {
		int below = 8 * (v->rows - 1 - row), n = top - below;

		if (below < bottom || n <= 0)
			continue;
		for (int i = 0; i < wide; i++)
			area_cell(a, row, at + i, filled(n, a.grid->ascii), ink, INK_NONE, 0);
	}
}

/* A bar down from the middle, in whole and half cells. */
static void draw_down(const struct chart *v, struct area a, int at, int wide, double to, int ink)
{
	int top = eighths(v, 0) / 8 * 8, bottom = eighths(v, to);

	if (bottom >= top)
		bottom = top - 1;
	for (int row = 0; row < v->rows; row++) {
		int end = 8 * (v->rows - row), n = end - bottom;

		if (end > top || n <= 0)
			continue;
		for (int i = 0; i < wide; i++)
			area_cell(a, row, at + i,
				  a.grid->ascii ? n >= 4 ? '%' : '-'
				  : n >= 6	? 0x2588
						: 0x2580,
				  ink, INK_NONE, 0);
	}
}

/* Bars down belong to the arm that is subtracted: it has more there. */
static int other_ink(const struct chart *v)
{
	int other = figure_arm_of_id(v->s, v->c.difference.arm[1]->id);

	return other == v->c.arm ? INK_DIM : figure_arm_ink(other);
}

/* Above a bar that is wide enough, in it at the very top; of a bar down, below it. */
static void draw_value(const struct chart *v, struct area a, int at, int wide, double value)
{
	struct figure_digits text = v->c.minus ? figure_signed(value) : figure_number(value);
	int end = eighths(v, value), columns = text_columns(text.text);
	int row = v->rows - 1 - end / 8;

	row = value < 0 ? row + 1 : end % 8 ? row - 1 : row;
	row = row < 0 ? 0 : row < v->rows ? row : v->rows - 1;
	if (wide >= VALUE_COLUMNS && columns <= wide)
		area_text(a, row, at + (wide - columns) / 2, INK_NONE, text.text);
}

static void draw_bars(const struct chart *v, struct area a)
{
	int shown = strip_shown(&v->strip, a.columns);
	int wide = v->strip.cell > 2 ? v->strip.cell - 1 : v->strip.cell;

	for (int i = 0; i < shown; i++) {
		int at = strip_column(&v->strip, i);
		struct hit hit = {
			.kind = HIT_INPUT,
			.arm = v->c.arm,
			.layer = v->c.layer,
			.column = strip_input(&v->strip, i),
			.value = value_of(v, i),
			.across = strip_inputs(&v->strip, i),
		};

		if (!v->c.minus || hit.value > 0)
			draw_up(v, a, at, wide, 0, hit.value, figure_arm_ink(v->c.arm));
		else if (hit.value < 0)
			draw_down(v, a, at, wide, hit.value, other_ink(v));
		draw_value(v, a, at, wide, hit.value);
		for (int row = 0; row < v->rows; row++)
			area_hit(a, row, at, v->strip.cell, &hit);
	}
}

/* A line across the plot, with a label in it. */
struct line {
	double value;
	uint32_t ch;
	int ink;
	const char *what;
};

static void draw_line(const struct chart *v, struct area a, const struct line *line)
{
	int row = row_of(v, line->value);

	for (int i = 0; i < a.columns; i++)
		area_cell(a, row, i, line->ch, line->ink, INK_NONE, 0);
}

/* Is the line free of bars here? */
static bool is_free(struct area a, int row, int column, int columns, uint32_t ch)
{
	for (int i = 0; i < columns; i++) {
		const struct grid *g = a.grid;

		if (g->cell[(a.row + row) * g->columns + a.column + column + i].ch != ch)
			return false;
	}
	return true;
}

/* Is no digit here, nor beside? A bar may be written over, a number not. */
static bool is_wordless(struct area a, int row, int column, int columns)
{
	for (int i = column - 1; i <= column + columns; i++) {
		const struct grid *g = a.grid;
		uint32_t ch = i >= 0 && i < a.columns
				      ? g->cell[(a.row + row) * g->columns + a.column + i].ch
				      : ' ';

		if (ch < 0x80 && isdigit((int)ch))
			return false;
	}
	return true;
}

/* The label as far right as no bar is in its way; else over them, if not over numbers. */
static void draw_label(const struct chart *v, struct area a, const struct line *line)
{
	int row = row_of(v, line->value), at, columns, room;
	char text[48];

	snprintf(text, sizeof text, " %s%s%s%s ", line->what, line->value != 0 ? " " : "",
		 v->c.minus && line->value > 0 ? "+" : "",
		 line->value != 0 ? figure_number(line->value).text : "");
	columns = text_columns(text) + (v->marks ? 4 : 0);
	room = a.columns - (row == 0 ? v->noted : 0);
	if (columns + 4 > room || row >= a.rows)
		return;
	at = room - columns - 1;
	while (at > 0 && !is_free(a, row, at, columns, line->ch))
		at--;
	if (!is_free(a, row, at, columns, line->ch)) {
		if (line->value == 0)
			return; /* the axis says it */
		at = room - columns - 1;
		while (at >= 0 && !is_wordless(a, row, at, columns))
			at--;
	}
	if (at >= 0)
		area_text(a, row, at, line->ink, text);
}

/* Dimensionalities of known shapes, where features make them; dotted. */
static void each_mark(const struct chart *v, struct area a,
		      void (*draw)(const struct chart *, struct area, const struct line *))
{
	const struct capacity_mark *mark;

	for (int i = 0; v->marks && (mark = capacity_mark(i)); i++) {
		struct line line = { mark->value, a.grid->ascii ? '.' : 0x00b7, INK_DIM,
				     mark->fraction };

		if (mark->line && mark->value <= v->axis.high)
			draw(v, a, &line);
	}
}

static void draw_marks(const struct chart *v, struct area a)
{
	each_mark(v, a, draw_line);
}

/* At the right end, over a bar if one is there, but not over another one's. */
static void draw_fraction(const struct chart *v, struct area a, const struct line *line)
{
	int row = row_of(v, line->value), columns = text_columns(line->what);

	if (row < a.rows && columns < a.columns &&
	    is_wordless(a, row, a.columns - columns, columns))
		area_text(a, row, a.columns - columns, line->ink, line->what);
}

static void label_marks(const struct chart *v, struct area a)
{
	each_mark(v, a, draw_fraction);
}

static void draw_plot(const struct chart *v, struct area a)
{
	bool ascii = a.grid->ascii;
	struct line line[2] = {
		{ v->c.ceiling, ascii ? '~' : 0x2508, INK_WARN,
		  v->c.minus ? "ceiling moved" : "ceiling" },
		{ 0, ascii ? '-' : 0x2500, INK_FRAME, "no change" },
	};
	int first = v->c.minus && v->c.ceiling == 0, end = v->c.minus ? 2 : 1;

	draw_marks(v, a);
	for (int i = first; i < end; i++)
		draw_line(v, a, &line[i]);
	draw_bars(v, a);
	for (int i = first; i < end; i++)
		draw_label(v, a, &line[i]);
	label_marks(v, a);
}

/* ------------------------------------------------------- the arms' means */

static int name_columns(const struct snapshot *s)
{
	int names = figure_arms_columns(s, NAME_MAX_COLUMNS);

	return names < 4 ? 4 : names;
}

static void draw_mean(const struct chart *v, struct area a, int row, int names, int arm)
{
	const struct fpe_net *net = v->s->arm[arm].net;
	int ink = arm == v->c.arm ? INK_STRONG : INK_NONE;
	double mean = capacity_mean(v->s, arm, v->c.layer), ceiling;

	area_text(area_sub(a, row, 0, 1, names), 0, 0, figure_arm_ink(arm), v->s->arm[arm].name);
	if (v->c.layer >= net->layers)
		return;
	ceiling = capacity_ceiling(&net->layer[v->c.layer]);
	area_text_right(a, row, names + 6, ink,
			capacity_is_metric(v->s, arm, v->c.layer)
				? figure_metric(&v->s->arm[arm], FPE_METRIC_CAPACITY).text
				: figure_number(mean).text);
	area_text_right(a, row, names + 14, INK_NONE, figure_number(ceiling).text);
	area_printf(a, row, names + 17, INK_NONE, "%3.0f %%", 100 * mean / ceiling);
}

static void draw_means(const struct chart *v, struct area a)
{
	int names = name_columns(v->s), rows = v->s->arms, used;
	char note[80];

	area_text_right(a, 0, names + 6, INK_DIM, "mean");
	area_text_right(a, 0, names + 14, INK_DIM, "ceiling");
	if (a.columns >= names + LIST_COLUMNS)
		area_text_right(a, 0, names + 22, INK_DIM, "of it");
	if (rows > a.rows - 1)
		rows = a.rows - 1;
	for (int i = 0; i < rows; i++) {
		int arm = rows < v->s->arms && i == rows - 1 ? v->c.arm : i;

		draw_mean(v, a, 1 + i, names, arm);
	}
	used = rows + 1 + (a.rows > rows + 5);
	if (v->c.layer == 0 && figure_metric_note(v->s, v->c.arm, note, sizeof note)[0])
		used += figure_wrap(area_sub(a, used, 0, a.rows - used, a.columns), 0, INK_WARN,
				    note);
	if (a.rows - used < 3)
		return;
	figure_wrap(
		area_sub(a, used, 0, a.rows - used, a.columns), 0, INK_DIM,
		"ceiling = min(1, neurons/inputs). A split lifts it: that is part of its gain.");
}

/* ------------------------------------------------------------ the layout */

static void find_axis(struct chart *v, const struct panel_options *o)
{
	double most = largest(v->s, o, &v->c);
	int half = v->c.minus ? v->rows / 2 : v->rows;
	int ticks = half > 8 ? half / 2 : half > 3 ? half - 1 : 2;

	v->axis = axis_for(FPE_RANGE_SHARE, 0, most > 0 ? most : 1, ticks);
	if (v->c.minus)
		v->axis.low = -v->axis.high;
}

static int choose_cell(const struct strip *t, int room)
{
	static const int steps[] = { 24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2 };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (strip_columns(t, steps[i]) <= room)
			return steps[i];
	}
	return 1;
}

static void draw_chart(struct chart *v, const struct panel_options *o, struct area a)
{
	bool list = false;
	int foot = a.rows >= 3, wide = name_columns(v->s) + LIST_COLUMNS, room, heads;
	struct area plot;
	char note[80];

	v->marks = !v->c.minus && capacity_has_marks(v->c.net, v->c.layer);
	v->rows = a.rows - foot;
	find_axis(v, o);
	v->labels = a.columns >= 16 ? axis_columns(&v->axis) : 0;
	room = a.columns - v->labels;
	for (; !list && wide >= name_columns(v->s) + 14; wide -= 8)
		list = a.rows >= 3 && room - wide - 3 >= 20 &&
		       (room - wide - 3 >= strip_columns(&v->strip, 1) || room >= 3 * wide);
	wide += 8;
	if (list)
		room -= wide + 3;
	strip_fit(&v->strip, room, choose_cell(&v->strip, room), o->column);
	if (a.rows >= NAMED_ROWS && strip_named(&v->strip)) {
		foot = 2;
		v->rows--;
	}
	strip_note(&v->strip, room, note, sizeof note);
	heads = a.columns - v->labels - text_columns(note) - 2;
	heads = !list || !note[0] || heads > room ? room : heads;
	v->noted = note[0] && !list && a.rows >= 4 ? text_columns(note) + 1 : 0;
	plot = area_sub(a, 0, v->labels, v->rows, room);
	if (v->labels)
		axes_left(a, v->rows, v->labels, &v->axis, row_of, v);
	draw_plot(v, plot);
	if (foot > 1)
		strip_names(&v->strip, area_sub(a, v->rows, v->labels, 1, room));
	if (foot)
		strip_headings(&v->strip, area_sub(a, v->rows + foot - 1, v->labels, 1, heads));
	if (list)
		draw_means(v, area_sub(a, 0, a.columns - wide - 1, a.rows - (note[0] != 0), wide));
	if (note[0] && a.rows >= 4 && list)
		area_text_right(a, a.rows - 1, a.columns - 1, INK_WARN, note);
	else if (note[0] && a.rows >= 4)
		area_text_right(plot, 0, room - 1, INK_WARN, note);
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct chart v;
	const char *why = capacity_open(&v.c, s, o, arm);

	v.s = s;
	if (why && !v.c.minus && area.rows >= s->arms + 4) {
		figure_wrap(area_sub(area, 0, 1, 2, area.columns - 2), 0, INK_DIM, why);
		draw_means(&v, area_sub(area, 2, 1, area.rows - 2, area.columns - 2));
	} else if (why) {
		figure_say(area, why);
	} else {
		strip_open(&v.strip, s, v.c.net, v.c.layer);
		draw_chart(&v, o, area);
	}
	capacity_close(&v.c);
}

static void panel_capacity_measure(const struct snapshot *s, const struct panel_options *o,
				   int *rows, int *columns)
{
	int arm = figure_arm(s, o);

	*rows = 10;
	*columns =
		arm < 0 ? 40 : 6 + LIST_COLUMNS + NAME_MAX_COLUMNS + s->arm[arm].net->layer[0].in;
}

static void arm_numbers(const struct snapshot *s, const struct panel_options *o, int arm,
			struct figure_table *out)
{
	struct strip strip;
	struct capacity c;

	if (!capacity_open(&c, s, o, arm)) {
		strip_open(&strip, s, c.net, c.layer);
		for (int k = 0; k < c.inputs; k++) {
			int j = strip.input[k];

			figure_table_texts(out, s->arm[arm].name,
					   figure_input(s, c.net, c.layer, j).text, NULL);
			figure_table_numbers(out, c.value[j], c.mean, c.ceiling);
		}
	}
	capacity_close(&c);
}

/* All arms, the ones drawn or not. */
static void panel_capacity_numbers(const struct snapshot *s, const struct panel_options *o,
				   struct figure_table *out)
{
	bool minus = o->minus >= 0;

	figure_table_keys(out, "arm", "input", NULL);
	figure_table_values(out, minus ? "change of the capacity" : "capacity",
			    minus ? "change of the mean" : "mean",
			    minus ? "change of the ceiling" : "ceiling", NULL);
	for (int i = 0; i < s->arms; i++)
		arm_numbers(s, o, i, out);
}

const struct panel panel_capacity = {
	.name = "capacity",
	.still = true,
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_MINUS | TAKES_LAYER,
	.help = "How much of the layer each input has for itself, under its ceiling.",
	.explain =
		"Each bar is an input: (W_j.W_j)^2 / sum_l (W_j.W_l)^2, where W_j are the weights that leave it. "
		"1 = no other input's weights point its way; less = it shares its directions with others, which interfere. "
		"0 = no weight left.\n\n"
		"The line is the ceiling of the mean: min(1, h/d) for h neurons and d inputs, for h neurons span at most h directions. "
		"A split by alpha makes h alpha times as large, so part of a gain is the ceiling moving, whichever child gets what. "
		"The column `of it` is the mean as a share of its ceiling.\n\n"
		"Where a net gives its inputs back by the same weights (task toy), capacity is the dimensionality of a feature (Elhage et al. 2022, arXiv 2209.10652): dotted lines stand at 3/4 (a tetrahedron), 1/2 (two features that point opposite ways) and 2/5 (a pentagon).\n\n"
		"As a difference, bars up have gained and bars down have lost against the other arm or epoch; the line says how far the ceiling moved.",
	.title = figure_title,
	.measure = panel_capacity_measure,
	.draw_arm = draw_arm,
	.numbers = panel_capacity_numbers,
	.paper = capacity_paper,
	.describe = capacity_describe,
	.work_out = capacity_work_out,
};
