/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * welch.c - do features spread as evenly as so many directions can?
 *
 * With unit columns u_j the sum of cos^2 over all ordered pairs is |sum of u_j u_j^T|^2, which
 * needs no pair: m x m numbers.
 */
#include <math.h>
#include <stdlib.h>

#include "fpe/welch.h"

#define KEPT 0.5 /* of the longest: shorter ones stand for nothing */

static double square(const struct fpe_layer *l, int input)
{
	double sum = 0;

	for (int i = 0; i < l->out; i++) {
		double w = (double)l->weight[(size_t)i * (size_t)l->in + (size_t)input];

		sum += w * w;
	}
	return sum;
}

/* Add u u^T; column: scratch [m]. */
static void add_outer(const struct fpe_layer *l, int input, double length, double *column,
		      double *sum)
{
	int m = l->out;

	for (int i = 0; i < m; i++)
		column[i] = (double)l->weight[(size_t)i * (size_t)l->in + (size_t)input] / length;
	for (int i = 0; i < m; i++) {
		for (int k = 0; k <= i; k++)
			sum[(size_t)i * (size_t)m + (size_t)k] += column[i] * column[k];
	}
}

static double ratio(const double *sum, int m, int n)
{
	double squares = 0, pairs = (double)n * (n - 1);

	if (n <= m)
		return NAN;
	for (int i = 0; i < m; i++) {
		for (int k = 0; k <= i; k++) {
			double x = sum[(size_t)i * (size_t)m + (size_t)k];

			squares += (i == k ? 1 : 2) * x * x;
		}
	}
	return (squares - n) / pairs / ((double)(n - m) / ((double)m * (n - 1)));
}

enum fpe_status fpe_welch(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			  double *out, struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[layer];
	size_t m = (size_t)l->out;
	double *sum = calloc(m * m, sizeof *sum), *column = malloc(m * sizeof *column);
	enum fpe_status status = sum && column ? FPE_OK : fpe_no_memory(err);
	double longest = 0;
	int n = 0;

	*out = NAN;
	for (int j = 0; j < l->in; j++)
		longest = fmax(longest, sqrt(square(l, j)));
	for (int j = 0; j < l->in && !status; j++) {
		double length = sqrt(square(l, j));

		status = fpe_watch_ask(watch, err);
		if (!(length >= KEPT * longest) || !(length > 0))
			continue;
		add_outer(l, j, length, column, sum);
		n++;
	}
	if (!status)
		*out = ratio(sum, l->out, n);
	free(sum);
	free(column);
	return status;
}
