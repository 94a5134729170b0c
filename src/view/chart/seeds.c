/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seeds.c - what one run says, and what all of a row say together. */
#include "view/chart/seeds.h"

#include <math.h>
#include <stdlib.h>

#include "view/figure/figure.h"

double seeds_value(const struct snapshot_study *study, int row, int seed, bool gain)
{
	double v = study->row[row].final[seed];

	return gain ? fpe_metric_gain(fpe_metric_score(study->loss), v, study->row[0].final[seed])
		    : v;
}

const char *seeds_score_name(const struct snapshot_study *study)
{
	return fpe_loss_is_of_targets(study->loss) ? "test loss" : "test accuracy";
}

const char *seeds_gain_name(const struct snapshot_study *study)
{
	return fpe_loss_is_of_targets(study->loss) ? "loss gain" : "gain";
}

struct fpe_summary seeds_summary(const struct snapshot_study *study, int row, bool gain)
{
	double *value = malloc((size_t)study->done * sizeof *value + 1);
	struct fpe_summary summary;
	int n = 0;

	if (!value)
		return fpe_summarise(NULL, 0);
	/* seeds at which it diverged have none */
	for (int i = 0; i < study->done; i++) {
		value[n] = seeds_value(study, row, i, gain);
		n += isfinite(value[n]);
	}
	summary = fpe_summarise(value, n);
	free(value);
	return summary;
}

int seeds_above(const struct snapshot_study *study, int row)
{
	int n = 0;

	for (int i = 0; i < study->done; i++)
		n += seeds_value(study, row, i, true) > 0;
	return n;
}

/* False: the hit is of an older picture, or of none. */
static bool known(const struct snapshot *s, const struct hit *hit)
{
	return hit->kind == HIT_RUN && s->study && s->study->done > 0 && hit->row >= 0 &&
	       hit->row < s->study->rows && hit->column >= -1 && hit->column < s->study->done;
}

static unsigned long long seed_of(const struct snapshot_study *study, int seed)
{
	return (unsigned long long)study->first_seed + (unsigned)seed;
}

static void describe_run(const struct snapshot_study *study, const struct hit *hit,
			 struct textbuf *out)
{
	const char *name = study->row[hit->row].name;
	struct figure_digits value =
		figure_number(seeds_value(study, hit->row, hit->column, false));

	if (hit->row == 0) {
		tell(out, "seed %llu: %s %s", seed_of(study, hit->column), name, value.text);
		return;
	}
	tell(out, "seed %llu: %s %s, %s %s, %s %s", seed_of(study, hit->column), name, value.text,
	     study->row[0].name, figure_number(seeds_value(study, 0, hit->column, false)).text,
	     seeds_gain_name(study),
	     figure_signed(seeds_value(study, hit->row, hit->column, true)).text);
}

static void describe_row(const struct snapshot_study *study, int row, bool ascii,
			 struct textbuf *out)
{
	struct fpe_summary v = seeds_summary(study, row, false);
	struct fpe_summary g = seeds_summary(study, row, true);
	const char *pm = ascii ? "+-" : "±";

	tell(out, "%s over %d seed%s: mean %s, sd %s", study->row[row].name, v.n,
	     v.n == 1 ? "" : "s", figure_number(v.mean).text, figure_number(v.sd).text);
	if (row > 0)
		tell(out, "; %s over %s %s %s %s, above 0 in %d of %d", seeds_gain_name(study),
		     study->row[0].name, figure_signed(g.mean).text, pm,
		     figure_number(g.high - g.mean).text, seeds_above(study, row), g.n);
}

void seeds_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    bool ascii, struct textbuf *out)
{
	(void)o;
	if (!known(s, hit))
		return;
	if (hit->column < 0)
		describe_row(s->study, hit->row, ascii, out);
	else
		describe_run(s->study, hit, out);
}

#define SHOWN 24 /* values written out before it says how many more */

void seeds_tell_values(const double *value, int n, bool sign, struct textbuf *out)
{
	for (int i = 0; i < n && i < SHOWN; i++)
		tell(out, "%s%*.4f", i % 8 ? " " : i ? "\n  " : "  ", sign ? 7 : 6, value[i]);
	tell(out, "\n");
	if (n > SHOWN)
		tell(out, "  ... and %d more\n", n - SHOWN);
}

