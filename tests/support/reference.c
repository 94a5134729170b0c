/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.c - forward, loss and gradient, one sample at a time in double. */
#include "support/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reference *reference_new(const struct fpe_net *net)
{
	struct reference *r = calloc(1, sizeof *r);
	double *at;

	r->layers = net->layers;
	r->loss = net->loss;
	r->activation = &fpe_activation_info[net->activation];
	for (int l = 0; l < net->layers; l++) {
		r->in[l] = net->layer[l].in;
		r->out[l] = net->layer[l].out;
		r->size += (size_t)(r->in[l] + 1) * (size_t)r->out[l];
	}
	at = r->block = calloc(r->size, sizeof *at);
	for (int l = 0; l < net->layers; l++) {
		r->weight[l] = at;
		for (int i = 0; i < r->in[l] * r->out[l]; i++)
			*at++ = (double)net->layer[l].weight[i];
		r->bias[l] = at;
		for (int i = 0; i < r->out[l]; i++)
			*at++ = (double)net->layer[l].bias[i];
	}
	return r;
}

void reference_free(struct reference *r)
{
	if (!r)
		return;
	free(r->block);
	free(r);
}

static double input(const struct fpe_data *d, int sample, int j)
{
	if (d->real)
		return (double)d->real[(size_t)sample * (size_t)d->inputs + (size_t)j];
	return (double)(d->bits[(size_t)sample * (size_t)d->words + (size_t)(j / 64)] >> (j % 64) &
			1);
}

/* value[l] receives what enters layer l; value[layers] the logits; value[layers
   + l] the sums that value[l] is the activation of. */
static void forward(const struct reference *r, const struct fpe_data *data, int sample,
		    double **value)
{
	for (int j = 0; j < r->in[0]; j++)
		value[0][j] = input(data, sample, j);
	for (int l = 0; l < r->layers; l++) {
		for (int i = 0; i < r->out[l]; i++) {
			double a = r->bias[l][i];

			for (int j = 0; j < r->in[l]; j++)
				a += r->weight[l][i * r->in[l] + j] * value[l][j];
			if (l + 1 < r->layers)
				a = r->activation->forward(value[r->layers + l + 1][i] = a);
			value[l + 1][i] = a;
		}
	}
}

static double **values_new(const struct reference *r)
{
	double **value = calloc(2 * (size_t)r->layers, sizeof *value);

	value[0] = calloc((size_t)r->in[0], sizeof **value);
	for (int l = 0; l < 2 * r->layers - 1; l++)
		value[l + 1] = calloc((size_t)r->out[l % r->layers], sizeof **value);
	return value;
}

static void values_free(const struct reference *r, double **value)
{
	for (int l = 0; l < 2 * r->layers; l++)
		free(value[l]);
	free(value);
}

static double squared_loss(const double *z, int c, const float *target, double *delta)
{
	double sum = 0;

	for (int i = 0; i < c; i++) {
		double off = z[i] - (double)target[i];

		sum += off * off / c;
		if (delta)
			delta[i] = 2 * off / c;
	}
	return sum;
}

/* The same of max(0, z), each with its weight. */
static double rectified_loss(const double *z, int c, const struct fpe_data *data, int sample,
			     double *delta)
{
	const float *target = data->target + (size_t)sample * (size_t)c;
	double sum = 0;

	for (int i = 0; i < c; i++) {
		double weight = data->importance ? (double)data->importance[i] : 1;
		double off = fmax(0, z[i]) - (double)target[i];

		sum += weight * off * off / c;
		if (delta)
			delta[i] = z[i] > 0 ? 2 * weight * off / c : 0;
	}
	return sum;
}

/* Loss of one sample; delta (may be NULL) its slope at the logits. */
static double loss_of(const struct reference *r, const double *z, const struct fpe_data *data,
		      int sample, double *delta)
{
	int c = r->out[r->layers - 1], best = 0, label;
	double rest = 0;

	if (r->loss == FPE_LOSS_SQUARED)
		return squared_loss(z, c, data->target + (size_t)sample * (size_t)c, delta);
	if (r->loss == FPE_LOSS_RECTIFIED)
		return rectified_loss(z, c, data, sample, delta);
	label = data->label[sample];
	if (c == 1) {
		double t = label ? -z[0] : z[0];

		if (delta)
			delta[0] = (label ? -1 : 1) / (1 + exp(-t));
		return fmax(t, 0) + log1p(exp(-fabs(t)));
	}
	for (int i = 1; i < c; i++)
		best = z[i] > z[best] ? i : best;
	for (int i = 0; i < c; i++)
		rest += i == best ? 0 : exp(z[i] - z[best]);
	for (int i = 0; delta && i < c; i++)
		delta[i] = exp(z[i] - z[best]) / (1 + rest) - (i == label);
	return z[best] - z[label] + log1p(rest);
}

