/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistic.c - mean, spread and Student-t interval, see statistic.h. */
#include "fpe/statistic.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/rising.h"
#include "core/metric/student.h"

double fpe_interval_t(int n)
{
	return n < 2 ? NAN : student_quantile(0.975, n - 1);
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
	if (!kept)
		return NAN;
	qsort(values, (size_t)kept, sizeof *values, rising_double);
	return kept % 2 ? values[kept / 2] : (values[kept / 2 - 1] + values[kept / 2]) / 2;
}

/* Is a mean of `ratio` times the spread found by n values? */
static bool are_enough(int n, double ratio)
{
	double t = fpe_interval_t(n) + student_quantile(0.8, n - 1);

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

/* Step by step: of values that are all equal it is that value to the last bit. */
static double mean_of(const double *values, int n)
{
	double mean = 0;

	for (int i = 0; i < n; i++)
		mean += (values[i] - mean) / (i + 1);
	return mean;
}

/* The sum of products of distances from the means. */
static double product_sum(const double *x, double x_mean, const double *y, double y_mean, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += (x[i] - x_mean) * (y[i] - y_mean);
	return sum;
}

struct fpe_line fpe_fit_line(const double *x, const double *y, int n)
{
	struct fpe_line line = {
		.n = n, .slope = NAN, .intercept = NAN, .r2 = NAN, .low = NAN, .high = NAN
	};
	double x_mean = mean_of(x, n), y_mean = mean_of(y, n);
	double squares = product_sum(x, x_mean, x, x_mean, n);
	double all = product_sum(y, y_mean, y, y_mean, n);
	double residual = 0, half;

	if (n < 2 || !(squares > 0))
		return line;
	line.slope = product_sum(x, x_mean, y, y_mean, n) / squares;
	line.intercept = y_mean - line.slope * x_mean;
	for (int i = 0; i < n; i++) {
		double off = y[i] - y_mean - line.slope * (x[i] - x_mean);

		residual += off * off;
	}
	if (all > 0)
		line.r2 = 1 - residual / all;
	if (n < 3)
		return line;
	half = student_quantile(0.975, n - 2) * sqrt(residual / (n - 2) / squares);
	line.low = line.slope - half;
	line.high = line.slope + half;
	return line;
}
