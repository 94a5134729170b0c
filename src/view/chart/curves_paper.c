/* SPDX-License-Identifier: GPL-3.0-or-later */
/* curves_paper.c - curves over epochs on paper: every point there is, at its number. */
#include "view/chart/curves_paper.h"

#include <math.h>
#include <stdio.h>

#include "view/chart/chart.h"
#include "view/chart/legend.h"
#include "view/chart/point.h"
#include "view/paper/paper.h"

#define BAND 0.18 /* opacity */

struct sheet {
	struct chart c;
	struct paper *out;
	struct paper_view *view;
};

static bool in_sight(const struct sheet *p, int epoch)
{
	return epoch >= p->c.first && epoch <= p->c.last;
}

/* -------------------------------------------------------------- the curves */

/* The quartiles of the seeds, and their median. */
static void add_study(struct sheet *p, int line)
{
	const struct chart_line *l = &p->c.line[line];
	const struct snapshot_study *study = p->c.study;
	const struct snapshot_study_row *row = &study->row[l->row];
	struct paper_series *s =
		paper_series(p->out, p->view, PEN_BAND, chart_ink(l, line), l->name);

	s->opacity = BAND;
	for (int k = 0; k < study->points; k++) {
		if (in_sight(p, study->epoch[k]))
			paper_point(p->out, p->view, s, study->epoch[k], (double)row->low[k],
				    (double)row->high[k]);
	}
	s = paper_series(p->out, p->view, PEN_LINE, chart_ink(l, line), l->name);
	s->dashed = s->thin = true;
	for (int k = 0; k < study->points; k++) {
		if (in_sight(p, study->epoch[k]))
			paper_point(p->out, p->view, s, study->epoch[k], (double)row->median[k], 0);
	}
}

/* Mean of the points around one. */
static double smoothed(const struct chart *c, int arm, int point, int smooth)
{
	int points = chart_points(c->s, arm, c->metric), n = 0;
	double half = (smooth - 1) / 2.0, sum = 0, at = chart_epoch(c->s, arm, point);
	int first = point;

	while (first > 0 && chart_epoch(c->s, arm, first - 1) >= at - half)
		first--;
	for (int i = first; i < points && chart_epoch(c->s, arm, i) <= at + half; i++) {
		double v = chart_value(c, arm, i);

		sum += isfinite(v) ? v : 0;
		n += isfinite(v);
	}
	return n ? sum / n : NAN;
}

static struct paper_series *add_arm(struct sheet *p, int line, int smooth)
{
	const struct chart *c = &p->c;
	int arm = c->line[line].arm, points = chart_points(c->s, arm, c->metric);
	struct paper_series *s = paper_series(p->out, p->view, PEN_LINE,
					      chart_ink(&c->line[line], line), c->line[line].name);

	for (int i = 0; i < points; i++) {
		int epoch = chart_epoch(c->s, arm, i);

		if (in_sight(p, epoch) && isfinite(chart_value(c, arm, i)))
			paper_point(p->out, p->view, s, epoch,
				    smooth > 1 ? smoothed(c, arm, i, smooth)
					       : chart_value(c, arm, i),
				    0);
	}
	return s;
}

/* Name and last value; of a study what it found. */
static void add_label(struct sheet *p, struct paper_series *s, int line)
{
	const struct chart_line *l = &p->c.line[line];
	int point;
	double v = chart_last_value(&p->c, l, &point);
	char words[80];

	s->label = isfinite(v) ? paper_text(p->out, "%s %s", l->name, figure_number(v).text)
			       : paper_text(p->out, "%s", l->name);
	if (l->row >= 0)
		s->note = paper_text(p->out, "%s",
				     legend_study_text(p->c.study, l->row, false, words,
						       sizeof words));
}

static void add_line(struct sheet *p, int line)
{
	const struct chart_line *l = &p->c.line[line];
	struct paper_series *s;

	if (l->arm < 0) {
		s = &p->view->plot.series[p->view->plot.count - 1];
	} else {
		if (p->c.o->smooth > 1)
			add_arm(p, line, 1)->thin = true;
		s = add_arm(p, line, p->c.o->smooth);
	}
	add_label(p, s, line);
}

