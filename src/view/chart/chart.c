/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart.c - lines, values and scales of a chart; chart_draw.c draws on them. */
#include "view/chart/chart.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum fpe_metric chart_metric(const struct snapshot *s, const struct panel_options *o)
{
	if (o->metric < 0 || o->metric >= FPE_METRIC_COUNT) {
		bool tested = s->test_samples > 0 || s->train_samples < 1;

		if (fpe_loss_is_of_targets(s->loss))
			return tested ? FPE_METRIC_TEST_LOSS : FPE_METRIC_TRAIN_LOSS;
		return tested ? FPE_METRIC_TEST_ACCURACY : FPE_METRIC_TRAIN_ACCURACY;
	}
	return (enum fpe_metric)o->metric;
}

const char *chart_unit(const struct snapshot *s, enum fpe_metric metric)
{
	bool loss = metric == FPE_METRIC_TRAIN_LOSS || metric == FPE_METRIC_TEST_LOSS;

	return loss && fpe_loss_is_of_targets(s->loss) ? NULL : fpe_metric_info[metric].unit;
}

/* The study has curves of its score; it must be of the nets shown. */
static const struct snapshot_study *study_of(const struct snapshot *s, enum fpe_metric metric)
{
	if (!s->study || metric != fpe_metric_score(s->study->loss) || !s->study->fits ||
	    s->study->done < 1)
		return NULL;
	return s->study;
}

int chart_last_epoch(const struct snapshot *s, enum fpe_metric metric)
{
	const struct snapshot_progress *p = &s->progress;
	const struct snapshot_study *study = study_of(s, metric);
	int last = 1;

	for (int i = 0; i < s->arms; i++) {
		const struct snapshot_arm *a = &s->arm[i];
		int epoch = a->points ? series_at(a->series, a->points - 1)->epoch : 0;

		last = epoch > last ? epoch : last;
	}
	if (study && study->epochs > last)
		last = study->epochs;
	if (p->what && p->unit && strcmp(p->unit, "epoch") == 0 && p->total > last &&
	    p->total <= FPE_MAX_EPOCHS)
		last = (int)p->total;
	return last;
}

int chart_ink(const struct chart_line *line, int index)
{
	return figure_arm_ink(line->arm >= 0 ? line->arm : index);
}

int chart_band_ink(const struct chart_line *line, int index)
{
	return chart_ink(line, index) - INK_ARM + INK_BAND;
}

/* ------------------------------------------------------------------ values */

/* Is it a metric of the net as it is, and not of an earlier one, or from a sample? */
static bool is_exact(const struct snapshot_arm *a, enum fpe_metric metric)
{
	return !fpe_metric_of_weights(metric) || (a->measured == MEASURED_NOW && !a->sampled);
}

int chart_points(const struct snapshot *s, int arm, enum fpe_metric metric)
{
	const struct snapshot_arm *a = &s->arm[arm];
	bool now = s->at < 0 && isfinite(a->metric[metric]) && is_exact(a, metric) &&
		   a->points > 0 && isnan(series_at(a->series, a->points - 1)->value[metric]);

	return a->points + now;
}

int chart_epoch(const struct snapshot *s, int arm, int point)
{
	const struct snapshot_arm *a = &s->arm[arm];

	return point < a->points ? series_at(a->series, point)->epoch : a->epoch;
}

double chart_measured(const struct snapshot *s, int arm, enum fpe_metric metric, int point)
{
	const struct snapshot_arm *a = &s->arm[arm];

	return point < a->points ? (double)series_at(a->series, point)->value[metric]
				 : (double)(float)a->metric[metric];
}

