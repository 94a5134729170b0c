/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_points.c - clouds, and the words of their points and lines. */
#include "view/panel/sweep/sweep_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/panel/sweep/sweep_part.h"
#include "view/panel/sweep/sweep_words.h"

static bool open_cloud(struct sweep_cloud *cloud, const struct sweep_choice *c, int arm)
{
	size_t most = (size_t)c->s->runs + 1;

	*cloud = (struct sweep_cloud){ .arm = arm,
				       .x = malloc(most * sizeof *cloud->x),
				       .y = malloc(most * sizeof *cloud->y),
				       .run = malloc(most * sizeof *cloud->run) };
	if (!cloud->x || !cloud->y || !cloud->run)
		return false;
	for (int run = 0; run < c->s->runs; run++) {
		double x, y;

		if (!sweep_choice_has(c, run))
			continue;
		x = quantity_value(c->s, &c->across, run, arm, c->base);
		y = quantity_value(c->s, &c->up, run, arm, c->base);
		if (!isfinite(x) || !isfinite(y))
			continue;
		cloud->x[cloud->n] = x;
		cloud->y[cloud->n] = y;
		cloud->run[cloud->n++] = run;
	}
	cloud->line = fpe_fit_line(cloud->x, cloud->y, cloud->n);
	return true;
}

struct sweep_cloud *sweep_points_open(const struct sweep_choice *c)
{
	struct sweep_cloud *cloud = calloc((size_t)c->arms + 1, sizeof *cloud);

	for (int i = 0; cloud && i < c->arms; i++) {
		if (open_cloud(&cloud[i], c, c->arm[i]))
			continue;
		sweep_points_close(cloud, c->arms);
		return NULL;
	}
	return cloud;
}

void sweep_points_close(struct sweep_cloud *cloud, int clouds)
{
	for (int i = 0; cloud && i < clouds; i++) {
		free(cloud[i].x);
		free(cloud[i].y);
		free(cloud[i].run);
	}
	free(cloud);
}

/* ------------------------------------------------------------------- words */

/* The cloud of an arm, NULL. */
static const struct sweep_cloud *cloud_of(const struct sweep_cloud *cloud,
					  const struct sweep_choice *c, int arm)
{
	for (int i = 0; cloud && i < c->arms; i++) {
		if (cloud[i].arm == arm)
			return &cloud[i];
	}
	return NULL;
}

/* Number of a run's point in its cloud, -1. */
static int point_of(const struct sweep_cloud *cloud, int run)
{
	for (int i = 0; i < cloud->n; i++) {
		if (cloud->run[i] == run)
			return i;
	}
	return -1;
}

/* What a hit is of; false: it is of an older picture, or of none. */
struct target {
	struct sweep_choice c;
	struct sweep_cloud *clouds;
	const struct sweep_cloud *cloud;
	int point; /* -1: its line */
	char across[120], up[120];
};

static bool open_target(const struct snapshot *s, const struct panel_options *o,
			const struct hit *hit, struct target *t)
{
	t->clouds = NULL;
	if ((hit->kind != HIT_MARK && hit->kind != HIT_FIT) || !sweep_choice_make(s, o, &t->c) ||
	    t->c.view != SWEEP_SCATTER)
		return false;
	t->clouds = sweep_points_open(&t->c);
	t->cloud = cloud_of(t->clouds, &t->c, hit->kind == HIT_MARK ? hit->column : hit->row);
	if (!t->cloud)
		return false;
	t->point = hit->kind == HIT_MARK ? point_of(t->cloud, hit->row) : -1;
	quantity_words(s->sweep, &t->c.across, t->across, sizeof t->across);
	quantity_words(s->sweep, &t->c.up, t->up, sizeof t->up);
	return hit->kind == HIT_FIT || t->point >= 0;
}

static void close_target(struct target *t)
{
	sweep_points_close(t->clouds, t->c.arms);
}

