/* SPDX-License-Identifier: GPL-3.0-or-later */
/* point.c - what a point says, with the numbers put in. */
#include "view/chart/point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/chart/chart.h"
#include "view/chart/seeds.h"

const char *point_metric_name(enum fpe_metric metric, char *out, size_t size)
{
	snprintf(out, size, "%s", fpe_metric_info[metric].name);
	for (char *p = out; *p; p++) {
		if (*p == '_')
			*p = ' ';
	}
	return out;
}

/* The arm whose curve a difference is taken to: dense, the root of the tree;
   -1: the arm itself is one, or it has been dropped. */
static int root_of(const struct snapshot *s, int arm)
{
	int at = arm;

	while (s->arm[at].parent >= 0)
		at = s->arm[at].parent;
	return at == arm ? -1 : at;
}

/* Samples behind an accuracy, 0: it is none. */
static int samples_of(const struct snapshot *s, enum fpe_metric metric)
{
	return metric == FPE_METRIC_TEST_ACCURACY    ? s->test_samples
	       : metric == FPE_METRIC_TRAIN_ACCURACY ? s->train_samples
						     : 0;
}

struct point {
	const struct snapshot_arm *arm;
	enum fpe_metric metric;
	int epoch, samples, right;
	double value;
	const struct snapshot_arm *root; /* or NULL */
	double root_value;		 /* at the same epoch; NaN */
};

/* False: the hit is of an older picture. */
static bool find_point(const struct snapshot *s, const struct hit *hit, struct point *p)
{
	int root;

	if (hit->arm < 0 || hit->arm >= s->arms || hit->row < 0 || hit->column < 0 ||
	    hit->column >= FPE_METRIC_COUNT ||
	    hit->row >= chart_points(s, hit->arm, (enum fpe_metric)hit->column))
		return false;
	root = root_of(s, hit->arm);
	*p = (struct point){ .arm = &s->arm[hit->arm],
			     .metric = (enum fpe_metric)hit->column,
			     .root_value = NAN };
	p->epoch = chart_epoch(s, hit->arm, hit->row);
	p->value = chart_measured(s, hit->arm, p->metric, hit->row);
	p->samples = samples_of(s, p->metric);
	p->right = (int)lround(p->value * p->samples);
	if (root >= 0) {
		p->root = &s->arm[root];
		p->root_value = chart_value_at(s, root, p->metric, p->epoch);
	}
	return true;
}

static bool study_hit(const struct snapshot *s, const struct hit *hit)
{
	return s->study && hit->row >= 0 && hit->row < s->study->rows && hit->column >= 0 &&
	       hit->column < s->study->points && s->study->done > 0;
}

static void describe_band(const struct snapshot *s, const struct hit *hit, struct textbuf *out)
{
	const struct snapshot_study *study = s->study;
	const struct snapshot_study_row *row;

	if (!study_hit(s, hit))
		return;
	row = &study->row[hit->row];
	tell(out, "%s over %d seed%s at epoch %d: median %s %s, quartiles %s and %s", row->name,
	     study->done, study->done == 1 ? "" : "s", study->epoch[hit->column],
	     seeds_score_name(study), figure_number((double)row->median[hit->column]).text,
	     figure_number((double)row->low[hit->column]).text,
	     figure_number((double)row->high[hit->column]).text);
}

void point_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    bool ascii, struct textbuf *out)
{
	char name[64];
	const char *unit = NULL;
	struct point p;

	(void)o;
	(void)ascii;
	if (hit->kind == HIT_BAND)
		describe_band(s, hit, out);
	if (hit->kind != HIT_POINT || !find_point(s, hit, &p))
		return;
	unit = chart_unit(s, p.metric);
	tell(out, "%s at epoch %d: %s %s%s%s", p.arm->name, p.epoch,
	     point_metric_name(p.metric, name, sizeof name), figure_number(p.value).text,
	     unit ? " " : "", unit ? unit : "");
	if (p.samples)
		tell(out, " (%d of %d)", p.right, p.samples);
	if (isfinite(p.root_value))
		tell(out, "; %s %s, difference %s%s", p.root->name,
		     figure_number(p.root_value).text, p.value >= p.root_value ? "+" : "",
		     figure_number(p.value - p.root_value).text);
}