/* First point of an arm at or after an epoch; their number: none. */
static int first_at(const struct snapshot *s, int arm, enum fpe_metric metric, double epoch)
{
	int low = 0, high = chart_points(s, arm, metric);

	while (low < high) {
		int middle = (low + high) / 2;

		if (chart_epoch(s, arm, middle) < epoch)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

double chart_value_at(const struct snapshot *s, int arm, enum fpe_metric metric, int epoch)
{
	double value = NAN;

	/* the last one, where the net was changed by hand at that epoch */
	for (int i = first_at(s, arm, metric, epoch);
	     i < chart_points(s, arm, metric) && chart_epoch(s, arm, i) == epoch; i++) {
		double v = chart_measured(s, arm, metric, i);

		value = isnan(v) ? value : v;
	}
	return value;
}

double chart_value(const struct chart *c, int arm, int point)
{
	double v = chart_measured(c->s, arm, c->metric, point);

	if (c->missing)
		return NAN;
	if (c->minus < 0)
		return c->axis.log && v <= 0 ? NAN : v;
	return v - (isnan(c->minus_value) ? chart_value_at(c->s, c->minus, c->metric,
							   chart_epoch(c->s, arm, point))
					  : c->minus_value);
}

double chart_last_value(const struct chart *c, const struct chart_line *line, int *point)
{
	if (line->arm < 0) {
		*point = c->study->points - 1;
		while (*point > 0 && c->study->epoch[*point] > c->last)
			(*point)--;
		return (double)c->study->row[line->row].median[*point];
	}
	for (int i = first_at(c->s, line->arm, c->metric, c->last + 0.5) - 1; i >= 0; i--) {
		double v = chart_value(c, line->arm, i);

		if (isfinite(v)) {
			*point = i;
			return v;
		}
	}
	*point = -1;
	return NAN;
}

int chart_point_at(const struct chart *c, int arm, double epoch)
{
	int points = chart_points(c->s, arm, c->metric);
	int after = first_at(c->s, arm, c->metric, epoch), before = after - 1;

	while (before >= 0 && !isfinite(chart_value(c, arm, before)))
		before--;
	while (after < points && !isfinite(chart_value(c, arm, after)))
		after++;
	if (after >= points)
		return before;
	if (before < 0)
		return after;
	return chart_epoch(c->s, arm, after) - epoch > epoch - chart_epoch(c->s, arm, before)
		       ? before
		       : after;
}

/* ------------------------------------------------------------------- lines */

/* The study's row of an arm: of its name, else of its kind of split. */
static int row_of(const struct snapshot_study *study, const struct snapshot_arm *a)
{
	for (int i = 0; study && i < study->rows; i++) {
		if (strcmp(study->row[i].name, a->name) == 0 &&
		    (a->alpha == 1 || a->alpha == study->alpha))
			return i;
	}
	return -1;
}

static void add_line(struct chart *c, int arm, int row, const char *name)
{
	if (c->lines < CHART_LINES)
		c->line[c->lines++] = (struct chart_line){ arm, row, name, 0 };
}

/* All arms, then the rows of the study that none of them is. */
static void choose_lines(struct chart *c)
{
	const struct snapshot_study *study = c->study;
	bool taken[16] = { false };

	for (int i = 0; i < c->s->arms; i++) {
		int row = c->minus >= 0 || c->missing ? -1 : row_of(study, &c->s->arm[i]);

		if (row >= 0 && row < 16)
			taken[row] = true;
		add_line(c, i, row, c->s->arm[i].name);
	}
	for (int r = 0; study && r < study->rows && r < 16; r++) {
		if (!taken[r] && c->minus < 0 && !c->missing)
			add_line(c, -1, r, study->row[r].name);
	}
}

/* A letter for each line, of its name if that is still free. */
static void choose_letters(struct chart *c)
{
	static const char others[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char taken[CHART_LINES + 1] = "";

	for (int i = 0; i < c->lines; i++) {
		const char *p = c->line[i].name;

		while (*p && (!isalnum((unsigned char)*p) || strchr(taken, *p)))
			p++;
		if (!*p) {
			p = others;
			while (*p && strchr(taken, *p))
				p++;
		}
		c->line[i].letter = *p ? *p : '*';
		taken[i] = c->line[i].letter;
	}
}

/* ------------------------------------------------------------------ scales */

static void widen(double v, double *low, double *high)
{
	if (!isfinite(v))
		return;
	*low = v < *low ? v : *low;
	*high = v > *high ? v : *high;
}

/* Values that can be seen, of arms and of the study. */
static void find_values(const struct chart *c, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (int i = 0; i < c->s->arms; i++) {
		int points = chart_points(c->s, i, c->metric);

		for (int k = first_at(c->s, i, c->metric, c->first); k < points; k++) {
			if (chart_epoch(c->s, i, k) > c->last)
				break;
			widen(chart_value(c, i, k), low, high);
		}
	}
	for (int i = 0; i < c->lines; i++) {
		const struct snapshot_study_row *row;

		if (c->line[i].row < 0)
			continue;
		row = &c->study->row[c->line[i].row];
		for (int k = 0; k < c->study->points; k++) {
			if (c->study->epoch[k] < c->first || c->study->epoch[k] > c->last)
				continue;
			widen((double)row->low[k], low, high);
			widen((double)row->high[k], low, high);
		}
	}
}

static void choose_epochs(struct chart *c)
{
	int all = chart_last_epoch(c->s, c->metric);

	c->first = c->o->from > 0 ? c->o->from : 0;
	c->last = c->o->to > 0 ? c->o->to : all;
	if (c->first >= c->last) /* there are not so many epochs yet */
		c->last = c->first + 1;
}

static void choose_minus(struct chart *c)
{
	const struct panel_options *o = c->o;
	int arm = figure_arm_of_id(c->s, o->minus);

	c->minus_value = NAN;
	c->minus = arm;
	/* the curve knows epochs whose net is no longer kept */
	if (arm < 0 || o->minus_epoch < 0) {
		figure_minus(c->s, o, &c->missing);
		return;
	}
	c->minus_value = chart_value_at(c->s, arm, c->metric, o->minus_epoch);
	if (isnan(c->minus_value))
		c->missing = "the curve to subtract has no value at that epoch";
}

void chart_init(struct chart *c, const struct snapshot *s, const struct panel_options *o, int ticks)
{
	double low, high;

	*c = (struct chart){ .s = s, .o = o, .metric = chart_metric(s, o) };
	c->study = study_of(s, c->metric);
	choose_minus(c);
	choose_lines(c);
	choose_letters(c);
	choose_epochs(c);
	c->axis.log = o->log && c->minus < 0;
	find_values(c, &low, &high);
	c->measured = low <= high;
	if (c->minus >= 0 || c->missing)
		c->axis = axis_for_difference(low, high, ticks);
	else if (o->log)
		c->axis = axis_for_log(low, high, ticks);
	else
		c->axis = axis_for(fpe_metric_info[c->metric].range, low, high, ticks);
}

bool chart_open(struct chart *c, struct area plot)
{
	if (!canvas_open(&c->curves, plot))
		return false;
	if (canvas_open(&c->behind, plot))
		return true;
	canvas_clear(&c->curves);
	return false;
}

void chart_close(struct chart *c)
{
	canvas_clear(&c->curves);
	canvas_clear(&c->behind);
}

double chart_x(const struct chart *c, double epoch)
{
	return (epoch - c->first) / (c->last - c->first) * (c->curves.width - 1);
}

double chart_y(const struct chart *c, double value)
{
	return (1 - axis_share(&c->axis, value)) * (c->curves.height - 1);
}

int chart_column(const struct chart *c, double epoch)
{
	return (int)lround(chart_x(c, epoch)) / (c->curves.ascii ? 1 : 2);
}

int chart_row(const struct chart *c, double value)
{
	return (int)lround(chart_y(c, value)) / (c->curves.ascii ? 1 : 4);
}

/* -------------------------------------------------------- what happened */

static bool left_before(const struct snapshot *s, int arm)
{
	for (int k = 0; k < arm; k++) {
		if (s->arm[k].left == s->arm[arm].left)
			return true;
	}
	return false;
}

void chart_splits(const struct chart *c, chart_put_mark *put, void *context)
{
	for (int i = 0; i < c->s->arms; i++) {
		const struct snapshot_arm *a = &c->s->arm[i];
		char text[48];

		if (a->left < 1 || left_before(c->s, i))
			continue;
		snprintf(text, sizeof text, "%s at %d", a->branch ? "branch" : "split", a->left);
		put(context, a->left, INK_DIM, text);
	}
}

void chart_changes(const struct chart *c, chart_put_mark *put, void *context)
{
	int before = -1;

	for (int i = 0; i < c->s->arms; i++) {
		for (int k = 0; k < c->s->arm[i].points; k++) {
			const struct series_point *point = series_at(c->s->arm[i].series, k);
			char text[48];

			if (!point->edited || point->epoch == before)
				continue;
			before = point->epoch;
			snprintf(text, sizeof text, "changed at %d", before);
			put(context, before, INK_WARN, text);
		}
	}
}
