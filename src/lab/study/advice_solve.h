/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_solve.h - weighted least squares by sums that points can be taken out of again. */
#ifndef LAB_ADVICE_SOLVE_H
#define LAB_ADVICE_SOLVE_H

#include "lab/study/advice.h"

/* Begin with zeros and the number of columns. */
struct advice_sums {
	int columns, points;
	double square;				       /* y w y */
	double with[ADVICE_COLUMNS];		       /* X w y */
	double among[ADVICE_COLUMNS * ADVICE_COLUMNS]; /* X w X, [columns x columns] */
};

/* A row of X and its y; a weight below 0 takes it out. */
void advice_sums_add(struct advice_sums *s, const double *row, double y, double weight);
/* Sum of squares that coefficients leave. */
double advice_sums_rest(const struct advice_sums *s, const double *coefficient);

/* Coefficients, inverse and rank of m, which has as many columns: in directions that the
   points do not tell both are 0. FPE_ENOMEM. */
enum fpe_status advice_solve(const struct advice_sums *s, struct advice_model *m,
			     struct fpe_error *err);

#endif
