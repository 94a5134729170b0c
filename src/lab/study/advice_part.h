/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advice_part.h - the inside of advice, for advice*.c alone: columns and the two kinds of model,
 * of all points or without some.
 */
#ifndef LAB_ADVICE_PART_H
#define LAB_ADVICE_PART_H

#include "lab/study/advice.h"
#include "lab/study/advice_solve.h"

#define NORMAL 1.959963984540054 /* quantile .975 */

/* What a point is beside 1: what the split is, each term, and with products each term with each
   of these. row: [ADVICE_COLUMNS]. Gives how many. */
int advice_row(const struct advice_shape *shape, const double *term, int kind, int alpha,
	       double *row);
/* Ranges, average weight and mean of the points. */
void advice_ranges(struct advice *a);
/* Of R². After the ranges. */
void advice_ceiling(struct advice *a);
/* What varies has columns. */
struct advice_shape advice_columns(const struct advice *a, bool products);

/* Add a point to the sums; sign -1: take it out. */
void advice_take(const struct advice *a, const struct advice_shape *shape,
		 const struct advice_point *p, double sign, struct advice_sums *s);
/* m, which has its shape, by the sums over points of so many settings. */
enum fpe_status advice_line(const struct advice_sums *s, int settings, struct advice_model *m,
			    struct fpe_error *err);

/* own: variance of the foretold point, in those of a point of average weight. */
struct advice_guess advice_on_line(const struct advice *a, const struct advice_model *m,
				   const double *term, int kind, int alpha, double own);
/* weight: of the foretold point; work: room for as many numbers as the kernel has points. */
struct advice_guess advice_by_near(const struct advice_kernel *kernel,
				   const struct advice_shape *shape, const double *term, int kind,
				   int alpha, double weight, double *work);

#endif