static void tell_accuracy(const struct point *p, struct textbuf *out)
{
	const char *of = p->metric == FPE_METRIC_TEST_ACCURACY ? "test" : "training";

	tell(out, "%d of %d %s samples are classified as labelled:\n", p->right, p->samples, of);
	tell(out, "  %d / %d = %.6g\n\n", p->right, p->samples, (double)p->right / p->samples);
	tell(out,
	     "The net as it was after epoch %d answers every %s sample; it is right where the\nlogit's sign (of several outputs: the largest) is the label's.\n",
	     p->epoch, of);
}

static void tell_loss(const struct point *p, struct textbuf *out)
{
	const struct fpe_loss_info *loss = &fpe_loss_info[p->arm->net->loss];

	if (!loss->share) {
		tell(out, "Mean over the samples of the %s, z an output, t its target.\n",
		     loss->formula);
		tell(out, "sqrt(%.4g) = %.3g: so far an output is off, in the square mean.\n",
		     p->value, sqrt(p->value));
		return;
	}
	tell(out,
	     "Mean over the samples of -log(share the net gives to the right class), the\nshare by %s of the logits z: %s.\n",
	     loss->share, loss->formula);
	tell(out, "exp(-%.4g) = %.3g: as if each sample got that share.\n", p->value,
	     exp(-p->value));
}

static void tell_root(const struct point *p, struct textbuf *out)
{
	if (!p->root)
		return;
	if (isnan(p->root_value)) {
		tell(out, "\n%s was not measured at epoch %d.\n", p->root->name, p->epoch);
		return;
	}
	tell(out, "\n%s at epoch %d: %.6g; difference %.6g - %.6g = %+.4g\n", p->root->name,
	     p->epoch, p->root_value, p->value, p->root_value, p->value - p->root_value);
}

static void tell_minus(const struct snapshot *s, const struct panel_options *o,
		       const struct hit *hit, struct textbuf *out)
{
	struct chart c;

	chart_init(&c, s, o, 1);
	if (c.minus < 0 || c.missing)
		return;
	tell(out, "\nShown is the difference to %s at epoch %d: %+.4g\n", s->arm[c.minus].name,
	     o->minus_epoch < 0 ? chart_epoch(s, hit->arm, hit->row) : o->minus_epoch,
	     chart_value(&c, hit->arm, hit->row));
}

static void work_out_band(const struct snapshot *s, const struct hit *hit, struct textbuf *out)
{
	const struct snapshot_study *study = s->study;

	if (!study_hit(s, hit))
		return;
	describe_band(s, hit, out);
	tell(out, "\n\n");
	tell(out,
	     "Runs from scratch at seeds %llu to %llu: task, samples and first weights are drawn anew\nfor each, shared by all rows of a seed. "
	     "The band goes from the lower to the upper\n"
	     "quartile at each epoch: half of the seeds lie in it. "
	     "%s was measured at %d epochs of each run; between\nthem the lines are straight. "
	     "The panel sweep shows every seed.\n",
	     (unsigned long long)study->first_seed,
	     (unsigned long long)study->first_seed + (unsigned long long)study->done - 1,
	     fpe_loss_is_of_targets(study->loss) ? "Test loss" : "Test accuracy", study->points);
}

void point_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    struct textbuf *out)
{
	const char *unit;
	struct point p;

	if (hit->kind == HIT_BAND)
		work_out_band(s, hit, out);
	if (hit->kind != HIT_POINT || !find_point(s, hit, &p))
		return;
	unit = chart_unit(s, p.metric);
	tell(out, "%s of %s after epoch %d: %.6g%s%s\n\n", fpe_metric_info[p.metric].name,
	     p.arm->name, p.epoch, p.value, unit ? " " : "", unit ? unit : "");
	tell(out, "%s: %s.\n\n", fpe_metric_info[p.metric].name, fpe_metric_info[p.metric].help);
	if (p.samples)
		tell_accuracy(&p, out);
	else if (p.metric == FPE_METRIC_TRAIN_LOSS || p.metric == FPE_METRIC_TEST_LOSS)
		tell_loss(&p, out);
	else
		tell(out,
		     "It follows from the weights and masks of fc1 at the end of that epoch.\n");
	tell_root(&p, out);
	if (o->minus >= 0)
		tell_minus(s, o, hit, out);
	if (o->smooth > 1)
		tell(out,
		     "\nThe line is the mean over %d epochs around each; the number is this epoch's.\n",
		     o->smooth);
}
