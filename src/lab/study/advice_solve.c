/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_solve.c - normal equations by eigenvectors, columns scaled to length 1. */
#include "lab/study/advice_solve.h"

#include <math.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>

#include "core/base/memory.h"
#include "lab/base/matrix.h"

/* Of the largest eigenvalue: below it a direction is not told by the points. */
#define TOLD 1e-9

void advice_sums_add(struct advice_sums *s, const double *row, double y, double weight)
{
	int n = s->columns;

	s->square += weight * y * y;
	for (int i = 0; i < n; i++) {
		s->with[i] += weight * row[i] * y;
		for (int j = 0; j < n; j++)
			s->among[i * n + j] += weight * row[i] * row[j];
	}
}

double advice_sums_rest(const struct advice_sums *s, const double *coefficient)
{
	double rest = s->square;

	for (int i = 0; i < s->columns; i++)
		rest -= s->with[i] * coefficient[i];
	return fmax(rest, 0);
}

/* All of one solution. */
struct work {
	gsl_matrix *among, *vector;
	gsl_vector *value;
	gsl_eigen_symmv_workspace *space;
};

static void close_work(struct work *w)
{
	gsl_eigen_symmv_free(w->space);
	gsl_vector_free(w->value);
	gsl_matrix_free(w->vector);
	gsl_matrix_free(w->among);
}

static enum fpe_status open_work(struct work *w, int columns, struct fpe_error *err)
{
	size_t n = (size_t)columns;

	gsl_set_error_handler_off(); /* without memory it would end the program */
	w->among = matrix_new(n, n);
	w->vector = matrix_new(n, n);
	w->value = gsl_vector_alloc(n);
	w->space = gsl_eigen_symmv_alloc(n);
	if (w->among && w->vector && w->value && w->space)
		return FPE_OK;
	close_work(w);
	memory_is_short();
	return fpe_no_memory(err);
}

/* Lengths of the columns; 1 where one is all zeros, as after taking points out. */
static void find_lengths(const struct advice_sums *s, double *length)
{
	int n = s->columns;

	for (int i = 0; i < n; i++) {
		double square = s->among[i * n + i];

		length[i] = square > TOLD * s->points ? sqrt(square) : 1;
	}
}

static void add_direction(const struct work *w, int k, const double *length, struct advice_model *m)
{
	double value = gsl_vector_get(w->value, (size_t)k);
	int n = m->shape.columns;

	for (int i = 0; i < n; i++) {
		double a = gsl_matrix_get(w->vector, (size_t)i, (size_t)k) / length[i];

		for (int j = 0; j < n; j++)
			m->inverse[i * n + j] += a *
						 gsl_matrix_get(w->vector, (size_t)j, (size_t)k) /
						 (length[j] * value);
	}
}

enum fpe_status advice_solve(const struct advice_sums *s, struct advice_model *m,
			     struct fpe_error *err)
{
	struct work w;
	double length[ADVICE_COLUMNS];
	int n = s->columns;
	enum fpe_status status = open_work(&w, n, err);

	if (status)
		return status;
	find_lengths(s, length);
	for (int i = 0; i < n; i++) {
		m->coefficient[i] = 0;
		for (int j = 0; j < n; j++) {
			m->inverse[i * n + j] = 0;
			gsl_matrix_set(w.among, (size_t)i, (size_t)j,
				       s->among[i * n + j] / (length[i] * length[j]));
		}
	}
	gsl_eigen_symmv(w.among, w.value, w.vector, w.space);
	m->rank = 0;
	for (int k = 0; k < n; k++) {
		if (gsl_vector_get(w.value, (size_t)k) <= TOLD * gsl_vector_max(w.value))
			continue;
		m->rank++;
		add_direction(&w, k, length, m);
	}
	for (int i = 0; i < n; i++) {
		for (int j = 0; j < n; j++)
			m->coefficient[i] += m->inverse[i * n + j] * s->with[j];
	}
	close_work(&w);
	return FPE_OK;
}
