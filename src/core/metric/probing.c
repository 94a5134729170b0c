/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probing.c - linear readers of a layer, one a clause or class. */
#include "fpe/probing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/inside.h"
#include "fpe/contrast.h"
#include "fpe/kernel.h"

/* Both sets of samples, as the layer has them. */
struct reader {
	const struct fpe_probing_basis *basis;
	const struct fpe_data *data[2]; /* that is fitted to, and that is ranked */
	int32_t *order[2];
	struct inside x[2];
	const float *from[2]; /* [features x n] */
	bool *yes[2];
	float *even; /* [features x train] with mean 0, deviation 1 */
	double *mean, *deviation;
	float *score; /* [test] */
	int *place;   /* [test] */
	double *rank; /* [test] */
	double *w;    /* [features + 1] */
};

/* The first samples, or every second one where both sets come from one. */
static int choose(const struct fpe_data *data, int from, int step, int32_t **order)
{
	int n = (data->count - from + step - 1) / step;

	n = n < FPE_PROBING_SAMPLES ? n : FPE_PROBING_SAMPLES;
	*order = malloc(((size_t)n + 1) * sizeof **order);
	for (int i = 0; *order && i < n; i++)
		(*order)[i] = from + i * step;
	return n;
}

static enum fpe_status look(struct reader *r, const struct fpe_net *net, int layer, int set,
			    int from, int step, struct fpe_error *err)
{
	int n = choose(r->data[set], from, step, &r->order[set]);
	enum fpe_status status = fpe_kernel_fits(net, r->data[set], err);

	r->yes[set] = calloc((size_t)n + 1, sizeof *r->yes[set]);
	if (!status && (!r->order[set] || !r->yes[set]))
		status = fpe_no_memory(err);
	if (!status)
		status = inside_new(net, layer, r->data[set], r->order[set], n, r->basis->watch,
				    &r->x[set], err);
	r->from[set] = layer < 0 ? r->x[set].input : r->x[set].post[layer < 0 ? 0 : layer];
	return status;
}

static void even_out(struct reader *r, int features)
{
	int n = r->x[0].n;

	for (int j = 0; j < features; j++) {
		const float *row = r->from[0] + (size_t)j * (size_t)n;
		float *even = r->even + (size_t)j * (size_t)n;
		double sum = 0, squares = 0;

		for (int s = 0; s < n; s++)
			sum += (double)row[s];
		sum /= n;
		for (int s = 0; s < n; s++)
			squares += ((double)row[s] - sum) * ((double)row[s] - sum);
		r->mean[j] = sum;
		r->deviation[j] = sqrt(squares / n);
		for (int s = 0; s < n; s++)
			even[s] = r->deviation[j] > 0
					  ? (float)(((double)row[s] - sum) / r->deviation[j])
					  : 0;
	}
}

static void label(struct reader *r, int set, bool of_clauses, int part)
{
	const struct fpe_data *d = r->data[set];

	for (int s = 0; s < r->x[set].n; s++) {
		size_t at = (size_t)r->order[set][s];

		r->yes[set][s] = of_clauses ? fpe_clause_speaks(r->basis->task, part,
								d->bits + at * (size_t)d->words)
					    : d->label[at] == part;
	}
}

static enum fpe_status read_part(struct reader *r, struct fpe_probing *out, int part,
				 struct fpe_error *err)
{
	double *weight = out->weight + (size_t)part * (size_t)out->features;
	int n = r->x[1].n;
	enum fpe_status status;

	label(r, 0, out->of_clauses, part);
	label(r, 1, out->of_clauses, part);
	status = fpe_logistic(r->even, r->yes[0], out->features, r->x[0].n, r->basis->watch, r->w,
			      err);
	if (status)
		return status;
	memset(r->score, 0, (size_t)n * sizeof *r->score);
	for (int j = 0; j < out->features; j++) {
		const float *row = r->from[1] + (size_t)j * (size_t)n;
		double w = r->deviation[j] > 0 ? r->w[j] / r->deviation[j] : 0;

		weight[j] = r->deviation[j] > 0 ? r->w[j] : 0;
		for (int s = 0; s < n; s++)
			r->score[s] += (float)(w * ((double)row[s] - r->mean[j]));
	}
	fpe_ranks(r->score, n, r->place, r->rank);
	out->auc[part] = fpe_auc(r->rank, r->yes[1], n);
	return FPE_OK;
}

