/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gram.h - inner products of many vectors, in double and in one fixed order. */
#ifndef CORE_GRAM_H
#define CORE_GRAM_H

#include <stdbool.h>

#include "fpe/net.h"

/* out[i*m + l] = a_i . b_l for rows a [n x length] and b [m x length]; each sum
   runs from the first component to the last. out is not a or b. False without
   memory. */
bool gram_product(const double *a, int n, const double *b, int m, int length, double *out);

/* The same of v with itself, in half the time. */
bool gram_fill(const double *v, int n, int length, double *out);

/* n*m doubles, NULL without memory. */
double *gram_alloc(int n, int m);

/* The rows or the columns of a layer's weights as doubles: [out x in] or
   [in x out]. NULL without memory. Gives. */
double *gram_rows(const struct fpe_layer *l);
double *gram_columns(const struct fpe_layer *l);

/* G [n x n] of the rows of v [n x length]. NULL without memory. Gives. */
double *gram_new(const double *v, int n, int length);

#endif
