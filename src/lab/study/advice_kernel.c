/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_kernel.c - a Gaussian process: GSL's Cholesky and BFGS; see advice_kernel.h. */
#include "lab/study/advice_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multimin.h>

#include "core/base/memory.h"
#include "lab/base/matrix.h"

#define STEPS 60
/* Beside noise²: values without any noise still have a factor. */
#define JITTER 1e-6

enum fpe_status advice_table_open(struct advice_table *table, int points, int columns,
				  struct fpe_error *err)
{
	size_t n = (size_t)points;

	*table = (struct advice_table){ .points = points, .columns = columns };
	table->x = calloc(n * (size_t)columns, sizeof *table->x);
	table->y = calloc(n, sizeof *table->y);
	table->weight = calloc(n, sizeof *table->weight);
	if (table->x && table->y && table->weight)
		return FPE_OK;
	advice_table_clear(table);
	return fpe_no_memory(err);
}

void advice_table_clear(struct advice_table *table)
{
	free(table->x);
	free(table->y);
	free(table->weight);
	*table = (struct advice_table){ 0 };
}

void advice_kernel_clear(struct advice_kernel *kernel)
{
	free(kernel->x);
	free(kernel->part);
	free(kernel->root);
	*kernel = (struct advice_kernel){ 0 };
}

/* ---------------------------------------------------------------- alike */

/* 1 / (1 + …): signal² of it is the kernel. */
static double alike(const double *scale, const double *x, const double *z, int columns)
{
	double square = 0;

	for (int i = 0; i < columns; i++) {
		double apart = scale[i] * (x[i] - z[i]);

		square += apart * apart;
	}
	return 1 / (1 + square / 2);
}

static double own_noise(double noise, double weight)
{
	return (noise * noise + JITTER) / weight;
}

/* ------------------------------------------------------------ likelihood */

/* What BFGS moves: scales, signal, noise. */
struct tuning {
	const double *x, *y, *weight;
	int points, columns;
	gsl_matrix *among, *like; /* K, its factor, its inverse; alike */
	gsl_vector *part;	  /* K⁻¹ y */
};

static void fill_among(const struct tuning *t, const double *at)
{
	double signal = at[t->columns], noise = at[t->columns + 1];

	for (int i = 0; i < t->points; i++) {
		for (int j = 0; j <= i; j++) {
			double same =
				alike(at, t->x + i * t->columns, t->x + j * t->columns, t->columns);
			double value = signal * signal * same +
				       (i == j ? own_noise(noise, t->weight[i]) : 0);

			gsl_matrix_set(t->like, (size_t)i, (size_t)j, same);
			gsl_matrix_set(t->among, (size_t)i, (size_t)j, value);
			gsl_matrix_set(t->among, (size_t)j, (size_t)i, value);
		}
	}
}

/* Minus the logarithm of the likelihood, but for a constant; K is its factor then. */
static double measure(struct tuning *t, const double *at)
{
	gsl_vector_const_view y = gsl_vector_const_view_array(t->y, (size_t)t->points);
	double sum = 0;

	fill_among(t, at);
	if (gsl_linalg_cholesky_decomp1(t->among))
		return GSL_NAN;
	gsl_linalg_cholesky_solve(t->among, &y.vector, t->part);
	for (int i = 0; i < t->points; i++)
		sum += t->y[i] * gsl_vector_get(t->part, (size_t)i) / 2 +
		       log(gsl_matrix_get(t->among, (size_t)i, (size_t)i));
	return sum;
}

/* Of a pair of points, twice that of a point with itself is half: both triangles. */
static void add_pair(const struct tuning *t, const double *at, int i, int j, double *slope)
{
	const double *x = t->x + i * t->columns, *z = t->x + j * t->columns;
	double signal = at[t->columns], noise = at[t->columns + 1];
	double same = gsl_matrix_get(t->like, (size_t)i, (size_t)j);
	double pull = gsl_matrix_get(t->among, (size_t)i, (size_t)j) -
		      gsl_vector_get(t->part, (size_t)i) * gsl_vector_get(t->part, (size_t)j);

	pull *= i == j ? .5 : 1;
	for (int c = 0; c < t->columns && i != j; c++)
		slope[c] -= pull * signal * signal * same * same * at[c] * (x[c] - z[c]) *
			    (x[c] - z[c]);
	slope[t->columns] += pull * 2 * signal * same;
	slope[t->columns + 1] += i == j ? pull * 2 * noise / t->weight[i] : 0;
}

