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

struct fpe_summary fpe_summarise(const double *values, int n)
{
	struct fpe_summary s = { .n = n,
				 .mean = NAN,
				 .sd = NAN,
				 .min = NAN,
				 .max = NAN,
				 .low = NAN,
				 .high = NAN };
	double sum = 0, squares = 0, half;

	if (n < 1)
		return s;
	for (int i = 0; i < n; i++) {
		sum += values[i];
		s.min = fmin(s.min,
			     values[i]); /* of the values that are not NaN */
		s.max = fmax(s.max, values[i]);
	}
	s.mean = sum / n;
	if (n < 2)
		return s;
	for (int i = 0; i < n; i++)
		squares += (values[i] - s.mean) * (values[i] - s.mean);
	s.sd = sqrt(squares / (n - 1));
	half = fpe_interval_t(n) * s.sd / sqrt(n);
	s.low = s.mean - half;
	s.high = s.mean + half;
	return s;
}

struct fpe_line fpe_fit_line(const double *x, const double *y, int n)
{
	struct fpe_line line = { .n = n,
				 .slope = NAN,
				 .intercept = NAN,
				 .r2 = NAN,
				 .low = NAN,
				 .high = NAN };
	double c00, c01, c11, residual, all, half;

	if (n < 2 || gsl_stats_variance(x, 1, (size_t)n) == 0)
		return line;
	gsl_fit_linear(x, 1, y, 1, (size_t)n, &line.intercept, &line.slope,
		       &c00, &c01, &c11, &residual);
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
