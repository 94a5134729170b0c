/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advice_kernel.h - what lies near tells most: regression by a Gaussian process.
 *
 * Two points whose columns differ by x_i - z_i are alike by
 *
 *   k(x, z) = signal² / (1 + Σ_i (scale_i (x_i - z_i))² / 2)
 *
 * the rational quadratic kernel with exponent 1 (Rasmussen and Williams, Gaussian Processes for
 * Machine Learning, 4.2.1), and a point's own noise has variance noise² / weight. Scales, signal
 * and noise are where the likelihood of the values has a maximum (5.4.1), found from fixed first
 * ones by BFGS, of the first ADVICE_KERNEL_TUNED points; what is foretold is then by all
 * (2.23 and 2.24). Columns are divided by their standard deviations, and values
 * are taken from their mean in theirs.
 */
#ifndef LAB_ADVICE_KERNEL_H
#define LAB_ADVICE_KERNEL_H

#include "fpe/error.h"
#include "fpe/watch.h"

#define ADVICE_KERNEL_COLUMNS 20
#define ADVICE_KERNEL_TUNED 300 /* points: time goes with their cube, of each of some 60 steps */
#define ADVICE_KERNEL_MOST 1500 /* points that are kept, 18 MB of them */

/* [points x columns] of what points are, their values, and weights of 1 on average. */
struct advice_table {
	int points, columns;
	double *x, *y, *weight; /* owned, or borrowed */
};

struct advice_kernel {
	int points, columns;
	double scale[ADVICE_KERNEL_COLUMNS], signal, noise;
	double spread[ADVICE_KERNEL_COLUMNS]; /* standard deviations of the columns */
	double mean, sd;		      /* of the values */
	double *x, *part, *root; /* owned: [points x columns] as the kernel sees them, what
				    each brings, Cholesky's factor [points x points] */
};

/* Room for so many. FPE_ENOMEM. Begin zeroed. */
enum fpe_status advice_table_open(struct advice_table *table, int points, int columns,
				  struct fpe_error *err);
void advice_table_clear(struct advice_table *table);

/* Of the first ADVICE_KERNEL_MOST points: these should be a fair draw. Gives *out, which begins
   zeroed; at least 2 points. FPE_ENOMEM, FPE_ESTOPPED. */
enum fpe_status advice_kernel_fit(const struct advice_table *table, const struct fpe_watch *watch,
				  struct advice_kernel *out, struct fpe_error *err);
void advice_kernel_clear(struct advice_kernel *kernel);

struct advice_value {
	double mean, variance; /* of the mean over a weight of `weight` */
};
/* work: room for as many numbers as the kernel has points. */
struct advice_value advice_kernel_predict(const struct advice_kernel *kernel, const double *row,
					  double weight, double *work);

#endif
