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
#define METRIC_INFO(NAME, name, digits, RANGE, FROM, unit, help) \
	[FPE_METRIC_##NAME] = { #name, help, digits, FPE_RANGE_##RANGE, FPE_FROM_##FROM, unit },
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

double fpe_unexplained(const struct fpe_data *test, double loss)
{
	double variance = test ? fpe_data_variance(test) : NAN;

	return variance > 0 ? loss / variance : NAN;
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

/* gram: inner products of every step-th row, the upper half. */
static enum fpe_status fill_cosines(const struct fpe_net *net, int layer, int step,
				    const double *gram, double out[FPE_METRIC_COUNT],
				    struct fpe_error *err)
{
	size_t h = (size_t)((net->layer[layer].out + step - 1) / step);
	const struct fpe_origin *origin = net->origin[layer];
	double *length = gram_alloc((int)h, 1), all = 0, plain = 0, cross = 0, cross_pairs = 0;

	if (!length)
		return fpe_no_memory(err);
	for (size_t i = 0; i < h; i++)
		length[i] = sqrt(gram[i * h + i]);
	for (size_t i = 0; i < h; i++) {
		for (size_t l = i + 1; l < h; l++) {
			double both = length[i] * length[l];
			double cosine = both > 0 ? gram[i * h + l] / both : 0;

			all += fabs(cosine);
			plain += cosine;
			if (origin[i * (size_t)step].root == origin[l * (size_t)step].root)
				continue;
			cross += fabs(cosine);
			cross_pairs++;
		}
	}
	free(length);
	out[FPE_METRIC_COSINE] = ratio(all, 0.5 * (double)h * ((double)h - 1));
	out[FPE_METRIC_COSINE_SIGNED] = ratio(plain, 0.5 * (double)h * ((double)h - 1));
	out[FPE_METRIC_COSINE_CROSS] = ratio(cross, cross_pairs);
	return FPE_OK;
}

/* own: W_j.W_j; all: sum_l (W_j.W_l)^2. */
static double share(double own, double all)
{
	double c = all > 0 ? own * own / all : 0;

	return c > 1 ? 1 : c; /* rounding */
}

#define PART 256 /* inputs worked out at a time */

/* W_j^T G W_j of `count` inputs from the first on; product [count x h] is scratch. */
static enum fpe_status part_by_rows(const struct fpe_layer *l, const struct gram_side *later,
				    int first, int count, const struct fpe_watch *watch,
				    double *product, double *out, struct fpe_error *err)
{
	struct gram_side columns = gram_of_columns(l), part = gram_part(&columns, first, count);
	size_t h = (size_t)l->out;
	enum fpe_status status = gram_product(&part, later, GRAM_LATER, watch, product, err);

	for (int j = 0; !status && j < count; j++) {
		const double *gw = product + (size_t)j * h;
		double own = 0, all = 0;

		for (size_t i = 0; i < h; i++) {
			double w = l->weight[i * (size_t)l->in + (size_t)(first + j)];

			own += w * w;
			all += w * gw[i];
		}
		out[first + j] = share(own, all);
	}
	return status;
}

/*
 * sum_l (W_j.W_l)^2 = W_j^T G W_j with G = W W^T, the Gram matrix of the rows:
 * the cheap side where a layer has fewer neurons than inputs. G is symmetric,
 * so W_j^T G W_j = W_j^T U W_j, where row i of U is G's from its diagonal on,
 * twice after it: half the products. gram becomes U.
 */
static enum fpe_status capacity_by_rows(const struct fpe_layer *l, double *gram,
					const struct fpe_watch *watch, double *out,
					struct fpe_error *err)
{
	int h = l->out;
	double *product = gram_alloc(PART, h);
	struct gram_side later = {
		.doubles = gram, .n = h, .length = h, .next = (size_t)h, .step = 1
	};
	enum fpe_status status = product ? FPE_OK : fpe_no_memory(err);

	for (size_t i = 0; !status && i < (size_t)h; i++) {
		double *row = gram + i * (size_t)h;

		memset(row, 0, i * sizeof *row);
		for (size_t k = i + 1; k < (size_t)h; k++)
			row[k] *= 2;
	}
	for (int j = 0; !status && j < l->in; j += PART)
		status = part_by_rows(l, &later, j, l->in - j < PART ? l->in - j : PART, watch,
				      product, out, err);
	free(product);
	return status;
}

static enum fpe_status capacity_by_columns(const struct fpe_layer *l, const struct fpe_watch *watch,
					   double *out, struct fpe_error *err)
{
	struct gram_side columns = gram_of_columns(l);
	size_t d = (size_t)l->in;
	double *gram, *all = calloc(d, sizeof *all);
	enum fpe_status status = all ? FPE_OK : fpe_no_memory(err);

	if (!status)
		status = gram_new(&columns, watch, &gram, err);
	if (!status) {
		for (size_t j = 0; j < d; j++) {
			const double *row = gram + j * d;

			all[j] += row[j] * row[j];
			for (size_t k = j + 1; k < d; k++) {
				all[j] += row[k] * row[k];
				all[k] += row[k] * row[k];
			}
		}
		for (size_t j = 0; j < d; j++)
			out[j] = share(gram[j * d + j], all[j]);
		free(gram);
	}
	free(all);
	return status;
}

/* Are there fewer neurons than inputs, so that their products are the cheaper ones? */
static bool by_rows(const struct fpe_layer *l)
{
	return l->out <= l->in;
}

static enum fpe_status row_gram(const struct fpe_layer *l, const struct fpe_watch *watch,
				double **out, struct fpe_error *err)
{
	struct gram_side rows = gram_of_rows(l);

	return gram_new(&rows, watch, out, err);
}

enum fpe_status fpe_capacity(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			     double *out, struct fpe_error *err)
{
	enum fpe_status status = metric_check(net, layer, NULL, err);
	const struct fpe_layer *l;
	double *gram;

	if (status)
		return status;
	l = &net->layer[layer];
	if (!by_rows(l))
		return capacity_by_columns(l, watch, out, err);
	status = row_gram(l, watch, &gram, err);
	if (!status) {
		status = capacity_by_rows(l, gram, watch, out, err);
		free(gram);
	}
	return status;
}

/* exp of the entropy of p_j = |W_j|^2 / sum_l |W_l|^2, over the neurons; NaN without a
   weight. each [in] is scratch. */
static double features_per_neuron(const struct fpe_layer *l, double *each)
{
	double all = 0, entropy = 0;

	memset(each, 0, (size_t)l->in * sizeof *each);
	for (int i = 0; i < l->out; i++) {
		const float *w = l->weight + (size_t)i * (size_t)l->in;

		for (int j = 0; j < l->in; j++)
			each[j] += (double)w[j] * (double)w[j];
	}
	for (int j = 0; j < l->in; j++)
		all += each[j];
	if (!(all > 0) || !isfinite(all))
		return NAN;
	for (int j = 0; j < l->in; j++) {
		double share_of = each[j] / all;

		entropy -= share_of > 0 ? share_of * log(share_of) : 0;
	}
	return exp(entropy) / l->out;
}

/* The metrics of a layer's weights. */
static enum fpe_status fill_layer(const struct fpe_net *net, int layer,
				  const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				  struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[layer];
	double *each = gram_alloc(l->in, 1), *gram = NULL, sum = 0;
	enum fpe_status status = each ? row_gram(l, watch, &gram, err) : fpe_no_memory(err);

	if (!status)
		status = fill_cosines(net, layer, 1, gram, out, err);
	if (!status && by_rows(l))
		status = capacity_by_rows(l, gram, watch, each, err);
	free(gram);
	if (!status && !by_rows(l))
		status = capacity_by_columns(l, watch, each, err);
	for (int j = 0; !status && j < l->in; j++)
		sum += each[j];
	if (!status)
		out[FPE_METRIC_CAPACITY] = sum / l->in;
	if (!status)
		out[FPE_METRIC_FEATURES_PER_NEURON] = features_per_neuron(l, each);
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

/* The metrics of a layer's weights: fill_layer, or sample_layer. */
typedef enum fpe_status fill(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			     double out[FPE_METRIC_COUNT], struct fpe_error *err);

static enum fpe_status fill_all(fill *of_layer, const struct fpe_net *net, int layer,
				const struct fpe_clauses *clauses, const struct fpe_watch *watch,
				double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	enum fpe_status status = metric_check(net, layer, clauses, err);

	fpe_metric_clear(out);
	if (status)
		return status;
	fpe_metric_counts(net, out);
	status = of_layer(net, layer, watch, out, err);
	if (!status && metric_has_clauses(layer, clauses))
		status = metric_clause_fill(net, clauses, watch, out, err);
	return status;
}

enum fpe_status fpe_metric_net(const struct fpe_net *net, int layer,
			       const struct fpe_clauses *clauses, const struct fpe_watch *watch,
			       double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	return fill_all(fill_layer, net, layer, clauses, watch, out, err);
}

/* Of how many vectors one is taken. Odd: the children of a neuron stand side by side, and
   of two it would always be the same one. */
static int sample_step(int n, int most)
{
	return n <= most ? 1 : ((n + most - 1) / most) | 1;
}

static enum fpe_status sample_cosines(const struct fpe_net *net, int layer,
				      const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				      struct fpe_error *err)
{
	struct gram_side rows = gram_of_rows(&net->layer[layer]);
	int step = sample_step(rows.n, FPE_METRIC_SAMPLED_NEURONS);
	double *gram;
	enum fpe_status status;

	rows = gram_every(&rows, step);
	status = gram_new(&rows, watch, &gram, err);
	if (!status)
		status = fill_cosines(net, layer, step, gram, out, err);
	free(gram);
	return status;
}

static enum fpe_status sample_capacity(const struct fpe_layer *l, const struct fpe_watch *watch,
				       double *out, struct fpe_error *err)
{
	struct gram_side all = gram_of_columns(l);
	int step = sample_step(l->in, FPE_METRIC_SAMPLED_INPUTS);
	struct gram_side some = gram_every(&all, step);
	double *product = gram_alloc(some.n, l->in), sum = 0;
	enum fpe_status status = product ? FPE_OK : fpe_no_memory(err);

	if (!status)
		status = gram_product(&some, &all, GRAM_ALL, watch, product, err);
	for (int j = 0; !status && j < some.n; j++) {
		const double *row = product + (size_t)j * (size_t)l->in;
		double squares = 0;

		for (int k = 0; k < l->in; k++)
			squares += row[k] * row[k];
		sum += share(row[j * step], squares);
	}
	free(product);
	if (!status)
		*out = sum / some.n;
	return status;
}

static enum fpe_status sample_layer(const struct fpe_net *net, int layer,
				    const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				    struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[layer];
	enum fpe_status status = sample_cosines(net, layer, watch, out, err);
	double *each = gram_alloc(l->in, 1);

	if (!each && !status)
		status = fpe_no_memory(err);
	if (!status)
		out[FPE_METRIC_FEATURES_PER_NEURON] = features_per_neuron(l, each);
	free(each);
	if (!status)
		status = sample_capacity(l, watch, &out[FPE_METRIC_CAPACITY], err);
	return status;
}

enum fpe_status fpe_metric_sample(const struct fpe_net *net, int layer,
				  const struct fpe_clauses *clauses, const struct fpe_watch *watch,
				  double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	return fill_all(sample_layer, net, layer, clauses, watch, out, err);
}
