/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axes.c - where values lie, and the frame that says so. */
#include "view/figure/axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FAR_APART 16 /* times as large: a key goes along a logarithmic axis */
#define MARGIN 1.5   /* columns at each end, for marks */

int axes_ticks(int rows)
{
	return rows >= 10 ? rows / 3 : rows >= 4 ? rows / 2 : 1;
}

static int label_columns(const struct axis *axis)
{
	int most = 1;
	char text[16];

	for (int i = 0; i < axis_ticks(axis); i++) {
		int n = (int)strlen(axis_label(axis, axis_tick(axis, i), text));

		most = n + 1 > most ? n + 1 : most;
	}
	return most;
}

void axes_lay(struct axes *a, struct area area)
{
	a->all = area;
	a->foot = area.rows >= 3;
	a->labels = label_columns(&a->y);
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

static void draw_left(const struct axes *a)
{
	bool ascii = a->all.grid->ascii;
	int above = -2;
	char text[16];

	for (int row = 0; row < a->plot.rows; row++)
		area_cell(a->all, row, a->labels - 1, ascii ? '|' : 0x2502, INK_FRAME, INK_NONE, 0);
	for (int i = 0; i < axis_ticks(&a->y); i++) {
		double v = axis_tick(&a->y, i);
		int row = (int)axes_row(a, v);

		if (row <= above + 1 && above >= 0 && a->plot.rows > 4)
			continue;
		area_text_right(a->all, row, a->labels - 1, INK_DIM, axis_label(&a->y, v, text));
		area_cell(a->all, row, a->labels - 1, ascii ? '+' : 0x2524, INK_FRAME, INK_NONE, 0);
		above = row;
	}
}

/* A row of text where nothing is written twice. */
struct line {
	struct area a;
	bool taken[GRID_MAX_SIDE + 1];
};

static void write_at(struct line *line, int column, int ink, const char *text)
{
	int end = column + text_columns(text);

	if (column < 0 || end > line->a.columns)
		return;
	for (int i = column > 0 ? column - 1 : 0; i <= end; i++) {
		if (line->taken[i])
			return;
	}
	for (int i = column; i < end; i++)
		line->taken[i] = true;
	area_text(line->a, 0, column, ink, text);
}

static void draw_tick(const struct axes *a, struct line *line, double value, const char *text)
{
	int column = (int)axes_column(a, value);

	write_at(line, column - (text_columns(text) - 1) / 2, INK_DIM, text);
}

/* As far right as there is room. */
static void draw_name(const struct axes *a, struct line *line)
{
	char text[64];

	snprintf(text, sizeof text, " %s ", a->name);
	for (int at = line->a.columns - text_columns(text); at >= line->a.columns / 2; at--) {
		bool before = line->taken[at];

		write_at(line, at, INK_NONE, text);
		if (!before && line->taken[at])
			return;
	}
}

static void draw_foot(const struct axes *a)
{
	struct line line = { .a = area_sub(a->all, a->plot.rows, a->labels, 1, a->plot.columns) };
	bool ascii = a->all.grid->ascii;
	char text[64];

	if (a->labels)
		area_cell(a->all, a->plot.rows, a->labels - 1, ascii ? '+' : 0x253c, INK_FRAME,
			  INK_NONE, 0);
	for (int i = 0; i < line.a.columns; i++)
		area_cell(line.a, 0, i, ascii ? '-' : 0x2500, INK_FRAME, INK_NONE, 0);
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
	bool ascii = a->all.grid->ascii;

	if (a->labels)
		draw_left(a);
	for (int i = 0; a->zero && i < a->plot.columns; i++)
		area_cell(a->plot, (int)axes_row(a, 0), i, ascii ? '.' : 0x2508, INK_DIM, INK_NONE,
			  0);
	if (a->foot)
		draw_foot(a);
}
