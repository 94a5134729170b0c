/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space.c - unit vectors, their cosines, and their principal components.
 *
 * All sums run in a fixed order. Nothing is kept between two pictures: the
 * largest eigenproblem has SPACE_MAX rows.
 */
#include "view/panel/geometry/space.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "core/base/memory.h"
#include "lab/base/matrix.h"
#include "view/figure/figure.h"

/* ---------------------------------------------------------------- vectors */

/* What the vectors are taken from. */
struct source {
	const struct fpe_layer *l;
	const struct fpe_clauses *clauses;
	enum fpe_of of;
	int total, length;
};

static double component(const struct source *from, int item, int k)
{
	switch (from->of) {
	case FPE_OF_CLAUSES:
		return sqrt(fpe_clause_weight(from->l, k, from->clauses, item));
	case FPE_OF_INPUTS:
		return figure_weight(from->l, k, item);
	case FPE_OF_NEURONS:
		break;
	}
	return figure_weight(from->l, item, k);
}

struct rank {
	double norm;
	int item;
};

/* Longest first, equal ones in their order. */
static int compare_norms(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->norm != y->norm)
		return x->norm < y->norm ? 1 : -1;
	return x->item < y->item ? -1 : x->item > y->item;
}

static int compare_items(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	return x->item < y->item ? -1 : x->item > y->item;
}

/* Sums of squares of all items, along the rows as they lie in memory. */
static void sum_squares(const struct source *from, struct rank *rank)
{
	bool rows = from->of == FPE_OF_NEURONS;
	int outer = rows ? from->total : from->length;
	int inner = rows ? from->length : from->total;

	for (int i = 0; i < from->total; i++)
		rank[i] = (struct rank){ 0, i };
	for (int a = 0; a < outer; a++) {
		for (int b = 0; b < inner; b++) {
			double x = component(from, rows ? a : b, rows ? b : a);

			rank[rows ? a : b].norm += x * x;
		}
	}
}

/* Which items are held, and how long they are. False: no memory. */
static bool choose(struct space *s, const struct source *from)
{
	struct rank *rank = malloc((size_t)from->total * sizeof *rank);

	if (!rank)
		return false;
	sum_squares(from, rank);
	for (int i = 0; i < from->total; i++) {
		double x = rank[i].norm;

		rank[i].norm = isfinite(x) ? sqrt(x) : 0;
	}
	if (from->total > SPACE_MAX) {
		qsort(rank, (size_t)from->total, sizeof *rank, compare_norms);
		qsort(rank, SPACE_MAX, sizeof *rank, compare_items);
	}
	for (int i = 0; i < s->count; i++) {
		s->item[i] = rank[i].item;
		s->norm[i] = rank[i].norm;
		s->zero += !(rank[i].norm > 0);
	}
	free(rank);
	return true;
}

/* The unit vectors and their cosines. */
static void fill(struct space *s, const struct source *from)
{
	size_t n = (size_t)s->count, h = (size_t)s->length;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < h; k++)
			s->v[i * h + k] = s->norm[i] > 0
						  ? component(from, s->item[i], (int)k) / s->norm[i]
						  : 0;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j <= i; j++) {
			double dot = 0;

			for (size_t k = 0; k < h; k++)
				dot += s->v[i * h + k] * s->v[j * h + k];
			s->gram[i * n + j] = s->gram[j * n + i] = dot;
			sum += j < i ? fabs(dot) : 0;
		}
	}
	s->cosine = n > 1 ? sum / (0.5 * (double)(n * (n - 1))) : NAN;
}

/* ------------------------------------------------------------- components */

/* Sum over the items of products of components k and l of their vectors. */
static double moment(const struct space *s, int k, int l)
{
	double sum = 0;

	for (int i = 0; i < s->count; i++) {
		const double *v = s->v + (size_t)i * (size_t)s->length;

		sum += v[k] * v[l];
	}
	return sum;
}

/* Where the vectors lie along one eigenvector. */
static void project(struct space *s, int component, const gsl_matrix *vectors, double value,
		    bool dual)
{
	size_t column = (size_t)component;

	for (int i = 0; i < s->count; i++) {
		const double *v = s->v + (size_t)i * (size_t)s->length;
		double sum = 0;

		if (dual)
			sum = sqrt(value) * gsl_matrix_get(vectors, (size_t)i, column);
		for (int k = 0; !dual && k < s->length; k++)
			sum += v[k] * gsl_matrix_get(vectors, (size_t)k, column);
		s->at[i][component] = sum;
	}
}

/* The direction most along a component points to its positive side. */
static void choose_sign(struct space *s, int component)
{
	double most = 0;

	for (int i = 0; i < s->count; i++) {
		double x = s->at[i][component];

		/* rounding must not decide between equals: the first one does
		 */
		if (fabs(x) > fabs(most) * (1 + 1e-9))
			most = x;
	}
	for (int i = 0; most < 0 && i < s->count; i++)
		s->at[i][component] = -s->at[i][component];
}

