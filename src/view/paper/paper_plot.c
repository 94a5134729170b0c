/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper_plot.c - a plot: its axes made from its numbers and the room there is, the
 * words around it, and a legend at the ends of its lines or at its right.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/axis.h"
#include "view/grid/grid.h"
#include "view/paper/lettering.h"
#include "view/paper/paper_part.h"

#define TICKS 40      /* of an axis */
#define TICK_ROOM 8.0 /* from an axis to its labels' ends */
#define SWATCH 16.0   /* a sample of the line in the legend */
#define LINE_WIDTH 1.4
#define THIN_WIDTH 0.7
#define MARK_SIZE 4.5
#define RULE_ROWS 4	 /* of words above the plot */
#define LEGEND_MOST 0.36 /* of the width */
#define ENTRIES 64	 /* of the legend */

/* An entry of the legend: a series, where it stands. */
struct entry {
	const struct paper_series *series;
	double y, high;
};

struct plan {
	const struct paper_sheet *sheet;
	const struct paper_plot *p;
	struct pen_plot plot;
	struct pen_tick x_tick[TICKS], y_tick[TICKS];
	char x_name[200], y_name[200];
	struct entry entry[ENTRIES];
	int entries;
	double legend;		      /* width at the right; 0: below, or none */
	int below;		      /* rows of the legend below the plot */
	double all_width;	      /* of the view */
	int rule_row[RULE_ROWS * 16]; /* of each rule's word */
	int rule_rows;
};

/* -------------------------------------------------------------------- axes */

static struct axis axis_of(const struct paper_scale *s, int ticks)
{
	switch (s->span) {
	case PAPER_RANGE:
		return axis_for(s->range, s->low, s->high, ticks);
	case PAPER_DIFFERENCE:
		return axis_for_difference(s->low, s->high, ticks);
	case PAPER_LOG:
		return axis_for_log(s->low, s->high, ticks);
	default:
		return axis_between(s->low, s->high, ticks);
	}
}

static void put_name(const struct paper_scale *s, int exponent, char *out, size_t size)
{
	char power[48] = "";

	if (exponent)
		paper_power(exponent, power, sizeof power);
	snprintf(out, size, "%s%s%s%s", s->name ? s->name : "", s->name && exponent ? " (" : "",
		 power, s->name && exponent ? ")" : "");
}

/* Ticks of a round axis, from the lowest. */
static void round_ticks(const struct paper_scale *s, int ticks, struct pen_scale *out,
			struct pen_tick *tick, char *name, size_t size)
{
	struct axis a = axis_of(s, ticks);
	int n = axis_ticks(&a);
	char digits[AXIS_LABEL];

	n = n < TICKS ? n : TICKS;
	for (int i = 0; i < n; i++) {
		tick[i].at = axis_tick(&a, n - 1 - i);
		paper_label(axis_digits(&a, tick[i].at, digits), tick[i].label,
			    sizeof tick[i].label);
	}
	*out = (struct pen_scale){ a.low, a.high, a.log, tick, n, NULL };
	put_name(s, a.exponent, name, size);
}

static void epoch_ticks(const struct paper_scale *s, int ticks, struct pen_scale *out,
			struct pen_tick *tick, char *name, size_t size)
{
	double low = isfinite(s->low) ? s->low : 0, high = s->high > low ? s->high : low + 1;
	int step = axis_epoch_step((int)(high - low), ticks), n = 0;

	for (double e = ceil(low / step) * step; e <= high && n < TICKS; e += step, n++) {
		tick[n].at = e;
		snprintf(tick[n].label, sizeof tick[n].label, "%.0f", e);
	}
	*out = (struct pen_scale){ low, high, false, tick, n, NULL };
	put_name(s, 0, name, size);
}

/* Ticks at the places, some room at both ends. */
static void place_ticks(const struct paper_scale *s, struct pen_scale *out, struct pen_tick *tick,
			char *name, size_t size)
{
	double low = s->low, high = s->high, edge = 0.05;
	int n = s->places < TICKS ? s->places : TICKS;

	if (!(low <= high))
		low = 0, high = 1;
	if (s->log && low > 0 && high > low) {
		double factor = pow(high / low, edge);

		*out = (struct pen_scale){ low / factor, high * factor, true, tick, n, NULL };
	} else {
		double room = high > low ? edge * (high - low) : high == 0 ? 1 : fabs(high) / 2;

		*out = (struct pen_scale){ low - room, high + room, false, tick, n, NULL };
	}
	for (int i = 0; i < n; i++) {
		tick[i].at = s->place[i * (s->places - 1) / (n > 1 ? n - 1 : 1)].at;
		snprintf(tick[i].label, sizeof tick[i].label, "%s",
			 s->place[i * (s->places - 1) / (n > 1 ? n - 1 : 1)].text);
	}
	put_name(s, 0, name, size);
}

