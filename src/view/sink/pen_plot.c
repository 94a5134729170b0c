/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pen_plot.c - a plot by lines, discs and texts, each at its number. */
#include "view/sink/pen_plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TICK 3.5
#define GAP 3.0
#define FAR 1e5 /* points outside the box that a file still holds */

static double share(const struct pen_scale *s, double value)
{
	if (!s->log)
		return (value - s->low) / (s->high - s->low);
	return value > 0 ? log(value / s->low) / log(s->high / s->low) : -FAR;
}

double pen_plot_x(const struct pen_plot *plot, double value)
{
	return plot->box.x + share(&plot->x, value) * plot->box.width;
}

double pen_plot_y(const struct pen_plot *plot, double value)
{
	return plot->box.y + (1 - share(&plot->y, value)) * plot->box.height;
}

static struct stroke_point point_at(const struct pen_plot *plot, double x, double y)
{
	return (struct stroke_point){
		(float)fmin(FAR, fmax(-FAR, pen_plot_x(plot, x))),
		(float)fmin(FAR, fmax(-FAR, pen_plot_y(plot, y))),
	};
}

static void begin(struct pen *pen, const char *kind, const char *name)
{
	if (pen->group)
		pen->group(pen, kind, name);
}

static void end(struct pen *pen)
{
	begin(pen, NULL, NULL);
}

/* ------------------------------------------------------------------ series */

static void draw_path(struct pen *pen, const struct pen_plot *plot, const struct pen_series *s)
{
	bool closed = s->kind == PEN_BAND;
	size_t n = closed ? 2 * s->points : s->points;
	struct stroke_point *point = malloc((n + 1) * sizeof *point);

	if (!point)
		return;
	for (size_t i = 0; i < s->points; i++) {
		point[i] = point_at(plot, s->x[i], s->y[i]);
		if (closed)
			point[n - 1 - i] = point_at(plot, s->x[i], s->to[i]);
	}
	if (closed)
		pen->polygon(pen, point, n, s->line.rgb, s->opacity);
	else if (n == 1)
		pen->disc(pen, (double)point->x, (double)point->y, s->line.width, s->line.rgb);
	else if (n > 1)
		pen->line(pen, point, n, &s->line);
	free(point);
}

static void draw_bar(struct pen *pen, const struct pen_plot *plot, const struct pen_series *s,
		     size_t i)
{
	double half = s->line.width / 2;
	struct stroke_point a = point_at(plot, s->x[i] - half, s->y[i]);
	struct stroke_point b = point_at(plot, s->x[i] + half, s->to[i]);
	struct stroke_point corner[] = { a, { b.x, a.y }, b, { a.x, b.y } };

	pen->polygon(pen, corner, 4, s->line.rgb, s->opacity);
}

/* From y to `to` at the same x, with ends. */
static void draw_interval(struct pen *pen, const struct pen_plot *plot, const struct pen_series *s,
			  size_t i)
{
	struct stroke_point from = point_at(plot, s->x[i], s->y[i]);
	struct stroke_point to = point_at(plot, s->x[i], s->to[i]);
	float half = (float)s->size / 2;
	struct stroke_point ends[][2] = {
		{ from, to },
		{ { from.x - half, from.y }, { from.x + half, from.y } },
		{ { to.x - half, to.y }, { to.x + half, to.y } },
	};

	for (int k = 0; k < 3; k++)
		pen->line(pen, ends[k], 2, &s->line);
}

void pen_mark(struct pen *pen, enum pen_shape shape, double x, double y, double size, uint32_t rgb)
{
	/* corners in halves of the size */
	static const struct stroke_point corners[PEN_SHAPES][4] = {
		[PEN_SQUARE] = { { -.85f, -.85f },
				 { .85f, -.85f },
				 { .85f, .85f },
				 { -.85f, .85f } },
		[PEN_TRIANGLE] = { { 0, -1.1f }, { 1, .8f }, { -1, .8f } },
		[PEN_DIAMOND] = { { 0, -1.2f }, { 1.1f, 0 }, { 0, 1.2f }, { -1.1f, 0 } },
	};
	struct stroke_point at[4];
	size_t n = shape == PEN_TRIANGLE ? 3 : 4;

	if (shape == PEN_DISC) {
		pen->disc(pen, x, y, size / 2, rgb);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		at[i].x = (float)(x + (double)corners[shape][i].x * size / 2);
		at[i].y = (float)(y + (double)corners[shape][i].y * size / 2);
	}
	pen->polygon(pen, at, n, rgb, 1);
}

