/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistic.h - small-sample statistics over seeds. */
#ifndef FPE_STATISTIC_H
#define FPE_STATISTIC_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_summary {
	int n;
	double mean, sd, min, max; /* sd with n-1; NaN for n < 2 */
	double low, high;	   /* 95 % Student-t interval of the mean; NaN for n < 2 */
};

/* NaN among the values makes mean, sd and interval NaN. n = 0: all NaN. */
struct fpe_summary fpe_summarise(const double *values, int n);

/*
 * The same of values that are not kept: begin with a zeroed struct, add every
 * value, turn, add every value again in the same order, take the summary. The
 * bits are those of fpe_summarise.
 */
struct fpe_tally {
	int n;
	bool turned;
	double sum, min, max;
	double mean, squares;
};
void fpe_tally_add(struct fpe_tally *tally, double value);
void fpe_tally_turn(struct fpe_tally *tally);
struct fpe_summary fpe_tally_summary(const struct fpe_tally *tally);

/* The t of that interval for n values: the 97.5 % quantile of Student's t with
   n-1 degrees of freedom. NaN for n < 2. */
double fpe_interval_t(int n);

/* Half of the values that are not NaN are below; reorders them. NaN: there are none. */
double fpe_median(double *values, int n);

/*
 * Values that it takes until a paired t-test (two-sided, 5 %) finds a mean of this size
 * with a chance of 80 %, where they spread like this: the least n with
 * n >= (t(.975, n-1) + t(.8, n-1))^2 (sd / mean)^2, the usual approximation of Student's
 * power (Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, chapter 2).
 * 0: more than `most`, or mean or sd are not finite.
 */
int fpe_values_to_tell(double mean, double sd, int most);

/* y = intercept + slope x by least squares. */
struct fpe_line {
	int n;
	double slope, intercept, r2;
	double low, high; /* 95 % Student-t interval of the slope; NaN for n < 3 */
};

/* All NaN but n where n < 2 or all x are equal. Values are finite. r2 is NaN
   where all y are equal. */
struct fpe_line fpe_fit_line(const double *x, const double *y, int n);

#ifdef __cplusplus
}
#endif

#endif
