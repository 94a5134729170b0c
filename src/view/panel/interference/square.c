/* SPDX-License-Identifier: GPL-3.0-or-later */
/* square.c - the numbers of an interference figure. */
#include "view/panel/interference/square.h"

#include <math.h>
#include <stdlib.h>

#include "view/figure/figure.h"
#include "view/panel/interference/pair.h"

#define MATRIX_MAX 1024	    /* of one figure: 8 MiB of doubles */
#define COUNT_MAX (1 << 22) /* clauses^2 x neurons whose collisions are counted */

/* The matrix of a net's layer, malloc'ed, and its side; NULL: there is none. */
static double *matrix_of(const struct snapshot *s, const struct fpe_net *net, int layer,
			 enum fpe_of of, int *n)
{
	const struct fpe_clauses *clauses = figure_clauses(s, layer);
	double *value;

	*n = fpe_interference_size(net, layer, clauses, of);
	if (*n < 1 || *n > MATRIX_MAX)
		return NULL;
	value = malloc((size_t)*n * (size_t)*n * sizeof *value);
	if (value && fpe_interference(net, layer, clauses, of, value, NULL)) {
		free(value);
		return NULL;
	}
	return value;
}

/* Collisions pair by pair, malloc'ed; NULL: none to count, or too many. */
static int *meets_of(const struct snapshot *s, const struct fpe_net *net, int layer, enum fpe_of of,
		     int *parents)
{
	const struct fpe_clauses *clauses = figure_clauses(s, layer);
	size_t cells;
	int *meets;

	if (of != FPE_OF_CLAUSES || !clauses || clauses->count < 2)
		return NULL;
	cells = (size_t)clauses->count * (size_t)clauses->count;
	if (cells * (size_t)net->layer[layer].out > COUNT_MAX)
		return NULL;
	meets = malloc(cells * sizeof *meets);
	if (meets && fpe_collisions(net, clauses, meets, parents, NULL)) {
		free(meets);
		return NULL;
	}
	return meets;
}

/* Mean of abs over the pairs off the diagonal; NaN without a pair. */
static double mean_of_pairs(const double *value, int n, double *most)
{
	double sum = 0;

	*most = 0;
	for (int i = 0; i < n; i++) {
		for (int j = 0; j < i; j++) {
			double x = fabs(value[(size_t)i * (size_t)n + (size_t)j]);

			sum += x;
			*most = fmax(*most, x);
		}
	}
	return n > 1 ? sum / (0.5 * n * (n - 1)) : NAN;
}

double square_mean(const struct square *q, int arm)
{
	double mean, most, *value;
	int n;

	if (q->of == FPE_OF_NEURONS && q->layer == 0)
		return q->s->arm[arm].metric[FPE_METRIC_COSINE];
	if (q->layer >= q->s->arm[arm].net->layers)
		return NAN;
	if (arm == q->arm && q->value && !q->minus)
		return mean_of_pairs(q->value, q->n, &most);
	if (q->n > SQUARE_MEANS_MAX)
		return NAN;
	value = matrix_of(q->s, q->s->arm[arm].net, q->layer, q->of, &n);
	mean = value ? mean_of_pairs(value, n, &most) : NAN;
	free(value);
	return mean;
}

/* Limits that stay put while weights move a little. */
static double round_limit(double most)
{
	static const double steps[] = { 0.1, 0.25, 0.5, 1 };

	for (int i = 0; i < 4; i++) {
		if (most <= steps[i])
			return steps[i];
	}
	return 1;
}

/* Subtract the other net's matrix and collisions from the first's. */
static const char *subtract(struct square *q)
{
	const struct fpe_net *other =
		pair_folded(q->of, q->layer) ? &q->difference.net[1] : q->difference.arm[1]->net;
	size_t cells = (size_t)q->n * (size_t)q->n;
	int n, parents, *meets;
	double *value = matrix_of(q->s, other, q->layer, q->of, &n);

	if (!value || n != q->n) {
		free(value);
		return "the two have different neurons: nothing to subtract";
	}
	for (size_t i = 0; i < cells; i++)
		q->value[i] -= value[i];
	free(value);
	meets = meets_of(q->s, other, q->layer, q->of, &parents);
	for (size_t i = 0; q->meets && meets && i < cells; i++)
		q->meets[i] -= meets[i];
	free(meets);
	return NULL;
}

const char *square_open(struct square *q, const struct snapshot *s, const struct panel_options *o,
			int arm)
{
	const struct fpe_net *own = s->arm[arm].net;
	const char *why = NULL;
	double most = 0;

	*q = (struct square){ .s = s,
			      .net = own,
			      .minus = o->minus >= 0,
			      .arm = arm,
			      .layer = figure_layer(&s->arm[arm], o) };
	q->of = pair_of(s, o, q->layer);
	if (q->minus)
		why = difference_open(&q->difference, s, o, arm);
	if (why)
		return why;
	if (q->minus && pair_folded(q->of, q->layer))
		q->net = &q->difference.net[0];
	q->value = matrix_of(s, q->net, q->layer, q->of, &q->n);
	if (!q->value)
		return "too many to compare each with each: at most 1024. Try of=clauses";
	if (q->n < 2)
		return "one alone: nothing to compare it with";
	q->meets = meets_of(s, own, q->layer, q->of, &q->parents);
	if (q->minus)
		why = subtract(q);
	if (why)
		return why;
	mean_of_pairs(q->value, q->n, &most);
	q->limit = round_limit(most);
	return NULL;
}

void square_close(struct square *q)
{
	free(q->value);
	free(q->meets);
	difference_close(&q->difference);
}

int square_meets(const struct square *q, int *all)
{
	int sum = 0;

	for (int i = 0; i < q->n; i++) {
		for (int j = 0; j < i; j++)
			sum += q->meets[(size_t)i * (size_t)q->n + (size_t)j];
	}
	*all = q->n * (q->n - 1) / 2 * q->parents;
	return sum;
}