void reference_logits(const struct reference *r, const struct fpe_data *data, int sample,
		      double *logits)
{
	double **value = values_new(r);
	int c = r->out[r->layers - 1];

	forward(r, data, sample, value);
	memcpy(logits, value[r->layers], (size_t)c * sizeof *logits);
	values_free(r, value);
}

/* Sums of absolute terms of layer l, from those of the layer before (NULL: inputs). */
static void terms_of(const struct reference *r, int l, const double *value, const double *before,
		     double *terms)
{
	for (int i = 0; i < r->out[l]; i++) {
		terms[i] = fabs(r->bias[l][i]);
		for (int j = 0; j < r->in[l]; j++)
			terms[i] += fabs(r->weight[l][i * r->in[l] + j]) *
				    (fabs(value[j]) + (before ? before[j] : 0));
	}
}

struct reference_rounding reference_rounding(const struct reference *r, const struct fpe_data *data,
					     int sample)
{
	double **value = values_new(r), **terms = values_new(r);
	struct reference_rounding found = { 0, 1 };
	const double *sum;
	int last = r->layers - 1;

	forward(r, data, sample, value);
	for (int l = 0; l <= last; l++) {
		terms_of(r, l, value[l], l ? terms[l] : NULL, terms[l + 1]);
		sum = value[l < last ? r->layers + l + 1 : r->layers];
		for (int i = 0; (l < last || r->loss == FPE_LOSS_RECTIFIED) && i < r->out[l]; i++)
			found.margin = fmin(found.margin, fabs(sum[i]) / terms[l + 1][i]);
	}
	for (int i = 0; i < r->out[last]; i++)
		found.terms = fmax(found.terms, terms[last + 1][i]);
	values_free(r, value);
	values_free(r, terms);
	return found;
}

double reference_loss(const struct reference *r, const struct fpe_data *data, const int32_t *order,
		      int n)
{
	double **value = values_new(r);
	double loss = 0;

	for (int s = 0; s < n; s++) {
		int sample = order ? order[s] : s;

		forward(r, data, sample, value);
		loss += loss_of(r, value[r->layers], data, sample, NULL);
	}
	values_free(r, value);
	return loss / n;
}

double reference_accuracy(const struct reference *r, const struct fpe_data *data)
{
	double **value = values_new(r);
	int c = r->out[r->layers - 1], hits = 0;

	for (int s = 0; s < data->count && !fpe_loss_is_of_targets(r->loss); s++) {
		const double *z = value[r->layers];
		int best = 0;

		forward(r, data, s, value);
		for (int i = 1; i < c; i++)
			best = z[i] > z[best] ? i : best;
		if (c == 1)
			best = z[0] > 0;
		hits += best == data->label[s];
	}
	values_free(r, value);
	return fpe_loss_is_of_targets(r->loss) ? NAN : (double)hits / data->count;
}

/* Add one sample's part of layer l; delta [out] is its slope there. */
static void add_layer(const struct reference *r, int l, double *const *value, const double *delta,
		      double *back, double scale, struct reference *into)
{
	const double *x = value[l];
	int in = r->in[l];

	for (int j = 0; j < in; j++)
		back[j] = 0;
	for (int i = 0; i < r->out[l]; i++) {
		into->bias[l][i] += delta[i] * scale;
		for (int j = 0; j < in; j++) {
			into->weight[l][i * in + j] += delta[i] * x[j] * scale;
			back[j] += delta[i] * r->weight[l][i * in + j];
		}
	}
	for (int j = 0; l > 0 && j < in; j++)
		back[j] *= r->activation->slope(value[r->layers + l][j], x[j]);
}

void reference_gradient(const struct reference *r, const struct fpe_net *net,
			const struct fpe_data *data, const int32_t *order, int n,
			struct reference *into)
{
	double **value = values_new(r), **delta = values_new(r);

	memset(into->block, 0, into->size * sizeof *into->block);
	for (int s = 0; s < n; s++) {
		int sample = order ? order[s] : s;

		forward(r, data, sample, value);
		loss_of(r, value[r->layers], data, sample, delta[r->layers]);
		for (int l = r->layers - 1; l >= 0; l--)
			add_layer(r, l, value, delta[l + 1], delta[l], 1.0 / n, into);
	}
	for (int l = 0; l < r->layers; l++) {
		for (int k = 0; k < r->in[l] * r->out[l]; k++)
			into->weight[l][k] *= net->layer[l].mask[k] != 0;
		for (int i = 0; net->layer[l].unbiased && i < r->out[l]; i++)
			into->bias[l][i] = 0;
	}
	values_free(r, value);
	values_free(r, delta);
}
