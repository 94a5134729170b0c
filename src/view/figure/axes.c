/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axes.c - where values lie, and the frame that says so. */
#include "view/figure/axes.h"

#include <math.h>
#include <stdio.h>

#define FAR_APART 16 /* times as large: a key goes along a logarithmic axis */
#define MARGIN 1.5   /* columns at each end, for marks */

int axes_ticks(int rows)
{
	return rows >= 10 ? rows / 3 : rows >= 4 ? rows / 2 : 1;
}

void axes_lay(struct axes *a, struct area area)
{
	a->all = area;
	a->foot = area.rows >= 3;
	a->labels = axis_columns(&a->y);
	if (area.columns < a->labels + 8)
		a->labels = 0;
	a->plot = area_sub(area, 0, a->labels, area.rows - a->foot, area.columns - a->labels);
}

/* Where a key's value lies between its first and last one. */
static double key_share(const struct snapshot_key *key, int i)
{
	double low = INFINITY, high = -INFINITY, v = key->value[i];

	if (key->count < 2)
		return 0.5;
	for (int k = 0; k < key->count; k++) {
		low = fmin(low, key->value[k]);
		high = fmax(high, key->value[k]);
	}
	if (low > 0 && high / low >= FAR_APART)
		return log(v / low) / log(high / low);
	return (v - low) / (high - low);
}

double axes_column(const struct axes *a, double value)
{
	double share, margin = a->plot.columns >= 12 ? MARGIN : 0.5;

	if (!a->name[0])
		share = 0.5;
	else
		share = a->key ? key_share(a->key, (int)value) : axis_share(&a->x, value);
	return margin + share * (a->plot.columns - 2 * margin);
}

double axes_row(const struct axes *a, double value)
{
	return 0.5 + (1 - axis_share(&a->y, value)) * (a->plot.rows - 1);
}

void axes_left(struct area a, int rows, int labels, const struct axis *y,
	       int (*row_of)(const void *of, double value), const void *of)
{
	int above = -2;
	char text[AXIS_LABEL];

	for (int row = 0; row < rows; row++)
		area_run(a, row, labels - 1, 1, '|', 0x2502, INK_FRAME);
	for (int i = 0; i < axis_ticks(y); i++) {
		double v = axis_tick(y, i);
		int row = row_of(of, v);

		/* a row apart where there is room, and never in the same */
		if (above >= 0 && row <= above + (rows > 4))
			continue;
		area_text_right(a, row, labels - 1, INK_DIM, axis_label(y, v, text));
		area_run(a, row, labels - 1, 1, '+', 0x2524, INK_FRAME);
		above = row;
	}
}

static int row_of_value(const void *of, double value)
{
	return (int)axes_row(of, value);
}

bool axes_write(struct axes_line *line, int column, int ink, const char *text)
{
	int end = column + text_columns(text);

	if (column < 0 || end > line->a.columns)
		return false;
	for (int i = column > 0 ? column - 1 : 0; i <= end; i++) {
		if (line->taken[i])
			return false;
	}
	for (int i = column; i < end; i++)
		line->taken[i] = true;
	area_text(line->a, 0, column, ink, text);
	return true;
}

static void draw_tick(const struct axes *a, struct axes_line *line, double value, const char *text)
{
	int columns = text_columns(text);
	int column = (int)axes_column(a, value) - (columns - 1) / 2;

	/* at the ends as near as it can stand whole */
	if (column + columns > line->a.columns)
		column = line->a.columns - columns;
	axes_write(line, column < 0 ? 0 : column, INK_DIM, text);
}

/* As far right as there is room. */
static void draw_name(const struct axes *a, struct axes_line *line)
{
	char text[64];

	snprintf(text, sizeof text, " %s ", a->name);
	for (int at = line->a.columns - text_columns(text); at >= line->a.columns / 2; at--) {
		if (axes_write(line, at, INK_NONE, text))
			return;
	}
}

static void draw_foot(const struct axes *a)
{
	struct axes_line line = { .a = area_sub(a->all, a->plot.rows, a->labels, 1,
						a->plot.columns) };
	char text[64];

	if (a->labels)
		area_run(a->all, a->plot.rows, a->labels - 1, 1, '+', 0x253c, INK_FRAME);
	area_run(line.a, 0, 0, line.a.columns, '-', 0x2500, INK_FRAME);
	if (!a->name[0])
		return;
	/* the first and the last value stand, then the name, then the rest */
	if (a->key) {
		draw_tick(a, &line, 0, a->key->text[0]);
		draw_tick(a, &line, a->key->count - 1, a->key->text[a->key->count - 1]);
	}
	if (!a->elsewhere)
		draw_name(a, &line);
	for (int i = 1; a->key && i < a->key->count - 1; i++)
		draw_tick(a, &line, i, a->key->text[i]);
	for (int i = 0; !a->key && i < axis_ticks(&a->x); i++) {
		double v = axis_tick(&a->x, i);

		draw_tick(a, &line, v, axis_label(&a->x, v, text));
	}
}

void axes_draw(const struct axes *a)
{
	if (a->labels)
		axes_left(a->all, a->plot.rows, a->labels, &a->y, row_of_value, a);
	if (a->zero)
		area_run(a->plot, (int)axes_row(a, 0), 0, a->plot.columns, '.', 0x2508, INK_DIM);
	if (a->foot)
		draw_foot(a);
}
