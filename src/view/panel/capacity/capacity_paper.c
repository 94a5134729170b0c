/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capacity_paper.c - a bar for each input, and the arms' means, on paper. */
#include <math.h>
#include <stdio.h>

#include "view/figure/figure.h"
#include "view/panel/assignment/strip.h"
#include "view/panel/capacity/capacity.h"
#include "view/paper/paper_arms.h"

#define BAR 0.8 /* of the distance between two */

static int other_ink(const struct snapshot *s, const struct capacity *c)
{
	int other = figure_arm_of_id(s, c->difference.arm[1]->id);

	return other == c->arm ? INK_DIM : figure_arm_ink(other);
}

/* Bars above 0, or those below; an input's place is its number in the order shown. */
static void add_bars(struct paper *out, struct paper_view *view, const struct capacity *c,
		     const struct strip *strip, bool below, int ink, const char *name)
{
	struct paper_series *bars = paper_series(out, view, PEN_BARS, ink, name);

	bars->width = BAR;
	for (int k = 0; k < c->inputs; k++) {
		double v = c->value[strip->input[k]];

		if ((v < 0) == below)
			paper_point(out, view, bars, k, 0, v);
	}
}

static void add_inputs(const struct snapshot *s, struct paper *out, struct paper_view *view,
		       const struct capacity *c, const struct strip *strip)
{
	struct paper_scale *x = &view->plot.x;

	x->span = PAPER_PLACES;
	x->name = paper_text(out, "%s", c->layer ? "neuron of the layer before" : "input");
	for (int k = 0; k < c->inputs; k++)
		paper_place(out, x, k, figure_input(s, c->net, c->layer, strip->input[k]).text);
}

/* Dimensionalities of known shapes, where features make them. */
static void add_marks(const struct capacity *c, struct paper *out, struct paper_view *view)
{
	const struct capacity_mark *mark;

	for (int i = 0;
	     !c->minus && capacity_has_marks(c->net, c->layer) && (mark = capacity_mark(i)); i++) {
		if (mark->line)
			paper_rule(out, view, false, mark->value, INK_DIM, mark->fraction);
	}
}

static void add_arm(const struct snapshot *s, const struct capacity *c, struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_PLOT);
	struct strip strip;
	char text[64];

	strip_open(&strip, s, c->net, c->layer);
	paper_name_arm(out, view, s, c->arm);
	view->plot.y.span = c->minus ? PAPER_DIFFERENCE : PAPER_RANGE;
	view->plot.y.range = FPE_RANGE_SHARE;
	view->plot.y.name = paper_text(out, c->minus ? "change of the capacity" : "capacity");
	view->plot.height = 0.36;
	add_inputs(s, out, view, c, &strip);
	add_bars(out, view, c, &strip, false, figure_arm_ink(c->arm), s->arm[c->arm].name);
	if (c->minus)
		add_bars(out, view, c, &strip, true, other_ink(s, c), "lost");
	paper_widen(&view->plot.y, 0);
	paper_widen(&view->plot.y, c->ceiling);
	add_marks(c, out, view);
	if (c->minus)
		paper_rule(out, view, false, 0, INK_FRAME, "");
	if (c->minus && c->ceiling == 0)
		return;
	snprintf(text, sizeof text, "%s %s", c->minus ? "ceiling moved" : "ceiling",
		 c->minus ? figure_signed(c->ceiling).text : figure_number(c->ceiling).text);
	paper_rule(out, view, false, c->ceiling, INK_WARN, text);
}

static void add_means(const struct snapshot *s, int layer, struct paper *out)
{
	static const char *const heads[] = { "arm", "mean capacity", "ceiling", "of it" };
	struct paper_view *view = paper_add(out, PAPER_TABLE);
	char text[40];

	view->begins = true;
	view->table.columns = 4;
	for (int i = 0; i < 4; i++)
		paper_cell(out, view, INK_DIM, heads[i]);
	for (int i = 0; i < s->arms; i++) {
		double mean = capacity_mean(s, i, layer), ceiling;

		if (layer >= s->arm[i].net->layers)
			continue;
		ceiling = capacity_ceiling(&s->arm[i].net->layer[layer]);
		paper_cell(out, view, figure_arm_ink(i), s->arm[i].name);
		paper_cell(out, view, INK_NONE,
			   capacity_is_metric(s, i, layer)
				   ? figure_metric(&s->arm[i], FPE_METRIC_CAPACITY).text
				   : figure_number(mean).text);
		paper_cell(out, view, INK_NONE, figure_number(ceiling).text);
		snprintf(text, sizeof text, "%.0f %%", 100 * mean / ceiling);
		paper_cell(out, view, INK_NONE, isfinite(mean) ? text : "-");
	}
}

/* One axis for both arms. */
static void share_axis(struct paper *out)
{
	for (int i = 0; out->views == 2 && i < 2; i++) {
		struct paper_scale *y = &out->view[i].plot.y;

		paper_widen(y, out->view[!i].plot.y.low);
		paper_widen(y, out->view[!i].plot.y.high);
	}
}

void capacity_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms), layer = 0;

	for (int i = 0; i < n; i++) {
		struct capacity c;
		const char *why = capacity_open(&c, s, o, arms[i]);

		if (why)
			paper_say(out, why);
		else
			add_arm(s, &c, out);
		layer = figure_layer(&s->arm[arms[i]], o);
		capacity_close(&c);
	}
	share_axis(out);
	if (n > 0 && o->minus < 0)
		add_means(s, layer, out);
}
