/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spectrum_panel.c - a bar for each direction that the weights fill, by falling size.
 */
#include <math.h>
#include <stdio.h>

#include "view/figure/axes.h"
#include "view/grid/flow.h"
#include "view/panel/spectrum/spectrum.h"

#define SIDE_COLUMNS 33
#define LEAST_PLOT 20
#define MOST_CELL 16	/* columns of a bar, with a gap */
#define VALUE_COLUMNS 5 /* of one that has its number above it */

/* Cells of a bar up to a value, in eighths; the least there is still shows. */
static void draw_bar(const struct axes *axes, struct area a, int at, int wide, double value,
		     int ink)
{
	int top = (int)lround(8 * a.rows * axis_share(&axes->y, value));

	top = value > 0 && top < 1 ? 1 : top;
	for (int row = 0; row < a.rows; row++) {
		int n = top - 8 * (a.rows - 1 - row);
		uint32_t ch = n >= 8 ? 0x2588 : 0x2580u + (unsigned)n;

		if (n <= 0)
			continue;
		if (a.grid->ascii)
			ch = n >= 4 ? '#' : '_';
		for (int i = 0; i < wide; i++)
			area_cell(a, row, at + i, ch, ink, INK_NONE, 0);
	}
}

/* Numbers of the directions below their bars, as many as stand apart, and what they are. */
static void draw_foot(const struct axes *axes, const struct figure_fit *fit, int cell, int wide)
{
	struct area a = axes->all;
	struct axes_line line = { .a = area_sub(a, axes->plot.rows, axes->labels, 1,
						axes->plot.columns) };
	const char *name = " directions ";
	int every = 1, end = cell * fit->count;
	char text[16];

	if (!axes->foot)
		return;
	if (!axes_write(&line, end + 1, INK_NONE, name))
		axes_write(&line, line.a.columns - text_columns(name), INK_NONE, name);
	snprintf(text, sizeof text, "%d", fit->first + fit->count * fit->per);
	while (every * cell <= text_columns(text))
		every += every == 1 ? 1 : every == 2 ? 3 : every;
	for (int i = 0; i < fit->count; i += i ? every : every > 1 ? every - 1 : 1) {
		snprintf(text, sizeof text, "%d", fit->first + i * fit->per + 1);
		axes_write(&line, i * cell + (wide - text_columns(text)) / 2, INK_DIM, text);
	}
}

/* Above a bar that is wide enough, in it at the very top. */
static void draw_value(const struct axes *axes, int at, int wide, double value)
{
	struct figure_digits text = figure_number(value);
	int row = (int)ceil(axis_share(&axes->y, value) * axes->plot.rows - 1e-9);

	row = axes->plot.rows - 1 - row;
	row = row < 0 ? 0 : row;
	if (wide >= VALUE_COLUMNS && text_columns(text.text) <= wide)
		area_text(axes->plot, row, at + (wide - text_columns(text.text)) / 2, INK_NONE,
			  text.text);
}

static void draw_bars(const struct axes *axes, const struct spectrum *p, int scroll)
{
	struct area a = axes->plot;
	int cell = a.columns / p->count, wide;
	struct figure_fit fit;

	cell = cell < 1 ? 1 : cell > MOST_CELL ? MOST_CELL : cell;
	wide = cell > 2 ? cell - 1 : cell;
	fit = figure_fit(p->count, a.columns / cell, scroll);
	for (int i = 0; i < fit.count; i++) {
		int first = fit.first + i * fit.per;
		struct hit hit = { .kind = HIT_DIRECTION,
				   .arm = p->arm,
				   .layer = p->layer,
				   .row = first,
				   .value = p->value[first] };

		draw_bar(axes, a, i * cell, wide, p->value[first], figure_arm_ink(p->arm));
		draw_value(axes, i * cell, wide, p->value[first]);
		for (int row = 0; row < a.rows; row++)
			area_hit(a, row, i * cell, cell, &hit);
	}
	draw_foot(axes, &fit, cell, wide);
}

