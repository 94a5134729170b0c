/* SPDX-License-Identifier: GPL-3.0-or-later */
/* square.c - the numbers of an interference figure. */
#include "view/panel/interference/square.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/panel/interference/pair.h"

#define MATRIX_MAX 1024	      /* of one figure: 8 MiB of doubles */
#define MULTIPLICATIONS 1.2e7 /* that the pairs of a frame may take */
#define MEANS 6e6	      /* the same of the means of the other arms, all together */
#define PAIR 60		      /* multiplications as long as what a pair takes beside its sum */
#define COUNT_MAX (1 << 22)   /* clauses^2 x neurons whose collisions are counted */
_Static_assert(MATRIX_MAX == 1024, "a message says so");

/* Every step-th neuron or input of a layer, in memory of its own. False: none. */
static bool thin_layer(const struct fpe_layer *from, enum fpe_of of, int step, struct fpe_layer *to)
{
	int rows = of == FPE_OF_NEURONS ? step : 1, columns = of == FPE_OF_INPUTS ? step : 1;
	size_t at = 0;

	*to = (struct fpe_layer){ .in = (from->in + columns - 1) / columns,
				  .out = (from->out + rows - 1) / rows };
	to->weight = malloc(fpe_layer_size(to) * sizeof *to->weight);
	for (int i = 0; to->weight && i < from->out; i += rows) {
		const float *row = from->weight + (size_t)i * (size_t)from->in;

		for (int j = 0; j < from->in; j += columns)
			to->weight[at++] = row[j];
	}
	return to->weight;
}

/* The same of clauses. */
static bool thin_clauses(const struct fpe_clauses *from, int step, struct fpe_clauses *to)
{
	int places = from->start[from->count];
	int *block;

	to->count = (from->count + step - 1) / step;
	block = malloc(((size_t)to->count + 1 + (size_t)places) * sizeof *block +
		       (size_t)places * sizeof *to->sign);
	if (!block)
		return false;
	to->start = block;
	to->input = block + to->count + 1;
	to->sign = (signed char *)(to->input + places);
	to->start[0] = 0;
	for (int c = 0; c < to->count; c++) {
		int at = from->start[c * step], n = from->start[c * step + 1] - at;

		memcpy(to->input + to->start[c], from->input + at, (size_t)n * sizeof *to->input);
		memcpy(to->sign + to->start[c], from->sign + at, (size_t)n * sizeof *to->sign);
		to->start[c + 1] = to->start[c] + n;
	}
	return true;
}

/* The matrix, malloc'ed; NULL: too many, or no memory. */
static double *values_of(const struct fpe_net *net, int layer, const struct fpe_clauses *clauses,
			 enum fpe_of of, int *n)
{
	double *value;

	*n = fpe_interference_size(net, layer, clauses, of);
	value = *n < 1 || *n > MATRIX_MAX ? NULL : malloc((size_t)*n * (size_t)*n * sizeof *value);
	if (value && fpe_interference(net, layer, clauses, of, NULL, value, NULL)) {
		free(value);
		return NULL;
	}
	return value;
}

/* The matrix of every step-th item of a net's layer, malloc'ed, and its side; NULL: there
   is none. */
static double *matrix_of(const struct snapshot *s, const struct fpe_net *net, int layer,
			 enum fpe_of of, int step, int *n)
{
	const struct fpe_clauses *clauses = figure_clauses(s, layer);
	struct fpe_clauses some = { .count = 0 };
	struct fpe_net thin = *net;
	double *value;

	*n = 0;
	if (step <= 1)
		return values_of(net, layer, clauses, of, n);
	if (of == FPE_OF_CLAUSES) {
		if (!clauses || !thin_clauses(clauses, step, &some))
			return NULL;
		value = values_of(net, layer, &some, of, n);
		free(some.start);
		return value;
	}
	if (!thin_layer(&net->layer[layer], of, step, &thin.layer[layer]))
		return NULL;
	value = values_of(&thin, layer, NULL, of, n);
	free(thin.layer[layer].weight);
	return value;
}

/* Of how many of n items one is compared, where a pair takes `each` multiplications and all
   pairs are to take no more than `most`. */
static int step_within(double n, double each, double most)
{
	int step = (int)ceil(sqrt(n * n / 2 * (each + PAIR) / most));

	return step < n / MATRIX_MAX ? (int)ceil(n / MATRIX_MAX) : step < 1 ? 1 : step;
}

/* What is compared, and the length of its vectors. */
static double items_of(const struct square *q, double *each)
{
	const struct fpe_layer *l = &q->net->layer[q->layer];
	const struct fpe_clauses *clauses = figure_clauses(q->s, q->layer);

	*each = q->of == FPE_OF_NEURONS ? l->in : l->out;
	if (q->of == FPE_OF_CLAUSES)
		return clauses ? clauses->count : 0;
	return q->of == FPE_OF_NEURONS ? l->out : l->in;
}

/* So that a frame takes a few milliseconds, if none has a tile of its own. */
static int step_of(const struct square *q, int room)
{
	double each, n = items_of(q, &each);

	if (room < 1 || n <= FIGURE_PAGES * (double)room)
		return 1;
	return step_within(n, each, MULTIPLICATIONS);
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
			*most = x > *most ? x : *most;
		}
	}
	return n > 1 ? sum / (0.5 * n * (n - 1)) : NAN;
}

bool square_is_metric(const struct square *q)
{
	return q->of == FPE_OF_NEURONS && q->layer == 0;
}

double square_mean(const struct square *q, int arm, bool *sampled)
{
	double mean, most, *value, each, n = items_of(q, &each);
	int step, count;

	*sampled = false;
	if (square_is_metric(q))
		return q->s->arm[arm].metric[FPE_METRIC_COSINE];
	if (q->layer >= q->s->arm[arm].net->layers)
		return NAN;
	if (arm == q->arm && q->value && !q->minus && q->step == 1)
		return mean_of_pairs(q->value, q->n, &most);
	step = step_within(n, each, MEANS / q->s->arms);
	value = matrix_of(q->s, q->s->arm[arm].net, q->layer, q->of, step, &count);
	mean = value ? mean_of_pairs(value, count, &most) : NAN;
	*sampled = step > 1;
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
	double *value = matrix_of(q->s, other, q->layer, q->of, q->step, &n);

	if (!value || n != q->n) {
		free(value);
		return "the two have different neurons: nothing to subtract";
	}
	for (size_t i = 0; i < cells; i++)
		q->value[i] -= value[i];
	free(value);
	meets = q->meets ? meets_of(q->s, other, q->layer, q->of, &parents) : NULL;
	for (size_t i = 0; q->meets && meets && i < cells; i++)
		q->meets[i] -= meets[i];
	free(meets);
	return NULL;
}

const char *square_open(struct square *q, const struct snapshot *s, const struct panel_options *o,
			int arm, int room)
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
	q->step = step_of(q, room);
	q->value = matrix_of(s, q->net, q->layer, q->of, q->step, &q->n);
	if (!q->value)
		return "too many to compare each with each: at most 1024. Try of=clauses";
	if (q->n < 2)
		return "one alone: nothing to compare it with";
	if (q->step == 1)
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