static enum fpe_status read_all(struct reader *r, struct fpe_probing *out, struct fpe_error *err)
{
	size_t k = (size_t)out->features, parts = (size_t)out->parts;
	enum fpe_status status = FPE_OK;

	out->train = r->x[0].n;
	out->test = r->x[1].n;
	out->auc = calloc(parts, sizeof *out->auc);
	out->weight = calloc(parts * k + 1, sizeof *out->weight);
	r->even = calloc(k * (size_t)out->train + 1, sizeof *r->even);
	r->mean = calloc(k, sizeof *r->mean);
	r->deviation = calloc(k, sizeof *r->deviation);
	r->w = calloc(k + 1, sizeof *r->w);
	r->score = calloc((size_t)out->test + 1, sizeof *r->score);
	r->place = calloc((size_t)out->test + 1, sizeof *r->place);
	r->rank = calloc((size_t)out->test + 1, sizeof *r->rank);
	if (!out->auc || !out->weight || !r->even || !r->mean || !r->deviation || !r->w ||
	    !r->score || !r->place || !r->rank)
		return fpe_no_memory(err);
	even_out(r, out->features);
	for (int p = 0; p < out->parts && !status; p++)
		status = read_part(r, out, p, err);
	return status;
}

static void close_reader(struct reader *r)
{
	for (int set = 0; set < 2; set++) {
		inside_clear(&r->x[set]);
		free(r->order[set]);
		free(r->yes[set]);
	}
	free(r->even);
	free(r->mean);
	free(r->deviation);
	free(r->w);
	free(r->score);
	free(r->place);
	free(r->rank);
}

enum fpe_status fpe_probing_new(const struct fpe_net *net, int layer,
				const struct fpe_probing_basis *basis, struct fpe_probing *out,
				struct fpe_error *err)
{
	struct reader r = { .basis = basis,
			    .data = { basis->train, basis->test ? basis->test : basis->train } };
	int step = basis->test ? 1 : 2;
	enum fpe_status status;

	*out = (struct fpe_probing){ 0 };
	if (layer < -1 || layer >= net->layers)
		return fpe_fail(err, FPE_ERANGE, "the net has %d layers", net->layers);
	out->features = layer < 0 ? net->layer[0].in : net->layer[layer].out;
	out->parts = fpe_contrast_parts(basis->task, basis->train, &out->of_clauses);
	if (out->parts == 0)
		return fpe_fail(err, FPE_ESTATE,
				"the samples have real targets: neither clauses nor classes");
	status = look(&r, net, layer, 0, 0, step, err);
	if (!status)
		status = look(&r, net, layer, 1, basis->test ? 0 : 1, step, err);
	if (!status)
		status = read_all(&r, out, err);
	close_reader(&r);
	return status;
}

void fpe_probing_clear(struct fpe_probing *probing)
{
	free(probing->auc);
	free(probing->weight);
	*probing = (struct fpe_probing){ 0 };
}

double fpe_probing_mean(const struct fpe_probing *probing)
{
	double sum = 0;
	int parts = 0;

	for (int p = 0; p < probing->parts; p++) {
		sum += isnan(probing->auc[p]) ? 0 : probing->auc[p];
		parts += !isnan(probing->auc[p]);
	}
	return parts ? sum / parts : NAN;
}

enum fpe_status fpe_probing_untrained(const struct fpe_net *net, int layer, uint64_t seed,
				      const struct fpe_probing_basis *basis,
				      struct fpe_probing *out, struct fpe_error *err)
{
	int widths[] = { net->layer[0].in, net->layer[layer].out, fpe_net_outputs(net) };
	struct fpe_net *fresh = NULL;
	enum fpe_status status = fpe_net_new(widths, 2, &fresh, err);

	*out = (struct fpe_probing){ 0 };
	if (status)
		return status;
	fresh->activation = net->activation;
	fresh->loss = net->loss;
	fpe_net_init(fresh, FPE_INIT_UNIFORM, seed);
	status = fpe_probing_new(fresh, 0, basis, out, err);
	fpe_net_free(fresh);
	return status;
}
