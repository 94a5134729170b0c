/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metric_clause.c - metrics over the clauses of a task, on the first layer, and
 * whether there are any.
 *
 * Collisions and coverage go by the masks. Which clauses a neuron holds whole
 * is one bit set a neuron, so thousands of neurons and clauses stay cheap.
 */
#include "core/metric/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/rising.h"

bool metric_has_clauses(int layer, const struct fpe_clauses *clauses)
{
	return layer == 0 && clauses && clauses->count > 0;
}

enum fpe_status metric_check(const struct fpe_net *net, int layer,
			     const struct fpe_clauses *clauses, struct fpe_error *err)
{
	if (layer < 0 || layer >= net->layers)
		return fpe_fail(err, FPE_ERANGE, "there is no layer fc%d; the net has %d",
				layer + 1, net->layers);
	if (!metric_has_clauses(layer, clauses))
		return FPE_OK;
	for (int i = 0; i < clauses->start[clauses->count]; i++) {
		int j = clauses->input[i];

		if (j < 0 || j >= net->layer[0].in)
			return fpe_fail(err, FPE_ESHAPE,
					"a clause has input x%d; the net has %d inputs", j,
					net->layer[0].in);
	}
	return FPE_OK;
}

struct held {
	int neurons, clauses, words;
	uint64_t *bits; /* [neurons x words], bit c: holds clause c whole */
	uint64_t *any;	/* [words] scratch */
	int *by_root;	/* [neurons] root * 4096 + neuron, ascending */
};

static void held_free(struct held *h)
{
	free(h->bits);
	free(h->any);
	free(h->by_root);
}

bool fpe_clause_held(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses,
		     int clause)
{
	const float *mask = l->mask + (size_t)neuron * (size_t)l->in;

	for (int i = clauses->start[clause]; i < clauses->start[clause + 1]; i++) {
		if (mask[clauses->input[i]] == 0)
			return false;
	}
	return true;
}

static const uint64_t *held_of(const struct held *h, int neuron)
{
	return h->bits + (size_t)neuron * (size_t)h->words;
}

static enum fpe_status held_open(struct held *h, const struct fpe_net *net,
				 const struct fpe_clauses *clauses, struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[0];

	h->neurons = l->out;
	h->clauses = clauses->count;
	h->words = (clauses->count + 63) / 64;
	h->bits = calloc((size_t)l->out * (size_t)h->words, sizeof *h->bits);
	h->any = calloc((size_t)h->words, sizeof *h->any);
	h->by_root = calloc((size_t)l->out, sizeof *h->by_root);
	if (!h->bits || !h->any || !h->by_root)
		return fpe_no_memory(err);
	for (int n = 0; n < l->out; n++) {
		uint64_t *bits = h->bits + (size_t)n * (size_t)h->words;

		for (int c = 0; c < clauses->count; c++) {
			if (fpe_clause_held(l, n, clauses, c))
				bits[c / 64] |= UINT64_C(1) << c % 64;
		}
		h->by_root[n] = net->origin[0][n].root * FPE_MAX_NEURONS + n;
	}
	qsort(h->by_root, (size_t)l->out, sizeof *h->by_root, rising_int);
	return FPE_OK;
}

static int count_bits(const uint64_t *bits, int words)
{
	int n = 0;

	for (int w = 0; w < words; w++)
		n += __builtin_popcountll(bits[w]);
	return n;
}

/* Add neuron's clauses after clause c to any, where it holds c itself. */
static void join_after(struct held *h, int neuron, int c)
{
	const uint64_t *bits = held_of(h, neuron);
	int first = c / 64;

	if (!(bits[first] >> c % 64 & 1))
		return;
	h->any[first] |= bits[first] & (~UINT64_C(1) << c % 64);
	for (int w = first + 1; w < h->words; w++)
		h->any[w] |= bits[w];
}

/* Do no two neurons of by_root[from … to-1] hold a clause both? So it is after a split,
   whose children share no input. */
static bool apart(struct held *h, int from, int to)
{
	memset(h->any, 0, (size_t)h->words * sizeof *h->any);
	for (int i = from; i < to; i++) {
		const uint64_t *bits = held_of(h, h->by_root[i] % FPE_MAX_NEURONS);

		for (int w = 0; w < h->words; w++) {
			if (h->any[w] & bits[w])
				return false;
			h->any[w] |= bits[w];
		}
	}
	return true;
}

/* Clause pairs that some neuron of by_root[from … to-1] holds whole. */
static double pairs_of_root(struct held *h, int from, int to)
{
	double pairs = 0;

	if (apart(h, from, to)) {
		for (int i = from; i < to; i++) {
			double n =
				count_bits(held_of(h, h->by_root[i] % FPE_MAX_NEURONS), h->words);

			pairs += n * (n - 1) / 2;
		}
		return pairs;
	}
	for (int c = 0; c < h->clauses; c++) {
		memset(h->any, 0, (size_t)h->words * sizeof *h->any);
		for (int i = from; i < to; i++)
			join_after(h, h->by_root[i] % FPE_MAX_NEURONS, c);
		pairs += count_bits(h->any, h->words);
	}
	return pairs;
}

/* Past the last neuron of by_root that has the root of the one at `from`. */
static int end_of_root(const struct held *h, int from)
{
	int root = h->by_root[from] / FPE_MAX_NEURONS, to = from + 1;

	while (to < h->neurons && h->by_root[to] / FPE_MAX_NEURONS == root)
		to++;
	return to;
}

static enum fpe_status collisions(struct held *h, const struct fpe_watch *watch, double *out,
				  struct fpe_error *err)
{
	double m = h->clauses, pairs = 0, roots = 0;
	enum fpe_status status = FPE_OK;