static void choose_ticks(const struct paper_scale *s, int ticks, struct pen_scale *out,
			 struct pen_tick *tick, char *name, size_t size)
{
	if (s->span == PAPER_EPOCHS)
		epoch_ticks(s, ticks, out, tick, name, size);
	else if (s->span == PAPER_PLACES)
		place_ticks(s, out, tick, name, size);
	else
		round_ticks(s, ticks, out, tick, name, size);
	out->name = name[0] ? name : NULL;
}

/* Labels that would touch the one before are left away; the tick stays. The last one
   stays before the ones next to it. */
static void thin_labels(struct plan *l)
{
	struct pen_tick *tick = l->x_tick;
	int n = l->plot.x.ticks;
	double end = -INFINITY, last = INFINITY;

	for (int i = 0; i < n; i++) {
		double half = paper_width(tick[i].label) / 2, x = pen_plot_x(&l->plot, tick[i].at);

		if (i == 0)
			last = pen_plot_x(&l->plot, tick[n - 1].at) -
			       paper_width(tick[n - 1].label) / 2;
		if (x - half < end + 4 || (i > 0 && i < n - 1 && x + half > last - 4))
			tick[i].label[0] = 0;
		else
			end = x + half;
	}
}

static double widest_label(const struct pen_scale *s)
{
	double most = 0;

	for (int i = 0; i < s->ticks; i++)
		most = fmax(most, paper_width(s->tick[i].label));
	return most;
}

/* ------------------------------------------------------------------ legend */

static double entry_width(const struct paper_series *s)
{
	return SWATCH + 4 + fmax(paper_width(s->label), paper_width(s->note));
}

static void find_entries(struct plan *l)
{
	l->entries = 0;
	for (int i = 0; i < l->p->count && l->entries < ENTRIES; i++) {
		const struct paper_series *s = &l->p->series[i];

		if (s->label)
			l->entry[l->entries++] =
				(struct entry){ .series = s,
						.high = s->note ? 2 * PAPER_LINE : PAPER_LINE };
	}
}

/* Entries side by side below the plot; returns the rows, and draws them where a pen is
   given. */
static int legend_rows(const struct plan *l, double x, double y, struct pen *pen,
		       void (*draw)(const struct plan *l, const struct entry *e, double x, double y,
				    struct pen *pen))
{
	double at = 0, high = 0;
	int rows = l->entries > 0;

	for (int i = 0; i < l->entries; i++) {
		double wide = entry_width(l->entry[i].series) + 12;

		if (at > 0 && at + wide > l->all_width) {
			rows++;
			y += high;
			at = 0;
			high = 0;
		}
		if (pen)
			draw(l, &l->entry[i], x + at, y, pen);
		at += wide;
		high = fmax(high, l->entry[i].high);
	}
	return rows;
}

static void choose_legend(struct plan *l, double height)
{
	double wide = 0, high = 0;

	find_entries(l);
	for (int i = 0; i < l->entries; i++) {
		wide = fmax(wide, entry_width(l->entry[i].series));
		high += l->entry[i].high;
	}
	l->legend = 0;
	l->below = 0;
	if (!l->entries)
		return;
	if (wide <= LEGEND_MOST * l->all_width && high <= height)
		l->legend = wide + 6;
	else
		l->below = legend_rows(l, 0, 0, NULL, NULL);
}

static double last_y(const struct plan *l, const struct paper_series *s)
{
	double y = s->points ? pen_plot_y(&l->plot, s->y[s->points - 1]) : INFINITY;
	const struct pen_box *b = &l->plot.box;

	return fmin(b->y + b->height, fmax(b->y, y));
}