static void tell_values(const struct snapshot_study *study, int row, bool gain, struct textbuf *out)
{
	double value[SHOWN];

	for (int i = 0; i < study->done && i < SHOWN; i++)
		value[i] = seeds_value(study, row, i, gain);
	seeds_tell_values(value, study->done, gain, out);
}

void seeds_tell_summary(const struct fpe_summary *v, struct textbuf *out)
{
	tell(out, "mean = sum / %d = %.4f / %d = %.4f\n", v->n, v->mean * v->n, v->n, v->mean);
	if (v->n < 2) {
		tell(out, "One seed has no spread: no interval.\n");
		return;
	}
	tell(out, "sd = sqrt(sum of (value - mean)^2 / (%d - 1)) = %.4f\n", v->n, v->sd);
	tell(out, "95 %% interval = mean +- t x sd / sqrt(%d)\n", v->n);
	tell(out, "  = %.4f +- %.3f x %.4f / %.3f = %.4f ... %.4f\n", v->mean, fpe_interval_t(v->n),
	     v->sd, sqrt(v->n), v->low, v->high);
	tell(out, "  t: 97.5 %% quantile of Student's t with %d degrees of freedom\n", v->n - 1);
}

static void work_out_row(const struct snapshot_study *study, int row, struct textbuf *out)
{
	struct fpe_summary v = seeds_summary(study, row, false), g;

	tell(out, "%s: %s at epoch %d, seeds %llu to %llu\n", study->row[row].name,
	     seeds_score_name(study), study->epochs, seed_of(study, 0),
	     seed_of(study, study->done - 1));
	tell_values(study, row, false, out);
	seeds_tell_summary(&v, out);
	if (row == 0)
		return;
	g = seeds_summary(study, row, true);
	tell(out,
	     "\n%s over %s, seed by seed (both had the same task, samples and first weights):\n",
	     fpe_loss_is_of_targets(study->loss) ? "Loss gain" : "Gain", study->row[0].name);
	tell_values(study, row, true, out);
	seeds_tell_summary(&g, out);
	tell(out, "above 0 in %d of %d seeds%s\n", seeds_above(study, row), g.n,
	     g.low > 0	  ? "; the interval is above 0"
	     : g.high < 0 ? "; the interval is below 0"
	     : g.n > 1	  ? "; the interval holds 0: these seeds do not decide"
			  : "");
}

static void work_out_run(const struct snapshot_study *study, const struct hit *hit,
			 struct textbuf *out)
{
	unsigned long long seed = seed_of(study, hit->column);
	double v = seeds_value(study, hit->row, hit->column, false);
	double dense = seeds_value(study, 0, hit->column, false);

	tell(out, "Seed %llu, %s: %s %.4f at epoch %d.\n\n", seed, study->row[hit->row].name,
	     seeds_score_name(study), v, study->epochs);
	tell(out,
	     "Task (if it is a random one), samples and first weights are drawn from seed %llu; all rows\nof a seed share them. "
	     "The dense net warms up for %d epochs, then each row goes its own way.\nTo look at this run:  seed %llu , task, net, train %d, split, train until=%d\n",
	     seed, study->warmup, seed, study->warmup, study->epochs);
	if (hit->row == 0)
		return;
	if (fpe_loss_is_of_targets(study->loss))
		tell(out, "\nloss gain = %s - %s = %.4f - %.4f = %+.4f\n", study->row[0].name,
		     study->row[hit->row].name, dense, v, dense - v);
	else
		tell(out, "\ngain = %s - %s = %.4f - %.4f = %+.4f\n", study->row[hit->row].name,
		     study->row[0].name, v, dense, v - dense);
}

void seeds_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    struct textbuf *out)
{
	(void)o;
	if (!known(s, hit))
		return;
	if (hit->column < 0)
		work_out_row(s->study, hit->row, out);
	else
		work_out_run(s->study, hit, out);
}
