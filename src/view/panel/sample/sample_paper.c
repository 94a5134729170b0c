/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_paper.c - one sample on paper: its inputs, and what each neuron adds to the logit. */
#include <math.h>
#include <stdio.h>

#include "view/figure/figure.h"
#include "view/figure/shape.h"
#include "view/panel/assignment/strip.h"
#include "view/panel/sample/trace.h"
#include "view/paper/paper_arms.h"

#define BAR 0.8	     /* of the distance between two */
#define PICTURE 84.0 /* points of the longer side of a picture, about */
#define DIGITS 64    /* inputs up to which bits stand in their cells */

static double value_of(const struct trace *t, int input)
{
	return t->x ? (double)t->x[input] : trace_bit(t, input);
}

/* Real-valued inputs whose places are known. */
static void add_picture(const struct trace *t, const struct shape *shape, struct paper *out,
			struct paper_view *view)
{
	struct paper_matrix *m = &view->matrix;

	paper_matrix_size(out, view, shape->rows, shape->columns);
	for (int i = 0; i < m->rows * m->columns; i++) {
		int input = shape_input(shape, i / m->columns, i % m->columns);

		m->value[i] = input < 0 ? INFINITY : value_of(t, input);
	}
	m->picture = m->pixels = true;
	m->cell = PICTURE / fmax(shape->rows, shape->columns);
}

/* In a row, gathered as other figures have them. */
static void add_row(const struct snapshot *s, const struct trace *t, struct paper *out,
		    struct paper_view *view)
{
	struct paper_matrix *m = &view->matrix;
	struct strip strip;

	strip_open(&strip, s, t->arm->net, 0);
	paper_matrix_size(out, view, 1, strip.n);
	for (int k = 0; k < m->columns; k++) {
		int input = strip.input[k];

		m->column_name[k] =
			paper_text(out, "%s", figure_input(s, t->arm->net, 0, input).text);
		m->column_group[k] = strip.groups ? strip.group[k] : 0;
		m->value[k] = value_of(t, input);
		if (!t->x && m->columns <= DIGITS)
			m->text[k] = paper_text(out, "%d", trace_bit(t, input));
	}
}

static void add_inputs(const struct snapshot *s, const struct panel_options *o,
		       const struct trace *t, struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_MATRIX);
	struct paper_matrix *m = &view->matrix;
	int inputs = t->arm->net->layer[0].in;
	struct shape shape;
	char why[160];

	view->title = paper_text(out, "%s: inputs", t->arm->name);
	view->begins = true;
	if (t->x && shape_open(&shape, inputs, s, o, why, sizeof why) && !shape.rows_only)
		add_picture(t, &shape, out, view);
	else
		add_row(s, t, out, view);
	m->is_signed = true;
	m->high = t->x ? 0 : 1;
	for (int i = 0; t->x && i < inputs; i++)
		m->high = fmax(m->high, fabs(value_of(t, i)));
	m->scale_name = paper_text(out, "input");
	m->bar = t->x != NULL;
}

/* The bias, each neuron of the last hidden layer, and the logit they make. */
static void add_parts(const struct trace *t, struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_PLOT);
	struct paper_plot *p = &view->plot;
	int layer = t->probe->layers - 2, ink = figure_arm_ink((int)(t->arm - t->s->arm));
	int n = layer < 0 ? 0 : t->probe->width[layer];
	struct paper_series *bars = paper_series(out, view, PEN_BARS, ink, t->arm->name);

	view->begins = true;
	p->height = 0.36;
	p->x.span = PAPER_PLACES;
	p->y.span = PAPER_DIFFERENCE;
	p->y.name = paper_text(out, "adds to the logit");
	bars->width = BAR;
	paper_place(out, &p->x, 0, "bias");
	paper_point(out, view, bars, 0, 0, t->bias);
	for (int i = 0; i < n; i++) {
		paper_place(out, &p->x, i + 1, figure_neuron(t->arm->net, layer, i).text);
		paper_point(out, view, bars, i + 1, 0, trace_part(t, i));
	}
	bars = paper_series(out, view, PEN_BARS, INK_STRONG, "logit");
	bars->width = BAR;
	paper_place(out, &p->x, n + 1, "logit");
	paper_point(out, view, bars, n + 1, 0, t->value);
	paper_rule(out, view, false, 0, INK_FRAME, "");
	if (t->label >= 0)
		view->note =
			paper_text(out, "logit %s; the sample is of class %s",
				   figure_signed(t->value).text, figure_class(t->s, t->label).text);
}

void sample_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	for (int i = 0; i < n; i++) {
		struct trace t;

		if (trace_open(&t, s, o, arms[i])) {
			add_inputs(s, o, &t, out);
			add_parts(&t, out);
			trace_close(&t);
		} else {
			out->failed = true;
		}
	}
}