static void draw_series(struct pen *pen, const struct pen_plot *plot, const struct pen_series *s)
{
	static const char *const kinds[] = { "line", "band", "bars", "points", "intervals" };

	begin(pen, kinds[s->kind], s->name);
	if (s->kind == PEN_LINE || s->kind == PEN_BAND)
		draw_path(pen, plot, s);
	for (size_t i = 0; i < s->points; i++) {
		if (s->kind == PEN_BARS)
			draw_bar(pen, plot, s, i);
		else if (s->kind == PEN_INTERVALS)
			draw_interval(pen, plot, s, i);
		else if (s->kind == PEN_POINTS)
			pen_mark(pen, s->shape, pen_plot_x(plot, s->x[i]),
				 pen_plot_y(plot, s->y[i]), s->size, s->line.rgb);
	}
	end(pen);
}

/* -------------------------------------------------------------------- axes */

static void draw_straight(struct pen *pen, double x0, double y0, double x1, double y1, uint32_t rgb,
			  double width)
{
	struct stroke_point point[] = { { (float)x0, (float)y0 }, { (float)x1, (float)y1 } };
	struct pen_line line = { .rgb = rgb, .width = width };

	pen->line(pen, point, 2, &line);
}

static void draw_tick(struct pen *pen, const struct pen_plot *plot, bool up, int i)
{
	const struct pen_tick *t = up ? &plot->y.tick[i] : &plot->x.tick[i];
	const struct pen_box *b = &plot->box;
	struct pen_words style = { .rgb = plot->letters,
				   .size = plot->size,
				   .anchor = up ? PEN_END : PEN_MIDDLE };
	double x = pen_plot_x(plot, t->at), y = pen_plot_y(plot, t->at), foot = b->y + b->height;
	char value[32];

	snprintf(value, sizeof value, "%.9g", t->at);
	begin(pen, up ? "tick-y" : "tick-x", value);
	if (up)
		draw_straight(pen, b->x - TICK, y, b->x, y, plot->frame, 0.6);
	else
		draw_straight(pen, x, foot, x, foot + TICK, plot->frame, 0.6);
	if (t->label[0] && up)
		pen->words(pen, b->x - TICK - GAP, y + 0.36 * plot->size, t->label, &style);
	else if (t->label[0])
		pen->words(pen, x, foot + TICK + GAP + 0.75 * plot->size, t->label, &style);
	end(pen);
}

static void draw_names(struct pen *pen, const struct pen_plot *plot)
{
	const struct pen_box *b = &plot->box;
	struct pen_words style = { .rgb = plot->letters, .size = plot->size, .anchor = PEN_MIDDLE };

	if (plot->x.name)
		pen->words(pen, b->x + b->width / 2, plot->names_at[0], plot->x.name, &style);
	style.up = true;
	if (plot->y.name)
		pen->words(pen, plot->names_at[1], b->y + b->height / 2, plot->y.name, &style);
}

/* Its line, called by its limits. */
static void draw_axis(struct pen *pen, const struct pen_plot *plot, bool up)
{
	const struct pen_box *b = &plot->box;
	const struct pen_scale *s = up ? &plot->y : &plot->x;
	double foot = b->y + b->height;
	char limits[64];

	snprintf(limits, sizeof limits, "%.9g %.9g", s->low, s->high);
	begin(pen, up ? "axis-y" : "axis-x", limits);
	draw_straight(pen, b->x, up ? b->y : foot, up ? b->x : b->x + b->width, foot, plot->frame,
		      0.6);
	end(pen);
	for (int i = 0; i < s->ticks; i++)
		draw_tick(pen, plot, up, i);
}

static void draw_axes(struct pen *pen, const struct pen_plot *plot)
{
	draw_axis(pen, plot, false);
	draw_axis(pen, plot, true);
	draw_names(pen, plot);
}

/* A thin line across at every tick. */
static void draw_grid(struct pen *pen, const struct pen_plot *plot)
{
	const struct pen_box *b = &plot->box;

	for (int i = 0; i < plot->y.ticks; i++) {
		double y = pen_plot_y(plot, plot->y.tick[i].at);

		if (y < b->y + b->height - 0.5)
			draw_straight(pen, b->x, y, b->x + b->width, y, plot->grid, 0.4);
	}
}

void pen_plot_draw(struct pen *pen, const struct pen_plot *plot)
{
	struct pen_box inside = { plot->box.x - 3, plot->box.y - 3, plot->box.width + 6,
				  plot->box.height + 6 };

	if (pen->plot) {
		pen->plot(pen, plot);
		return;
	}
	begin(pen, "plot", "plot");
	draw_grid(pen, plot);
	pen->clip(pen, &inside);
	for (int i = 0; i < plot->count; i++)
		draw_series(pen, plot, &plot->series[i]);
	pen->clip(pen, NULL);
	draw_axes(pen, plot);
	end(pen);
}
