/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regression.h - least squares over runs that are not independent.
 *
 * Runs of one seed share a task, its samples and a dense net, so intervals are by clusters of
 * seeds: the sandwich of Liang and Zeger (Biometrika 73, 1986) with the correction for few
 * clusters that is called CR1, G/(G-1) (n-1)/(n-k), and Student's t of G-1 degrees of freedom
 * (Cameron and Miller, Journal of Human Resources 50, 2015). Slopes within groups are those
 * with each group's means taken out (Frisch and Waugh 1933); k counts the groups then.
 */
#ifndef FPE_REGRESSION_H
#define FPE_REGRESSION_H

#include <stdint.h>

#include "fpe/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_regression_point {
	double x, y;
	double beside; /* a second regressor */
	uint64_t cluster;
	int group; /* from 0 */
};

/* A slope with its 95 % interval; NaN where x does not vary, low and high also with fewer
   than two clusters or no degree of freedom. r2: share of the variance of y, which is within
   groups where the slope is. */
struct fpe_trend {
	double slope, low, high, r2;
};

struct fpe_regression {
	int n, clusters, groups;
	double intercept;	 /* of the pooled line */
	struct fpe_trend pooled; /* y = intercept + slope x */
	struct fpe_trend within; /* y = the group's own + slope x */
	struct fpe_trend beside; /* y = intercept + slope x + something beside; r2 of both */
	double r2_beside;	 /* of y = intercept + something beside, without x */
};

/* Values are finite. FPE_ENOMEM. */
enum fpe_status fpe_regress(const struct fpe_regression_point *point, int n,
			    struct fpe_regression *out, struct fpe_error *err);

#ifdef __cplusplus
}
#endif

#endif