static bool components(struct space *s)
{
	bool dual = s->count < s->length;
	size_t n = (size_t)(dual ? s->count : s->length);
	gsl_matrix *m, *vectors;
	gsl_vector *values;
	gsl_eigen_symmv_workspace *work;
	bool ok;

	gsl_set_error_handler_off(); /* without memory it would end the program */
	m = matrix_new(n, n);
	vectors = matrix_new(n, n);
	values = gsl_vector_alloc(n);
	work = gsl_eigen_symmv_alloc(n);
	ok = m && vectors && values && work;
	if (!ok)
		memory_is_short();
	for (size_t i = 0; ok && i < n; i++) {
		for (size_t j = 0; j <= i; j++) {
			double x = dual ? s->gram[i * n + j] : moment(s, (int)i, (int)j);

			gsl_matrix_set(m, i, j, x);
			gsl_matrix_set(m, j, i, x);
		}
	}
	if (ok) {
		gsl_eigen_symmv(m, values, vectors, work);
		gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_DESC);
	}
	for (int c = 0; ok && c < 3 && (size_t)c < n; c++) {
		double value = fmax(0, gsl_vector_get(values, (size_t)c));

		project(s, c, vectors, value, dual);
		choose_sign(s, c);
		if (s->count > s->zero)
			s->share[c] = value / (s->count - s->zero);
	}
	gsl_eigen_symmv_free(work);
	gsl_vector_free(values);
	gsl_matrix_free(vectors);
	gsl_matrix_free(m);
	return ok;
}

struct space *space_new(const struct fpe_net *net, int layer, const struct fpe_clauses *clauses,
			enum fpe_of of)
{
	int total = fpe_interference_size(net, layer, clauses, of);
	struct source from = {
		.l = &net->layer[layer], .clauses = clauses, .of = of, .total = total
	};
	struct space *s = total > 0 ? calloc(1, sizeof *s) : NULL;
	size_t n = (size_t)(total < SPACE_MAX ? total : SPACE_MAX);

	if (!s)
		return NULL;
	from.length = of == FPE_OF_NEURONS ? from.l->in : from.l->out;
	s->total = total;
	s->count = (int)n;
	s->length = from.length;
	for (int c = 0; c < 3; c++)
		s->axis[c][c] = 1;
	s->v = malloc(n * (size_t)from.length * sizeof *s->v);
	s->gram = malloc(n * n * sizeof *s->gram);
	if (s->v && s->gram && choose(s, &from)) {
		fill(s, &from);
		if (components(s))
			return s;
	}
	space_free(s);
	return NULL;
}

void space_free(struct space *space)
{
	if (!space)
		return;
	free(space->v);
	free(space->gram);
	free(space);
}

void space_keep_lengths(struct space *space)
{
	double longest = 0;

	for (int i = 0; i < space->count; i++)
		longest = fmax(longest, space->norm[i]);
	for (int i = 0; i < space->count && longest > 0; i++) {
		for (int c = 0; c < 3; c++)
			space->at[i][c] *= space->norm[i] / longest;
	}
	space->longest = longest;
}

/* -------------------------------------------------------------- questions */

int space_find(const struct space *space, int item)
{
	for (int i = 0; i < space->count; i++) {
		if (space->item[i] == item)
			return i;
	}
	return -1;
}

double space_cosine(const struct space *space, int a, int b)
{
	return space->gram[(size_t)a * (size_t)space->count + (size_t)b];
}

int space_nearest(const struct space *space, int index)
{
	int best = -1;

	for (int i = 0; i < space->count; i++) {
		if (i == index || !(space->norm[i] > 0))
			continue;
		if (best < 0 ||
		    fabs(space_cosine(space, index, i)) > fabs(space_cosine(space, index, best)))
			best = i;
	}
	return space->norm[index] > 0 ? best : -1;
}

double space_held(const struct space *space, int index)
{
	const double *at = space->at[index];
	double held = at[0] * at[0] + at[1] * at[1] + at[2] * at[2];
	double scale = space->longest > 0 ? space->norm[index] / space->longest : 1;

	return scale > 0 ? held / (scale * scale) : 0;
}

/* -------------------------------------------------------------- alignment */

static void turn(double at[3], const gsl_matrix *u, const gsl_matrix *v)
{
	double along[3] = { 0 };

	for (size_t k = 0; k < 3; k++) {
		for (size_t c = 0; c < 3; c++)
			along[k] += at[c] * gsl_matrix_get(u, c, k);
	}
	for (size_t c = 0; c < 3; c++) {
		at[c] = 0;
		for (size_t k = 0; k < 3; k++)
			at[c] += along[k] * gsl_matrix_get(v, c, k);
	}
}

void space_align(struct space *space, const struct space *other, const int *partner)
{
	double m[9] = { 0 }, right[9], single[3], room[3];
	gsl_matrix_view u = gsl_matrix_view_array(m, 3, 3);
	gsl_matrix_view v = gsl_matrix_view_array(right, 3, 3);
	gsl_vector_view s = gsl_vector_view_array(single, 3);
	gsl_vector_view work = gsl_vector_view_array(room, 3);
	bool any = false;

	for (int i = 0; i < space->count; i++) {
		int j = partner[i];

		for (int r = 0; j >= 0 && r < 3; r++) {
			for (int c = 0; c < 3; c++)
				m[3 * r + c] += space->at[i][r] * other->at[j][c];
		}
	}
	for (int i = 0; i < 9; i++)
		any |= m[i] != 0;
	if (!any)
		return;
	gsl_linalg_SV_decomp(&u.matrix, &v.matrix, &s.vector, &work.vector);
	for (int i = 0; i < space->count; i++)
		turn(space->at[i], &u.matrix, &v.matrix);
	for (int c = 0; c < 3; c++)
		turn(space->axis[c], &u.matrix, &v.matrix);
}