static void say_all(const struct snapshot *s, const struct spectrum *p, struct area a)
{
	const struct fpe_layer *l = &s->arm[p->arm].net->layer[p->layer];
	struct flow f = { .a = a };

	flow_say(&f, INK_STRONG, "features a neuron %s", figure_number(p->features / l->out).text);
	flow_say(&f, INK_NONE, "effective features %s of %d", figure_number(p->features).text,
		 l->in);
	flow_say(&f, INK_NONE, "effective directions %s of %d", figure_number(p->directions).text,
		 p->count);
	flow_say(&f, INK_DIM, "sum of |W_j|^2 %s", figure_number(p->all).text);
	flow_say(&f, INK_DIM, "a bar: an eigenvalue of W^T W");
}

static void draw_spectrum(const struct snapshot *s, const struct panel_options *o,
			  const struct spectrum *p, struct area area)
{
	struct axes axes = { .name = "" };
	bool beside = area.rows >= 4 && area.columns >= LEAST_PLOT + SIDE_COLUMNS;
	int below = !beside && area.rows >= 8 ? 2 : 0;
	struct area plot =
		area_sub(area, 0, 0, area.rows - below, area.columns - (beside ? SIDE_COLUMNS : 0));

	axes.y = axis_for(FPE_RANGE_FREE, 0, p->value[0] > 0 ? p->value[0] : 1,
			  axes_ticks(plot.rows));
	axes_lay(&axes, plot);
	axes_draw(&axes);
	draw_bars(&axes, p, o->column);
	if (beside)
		say_all(s, p,
			area_sub(area, 0, area.columns - SIDE_COLUMNS + 1, area.rows,
				 SIDE_COLUMNS - 1));
	else if (below)
		say_all(s, p, area_sub(area, area.rows - below, 1, below, area.columns - 2));
}

static void draw_arm(const struct snapshot *s, const struct panel_options *o, int arm,
		     struct area area)
{
	struct spectrum p;
	const char *why = spectrum_of(&p, s, o, arm);

	if (why)
		figure_say(area, why);
	else
		draw_spectrum(s, o, &p, area);
}

static void spectrum_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			     int *columns)
{
	int arm = figure_arm(s, o), layer;
	const struct fpe_layer *l;

	*rows = 10;
	*columns = LEAST_PLOT + SIDE_COLUMNS;
	if (arm < 0)
		return;
	layer = figure_layer(&s->arm[arm], o);
	l = &s->arm[arm].net->layer[layer];
	*columns = 6 + SIDE_COLUMNS + 3 * (l->out < l->in ? l->out : l->in);
}

static void spectrum_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			   struct textbuf *out)
{
	if (figure_arms_title(s, o, ascii, out))
		figure_layer_title(s, o, out);
}

const struct panel panel_spectrum = {
	.name = "spectrum",
	.still = true,
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND | TAKES_LAYER,
	.help = "How many directions the weights of a layer fill, and how evenly.",
	.explain =
		"Each bar is an eigenvalue of W^T W, the largest first: the square of a singular value of W, how far the inputs' weights reach along one direction of neuron space. There are as many as neurons, or as inputs where these are fewer.\n\n"
		"Bars alike: inputs fill the space evenly, as features in superposition come to do (a tight frame, as a pentagon in two dimensions). Few high ones: the neurons say much the same. "
		"Effective directions are exp of the entropy of the bars' shares.\n\n"
		"Effective features are exp of the entropy of the inputs' shares |W_j|^2 of all squared weights: how many inputs the layer stands for. A neuron's part of them, features a neuron, is 1 where each feature has a neuron of its own, and above 1 there is superposition; it is the metric features_per_neuron.",
	.title = spectrum_title,
	.measure = spectrum_measure,
	.draw_arm = draw_arm,
	.numbers = spectrum_numbers,
	.paper = spectrum_paper,
	.describe = spectrum_describe,
	.work_out = spectrum_work_out,
};
