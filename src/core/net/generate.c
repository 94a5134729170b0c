/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generate.c - what a net writes.
 *
 * Of the first layer only the columns of the characters looked back at count, so
 * a character costs context x h there, not d x h. Sums run in double.
 */
#include "fpe/generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"

struct writer {
	const struct fpe_net *net;
	const struct fpe_alphabet *a;
	const struct fpe_generate_options *options;
	struct fpe_rng rng;
	int32_t *last;	/* [context], the latest at the end */
	double *value;	/* [2 x widest] what a layer gets and what it gives */
	double *chance; /* [size] */
	int widest;
};

static enum fpe_status check(const struct fpe_net *net, const struct fpe_alphabet *a,
			     const struct fpe_generate_options *options, struct fpe_error *err)
{
	int outputs = fpe_net_outputs(net);

	if (net->layer[0].in != fpe_alphabet_inputs(a) ||
	    (outputs != a->size && !(a->size == 2 && outputs == 1)))
		return fpe_fail(
			err, FPE_ESHAPE,
			"the net has %d inputs and %d outputs; this text asks for %d and %d",
			net->layer[0].in, outputs, fpe_alphabet_inputs(a), a->size);
	if (!(options->temperature >= 0 && isfinite(options->temperature)))
		return fpe_fail(err, FPE_ERANGE, "the temperature is a number from 0 on");
	for (int i = 0; i < options->starts; i++) {
		if (options->start[i] < 0 || options->start[i] >= a->size)
			return fpe_fail(err, FPE_ERANGE, "a start is not of the text's characters");
	}
	return FPE_OK;
}

static void remember(struct writer *w, int32_t character)
{
	memmove(w->last, w->last + 1, (size_t)(w->a->context - 1) * sizeof *w->last);
	w->last[w->a->context - 1] = character;
}

static double first_sum(const struct writer *w, int neuron)
{
	const struct fpe_layer *l = &w->net->layer[0];
	const float *row = l->weight + (size_t)neuron * (size_t)l->in;
	double sum = (double)l->bias[neuron];

	for (int p = 0; p < w->a->context; p++) {
		if (w->last[p] >= 0)
			sum += (double)row[p * w->a->size + w->last[p]];
	}
	return sum;
}

static double later_sum(const struct fpe_layer *l, int neuron, const double *x)
{
	const float *row = l->weight + (size_t)neuron * (size_t)l->in;
	double sum = (double)l->bias[neuron];

	for (int j = 0; j < l->in; j++)
		sum += (double)row[j] * x[j];
	return sum;
}

/* The logits; they stand in w->value somewhere. */
static const double *forward(struct writer *w)
{
	double (*rule)(double) = fpe_activation_info[w->net->activation].forward;
	double *x = w->value, *y = w->value + w->widest;

	for (int i = 0; i < w->net->layers; i++) {
		const struct fpe_layer *l = &w->net->layer[i];
		double *swap = x;

		for (int n = 0; n < l->out; n++) {
			y[n] = i == 0 ? first_sum(w, n) : later_sum(l, n, x);
			if (i + 1 < w->net->layers)
				y[n] = rule(y[n]);
		}
		x = y;
		y = swap;
	}
	return x;
}

/* Shares at a temperature above 0, into w->chance. */
static void softmax(struct writer *w, const double *logit, double temperature)
{
	int n = w->a->size;
	bool one = fpe_net_outputs(w->net) == 1; /* the first class's logit is 0 */
	double most = -INFINITY, sum = 0;

	for (int c = 0; c < n; c++) {
		w->chance[c] = (one ? (c ? logit[0] : 0) : logit[c]) / temperature;
		most = fmax(most, w->chance[c]);
	}
	for (int c = 0; c < n; c++)
		sum += w->chance[c] = exp(w->chance[c] - most);
	for (int c = 0; c < n; c++)
		w->chance[c] /= sum;
}

static int likeliest(const struct writer *w)
{
	int best = 0;

	for (int c = 1; c < w->a->size; c++) {
		if (w->chance[c] > w->chance[best])
			best = c;
	}
	return best;
}

static int draw(struct writer *w)
{
	double at = fpe_rng_unit(&w->rng), sum = 0;

	for (int c = 0; c < w->a->size; c++) {
		sum += w->chance[c];
		if (at < sum)
			return c;
	}
	return likeliest(w); /* the shares add up to a little less than 1 */
}

static enum fpe_status write_text(struct writer *w, int32_t *out, float *share,
				  struct fpe_error *err)
{
	double temperature = w->options->temperature;
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < w->options->count && !status; i++) {
		const double *logit = forward(w);

		softmax(w, logit, temperature > 0 ? temperature : 1);
		out[i] = temperature > 0 ? draw(w) : likeliest(w);
		if (share && temperature > 0)
			softmax(w, logit, 1);
		if (share)
			share[i] = (float)w->chance[out[i]];
		remember(w, out[i]);
		status = fpe_watch_ask(w->options->watch, err);
	}
	return status;
}

static bool begin(struct writer *w)
{
	int before = fpe_alphabet_before(w->a);

	for (int i = 0; i < w->net->layers; i++)
		w->widest = w->net->layer[i].out > w->widest ? w->net->layer[i].out : w->widest;
	w->last = malloc((size_t)w->a->context * sizeof *w->last);
	w->value = malloc(2 * (size_t)w->widest * sizeof *w->value);
	w->chance = malloc((size_t)w->a->size * sizeof *w->chance);
	if (!w->last || !w->value || !w->chance)
		return false;
	for (int p = 0; p < w->a->context; p++)
		w->last[p] = before;
	for (int i = 0; i < w->options->starts; i++)
		remember(w, w->options->start[i]);
	fpe_rng_open(&w->rng, w->options->seed, FPE_RNG_GENERATE, 0);
	return true;
}

static void end(struct writer *w)
{
	free(w->last);
	free(w->value);
	free(w->chance);
}

enum fpe_status fpe_generate(const struct fpe_net *net, const struct fpe_alphabet *a,
			     const struct fpe_generate_options *options, int32_t *out, float *share,
			     struct fpe_error *err)
{
	struct writer w = { .net = net, .a = a, .options = options };
	enum fpe_status status = check(net, a, options, err);

	if (status)
		return status;
	status = begin(&w) ? write_text(&w, out, share, err) : fpe_no_memory(err);
	end(&w);
	return status;
}

enum fpe_status fpe_generate_shares(const struct fpe_net *net, const struct fpe_alphabet *a,
				    const struct fpe_generate_options *options, double *share,
				    struct fpe_error *err)
{
	struct writer w = { .net = net, .a = a, .options = options };
	enum fpe_status status = check(net, a, options, err);

	if (status)
		return status;
	if (begin(&w)) {
		softmax(&w, forward(&w), 1);
		memcpy(share, w.chance, (size_t)a->size * sizeof *share);
	} else {
		status = fpe_no_memory(err);
	}
	end(&w);
	return status;
}

double fpe_generate_cost(const struct fpe_net *net, const struct fpe_alphabet *a)
{
	double cost = (double)net->layer[0].out * a->context;

	for (int i = 1; i < net->layers; i++)
		cost += (double)fpe_layer_size(&net->layer[i]);
	return cost;
}
