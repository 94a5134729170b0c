/* SPDX-License-Identifier: GPL-3.0-or-later */
/* legend.c - each label as near to its curve's end as the others allow. */
#include "view/chart/legend.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/chart/seeds.h"

#define NAME_COLUMNS 10
#define LEAST_PLOT 10  /* columns of curves before there is any legend */
#define LEAST_SHORT 28 /* … before the study has a row of it */
#define LEAST_LONG 70
#define LEAST_COLUMNS 11 /* the axis' " epoch 200" stands there too */

/* "+.14", "-.02", ".83": two decimals, no zero before the point. */
static const char *two_decimals(double value, bool sign, char out[FIGURE_NUMBER])
{
	char text[32];

	snprintf(text, sizeof text, "%.2f", fabs(value));
	snprintf(out, FIGURE_NUMBER, "%s%.8s",
		 value < -0.005 ? "-"
		 : sign		? "+"
				: "",
		 text[0] == '0' ? text + 1 : text);
	return out;
}

const char *legend_study_text(const struct snapshot_study *study, int row, bool ascii, char *out,
			      size_t size)
{
	struct fpe_summary g = seeds_summary(study, row, row > 0);
	char mean[FIGURE_NUMBER], half[FIGURE_NUMBER];

	two_decimals(g.mean, row > 0, mean);
	if (isnan(g.low))
		snprintf(out, size, "%d seed%s: %s", study->done, study->done == 1 ? "" : "s",
			 isnan(g.mean) ? "-" : mean);
	else if (g.n < study->done)
		snprintf(out, size, "%d of %d seeds: %s %s %s", g.n, study->done, mean,
			 ascii ? "+-" : "±", two_decimals(g.high - g.mean, false, half));
	else
		snprintf(out, size, "%d seeds: %s %s %s", g.n, mean, ascii ? "+-" : "±",
			 two_decimals(g.high - g.mean, false, half));
	return out;
}

struct legend legend_choose(const struct chart *c, int room)
{
	struct legend l = { 0, 0, 0, 0 };
	bool ascii = c->curves.ascii;
	int longest = 0, text = 0, number = 4;

	for (int i = 0; i < c->lines; i++) {
		char words[64];
		int row = c->line[i].row, point;

		number = text_wider(number,
				    figure_number(chart_last_value(c, &c->line[i], &point)).text);
		longest = text_wider(longest, c->line[i].name);
		if (row >= 0)
			text = text_wider(text, legend_study_text(c->study, row, ascii, words,
								  sizeof words));
	}
	l.names = longest < NAME_COLUMNS ? longest : NAME_COLUMNS;
	l.numbers = number;
	l.columns = 1 + (ascii ? 2 : 0) + l.names + 1 + number;
	if (l.columns < LEAST_COLUMNS)
		l.columns = LEAST_COLUMNS;
	if (text && room - text - 13 >= LEAST_LONG) {
		l.study = 2;
		l.columns = text + 13; /* " this seed; " before it */
	} else if (text && room - text - 2 >= LEAST_SHORT) {
		l.study = 1;
		if (l.columns < text + 2)
			l.columns = text + 2;
	}
	if (room - l.columns >= LEAST_PLOT)
		return l;
	l = (struct legend){ 1 + 1 + 1 + number, 0, number, 0 };
	if (room - l.columns < LEAST_PLOT)
		l.columns = 0;
	return l;
}

/* Lines by falling last value; those without one last. */
static void rank_lines(const struct chart *c, int *order)
{
	double value[CHART_LINES];

	for (int i = 0; i < c->lines; i++) {
		int point, at = i;
		double v = chart_last_value(c, &c->line[i], &point);

		while (at > 0 && (v > value[at - 1] || (isnan(value[at - 1]) && !isnan(v)))) {
			order[at] = order[at - 1];
			value[at] = value[at - 1];
			at--;
		}
		order[at] = i;
		value[at] = v;
	}
}

/* First rows of n labels of so many rows, each as near to its value as the
   others allow. */
