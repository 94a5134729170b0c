/* SPDX-License-Identifier: GPL-3.0-or-later */
/* neuron.c - one neuron on many samples. */
#include "fpe/neuron.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/inside.h"
#include "core/metric/student.h"
#include "fpe/contrast.h"
#include "fpe/kernel.h"
#include "fpe/probing.h"

/* On the way to a profile. */
struct looking {
	const struct fpe_task *task;
	const struct fpe_data *data;
	const struct fpe_watch *watch;
	struct inside x; /* of the layers before */
	double *rank;	 /* [samples] */
	int *order;	 /* [samples] */
	bool *yes;	 /* [samples] */
};

static int rising(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void spread(const float *x, int n, double *mean, double *deviation)
{
	double sum = 0, squares = 0;

	for (int s = 0; s < n; s++)
		sum += (double)x[s];
	*mean = sum / n;
	for (int s = 0; s < n; s++)
		squares += ((double)x[s] - *mean) * ((double)x[s] - *mean);
	*deviation = sqrt(squares / n);
}

double fpe_wasserstein_normal(float *x, int n)
{
	double mean, deviation, sum = 0;

	spread(x, n, &mean, &deviation);
	if (!(deviation > 0))
		return NAN;
	qsort(x, (size_t)n, sizeof *x, rising);
	for (int s = 0; s < n; s++)
		sum += fabs(((double)x[s] - mean) / deviation - normal_quantile((s + .5) / n));
	return sum / n;
}

static bool allocate(struct looking *l, struct fpe_neuron *out)
{
	size_t n = (size_t)out->samples + 1, parts = (size_t)out->parts + 1;

	out->sum = calloc(n, sizeof *out->sum);
	out->post = calloc(n, sizeof *out->post);
	out->auc = calloc(parts, sizeof *out->auc);
	out->part_mean = calloc(parts, sizeof *out->part_mean);
	out->histogram = calloc(parts * FPE_NEURON_BINS, sizeof *out->histogram);
	out->input_auc = calloc((size_t)out->inputs + 1, sizeof *out->input_auc);
	l->rank = calloc(n, sizeof *l->rank);
	l->order = calloc(n, sizeof *l->order);
	l->yes = calloc(n, sizeof *l->yes);
	return out->sum && out->post && out->auc && out->part_mean && out->histogram &&
	       out->input_auc && l->rank && l->order && l->yes;
}

static void sum_up(const struct fpe_layer *l, int neuron, const struct inside *x, int layer,
		   struct fpe_neuron *out)
{
	const float *w = l->weight + (size_t)neuron * (size_t)l->in;

	for (int s = 0; s < x->n; s++)
		out->sum[s] = l->bias[neuron];
	for (int j = 0; j < l->in; j++) {
		const float *from = inside_row_of(inside_into(x, layer), x, j);

		for (int s = 0; s < x->n && w[j] != 0; s++)
			out->sum[s] += w[j] * from[s];
	}
	inside_activate(x, layer, out->sum, x->n, out->post);
}

/* 0 where all samples are alike. */
static int bin_of(const struct fpe_neuron *out, float value)
{
	float wide = out->most - out->least;
	int bin = wide > 0 ? (int)((value - out->least) / wide * FPE_NEURON_BINS) : 0;

	return bin < FPE_NEURON_BINS ? bin : FPE_NEURON_BINS - 1;
}

/* Of the samples that l->yes says, into one row of the histogram. */
static void count(const struct looking *l, struct fpe_neuron *out, int row)
{
	for (int s = 0; s < out->samples; s++) {
		if (l->yes[s])
			out->histogram[row * FPE_NEURON_BINS + bin_of(out, out->post[s])]++;
	}
}

static void answer_to_part(struct looking *l, struct fpe_neuron *out, int part)
{
	const struct fpe_data *d = l->data;
	double sum = 0;
	int n = 0;

	for (int s = 0; s < out->samples; s++) {
		l->yes[s] = out->of_clauses
				    ? fpe_clause_speaks(l->task, part,
							d->bits + (size_t)s * (size_t)d->words)
				    : d->label[s] == part;
		sum += l->yes[s] ? (double)out->post[s] : 0;
		n += l->yes[s];
	}
	out->auc[part] = fpe_auc(l->rank, l->yes, out->samples);
	out->part_mean[part] = n ? sum / n : NAN;
	count(l, out, part);
}

static void answer_to_input(struct looking *l, struct fpe_neuron *out, int input)
{
	const float *row = inside_row_of(l->x.input, &l->x, input);
	double sum = 0;

	for (int s = 0; s < out->samples; s++)
		sum += (double)row[s];
	for (int s = 0; s < out->samples; s++)
		l->yes[s] = (double)row[s] > sum / out->samples;
	out->input_auc[input] = fpe_auc(l->rank, l->yes, out->samples);
}

static enum fpe_status answers(struct looking *l, struct fpe_neuron *out, struct fpe_error *err)
{
	int n = out->samples;
	enum fpe_status status = FPE_OK;

	fpe_ranks(out->post, n, l->order, l->rank);
	out->least = out->post[l->order[0]];
	out->most = out->post[l->order[n - 1]];
	for (int s = 0; s < n; s++) {
		out->active += out->post[s] > 0 ? 1.0 / n : 0;
		l->yes[s] = true;
	}
	count(l, out, out->parts);
	for (out->strong = 0; out->strong < FPE_NEURON_STRONGEST && out->strong < n; out->strong++)
		out->strongest[out->strong] = l->order[n - 1 - out->strong];
	for (int p = 0; p < out->parts && !status; p++) {
		status = fpe_watch_ask(l->watch, err);
		answer_to_part(l, out, p);
	}
	for (int j = 0; j < out->inputs && !status; j++) {
		status = fpe_watch_ask(l->watch, err);
		answer_to_input(l, out, j);
	}
	return status;
}

/* Moments of the sums, and the distance of a sorted copy. */
static enum fpe_status distance(struct fpe_neuron *out, struct fpe_error *err)
{
	float *sorted = malloc((size_t)out->samples * sizeof *sorted);

	if (!sorted)
		return fpe_no_memory(err);
	for (int s = 0; s < out->samples; s++)
		sorted[s] = out->sum[s];
	spread(out->sum, out->samples, &out->mean, &out->deviation);
	out->wasserstein = fpe_wasserstein_normal(sorted, out->samples);
	free(sorted);
	return FPE_OK;
}

/* What the layers before give on, and room. */
static enum fpe_status begin(struct looking *l, const struct fpe_net *net, int layer, int most,
			     struct fpe_neuron *out, struct fpe_error *err)
{
	enum fpe_status status = fpe_kernel_fits(net, l->data, err);

	out->samples = l->data->count < most ? l->data->count : most;
	if (status)
		return status;
	if (layer < 0 || layer + 1 >= net->layers)
		return fpe_fail(err, FPE_ERANGE, "the net has no such hidden neuron");
	if (out->samples == 0)
		return fpe_fail(err, FPE_ESTATE, "there are no samples");
	out->parts = fpe_contrast_parts(l->task, l->data, &out->of_clauses);
	status = inside_new(net, layer - 1, l->data, NULL, out->samples, l->watch, &l->x, err);
	return status || allocate(l, out) ? status : fpe_no_memory(err);
}

static enum fpe_status look_at(struct looking *l, const struct fpe_net *net, int layer, int neuron,
			       struct fpe_neuron *out, struct fpe_error *err)
{
	enum fpe_status status;

	sum_up(&net->layer[layer], neuron, &l->x, layer, out);
	status = distance(out, err);
	return status ? status : answers(l, out, err);
}

static void end(struct looking *l)
{
	inside_clear(&l->x);
	free(l->rank);
	free(l->order);
	free(l->yes);
}

enum fpe_status fpe_neuron_new(const struct fpe_net *net, int layer, int neuron,
			       const struct fpe_task *task, const struct fpe_data *data, int most,
			       const struct fpe_watch *watch, struct fpe_neuron *out,
			       struct fpe_error *err)
{
	struct looking l = { .task = task, .data = data, .watch = watch };
	enum fpe_status status;

	*out = (struct fpe_neuron){ .inputs = net->layer[0].in };
	if (layer >= 0 && layer < net->layers && (neuron < 0 || neuron >= net->layer[layer].out))
		return fpe_fail(err, FPE_ERANGE, "the net has no such hidden neuron");
	status = begin(&l, net, layer, most, out, err);
	if (!status)
		status = look_at(&l, net, layer, neuron, out, err);
	end(&l);
	return status;
}

/* The best of each part so far, and the sum of distances. */
static void gather(const struct fpe_neuron *n, double *best, double *sum, int *spread)
{
	for (int p = 0; p < n->parts; p++) {
		double told = fabs(n->auc[p] - .5) + .5;

		best[p] = best[p] >= told ? best[p] : told;
	}
	*sum += isnan(n->wasserstein) ? 0 : n->wasserstein;
	*spread += !isnan(n->wasserstein);
}

static double mean_told(const double *best, int parts)
{
	double sum = 0;
	int n = 0;

	for (int p = 0; p < parts; p++) {
		sum += isnan(best[p]) ? 0 : best[p];
		n += !isnan(best[p]);
	}
	return n ? sum / n : NAN;
}

/* One after the other in the same room. */
static enum fpe_status look_at_all(struct looking *l, const struct fpe_net *net, int layer,
				   struct fpe_neuron *n, struct fpe_neurons *out,
				   struct fpe_error *err)
{
	size_t bins = ((size_t)n->parts + 1) * FPE_NEURON_BINS;
	double *best = malloc(((size_t)n->parts + 1) * sizeof *best), sum = 0;
	enum fpe_status status = best ? FPE_OK : fpe_no_memory(err);
	int spread = 0;

	for (int p = 0; best && p < n->parts; p++)
		best[p] = NAN;
	for (int i = 0; i < net->layer[layer].out && !status; i++) {
		memset(n->histogram, 0, bins * sizeof *n->histogram);
		n->active = 0;
		status = look_at(l, net, layer, i, n, err);
		if (!status)
			gather(n, best, &sum, &spread);
	}
	if (!status)
		*out = (struct fpe_neurons){ mean_told(best, n->parts),
					     spread ? sum / spread : NAN };
	free(best);
	return status;
}

enum fpe_status fpe_neurons_mean(const struct fpe_net *net, int layer, const struct fpe_task *task,
				 const struct fpe_data *data, int most,
				 const struct fpe_watch *watch, struct fpe_neurons *out,
				 struct fpe_error *err)
{
	struct looking l = { .task = task, .data = data, .watch = watch };
	struct fpe_neuron n = { 0 };
	enum fpe_status status = begin(&l, net, layer, most, &n, err);

	*out = (struct fpe_neurons){ NAN, NAN };
	if (!status)
		status = look_at_all(&l, net, layer, &n, out, err);
	end(&l);
	fpe_neuron_clear(&n);
	return status;
}

void fpe_neuron_clear(struct fpe_neuron *neuron)
{
	free(neuron->sum);
	free(neuron->post);
	free(neuron->auc);
	free(neuron->part_mean);
	free(neuron->histogram);
	free(neuron->input_auc);
	*neuron = (struct fpe_neuron){ 0 };
}