	*out = NAN;
	if (h->clauses < 2)
		return FPE_OK;
	for (int from = 0, to; !status && from < h->neurons; from = to) {
		to = end_of_root(h, from);
		pairs += pairs_of_root(h, from, to);
		roots++;
		status = fpe_watch_ask(watch, err);
	}
	*out = pairs / (roots * (m * (m - 1) / 2));
	return status;
}

static double coverage(struct held *h)
{
	memset(h->any, 0, (size_t)h->words * sizeof *h->any);
	for (int n = 0; n < h->neurons; n++) {
		for (int w = 0; w < h->words; w++)
			h->any[w] |= held_of(h, n)[w];
	}
	return (double)count_bits(h->any, h->words) / h->clauses;
}

double fpe_clause_weight(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses,
			 int clause)
{
	const float *w = l->weight + (size_t)neuron * (size_t)l->in;
	double q = 0;

	for (int i = clauses->start[clause]; i < clauses->start[clause + 1]; i++) {
		double x = w[clauses->input[i]];

		q += x * x;
	}
	return q;
}

double fpe_clauses_served(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses)
{
	double sum = 0, squares = 0;

	for (int c = 0; c < clauses->count; c++) {
		double q = fpe_clause_weight(l, neuron, clauses, c);

		sum += q;
		squares += q * q;
	}
	return squares > 0 ? sum * sum / squares : NAN;
}

static double clauses_per_neuron(const struct fpe_layer *l, const struct fpe_clauses *clauses)
{
	double total = 0;
	int neurons = 0;

	for (int n = 0; n < l->out; n++) {
		double served = fpe_clauses_served(l, n, clauses);

		if (!isnan(served)) {
			total += served;
			neurons++;
		}
	}
	return neurons ? total / neurons : NAN;
}

/* Count, for clause c, the later ones that lie in `any`, both ways round. */
static void count_partners(const struct held *h, int c, int *out)
{
	size_t m = (size_t)h->clauses;

	for (int w = c / 64; w < h->words; w++) {
		for (uint64_t left = h->any[w]; left; left &= left - 1) {
			size_t other = (size_t)(w * 64 + __builtin_ctzll(left));

			out[(size_t)c * m + other]++;
			out[other * m + (size_t)c]++;
		}
	}
}

enum fpe_status fpe_collisions(const struct fpe_net *net, const struct fpe_clauses *clauses,
			       int *out, int *parents, struct fpe_error *err)
{
	enum fpe_status status = metric_check(net, 0, clauses, err);
	struct held h = { 0 };
	int roots = 0;

	if (!status)
		status = held_open(&h, net, clauses, err);
	for (size_t i = 0; !status && i < (size_t)h.clauses * (size_t)h.clauses; i++)
		out[i] = 0;
	for (int from = 0, to; !status && from < h.neurons; from = to, roots++) {
		to = end_of_root(&h, from);
		for (int c = 0; c < h.clauses; c++) {
			size_t own = (size_t)c * (size_t)(h.clauses + 1);
			bool whole = false;

			memset(h.any, 0, (size_t)h.words * sizeof *h.any);
			for (int i = from; i < to; i++) {
				int neuron = h.by_root[i] % FPE_MAX_NEURONS;

				whole |= held_of(&h, neuron)[c / 64] >> c % 64 & 1;
				join_after(&h, neuron, c);
			}
			count_partners(&h, c, out);
			out[own] += whole;
		}
	}
	if (!status && parents)
		*parents = roots;
	held_free(&h);
	return status;
}

/* Are the signs of a neuron's weights on a clause the literals', or all the
   other way round? */
static bool signs_agree(const float *weight, const struct fpe_clauses *clauses, int c)
{
	int same = 0, other = 0, k = clauses->start[c + 1] - clauses->start[c];

	for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
		float w = weight[clauses->input[i]];
		int sign = (w > 0) - (w < 0);

		same += sign == clauses->sign[i];
		other += sign == -clauses->sign[i];
	}
	return same == k || other == k;
}

static bool has_signs(const struct fpe_clauses *clauses, int c)
{
	if (!clauses->sign)
		return false;
	for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
		if (clauses->sign[i] == 0)
			return false;
	}
	return true;
}

struct fpe_codes fpe_codes(const struct fpe_net *net, const struct fpe_clauses *clauses)
{
	const struct fpe_layer *l = &net->layer[0];
	struct fpe_codes codes = { 0, 0, NAN, NAN };
	double chance = 0;

	for (int c = 0; clauses && c < clauses->count; c++) {
		int k = clauses->start[c + 1] - clauses->start[c];

		for (int n = 0; n < l->out && has_signs(clauses, c); n++) {
			if (!fpe_clause_held(l, n, clauses, c))
				continue;
			codes.pairs++;
			codes.agree +=
				signs_agree(l->weight + (size_t)n * (size_t)l->in, clauses, c);
			chance += ldexp(1, 1 - k);
		}
	}
	if (codes.pairs) {
		codes.share = (double)codes.agree / (double)codes.pairs;
		codes.chance = chance / (double)codes.pairs;
	}
	return codes;
}

enum fpe_status metric_clause_fill(const struct fpe_net *net, const struct fpe_clauses *clauses,
				   const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				   struct fpe_error *err)
{
	struct held h = { 0 };
	enum fpe_status status = held_open(&h, net, clauses, err);

	if (!status)
		status = collisions(&h, watch, &out[FPE_METRIC_COLLISIONS], err);
	if (!status) {
		out[FPE_METRIC_COVERAGE] = coverage(&h);
		out[FPE_METRIC_CLAUSES_PER_NEURON] = clauses_per_neuron(&net->layer[0], clauses);
		out[FPE_METRIC_CODES] = fpe_codes(net, clauses).share;
	}
	held_free(&h);
	return status;
}
