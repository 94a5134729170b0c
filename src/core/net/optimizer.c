/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * optimizer.c - one step of Adam or of SGD with momentum.
 *
 * Owns nothing. Not here: the loops over numbers (tile.c).
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

struct optimizer optimizer_of(const struct fpe_train_settings *settings, const struct tile_ops *ops,
			      uint64_t step)
{
	return (struct optimizer){ ops, settings, adam_constants(settings->lr, step) };
}

void optimizer_range(const struct optimizer *o, const struct optimizer_vectors *on, size_t first,
		     size_t end)
{
	const struct fpe_train_settings *s = o->settings;
	int n = (int)(end - first);

	if (s->optimizer == FPE_ADAM)
		o->ops->adam(&o->adam, n, on->slope + first, on->value + first, on->m + first,
			     on->v + first);
	else
		o->ops->momentum((float)s->momentum, (float)s->lr, n, on->slope + first,
				 on->value + first, on->m + first);
}
