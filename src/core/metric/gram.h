/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gram.h - inner products of many vectors, in double and in one fixed order.
 *
 * Every sum runs from the first component to the last. Where components are
 * floats their products are exact, so that all instruction sets agree in every
 * bit; of doubles those with FMA do.
 */
#ifndef CORE_GRAM_H
#define CORE_GRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/net.h"
#include "fpe/watch.h"

/* n vectors of `length` components; component k of vector i is number
   i * next + k * step of `floats` or, where that is NULL, of `doubles`. */
struct gram_side {
	const float *floats;
	const double *doubles;
	int n, length;
	size_t next, step;
};

/* The rows [out] or the columns [in] of a layer's weights; borrowed. */
struct gram_side gram_of_rows(const struct fpe_layer *l);
struct gram_side gram_of_columns(const struct fpe_layer *l);
/* n of them from the first on. */
struct gram_side gram_part(const struct gram_side *side, int first, int n);
/* Every step-th of them, the first one too. */
struct gram_side gram_every(const struct gram_side *side, int step);

enum gram_half {
	GRAM_ALL,   /* every sum */
	GRAM_UPPER, /* a and b are the same: those with i <= l, others are undefined */
	GRAM_LATER, /* b_l is 0 before component l: sums begin there */
};

/* out[i * b->n + l] = a_i . b_l. */
enum fpe_status gram_product(const struct gram_side *a, const struct gram_side *b,
			     enum gram_half half, const struct fpe_watch *watch, double *out,
			     struct fpe_error *err);

/* Of a square [n x n] whose upper half is known: the lower one. */
void gram_mirror(double *out, int n);

/* n*m doubles, NULL without memory. */
double *gram_alloc(int n, int m);

/* The columns of a layer's weights as doubles: [in x out]. NULL without memory. Gives. */
double *gram_columns(const struct fpe_layer *l);

/* The upper half of G [n x n] of the vectors with themselves. Gives *out. */
enum fpe_status gram_new(const struct gram_side *v, const struct fpe_watch *watch, double **out,
			 struct fpe_error *err);

#endif