static void place_labels(const struct chart *c, const int *order, int n, const int *high, int rows,
			 int *row)
{
	int most = rows, next = 0, point;

	for (int i = 0; i < n; i++) {
		double v = chart_last_value(c, &c->line[order[i]], &point);
		int want = isnan(v) ? rows - high[i] : chart_row(c, v);

		row[i] = want < next ? next : want;
		next = row[i] + high[i];
	}
	for (int i = n - 1; i >= 0; i--) {
		most -= high[i];
		if (row[i] > most)
			row[i] = most;
		most = row[i];
	}
}

/* What a label stands for: the last point of the arm, or of the study. */
static struct hit hit_of(const struct chart *c, int line)
{
	const struct chart_line *l = &c->line[line];
	struct hit hit = { .kind = l->arm < 0 ? HIT_BAND : HIT_POINT,
			   .arm = l->arm,
			   .row = l->row };

	hit.value = chart_last_value(c, l, &hit.column);
	if (l->arm >= 0) {
		hit.row = hit.column;
		hit.column = (int)c->metric;
	}
	return hit;
}

static void draw_label(const struct legend *l, const struct chart *c, struct area a, int row,
		       int line)
{
	const struct chart_line *x = &c->line[line];
	struct hit hit = hit_of(c, line);
	int at = 1, ink = chart_ink(x, line);
	struct figure_digits number = figure_number(hit.value);
	const char *mark = strchr(x->name, x->letter);

	if (l->names == 0 || c->curves.ascii) {
		area_printf(a, row, at, ink, "%c", x->letter);
		at += 2;
	}
	if (l->names > 0) {
		area_text(area_sub(a, row, at, 1, l->names), 0, 0, ink, x->name);
		if (mark && mark - x->name < l->names)
			area_cell(a, row, at + (int)(mark - x->name), (uint32_t)x->letter, ink,
				  INK_NONE, CELL_BOLD);
	}
	if (l->study && l->names)
		area_text(a, row, at + l->names + 1 + l->numbers - text_columns(number.text),
			  INK_STRONG, number.text);
	else
		area_text_right(a, row, a.columns, INK_STRONG, number.text);
	if (x->arm < 0 ? hit.column >= 0 : hit.row >= 0)
		area_hit(a, row, 0, a.columns, &hit);
}

/* The row below a label: what the study found. */
static void draw_study(const struct legend *l, const struct chart *c, struct area a, int row,
		       int line)
{
	const struct chart_line *x = &c->line[line];
	struct hit hit = { .kind = HIT_RUN, .arm = x->arm, .row = x->row, .column = -1 };
	char text[64];

	legend_study_text(c->study, x->row, a.grid->ascii, text, sizeof text);
	hit.value = seeds_summary(c->study, x->row, x->row > 0).mean;
	area_printf(a, row, 1, INK_DIM, "%s%s", l->study == 2 && x->arm >= 0 ? "this seed; " : "",
		    text);
	area_hit(a, row, 0, a.columns, &hit);
}

void legend_draw(const struct legend *l, const struct chart *c, struct area a)
{
	int order[CHART_LINES], row[CHART_LINES], high[CHART_LINES];
	int n = c->lines, rows = 0;

	if (l->columns < 1 || a.columns < 1 || a.rows < 1)
		return;
	rank_lines(c, order);
	for (int i = 0; i < n; i++) {
		high[i] = 1 + (l->study && c->line[order[i]].row >= 0);
		rows += high[i];
	}
	for (int i = 0; i < n && rows > a.rows; i++)
		high[i] = 1;
	if (n > a.rows)
		n = a.rows;
	place_labels(c, order, n, high, a.rows, row);
	for (int i = 0; i < n; i++) {
		if (i == n - 1 && n < c->lines) {
			area_printf(a, row[i], 1, INK_DIM, "+%d more", c->lines - n + 1);
			continue;
		}
		draw_label(l, c, a, row[i], order[i]);
		if (high[i] > 1)
			draw_study(l, c, a, row[i] + 1, order[i]);
	}
}
