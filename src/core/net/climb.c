/* SPDX-License-Identifier: GPL-3.0-or-later */
/* climb.c - one sample forward, and its slopes back to the inputs. Owns room for both. */
#include "fpe/climb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fpe_climb {
	int layers;
	double *out[FPE_MAX_LAYERS + 1];   /* [0]: the input; what layer l gives on */
	double *sum[FPE_MAX_LAYERS + 1];   /* what that is the activation of */
	double *slope[FPE_MAX_LAYERS + 1]; /* of the loss, at sum; [0]: at the input */
};

void fpe_climb_free(struct fpe_climb *climb)
{
	for (int l = 0; climb && l <= climb->layers; l++) {
		free(climb->out[l]);
		free(climb->sum[l]);
		free(climb->slope[l]);
	}
	free(climb);
}

enum fpe_status fpe_climb_new(const struct fpe_net *net, struct fpe_climb **out,
			      struct fpe_error *err)
{
	struct fpe_climb *c = calloc(1, sizeof *c);
	bool fine = c != NULL;

	*out = NULL;
	if (c)
		c->layers = net->layers;
	for (int l = 0; c && l <= net->layers; l++) {
		size_t n = (size_t)(l ? net->layer[l - 1].out : net->layer[0].in);

		c->out[l] = calloc(n, sizeof *c->out[l]);
		c->sum[l] = calloc(n, sizeof *c->sum[l]);
		c->slope[l] = calloc(n, sizeof *c->slope[l]);
		fine &= c->out[l] && c->sum[l] && c->slope[l];
	}
	if (!fine) {
		fpe_climb_free(c);
		return fpe_no_memory(err);
	}
	*out = c;
	return FPE_OK;
}

static void forward(struct fpe_climb *c, const struct fpe_net *net, const float *x)
{
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
static void loss_slopes(struct fpe_climb *c, const struct fpe_net *net, int label)
{
	const double *z = c->sum[net->layers];
	double *to = c->slope[net->layers], top = z[0], all = 0;
	int n = fpe_net_outputs(net);

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

static void backward(struct fpe_climb *c, const struct fpe_net *net)
{
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

const double *fpe_climb_slope(struct fpe_climb *climb, const struct fpe_net *net, const float *x,
			      int label)
{
	forward(climb, net, x);
	loss_slopes(climb, net, label);
	backward(climb, net);
	return climb->slope[0];
}

void fpe_climb_step(struct fpe_climb *climb, const struct fpe_net *net, const float *from, float *x,
		    int label, double eps, double step)
{
	const double *slope = fpe_climb_slope(climb, net, x, label);

	for (int j = 0; j < net->layer[0].in; j++) {
		double start = (double)from[j];
		double to = (double)x[j] + (slope[j] > 0 ? step : slope[j] < 0 ? -step : 0);

		x[j] = (float)fmin(start + eps, fmax(start - eps, to));
	}
}
