/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * optimizer.c - one step of Adam or of SGD with momentum.
 *
 * Owns nothing. Not here: the loops over numbers (tile.c).
 */
#include "core/net/optimizer.h"

#include <math.h>

/* Powers of a step: those of whole blocks of steps, times what is left one by one. So they
   follow from the step alone, and the next step's from this one's. */
#define BLOCK 64
static const double betas[] = { .9, .999 };

/* base^n by squaring: the same on every machine, unlike pow. 0 where 1 less it is 1 anyway:
   numbers that are smaller yet cost a CPU a hundred cycles each. */
static double power(double base, uint64_t n)
{
	double result = 1;

	/* times 1 where a bit is 0: a branch would be guessed wrong */
	for (; n > 0 && base > 0x1p-80; n /= 2) {
		result *= n % 2 ? base : 1;
		base *= base;
	}
	return n > 0 ? 0 : result;
}

static void find_powers(struct adam_powers *p, uint64_t step)
{
	uint64_t rest = step % BLOCK;

	if (p->step == 0 || p->step / BLOCK != step / BLOCK || p->step > step) {
		p->step = step - rest;
		for (int i = 0; i < 2; i++) {
			p->block[i] = power(betas[i], p->step);
			p->rest[i] = 1;
		}
	}
	for (; p->step < step; p->step++) {
		for (int i = 0; i < 2; i++)
			p->rest[i] *= betas[i];
	}
}

static struct tile_adam adam_constants(double lr, const struct adam_powers *p)
{
	return (struct tile_adam){
		.beta1 = (float)betas[0],
		.rest1 = (float)(1 - betas[0]),
		.beta2 = (float)betas[1],
		.rest2 = (float)(1 - betas[1]),
		.epsilon = 1e-8f,
		.step = (float)(lr / (1 - p->block[0] * p->rest[0])),
		.root = (float)sqrt(1 - p->block[1] * p->rest[1]),
	};
}

struct optimizer optimizer_of(struct adam_powers *powers, const struct fpe_train_settings *settings,
			      const struct tile_ops *ops, uint64_t step)
{
	find_powers(powers, step);
	return (struct optimizer){ ops, settings, adam_constants(settings->lr, powers) };
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