/* Beside the ends of their lines as near as the others allow; else from the top. */
static void place_entries(struct plan *l)
{
	const struct pen_box *b = &l->plot.box;
	double next = b->y, most = b->y + b->height + 4;

	for (int i = 1; l->p->beside && i < l->entries; i++) {
		struct entry e = l->entry[i];
		int k = i;

		for (; k > 0 && last_y(l, l->entry[k - 1].series) > last_y(l, e.series); k--)
			l->entry[k] = l->entry[k - 1];
		l->entry[k] = e;
	}
	for (int i = 0; i < l->entries; i++) {
		double want = l->p->beside ? last_y(l, l->entry[i].series) - PAPER_LINE / 2 : next;

		l->entry[i].y = fmax(want, next);
		next = l->entry[i].y + l->entry[i].high;
	}
	for (int i = l->entries - 1; i >= 0; i--) {
		most -= l->entry[i].high;
		l->entry[i].y = fmin(l->entry[i].y, most);
		most = l->entry[i].y;
	}
}

static struct pen_line series_line(const struct plan *l, const struct paper_series *s)
{
	struct pen_line line = paper_line(l->sheet, s->ink, s->thin ? THIN_WIDTH : LINE_WIDTH);

	if (s->dashed && !line.dash) {
		line.dash = 3;
		line.gap = 2;
	}
	if (s->kind == PEN_BARS)
		line.width = s->width;
	return line;
}

static void draw_entry(const struct plan *l, const struct entry *e, double x, double y,
		       struct pen *pen)
{
	const struct paper_series *s = e->series;
	double middle = y + PAPER_LINE / 2;
	struct stroke_point sample[] = { { (float)x, (float)middle },
					 { (float)(x + SWATCH - 2), (float)middle } };
	struct pen_line line = series_line(l, s);

	if (s->kind == PEN_POINTS)
		pen_mark(pen, s->shape, x + SWATCH / 2, middle, MARK_SIZE, line.rgb);
	else if (s->kind == PEN_BARS)
		pen_mark(pen, PEN_SQUARE, x + SWATCH / 2, middle, 8, line.rgb);
	else
		pen->line(pen, sample, 2, &line);
	paper_words(l->sheet, pen, x + SWATCH + 2, middle + 0.36 * PAPER_FONT, s->ink, PEN_START,
		    s->label);
	paper_words(l->sheet, pen, x + SWATCH + 2, middle + 0.36 * PAPER_FONT + PAPER_LINE, INK_DIM,
		    PEN_START, s->note);
}

static void draw_legend(struct plan *l, struct pen *pen, double foot)
{
	if (l->below) {
		legend_rows(l, l->plot.box.x, foot, pen, draw_entry);
		return;
	}
	place_entries(l);
	for (int i = 0; i < l->entries; i++)
		draw_entry(l, &l->entry[i], l->plot.box.x + l->plot.box.width + 6, l->entry[i].y,
			   pen);
}

/* ------------------------------------------------------------------- rules */

/* Words of upright rules stand above the plot, in as many rows as keep them apart. */
static void place_rules(struct plan *l, double left, double width)
{
	double end[RULE_ROWS];

	for (int r = 0; r < RULE_ROWS; r++)
		end[r] = -INFINITY;
	l->rule_rows = 0;
	for (int i = 0; i < l->p->rules && i < RULE_ROWS * 16; i++) {
		const struct paper_rule *rule = &l->p->rule[i];
		double x = left +
			   (rule->at - l->plot.x.low) / (l->plot.x.high - l->plot.x.low) * width;
		int row = 0;

		if (!rule->up)
			continue;
		while (row < RULE_ROWS - 1 && x < end[row] + 6)
			row++;
		l->rule_row[i] = row;
		end[row] = x + paper_width(rule->text);
		l->rule_rows = row + 1 > l->rule_rows ? row + 1 : l->rule_rows;
	}
}