static double value_at(const gsl_vector *at, void *context)
{
	return measure(context, at->data);
}

static void both_at(const gsl_vector *at, void *context, double *value, gsl_vector *slope)
{
	struct tuning *t = context;

	*value = measure(t, at->data);
	gsl_vector_set_zero(slope);
	if (!isfinite(*value))
		return;
	gsl_linalg_cholesky_invert(t->among);
	for (int i = 0; i < t->points; i++) {
		for (int j = 0; j <= i; j++)
			add_pair(t, at->data, i, j, slope->data);
	}
}

static void slope_at(const gsl_vector *at, void *context, gsl_vector *slope)
{
	double value;

	both_at(at, context, &value, slope);
}

/* Downhill from where it stands; it ends where no step leads any lower. */
static enum fpe_status descend(struct tuning *t, gsl_vector *at, gsl_multimin_fdfminimizer *way,
			       const struct fpe_watch *watch, struct fpe_error *err)
{
	gsl_multimin_function_fdf f = { value_at, slope_at, both_at, at->size, t };
	enum fpe_status status = FPE_OK;

	gsl_multimin_fdfminimizer_set(way, &f, at, .1, .1);
	for (int i = 0; i < STEPS && !status; i++) {
		if (gsl_multimin_fdfminimizer_iterate(way) ||
		    gsl_multimin_test_gradient(gsl_multimin_fdfminimizer_gradient(way), .01) ==
			    GSL_SUCCESS)
			break;
		status = fpe_watch_ask(watch, err);
	}
	gsl_vector_memcpy(at, gsl_multimin_fdfminimizer_x(way));
	return status;
}

/* Scales, signal and noise of the kernel by the first points of x and y. */
static enum fpe_status tune(struct tuning *t, struct advice_kernel *out,
			    const struct fpe_watch *watch, struct fpe_error *err)
{
	size_t n = (size_t)t->points, all = (size_t)t->columns + 2;
	gsl_vector *at = gsl_vector_alloc(all);
	gsl_multimin_fdfminimizer *way =
		gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, all);
	enum fpe_status status = FPE_OK;

	t->among = matrix_new(n, n);
	t->like = matrix_new(n, n);
	t->part = gsl_vector_alloc(n);
	if (!at || !way || !t->among || !t->like || !t->part) {
		memory_is_short();
		status = fpe_no_memory(err);
	} else {
		gsl_vector_set_all(at, .5);
		gsl_vector_set(at, all - 2, 1);
		status = descend(t, at, way, watch, err);
		memcpy(out->scale, at->data, (size_t)t->columns * sizeof *out->scale);
		out->signal = gsl_vector_get(at, all - 2);
		out->noise = gsl_vector_get(at, all - 1);
	}
	gsl_vector_free(t->part);
	gsl_matrix_free(t->like);
	gsl_matrix_free(t->among);
	if (way)
		gsl_multimin_fdfminimizer_free(way);
	gsl_vector_free(at);
	return status;
}

/* ------------------------------------------------------------------- fit */

/* Gives the mean. *sd: 1 where nothing differs. */
static double standard(const double *value, int count, int step, double *sd)
{
	double mean = 0, square = 0;

	for (int i = 0; i < count; i++)
		mean += value[i * step] / count;
	for (int i = 0; i < count; i++)
		square += (value[i * step] - mean) * (value[i * step] - mean);
	*sd = square > 0 ? sqrt(square / count) : 1;
	return mean;
}

