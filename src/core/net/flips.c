/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flips.c - all single flips of a sample, and the worst that is allowed. */
#include "core/net/flips.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void flips_clear(struct flips *f)
{
	fpe_climb_free(f->climb);
	free(f->column);
	free(f->out);
	free(f->sum);
	free(f->worse);
	free(f->flipped);
	free(f->x);
	*f = (struct flips){ 0 };
}

bool flips_can(const struct fpe_data *data)
{
	return data->bits && data->label && data->classes == 2 && data->rule &&
	       fpe_task_has_rule(data->rule);
}

static bool is_flat(const struct fpe_net *net)
{
	return net->layers == 2;
}

static enum fpe_status make_room(struct flips *f, const struct fpe_net *net, struct fpe_error *err)
{
	size_t d = (size_t)net->layer[0].in, h = (size_t)net->layer[0].out;

	f->inputs = (int)d;
	f->neurons = (int)h;
	f->worse = malloc(d * sizeof *f->worse);
	f->flipped = malloc(d * sizeof *f->flipped);
	f->x = malloc(d * sizeof *f->x);
	f->column = malloc(d * h * sizeof *f->column);
	f->out = malloc(h * sizeof *f->out);
	f->sum = malloc(h * sizeof *f->sum);
	if (!f->worse || !f->flipped || !f->x || !f->column || !f->out || !f->sum)
		return fpe_no_memory(err);
	return is_flat(net) ? FPE_OK : fpe_climb_new(net, &f->climb, err);
}

/* How the last layer says class 1 over class 0, of one output or of two. */
static void see_output(struct flips *f, const struct fpe_layer *l)
{
	const float *one = l->weight + (l->out - 1) * l->in, *zero = l->out > 1 ? l->weight : NULL;

	for (int i = 0; i < f->neurons; i++)
		f->out[i] = (double)one[i] - (zero ? (double)zero[i] : 0);
	f->bias = (double)l->bias[l->out - 1] - (zero ? (double)l->bias[0] : 0);
}

enum fpe_status flips_see(struct flips *f, const struct fpe_net *net, struct fpe_error *err)
{
	const struct fpe_layer *l = &net->layer[0];

	if (!f->worse) {
		enum fpe_status status = make_room(f, net, err);

		if (status) {
			flips_clear(f);
			return status;
		}
	}
	if (!is_flat(net))
		return FPE_OK;
	for (int i = 0; i < l->out; i++) {
		for (int j = 0; j < l->in; j++)
			f->column[(size_t)j * (size_t)l->out + (size_t)i] =
				(double)l->weight[(size_t)i * (size_t)l->in + (size_t)j];
	}
	see_output(f, &net->layer[1]);
	return FPE_OK;
}

static bool bit_of(const uint64_t *bits, int j)
{
	return bits[j / 64] >> j % 64 & 1;
}

static void flip(uint64_t *bits, int j)
{
	bits[j / 64] ^= UINT64_C(1) << j % 64;
}

/* ------------------------------------------------------- one hidden layer */

static void add_column(const struct flips *f, int j, double by, double *sum)
{
	const double *column = f->column + (size_t)j * (size_t)f->neurons;

	for (int i = 0; i < f->neurons; i++)
		sum[i] += by * column[i];
}

static void begin(struct flips *f, const struct fpe_net *net, const uint64_t *bits)
{
	for (int i = 0; i < f->neurons; i++)
		f->sum[i] = (double)net->layer[0].bias[i];
	for (int j = 0; j < f->inputs; j++) {
		if (bit_of(bits, j))
			add_column(f, j, 1, f->sum);
	}
}

/* How much class 1 is said, with input j added by so much. */
static double said(const struct flips *f, const struct fpe_net *net, int j, double by)
{
	double (*forward)(double) = fpe_activation_info[net->activation].forward;
	const double *column = f->column + (size_t)j * (size_t)f->neurons;
	double z = f->bias;

	for (int i = 0; i < f->neurons; i++)
		z += f->out[i] * forward(f->sum[i] + by * column[i]);
	return z;
}

static void try_all(struct flips *f, const struct fpe_net *net, const uint64_t *bits, int label)
{
	double now = said(f, net, 0, 0), sign = label ? -1 : 1;

	for (int j = 0; j < f->inputs; j++)
		f->worse[j] = sign * (said(f, net, j, bit_of(bits, j) ? -1 : 1) - now);
}

/* ------------------------------------------------------------------ deeper */

static void ask_slope(struct flips *f, const struct fpe_net *net, const uint64_t *bits, int label)
{
	const double *slope;

	for (int j = 0; j < f->inputs; j++)
		f->x[j] = bit_of(bits, j);
	slope = fpe_climb_slope(f->climb, net, f->x, label);
	for (int j = 0; j < f->inputs; j++)
		f->worse[j] = bit_of(bits, j) ? -slope[j] : slope[j];
}

/* --------------------------------------------------------------------- both */

/* The worst flip that raises the loss and leaves the label; -1: there is none. */
static int choose(struct flips *f, const struct fpe_task *rule, uint64_t *bits, bool must)
{
	for (;;) {
		int best = -1;

		for (int j = 0; j < f->inputs; j++) {
			if (!f->flipped[j] && f->worse[j] > (best < 0 ? 0 : f->worse[best]))
				best = j;
		}
		if (best < 0)
			return -1;
		flip(bits, best);
		if (fpe_task_label(rule, bits) == must)
			return best;
		flip(bits, best);
		f->worse[best] = 0; /* not this one */
	}
}

void flips_worst(struct flips *f, const struct fpe_net *net, const struct fpe_task *rule,
		 uint64_t *bits, int label, int most)
{
	bool must = fpe_task_label(rule, bits);

	memset(f->flipped, 0, (size_t)f->inputs * sizeof *f->flipped);
	if (is_flat(net))
		begin(f, net, bits);
	for (int k = 0; k < most; k++) {
		int j;

		if (is_flat(net))
			try_all(f, net, bits, label);
		else
			ask_slope(f, net, bits, label);
		j = choose(f, rule, bits, must);
		if (j < 0)
			return;
		f->flipped[j] = true;
		if (is_flat(net))
			add_column(f, j, bit_of(bits, j) ? 1 : -1, f->sum);
	}
}
