/* SPDX-License-Identifier: GPL-3.0-or-later */
/* directions.c - eigenvalues of W W^T or W^T W, the smaller of the two. */
#include "lab/arm/directions.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>

#include "core/base/memory.h"
#include "lab/base/matrix.h"

void evenness_add(struct evenness *e, double a)
{
	e->all += a;
	e->logs += a > 0 ? a * log(a) : 0;
}

double evenness_effective(const struct evenness *e)
{
	return e->all > 0 && isfinite(e->all) ? exp(log(e->all) - e->logs / e->all) : NAN;
}

static double weight(const struct fpe_layer *l, int row, int column)
{
	return (double)l->weight[(size_t)row * (size_t)l->in + (size_t)column];
}

/* Inner product of two rows, or of two columns where there are fewer of these. */
static double product(const struct fpe_layer *l, bool rows, int a, int b)
{
	int length = rows ? l->in : l->out;
	double sum = 0;

	for (int k = 0; k < length; k++)
		sum += rows ? weight(l, a, k) * weight(l, b, k) : weight(l, k, a) * weight(l, k, b);
	return sum;
}

static int compare_falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

static enum fpe_status fill(const struct fpe_layer *l, int n, const struct fpe_watch *watch,
			    gsl_matrix *m, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < n && !status; i++) {
		status = fpe_watch_ask(watch, err);
		for (int j = 0; j <= i; j++) {
			double x = product(l, l->out <= l->in, i, j);

			gsl_matrix_set(m, (size_t)i, (size_t)j, isfinite(x) ? x : 0);
			gsl_matrix_set(m, (size_t)j, (size_t)i, isfinite(x) ? x : 0);
		}
	}
	return status;
}

enum fpe_status directions_values(const struct fpe_layer *l, const struct fpe_watch *watch,
				  double *out, struct fpe_error *err)
{
	int n = l->out < l->in ? l->out : l->in;
	gsl_vector_view values = gsl_vector_view_array(out, (size_t)n);
	gsl_eigen_symm_workspace *work;
	gsl_matrix *m;
	enum fpe_status status;

	gsl_set_error_handler_off(); /* without memory it would end the program */
	m = matrix_new((size_t)n, (size_t)n);
	work = gsl_eigen_symm_alloc((size_t)n);
	if (!m || !work)
		memory_is_short();
	status = m && work ? fill(l, n, watch, m, err) : fpe_no_memory(err);
	if (!status) {
		gsl_eigen_symm(m, &values.vector, work);
		qsort(out, (size_t)n, sizeof *out, compare_falling);
	}
	for (int k = 0; !status && k < n; k++)
		out[k] = fmax(0, out[k]); /* roundings */
	gsl_eigen_symm_free(work);
	gsl_matrix_free(m);
	return status;
}

enum fpe_status directions_effective(const struct fpe_layer *l, const struct fpe_watch *watch,
				     double *out, struct fpe_error *err)
{
	int n = l->out < l->in ? l->out : l->in;
	struct evenness e = { 0 };
	double *value;
	enum fpe_status status;

	*out = NAN;
	if (n > DIRECTIONS_MAX)
		return FPE_OK;
	value = malloc((size_t)n * sizeof *value);
	status = value ? directions_values(l, watch, value, err) : fpe_no_memory(err);
	for (int k = 0; !status && k < n; k++)
		evenness_add(&e, value[k]);
	if (!status)
		*out = evenness_effective(&e);
	free(value);
	return status;
}
