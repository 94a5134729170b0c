/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attack_real.c - real inputs moved up the loss, inside a box (attack.h).
 *
 * Slopes are in double, sample by sample, by the chain rule; kernels have none of inputs.
 */
#include "lab/arm/attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for one sample on its way up and down. */
struct climb {
	const struct fpe_net *net;
	double *out[FPE_MAX_LAYERS + 1];   /* [0]: the input; what layer l gives on */
	double *sum[FPE_MAX_LAYERS + 1];   /* what that is the activation of */
	double *slope[FPE_MAX_LAYERS + 1]; /* of the loss, at sum; [0]: at the input */
};

static void climb_close(struct climb *c)
{
	for (int l = 0; l <= c->net->layers; l++) {
		free(c->out[l]);
		free(c->sum[l]);
		free(c->slope[l]);
	}
}

static enum fpe_status climb_open(struct climb *c, struct fpe_error *err)
{
	bool fine = true;

	for (int l = 0; l <= c->net->layers; l++) {
		size_t n = (size_t)(l ? c->net->layer[l - 1].out : c->net->layer[0].in);

		c->out[l] = calloc(n, sizeof *c->out[l]);
		c->sum[l] = calloc(n, sizeof *c->sum[l]);
		c->slope[l] = calloc(n, sizeof *c->slope[l]);
		fine &= c->out[l] && c->sum[l] && c->slope[l];
	}
	return fine ? FPE_OK : fpe_no_memory(err);
}

static void forward(const struct climb *c, const float *x)
{
	const struct fpe_net *net = c->net;

	for (int j = 0; j < net->layer[0].in; j++)
		c->out[0][j] = (double)x[j];
	for (int l = 0; l < net->layers; l++) {
		const struct fpe_layer *of = &net->layer[l];

		for (int i = 0; i < of->out; i++) {
			const float *weight = of->weight + (size_t)i * (size_t)of->in;
			double sum = (double)of->bias[i];

			for (int j = 0; j < of->in; j++)
				sum += (double)weight[j] * c->out[l][j];
			c->sum[l + 1][i] = sum;
			c->out[l + 1][i] = fpe_activation_info[net->activation].forward(sum);
		}
	}
}

/* Of the cross-entropy in the logits: each class's share, less 1 for the right one. */
static void loss_slopes(const struct climb *c, int label)
{
	const double *z = c->sum[c->net->layers];
	double *to = c->slope[c->net->layers], top = z[0], all = 0;
	int n = fpe_net_outputs(c->net);

	if (n == 1) {
		to[0] = 1 / (1 + exp(-z[0])) - label;
		return;
	}
	for (int k = 1; k < n; k++)
		top = fmax(top, z[k]);
	for (int k = 0; k < n; k++)
		all += exp(z[k] - top);
	for (int k = 0; k < n; k++)
		to[k] = exp(z[k] - top) / all - (k == label);
}

static void backward(const struct climb *c)
{
	const struct fpe_net *net = c->net;

	for (int l = net->layers - 1; l >= 0; l--) {
		const struct fpe_layer *of = &net->layer[l];

		memset(c->slope[l], 0, (size_t)of->in * sizeof *c->slope[l]);
		for (int i = 0; i < of->out; i++) {
			const float *weight = of->weight + (size_t)i * (size_t)of->in;

			for (int j = 0; j < of->in; j++)
				c->slope[l][j] += (double)weight[j] * c->slope[l + 1][i];
		}
		for (int j = 0; l > 0 && j < of->in; j++)
			c->slope[l][j] *= fpe_activation_info[net->activation].slope(c->sum[l][j],
										     c->out[l][j]);
	}
}

/* One step of a sample x [d] that began at `from`. */
static void climb_step(const struct climb *c, const float *from, float *x, int label, double eps,
		       double step)
{
	forward(c, x);
	loss_slopes(c, label);
	backward(c);
	for (int j = 0; j < c->net->layer[0].in; j++) {
		double slope = c->slope[0][j], start = (double)from[j];
		double to = (double)x[j] + (slope > 0 ? step : slope < 0 ? -step : 0);

		x[j] = (float)fmin(start + eps, fmax(start - eps, to));
	}
}

enum fpe_status attack_real(struct fpe_kernel *kernel, const struct fpe_net *net,
			    const struct fpe_data *test, double eps, int steps,
			    const struct fpe_watch *watch, double *accuracy, struct fpe_error *err)
{
	int n = test->count < ATTACK_SAMPLES ? test->count : ATTACK_SAMPLES;
	double step = steps > 1 ? 2.5 * eps / steps : eps;
	size_t d = (size_t)test->inputs;
	struct climb c = { .net = net };
	struct fpe_data *moved = NULL;
	enum fpe_status status;

	if (!test->real || !test->label)
		return fpe_fail(
			err, FPE_ESTATE,
			test->label
				? "the inputs are Boolean: bits are flipped, not moved"
				: "the samples have real targets: there is no accuracy to lose");
	status = climb_open(&c, err);
	if (!status)
		status = fpe_data_new(n, test->inputs, test->classes, 1, &moved, err);
	for (int i = 0; i < n && !status; i++) {
		const float *from = test->real + (size_t)i * d;
		float *x = moved->real + (size_t)i * d;

		memcpy(x, from, d * sizeof *x);
		moved->label[i] = test->label[i];
		for (int k = 0; k < steps && !status; k++) {
			climb_step(&c, from, x, moved->label[i], eps, step);
			status = fpe_watch_ask(watch, err);
		}
	}
	if (!status)
		*accuracy = fpe_kernel_score(kernel, net, moved).accuracy;
	fpe_data_free(moved);
	climb_close(&c);
	return status;
}