static void add_lines(struct sheet *p)
{
	int current = p->c.s->current;

	for (int i = 0; i < p->c.lines; i++) {
		if (p->c.line[i].row < 0)
			continue;
		add_study(p, i);
		if (p->c.line[i].arm < 0 && !p->out->failed)
			add_line(p, i);
	}
	for (int i = 0; i < p->c.lines; i++) {
		if (p->c.line[i].arm >= 0 && p->c.line[i].arm != current)
			add_line(p, i);
	}
	if (current >= 0 && current < p->c.s->arms)
		add_line(p, current);
}

/* --------------------------------------------------------------- the rules */

static void put_rule(void *sheet, int epoch, int ink, const char *text)
{
	struct sheet *p = sheet;

	paper_rule(p->out, p->view, true, epoch, ink, text);
}

static void add_ends(struct sheet *p)
{
	const struct snapshot *s = p->c.s;
	char text[80];

	for (int i = 0; i < s->arms; i++) {
		if (!s->arm[i].trouble)
			continue;
		snprintf(text, sizeof text, "%s diverged at %d", s->arm[i].name, s->arm[i].epoch);
		paper_rule(p->out, p->view, true, s->arm[i].epoch, INK_WARN, text);
	}
	if (s->at < 0)
		return;
	snprintf(text, sizeof text, "here %d", s->at);
	paper_rule(p->out, p->view, true, s->at, INK_FOCUS, text);
}

static void add_level(struct sheet *p)
{
	const struct chart *c = &p->c;
	char text[40];

	if (c->minus >= 0) {
		paper_rule(p->out, p->view, false, 0, INK_DIM, "");
		return;
	}
	if (c->metric !=
	    (c->s->test_samples > 0 ? FPE_METRIC_TEST_ACCURACY : FPE_METRIC_TRAIN_ACCURACY))
		return;
	snprintf(text, sizeof text, "majority %s", figure_number(c->s->majority).text);
	paper_rule(p->out, p->view, false, c->s->majority, INK_DIM, text);
}

/* --------------------------------------------------------------- the panel */

static void say_why(const struct chart *c, struct paper *out)
{
	char name[64], text[160];
	int points = 0;

	for (int i = 0; i < c->s->arms; i++)
		points += c->s->arm[i].points;
	point_metric_name(c->metric, name, sizeof name);
	snprintf(text, sizeof text,
		 points ? "no %s here: it does not apply, or nothing was measured at these epochs"
			: "not measured yet: type  train 5",
		 name);
	paper_say(out, c->missing ? c->missing : text);
}

static void set_axes(struct sheet *p)
{
	const struct chart *c = &p->c;
	struct paper_plot *plot = &p->view->plot;
	const char *unit = chart_unit(c->s, c->metric);
	char name[64];

	point_metric_name(c->metric, name, sizeof name);
	plot->x.span = PAPER_EPOCHS;
	paper_widen(&plot->x, c->first);
	paper_widen(&plot->x, c->last);
	plot->x.name = paper_text(p->out, "epoch");
	plot->y.span = c->minus >= 0 ? PAPER_DIFFERENCE : c->axis.log ? PAPER_LOG : PAPER_RANGE;
	plot->y.range = fpe_metric_info[c->metric].range;
	plot->y.name = paper_text(p->out, "%s%s%s", name, unit ? ", " : "", unit ? unit : "");
	plot->beside = true;
}

void curves_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	struct sheet p = { .out = out };

	chart_init(&p.c, s, o, 1);
	if (!p.c.measured || p.c.missing) {
		say_why(&p.c, out);
		return;
	}
	p.view = paper_add(out, PAPER_PLOT);
	set_axes(&p);
	add_lines(&p);
	chart_splits(&p.c, put_rule, &p);
	chart_changes(&p.c, put_rule, &p);
	add_ends(&p);
	add_level(&p);
}
