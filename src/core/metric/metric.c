/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metric.c - the table of metrics, capacity and cosines.
 *
 * All sums are in double and run in a fixed order. Not here: metrics over
 * clauses (metric_clause.c), whole matrices (interference.c).
 */
#include "core/metric/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/gram.h"

const struct fpe_metric_info fpe_metric_info[FPE_METRIC_COUNT] = {
#define METRIC_INFO(NAME, name, digits, RANGE, unit, help) \
	[FPE_METRIC_##NAME] = { #name, help, digits, FPE_RANGE_##RANGE, unit },
	FPE_METRIC_LIST(METRIC_INFO)
#undef METRIC_INFO
};

void fpe_metric_clear(double out[FPE_METRIC_COUNT])
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		out[m] = NAN;
}

double fpe_bits_per_character(const struct fpe_data *test, double loss)
{
	return test && test->context ? loss / log(2) : NAN;
}

int fpe_metric_find(const char *name)
{
	if (!strcmp(name, "accuracy"))
		return FPE_METRIC_TEST_ACCURACY;
	if (!strcmp(name, "loss"))
		return FPE_METRIC_TEST_LOSS;
	for (int i = 0; i < FPE_METRIC_COUNT; i++) {
		if (!strcmp(name, fpe_metric_info[i].name))
			return i;
	}
	return -1;
}

int fpe_metric_find_at(const char *name, bool *at_split)
{
	static const char split[] = "split_";

	*at_split = strncmp(name, split, sizeof split - 1) == 0;
	return fpe_metric_find(*at_split ? name + sizeof split - 1 : name);
}

double metric_cosine(double dot, double aa, double bb)
{
	return aa > 0 && bb > 0 ? dot / (sqrt(aa) * sqrt(bb)) : 0;
}

static double ratio(double sum, double n)
{
	return n > 0 ? sum / n : NAN;
}

/* gram: inner products of the rows. */
static void fill_cosines(const struct fpe_net *net, int layer, const double *gram,
			 double out[FPE_METRIC_COUNT])
{
	size_t h = (size_t)net->layer[layer].out;
	const struct fpe_origin *origin = net->origin[layer];
	double all = 0, plain = 0, cross = 0, pairs = 0, cross_pairs = 0;

	for (size_t i = 0; i < h; i++) {
		for (size_t l = i + 1; l < h; l++) {
			double cosine =
				metric_cosine(gram[i * h + l], gram[i * h + i], gram[l * h + l]);

			all += fabs(cosine);
			plain += cosine;
			pairs++;
			if (origin[i].root == origin[l].root)
				continue;
			cross += fabs(cosine);
			cross_pairs++;
		}
	}
	out[FPE_METRIC_COSINE] = ratio(all, pairs);
	out[FPE_METRIC_COSINE_SIGNED] = ratio(plain, pairs);
	out[FPE_METRIC_COSINE_CROSS] = ratio(cross, cross_pairs);
}

/* own: W_j.W_j; all: sum_l (W_j.W_l)^2. */
static double share(double own, double all)
{
	double c = all > 0 ? own * own / all : 0;

	return c > 1 ? 1 : c; /* rounding */
}

/*
 * sum_l (W_j.W_l)^2 = W_j^T G W_j with G = W W^T, the Gram matrix of the rows:
 * the cheap side where a layer has fewer neurons than inputs.
 */
static enum fpe_status capacity_by_rows(const double *column, const double *gram, int h, int d,
					double *out, struct fpe_error *err)
{
	double *product = gram_alloc(d, h);

	if (!product || !gram_product(column, d, gram, h, h, product)) {
		free(product);
		return fpe_no_memory(err);
	}
	for (int j = 0; j < d; j++) {
		const double *w = column + (size_t)j * (size_t)h;
		const double *gw = product + (size_t)j * (size_t)h;
		double own = 0, all = 0;

		for (int i = 0; i < h; i++) {
			own += w[i] * w[i];
			all += w[i] * gw[i];
		}
		out[j] = share(own, all);
	}
	free(product);
	return FPE_OK;
}

static enum fpe_status capacity_by_columns(const double *column, int h, int d, double *out,
					   struct fpe_error *err)
{
	double *gram = gram_new(column, d, h);

	if (!gram)
		return fpe_no_memory(err);
	for (int j = 0; j < d; j++) {
		const double *row = gram + (size_t)j * (size_t)d;
		double all = 0;

		for (int l = 0; l < d; l++)
			all += row[l] * row[l];
		out[j] = share(row[j], all);
	}
	free(gram);
	return FPE_OK;
}

static double *row_gram(const struct fpe_layer *l)
{
	double *rows = gram_rows(l);
	double *gram = rows ? gram_new(rows, l->out, l->in) : NULL;

	free(rows);
	return gram;
}

/* gram: of the rows, or NULL where there are more neurons than inputs. */
static enum fpe_status capacity(const struct fpe_layer *l, const double *gram, double *out,
				struct fpe_error *err)
{
	double *column = gram_columns(l);
	enum fpe_status status;

	if (!column)
		return fpe_no_memory(err);
	if (l->out <= l->in)
		status = capacity_by_rows(column, gram, l->out, l->in, out, err);
	else
		status = capacity_by_columns(column, l->out, l->in, out, err);
	free(column);
	return status;
}

enum fpe_status fpe_capacity(const struct fpe_net *net, int layer, double *out,
			     struct fpe_error *err)
{
	enum fpe_status status = metric_check(net, layer, NULL, err);
	const struct fpe_layer *l;
	double *gram = NULL;

	if (status)
		return status;
	l = &net->layer[layer];
	if (l->out <= l->in) {
		gram = row_gram(l);
		if (!gram)
			return fpe_no_memory(err);
	}
	status = capacity(l, gram, out, err);
	free(gram);
	return status;
}

static enum fpe_status fill_capacity(const struct fpe_layer *l, const double *gram, double *mean,
				     struct fpe_error *err)
{
	double *each = gram_alloc(l->in, 1), sum = 0;
	enum fpe_status status;

	if (!each)
		return fpe_no_memory(err);
	status = capacity(l, gram, each, err);
	for (int j = 0; !status && j < l->in; j++)
		sum += each[j];
	*mean = sum / l->in;
	free(each);
	return status;
}

void fpe_metric_counts(const struct fpe_net *net, double out[FPE_METRIC_COUNT])
{
	fpe_metric_clear(out);
	out[FPE_METRIC_NNZ] = (double)fpe_net_nnz(net);
	out[FPE_METRIC_PARAMETERS] = (double)(fpe_net_nnz(net) + fpe_net_biases(net));
	out[FPE_METRIC_DEAD] = fpe_net_dead(net);
}

enum fpe_status fpe_metric_net(const struct fpe_net *net, int layer,
			       const struct fpe_clauses *clauses, double out[FPE_METRIC_COUNT],
			       struct fpe_error *err)
{
	enum fpe_status status = metric_check(net, layer, clauses, err);
	double *gram;

	fpe_metric_clear(out);
	if (status)
		return status;
	gram = row_gram(&net->layer[layer]);
	if (!gram)
		return fpe_no_memory(err);
	fpe_metric_counts(net, out);
	fill_cosines(net, layer, gram, out);
	status = fill_capacity(&net->layer[layer], gram, &out[FPE_METRIC_CAPACITY], err);
	free(gram);
	if (!status && metric_has_clauses(layer, clauses))
		status = metric_clause_fill(net, clauses, out, err);
	return status;
}