static void draw_rule(const struct plan *l, struct pen *pen, int i)
{
	const struct paper_rule *rule = &l->p->rule[i];
	const struct pen_box *b = &l->plot.box;
	struct pen_line line = { paper_rgb(l->sheet, rule->ink), 0.7, 2, 2 };
	double x = pen_plot_x(&l->plot, rule->at), y = pen_plot_y(&l->plot, rule->at);
	struct stroke_point up[] = { { (float)x, (float)(b->y + b->height) },
				     { (float)x,
				       (float)(b->y - 2 - PAPER_LINE * l->rule_row[i]) } };
	struct stroke_point across[] = { { (float)b->x, (float)y },
					 { (float)(b->x + b->width), (float)y } };

	if (pen->group)
		pen->group(pen, rule->up ? "rule-x" : "rule-y", rule->text);
	pen->line(pen, rule->up ? up : across, 2, &line);
	if (rule->up)
		paper_words(l->sheet, pen, x, b->y - 4 - PAPER_LINE * l->rule_row[i], rule->ink,
			    x + paper_width(rule->text) > b->x + l->all_width ? PEN_END : PEN_START,
			    rule->text);
	else
		paper_words(l->sheet, pen, b->x + b->width - 3, y - 3, rule->ink, PEN_END,
			    rule->text);
	if (pen->group)
		pen->group(pen, NULL, NULL);
}

static bool in_sight(const struct plan *l, const struct paper_rule *rule)
{
	const struct pen_scale *s = rule->up ? &l->plot.x : &l->plot.y;

	return rule->at >= s->low && rule->at <= s->high;
}

/* -------------------------------------------------------------- the layout */

static void lay_out(struct plan *l, const struct pen_box *box)
{
	struct pen_plot *p = &l->plot;
	double left, foot, top = 6, height;

	l->all_width = box->width;
	choose_legend(l, box->height - 40);
	foot = TICK_ROOM + PAPER_LINE + (l->p->x.name ? PAPER_LINE + 2 : 2) +
	       (l->below ? l->below * 2 * PAPER_LINE : 0);
	height = box->height - foot - top;
	choose_ticks(&l->p->y, (int)(height / 36) + 1, &p->y, l->y_tick, l->y_name,
		     sizeof l->y_name);
	left = TICK_ROOM + widest_label(&p->y) + (p->y.name ? PAPER_LINE + 4 : 2);
	p->box = (struct pen_box){ box->x + left, 0, box->width - left - fmax(l->legend, 12), 0 };
	choose_ticks(&l->p->x, (int)(p->box.width / 52) + 1, &p->x, l->x_tick, l->x_name,
		     sizeof l->x_name);
	place_rules(l, p->box.x, p->box.width);
	if (l->rule_rows)
		top = 2 + l->rule_rows * PAPER_LINE;
	p->box.y = box->y + top;
	p->box.height = fmax(20, box->height - foot - top);
	p->names_at[0] = p->box.y + p->box.height + TICK_ROOM + 1.8 * PAPER_LINE;
	p->names_at[1] = box->x + PAPER_FONT;
	p->size = PAPER_FONT;
	p->frame = paper_rgb(l->sheet, INK_FRAME);
	p->letters = paper_rgb(l->sheet, INK_NONE);
	p->grid = paper_faint(l->sheet);
	thin_labels(l);
}

static void plot_measure(const struct paper_sheet *sheet, const struct paper_view *view,
			 double *width, double *height)
{
	double share = view->plot.height > 0 ? view->plot.height : *width > 300 ? 0.52 : 0.8;

	(void)sheet;
	if (*height <= 0)
		*height = fmax(140, share * *width);
}

static void plot_draw(const struct paper_sheet *sheet, const struct paper_view *view,
		      const struct pen_box *box, struct pen *pen)
{
	struct plan *l = calloc(1, sizeof *l);
	struct pen_series *series = calloc((size_t)view->plot.count + 1, sizeof *series);

	if (l && series) {
		l->sheet = sheet;
		l->p = &view->plot;
		lay_out(l, box);
		for (int i = 0; i < view->plot.count; i++) {
			const struct paper_series *s = &view->plot.series[i];

			series[i] = (struct pen_series){
				s->kind,  s->name,   series_line(l, s), s->opacity,
				s->shape, MARK_SIZE, (size_t)s->points, s->x,
				s->y,	  s->to
			};
		}
		l->plot.series = series;
		l->plot.count = view->plot.count;
		pen_plot_draw(pen, &l->plot);
		for (int i = 0; i < view->plot.rules && i < RULE_ROWS * 16; i++) {
			if (in_sight(l, &view->plot.rule[i]))
				draw_rule(l, pen, i);
		}
		draw_legend(l, pen, l->plot.names_at[0] + 6);
	}
	free(series);
	free(l);
}

const struct paper_part paper_part_plot = { plot_measure, plot_draw };
