/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * optimizer.c - one step of Adam or of SGD with momentum.
 *
 * Owns nothing: moments and the step count live in the net. Not here: the loops
 * over numbers (tile.c).
 */
#include "core/net/optimizer.h"

#include <math.h>

/* base^n by squaring: the same on every machine, unlike pow. */
static double power(double base, uint64_t n)
{
	double result = 1;

	/* times 1 where a bit is 0: a branch would be guessed wrong */
	for (; n > 0; n /= 2) {
		result *= n % 2 ? base : 1;
		base *= base;
	}
	return result;
}

static struct tile_adam adam_constants(double lr, uint64_t step)
{
	const double beta1 = .9, beta2 = .999;

	return (struct tile_adam){
		.beta1 = (float)beta1,
		.rest1 = (float)(1 - beta1),
		.beta2 = (float)beta2,
		.rest2 = (float)(1 - beta2),
		.epsilon = 1e-8f,
		.step = (float)(lr / (1 - power(beta1, step))),
		.root = (float)sqrt(1 - power(beta2, step)),
	};
}

/*
 * Loops go over all weights of a layer where that is faster than picking the
 * live ones (they vectorise): where the mask is 0, weight, moments and gradient
 * are 0, and every optimiser here leaves them 0.
 */
static int is_picked(const struct fpe_layer *l, int live)
{
	return (int64_t)live * 8 < (int64_t)l->in * l->out;
}

struct step {
	const struct tile_ops *ops;
	const struct fpe_train_settings *settings;
	struct tile_adam adam;
};

static void update(const struct step *s, int n, const float *gradient, float *weight, float *m,
		   float *v)
{
	if (s->settings->optimizer == FPE_ADAM)
		s->ops->adam(&s->adam, n, gradient, weight, m, v);
	else
		s->ops->momentum((float)s->settings->momentum, (float)s->settings->lr, n, gradient,
				 weight, m);
}

static void update_layer(const struct step *s, struct fpe_layer *l, const struct fpe_layer *g,
			 const int32_t *live, int n)
{
	update(s, l->out, g->bias, l->bias, l->bias_m, l->bias_v);
	if (!is_picked(l, n)) {
		update(s, l->in * l->out, g->weight, l->weight, l->weight_m, l->weight_v);
		return;
	}
	for (int k = 0; k < n; k++) {
		int32_t at = live[k];

		update(s, 1, g->weight + at, l->weight + at, l->weight_m + at, l->weight_v + at);
	}
}

void optimizer_step(const struct fpe_train_settings *settings, const struct fpe_kernel *kernel,
		    const struct fpe_net *gradient, struct fpe_net *net)
{
	struct step s = { fpe_kernel_ops(kernel), settings,
			  adam_constants(settings->lr, ++net->steps) };

	for (int l = 0; l < net->layers; l++) {
		int n;
		const int32_t *live = fpe_kernel_live(kernel, l, &n);

		update_layer(&s, &net->layer[l], &gradient->layer[l], live, n);
	}
}