/* "clauses=8 hidden=16, seed 3, clause" of a point. */
static void tell_point(const struct target *t, struct textbuf *out)
{
	int run = t->cloud->run[t->point];

	sweep_words_run(t->c.s, run, out);
	tell(out, "%sseed %llu, %s", t->c.s->keys ? ", " : "",
	     (unsigned long long)t->c.s->seed[t->c.s->sown[run]], t->c.s->arm[t->cloud->arm]);
}

static void describe_point(const struct target *t, struct textbuf *out)
{
	tell_point(t, out);
	tell(out, ": %s %s, %s %s", t->across,
	     sweep_words_number(&t->c.across, t->cloud->x[t->point]).text, t->up,
	     sweep_words_number(&t->c.up, t->cloud->y[t->point]).text);
}

static void describe_line(const struct target *t, bool ascii, struct textbuf *out)
{
	const struct fpe_line *f = &t->cloud->line;
	const char *name = t->c.s->arm[t->cloud->arm];

	if (!isfinite(f->slope))
		tell(out, "%s: %d runs, no line: %s is the same in all", name, f->n, t->across);
	else
		tell(out,
		     "%s: %s = %+.3f %s x %s; slope's 95 %% interval %s %s %s if runs were independent, R%s %.3f, %d runs",
		     name, t->up, f->intercept, sweep_part_slope(f->slope, 3).text, t->across,
		     sweep_part_slope(f->low, 3).text, ascii ? "to" : "…",
		     sweep_part_slope(f->high, 3).text, ascii ? "2" : "²", f->r2, f->n);
}

void sweep_points_describe(const struct snapshot *s, const struct panel_options *o,
			   const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct target t;

	if (open_target(s, o, hit, &t)) {
		if (t.point < 0)
			describe_line(&t, ascii, out);
		else
			describe_point(&t, out);
	}
	close_target(&t);
}

/* "relative gain = (0.9500 - 0.9000) / 0.9000 = +0.0556" */
static void tell_quantity(const struct target *t, const struct quantity *q, const char *words,
			  int run, struct textbuf *out)
{
	const struct snapshot_sweep *s = t->c.s;
	double v, base, value = quantity_value(s, q, run, t->cloud->arm, t->c.base);

	if (q->kind != QUANTITY_METRIC || q->against == QUANTITY_ALONE) {
		tell(out, "%s = %.6g\n", words, value);
		return;
	}
	v = quantity_alone(s, q, run, t->cloud->arm);
	base = quantity_alone(s, q, run, t->c.base);
	if (q->against == QUANTITY_MINUS)
		tell(out, "%s = %.4f - %.4f = %+.4f\n", words, v, base, value);
	else if (q->against == QUANTITY_LESS)
		tell(out, "%s = %.4f - %.4f = %+.4f\n", words, base, v, value);
	else if (q->against == QUANTITY_RELATIVE)
		tell(out, "%s = (%.4f - %.4f) / %.4f = %+.4f\n", words, v, base, base, value);
	else
		tell(out, "%s = %.4f / %.4f = %.4f\n", words, v, base, value);
}

static void work_out_point(const struct target *t, struct textbuf *out)
{
	const struct fpe_line *f = &t->cloud->line;
	int run = t->cloud->run[t->point];
	double x = t->cloud->x[t->point], y = t->cloud->y[t->point];

	tell_point(t, out);
	if (t->c.base >= 0)
		tell(out, " against %s", t->c.s->arm[t->c.base]);
	tell(out, ":\n\n");
	tell_quantity(t, &t->c.across, t->across, run, out);
	tell_quantity(t, &t->c.up, t->up, run, out);
	if (isfinite(f->slope))
		tell(out,
		     "\nThe line of %s here: %.4f %+.4f x %.4f = %+.4f; the run is %.4f %s it.\n",
		     t->c.s->arm[t->cloud->arm], f->intercept, f->slope, x,
		     f->intercept + f->slope * x, fabs(y - f->intercept - f->slope * x),
		     y >= f->intercept + f->slope * x ? "above" : "below");
}

