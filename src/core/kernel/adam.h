/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * adam.h - one step of Adam on vectors, without a division or a root, which would take
 * four times as long as all the rest.
 *
 * m = beta1 m + rest1 g, v = beta2 v + rest2 g^2, w -= step m / (sqrt(v) / root + epsilon),
 * with the fraction made longer by root. Its factor 1 / (sqrt(v) + root epsilon) is within
 * 2^-21 of itself. Same bits on every instruction set with FMA.
 */
#ifndef CORE_KERNEL_ADAM_H
#define CORE_KERNEL_ADAM_H

#include "core/kernel/lanes.h"
#include "core/kernel/tile.h"

/*
 * Moments without a gradient (a dead neuron) would shrink until they are subnormal, which
 * costs a CPU a hundred cycles each. Adding this and taking it away again rounds them to
 * multiples of 2^-103: 0, or far from subnormal, and beside epsilon or any weight far
 * below the last bit.
 */
#define ADAM_DUST 0x1p-80f

/* Vectors at a time: what is left of one alone would fill the queue of a CPU, waiting. */
#define ADAM_WAYS (VEC == 16 ? 4 : 2)

struct adam_lanes {
	vec beta1, rest1, beta2, rest2, epsilon, back; /* back: -step */
};

LANES_INLINE struct adam_lanes adam_lanes(const struct tile_adam *a)
{
	return (struct adam_lanes){
		.beta1 = vec_splat(a->beta1),
		.rest1 = vec_splat(a->rest1),
		.beta2 = vec_splat(a->beta2),
		.rest2 = vec_splat(a->rest2),
		.epsilon = vec_splat(a->epsilon * a->root),
		.back = vec_splat(-a->step * a->root),
	};
}

/*
 * Roots of a >= 0, 0 of 0. The bits halved guess 1 / root to 3.4 %: y, with e = 1 - a y^2
 * within 1/14; then root = a y (1 - e)^(-1/2), by a polynomial of e to 5e-8.
 */
LANES_INLINE void adam_roots(vec *a)
{
	vec t[ADAM_WAYS], e[ADAM_WAYS], p[ADAM_WAYS];

	for (int i = 0; i < ADAM_WAYS; i++)
		e[i] = (vec)(vec_splat_int(0x5f3746c0) - ((ivec)a[i] >> 1));
	for (int i = 0; i < ADAM_WAYS; i++)
		t[i] = a[i] * e[i];
	for (int i = 0; i < ADAM_WAYS; i++)
		e[i] = vec_fma(-t[i], e[i], vec_splat(1));
	for (int i = 0; i < ADAM_WAYS; i++)
		p[i] = vec_fma(vec_splat(2.744894326e-01f), e[i], vec_splat(3.136454821e-01f));
	for (int i = 0; i < ADAM_WAYS; i++)
		p[i] = vec_fma(p[i], e[i], vec_splat(3.749993742e-01f));
	for (int i = 0; i < ADAM_WAYS; i++)
		p[i] = vec_fma(p[i], e[i], vec_splat(4.999993443e-01f));
	for (int i = 0; i < ADAM_WAYS; i++)
		p[i] *= e[i];
	for (int i = 0; i < ADAM_WAYS; i++)
		a[i] = vec_fma(t[i], p[i], t[i]);
}

/*
 * 1 / a of a > 0. The bits negated guess it to 5 %: y, with e = 1 - a y; then
 * 1 / a = y / (1 - e), by (1 + e) (1 + e^2 + e^4) to 2e-8.
 */
LANES_INLINE void adam_inverses(vec *a)
{
	vec y[ADAM_WAYS], e[ADAM_WAYS];

	for (int i = 0; i < ADAM_WAYS; i++)
		y[i] = (vec)(vec_splat_int(0x7ef31200) - (ivec)a[i]);
	for (int i = 0; i < ADAM_WAYS; i++)
		e[i] = vec_fma(-a[i], y[i], vec_splat(1));
	for (int i = 0; i < ADAM_WAYS; i++)
		a[i] = vec_fma(y[i], e[i], y[i]);
	for (int i = 0; i < ADAM_WAYS; i++)
		e[i] *= e[i];
	for (int i = 0; i < ADAM_WAYS; i++)
		e[i] = vec_fma(e[i], e[i], e[i]);
	for (int i = 0; i < ADAM_WAYS; i++)
		a[i] = vec_fma(a[i], e[i], a[i]);
}

/* ADAM_WAYS vectors by gradients g. */
LANES_INLINE void adam_step(const struct adam_lanes *a, const vec *g, vec *w, vec *m, vec *v)
{
	const vec dust = vec_splat(ADAM_DUST);
	vec below[ADAM_WAYS];

	for (int i = 0; i < ADAM_WAYS; i++)
		v[i] = vec_fma(a->beta2, v[i], vec_fma(a->rest2 * g[i], g[i], dust)) - dust;
	for (int i = 0; i < ADAM_WAYS; i++)
		below[i] = v[i];
	adam_roots(below);
	for (int i = 0; i < ADAM_WAYS; i++)
		below[i] += a->epsilon;
	adam_inverses(below);
	for (int i = 0; i < ADAM_WAYS; i++)
		m[i] = vec_fma(a->beta1, m[i], vec_fma(a->rest1, g[i], dust)) - dust;
	for (int i = 0; i < ADAM_WAYS; i++)
		w[i] = vec_fma(a->back * m[i], below[i], w[i]);
}

#endif
