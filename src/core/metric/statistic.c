/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistic.c - mean, spread and Student-t interval, see statistic.h. */
#include "fpe/statistic.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>

double fpe_interval_t(int n)
{
	return n < 2 ? NAN : gsl_cdf_tdist_Pinv(0.975, n - 1);
}

void fpe_tally_add(struct fpe_tally *tally, double value)
{
	struct fpe_tally *t = tally;

	if (t->turned) {
		t->squares += (value - t->mean) * (value - t->mean);
		return;
	}
	/* of the values that are not NaN */
	t->min = t->n ? fmin(t->min, value) : value;
	t->max = t->n ? fmax(t->max, value) : value;
	t->sum += value;
	t->n++;
}

void fpe_tally_turn(struct fpe_tally *tally)
{
	tally->mean = tally->sum / tally->n;
	tally->turned = true;
}

struct fpe_summary fpe_tally_summary(const struct fpe_tally *tally)
{
	const struct fpe_tally *t = tally;
	struct fpe_summary s = {
		.n = t->n, .mean = NAN, .sd = NAN, .min = NAN, .max = NAN, .low = NAN, .high = NAN
	};
	double half;

	if (t->n < 1)
		return s;
	s.mean = t->mean;
	s.min = t->min;
	s.max = t->max;
	if (t->n < 2)
		return s;
	s.sd = sqrt(t->squares / (t->n - 1));
	half = fpe_interval_t(t->n) * s.sd / sqrt(t->n);
	s.low = s.mean - half;
	s.high = s.mean + half;
	return s;
}

struct fpe_summary fpe_summarise(const double *values, int n)
{
	struct fpe_tally t = { 0 };

	for (int i = 0; i < n; i++)
		fpe_tally_add(&t, values[i]);
	fpe_tally_turn(&t);
	for (int i = 0; i < n; i++)
		fpe_tally_add(&t, values[i]);
	return fpe_tally_summary(&t);
}

double fpe_median(double *values, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++) {
		if (!isnan(values[i]))
			values[kept++] = values[i];
	}
	return kept ? gsl_stats_median(values, 1, (size_t)kept) : NAN;
}

/* Is a mean of `ratio` times the spread found by n values? */
static bool are_enough(int n, double ratio)
{
	double t = fpe_interval_t(n) + gsl_cdf_tdist_Pinv(0.8, n - 1);

	return n * ratio * ratio >= t * t;
}

int fpe_values_to_tell(double mean, double sd, int most)
{
	double ratio = fabs(mean) / sd;
	int low = 2, high = most;

	if (!isfinite(mean) || !isfinite(sd) || most < 2 || !are_enough(most, ratio))
		return 0;
	while (low < high) {
		int middle = low + (high - low) / 2;

		if (are_enough(middle, ratio))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

struct fpe_line fpe_fit_line(const double *x, const double *y, int n)
{
	struct fpe_line line = {
		.n = n, .slope = NAN, .intercept = NAN, .r2 = NAN, .low = NAN, .high = NAN
	};
	double c00, c01, c11, residual, all, half;

	if (n < 2 || gsl_stats_variance(x, 1, (size_t)n) == 0)
		return line;
	gsl_fit_linear(x, 1, y, 1, (size_t)n, &line.intercept, &line.slope, &c00, &c01, &c11,
		       &residual);
	all = gsl_stats_tss(y, 1, (size_t)n);
	if (all > 0)
		line.r2 = 1 - residual / all;
	if (n < 3)
		return line;
	half = gsl_cdf_tdist_Pinv(0.975, n - 2) * sqrt(c11);
	line.low = line.slope - half;
	line.high = line.slope + half;
	return line;
}