static void work_out_line(const struct target *t, struct textbuf *out)
{
	const struct sweep_cloud *c = t->cloud;
	const struct fpe_line *f = &c->line;
	double mx = 0, my = 0, xx = 0, xy = 0, yy = 0;

	for (int i = 0; i < c->n; i++) {
		mx += c->x[i] / c->n;
		my += c->y[i] / c->n;
	}
	for (int i = 0; i < c->n; i++) {
		xx += (c->x[i] - mx) * (c->x[i] - mx);
		xy += (c->x[i] - mx) * (c->y[i] - my);
		yy += (c->y[i] - my) * (c->y[i] - my);
	}
	tell(out, "%s: %s (y) on %s (x), least squares over %d runs\n\n", t->c.s->arm[c->arm],
	     t->up, t->across, c->n);
	if (!isfinite(f->slope)) {
		tell(out,
		     "There is no line: x is the same in all runs, or there are fewer than two.\n");
		return;
	}
	tell(out, "mean x = %.4f, mean y = %+.4f\n", mx, my);
	tell(out,
	     "slope = sum (x - mean x)(y - mean y) / sum (x - mean x)^2\n"
	     "      = %.5g / %.5g = %+.4f\n",
	     xy, xx, f->slope);
	tell(out, "intercept = mean y - slope x mean x = %+.4f\n", f->intercept);
	tell(out,
	     "R^2 = (sum (x - mean x)(y - mean y))^2 / (sum (x - mean x)^2 sum (y - mean y)^2)\n    = %.5g / (%.5g x %.5g) = %.4f: the share of y's variance that the line explains\n",
	     xy * xy, xx, yy, f->r2);
	if (f->n > 2)
		tell(out,
		     "95 %% interval of the slope = slope +- t s / sqrt(sum (x - mean x)^2)\n    = %+.4f ... %+.4f, Student's t of %d degrees of freedom, s = %.4f: the spread of y around the line. It takes runs for independent, and those of a seed are not: `regress` has intervals by seeds.\n",
		     f->low, f->high, f->n - 2, sqrt(fmax(0, yy - f->slope * xy) / (f->n - 2)));
}

void sweep_points_work_out(const struct snapshot *s, const struct panel_options *o,
			   const struct hit *hit, struct textbuf *out)
{
	struct target t;

	if (open_target(s, o, hit, &t)) {
		if (t.point < 0)
			work_out_line(&t, out);
		else
			work_out_point(&t, out);
	}
	close_target(&t);
}

/* ----------------------------------------------------------------- numbers */

#define MOST_KEYS (FIGURE_TABLE_COLUMNS - 5) /* columns of a point */

static void run_numbers(const struct sweep_choice *c, const struct sweep_cloud *cloud, int i,
			struct figure_table *out)
{
	int run = cloud->run[i];

	figure_table_text(out, "%s", c->s->arm[cloud->arm]);
	for (int k = 0; k < c->s->keys && k < MOST_KEYS; k++)
		figure_table_text(out, "%s", c->s->key[k].text[c->s->place[run * c->s->keys + k]]);
	figure_table_text(out, "%llu", (unsigned long long)c->s->seed[c->s->sown[run]]);
	figure_table_numbers(out, cloud->x[i], cloud->y[i],
			     cloud->line.intercept + cloud->line.slope * cloud->x[i]);
}

void sweep_points_numbers(const struct snapshot *s, const struct panel_options *o,
			  struct figure_table *out)
{
	struct sweep_choice c;
	struct sweep_cloud *cloud;

	if (!sweep_choice_make(s, o, &c))
		return;
	figure_table_key(out, "arm");
	for (int k = 0; k < c.s->keys && k < MOST_KEYS; k++)
		figure_table_key(out, c.s->key[k].name);
	figure_table_key(out, "seed");
	figure_table_values(out, quantity_name(s->sweep, &c.across), quantity_name(s->sweep, &c.up),
			    "on the line", NULL);
	cloud = sweep_points_open(&c);
	for (int i = 0; cloud && i < c.arms; i++) {
		for (int k = 0; k < cloud[i].n; k++)
			run_numbers(&c, &cloud[i], k, out);
	}
	sweep_points_close(cloud, c.arms);
}