static enum fpe_status take_table(const struct advice_table *table, struct advice_kernel *k,
				  double *y, struct fpe_error *err)
{
	size_t n = (size_t)k->points;

	k->x = calloc(n * (size_t)k->columns, sizeof *k->x);
	k->part = calloc(n, sizeof *k->part);
	k->root = calloc(n * n, sizeof *k->root);
	if (!k->x || !k->part || !k->root)
		return fpe_no_memory(err);
	k->mean = standard(table->y, k->points, 1, &k->sd);
	for (int c = 0; c < k->columns; c++)
		standard(table->x + c, k->points, k->columns, &k->spread[c]);
	for (int i = 0; i < k->points; i++) {
		y[i] = (table->y[i] - k->mean) / k->sd;
		for (int c = 0; c < k->columns; c++)
			k->x[i * k->columns + c] = table->x[i * k->columns + c] / k->spread[c];
	}
	return FPE_OK;
}

/* The factor of all points, and what each of them brings. */
static enum fpe_status solve_all(struct advice_kernel *k, const double *y, const double *weight,
				 struct fpe_error *err)
{
	gsl_matrix_view root = gsl_matrix_view_array(k->root, (size_t)k->points, (size_t)k->points);
	gsl_vector_const_view values = gsl_vector_const_view_array(y, (size_t)k->points);
	gsl_vector_view part = gsl_vector_view_array(k->part, (size_t)k->points);

	for (int i = 0; i < k->points; i++) {
		for (int j = 0; j <= i; j++) {
			double same = alike(k->scale, k->x + i * k->columns, k->x + j * k->columns,
					    k->columns);

			k->root[i * k->points + j] = k->signal * k->signal * same;
		}
		k->root[i * k->points + i] += own_noise(k->noise, weight[i]);
	}
	if (gsl_linalg_cholesky_decomp1(&root.matrix))
		return fpe_fail(err, FPE_ESTATE, "points that no kernel tells apart");
	gsl_linalg_cholesky_solve(&root.matrix, &values.vector, &part.vector);
	return FPE_OK;
}

enum fpe_status advice_kernel_fit(const struct advice_table *table, const struct fpe_watch *watch,
				  struct advice_kernel *out, struct fpe_error *err)
{
	int points = table->points < ADVICE_KERNEL_MOST ? table->points : ADVICE_KERNEL_MOST;
	struct tuning t = { .weight = table->weight, .columns = table->columns };
	double *y = calloc((size_t)points, sizeof *y);
	enum fpe_status status;

	gsl_set_error_handler_off(); /* without memory it would end the program */
	*out = (struct advice_kernel){ .points = points, .columns = table->columns };
	status = y ? take_table(table, out, y, err) : fpe_no_memory(err);
	t.x = out->x;
	t.y = y;
	t.points = points < ADVICE_KERNEL_TUNED ? points : ADVICE_KERNEL_TUNED;
	if (!status)
		status = tune(&t, out, watch, err);
	if (!status)
		status = solve_all(out, y, table->weight, err);
	free(y);
	if (status)
		advice_kernel_clear(out);
	return status;
}

struct advice_value advice_kernel_predict(const struct advice_kernel *k, const double *row,
					  double weight, double *work)
{
	gsl_matrix_const_view root =
		gsl_matrix_const_view_array(k->root, (size_t)k->points, (size_t)k->points);
	gsl_vector_view among = gsl_vector_view_array(work, (size_t)k->points);
	double here[ADVICE_KERNEL_COLUMNS], signal = k->signal * k->signal, mean = 0, known = 0;

	for (int c = 0; c < k->columns; c++)
		here[c] = row[c] / k->spread[c];
	for (int i = 0; i < k->points; i++) {
		work[i] = signal * alike(k->scale, k->x + i * k->columns, here, k->columns);
		mean += work[i] * k->part[i];
	}
	gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, &root.matrix, &among.vector);
	for (int i = 0; i < k->points; i++)
		known += work[i] * work[i];
	return (struct advice_value){
		k->mean + k->sd * mean,
		k->sd * k->sd * (fmax(signal - known, 0) + own_noise(k->noise, weight))
	};
}
