/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lanes_math.h - exp, log1p, tanh and the normal distribution as polynomials, the
 * same on every machine.
 *
 * The coefficients interpolate at Chebyshev nodes; exp and log1p are within 2 units
 * in the last place over the ranges stated, the others as they say.
 */
#ifndef CORE_KERNEL_LANES_MATH_H
#define CORE_KERNEL_LANES_MATH_H

#include "core/kernel/lanes.h"

#define LN2_HIGH 0x1.62e4p-1f /* 15 bits: n * LN2_HIGH is exact */
#define LN2_LOW 1.428606765e-06f

/*
 * exp(x) for x <= 0; below -64 it stays at exp(-64): far below the last bit of
 * any sum it enters, yet large enough that slopes of surely classified samples
 * do not become subnormal, which costs a CPU a hundred cycles each. x = n ln 2
 * + r. Adding 1.5 * 2^23 leaves n in the low bits of the sum.
 */
LANES_INLINE vec vec_exp(vec x)
{
	const vec shift = vec_splat(0x1.8p23f);
	vec t, n, r, p;
	ivec power;

	x = vec_max(vec_splat(-64), x);
	t = vec_fma(x, vec_splat(1.442695041f), shift);
	n = vec_negate(t - shift);
	r = vec_fma(n, vec_splat(LN2_HIGH), x);
	r = vec_fma(n, vec_splat(LN2_LOW), r);
	p = vec_splat(1.392618404e-03f);
	p = vec_fma(p, r, vec_splat(8.363178931e-03f));
	p = vec_fma(p, r, vec_splat(4.166655615e-02f));
	p = vec_fma(p, r, vec_splat(1.666657627e-01f));
	p = vec_fma(p, r, vec_splat(5.000000000e-01f));
	p = vec_fma(p * r, r, r) + vec_splat(1);
	power = ((ivec)t - (ivec)shift + vec_splat_int(127)) << 23;
	return p * (vec)power;
}

/*
 * log(1 + x) for 0 <= x < 2^24; what is not below (NaN too) is given back.
 * 1 + x = 2^k m with m in [sqrt 1/2, sqrt 2); for k = 0 the polynomial takes x
 * itself, so small x lose nothing.
 */
LANES_INLINE vec vec_log1p(vec x)
{
	const ivec base = vec_splat_int(0x3f3504f3); /* sqrt 1/2 */
	vec u = x + vec_splat(1);
	ivec k = ((ivec)u - base) >> 23;
	vec m = (vec)((ivec)u - (k << 23));
	vec f = vec_select(k == 0, x, m - vec_splat(1));
	vec s = f / (f + vec_splat(2));
	/* the square of a smaller one changes nothing but is subnormal */
	vec large = vec_max(vec_splat(0x1p-60f), vec_abs(s));
	vec z = large * large;
	vec exponent = __builtin_convertvector(k, vec);
	vec p = vec_splat(2.958202362e-01f);

	p = vec_fma(p, z, vec_splat(3.998873532e-01f));
	p = vec_fma(p, z, vec_splat(6.666668653e-01f));
	p = vec_fma(p * z, s, s + s);
	p = vec_fma(exponent, vec_splat(LN2_LOW), p);
	p = vec_fma(exponent, vec_splat(LN2_HIGH), p);
	return vec_select(x < vec_splat(0x1p24f), p, x);
}

/* log(1 + x) for 0 <= x <= 1, within 2 units, in half the time of vec_log1p: x - x^2 times a
   polynomial. */
LANES_INLINE vec vec_log1p_unit(vec x)
{
	vec p = vec_splat(-3.176057013e-03f);

	p = vec_fma(p, x, vec_splat(1.954252645e-02f));
	p = vec_fma(p, x, vec_splat(-5.637361109e-02f));
	p = vec_fma(p, x, vec_splat(1.054362357e-01f));
	p = vec_fma(p, x, vec_splat(-1.526966691e-01f));
	p = vec_fma(p, x, vec_splat(1.966327429e-01f));
	p = vec_fma(p, x, vec_splat(-2.495161593e-01f));
	p = vec_fma(p, x, vec_splat(3.332971036e-01f));
	p = vec_fma(p, x, vec_splat(-4.999989271e-01f));
	return vec_fma(p * x, x, x);
}

/*
 * 1 / a of a from 1 to 2, within 2 units in the last place, in less than half the time of a
 * division. The bits negated guess it to 5 %: y, with e = 1 - a y; then 1 / a = y / (1 - e),
 * by (1 + e) (1 + e^2 + e^4) to 2e-8.
 */
LANES_INLINE vec vec_inverse(vec a)
{
	vec y = (vec)(vec_splat_int(0x7ef31200) - (ivec)a);
	vec e = vec_fma(-a, y, vec_splat(1)), square = e * e;

	y = vec_fma(y, e, y);
	return vec_fma(y, vec_fma(square, square, square), y);
}

/*
 * 1 / (1 + exp(-x)), within 3 units in the last place; below -64 it stays.
 */
LANES_INLINE vec vec_sigmoid(vec x)
{
	const vec one = vec_splat(1);
	vec e = vec_exp(vec_negate(vec_abs(x)));

	return vec_select(x < vec_splat(0), e, one) / (one + e);
}

/*
 * Within 4 units in the last place. Up to 5/8, where (1 - e) / (1 + e) with e = exp(-2 x)
 * would cancel, x + x^3 times a polynomial of x^2.
 */
LANES_INLINE vec vec_tanh(vec x)
{
	const vec one = vec_splat(1);
	vec a = vec_abs(x);
	vec e = vec_exp(vec_splat(-2) * a);
	vec far = (one - e) / (one + e);
	/* the square of a smaller one changes nothing but is subnormal */
	vec large = vec_max(vec_splat(0x1p-60f), a);
	vec s = large * large;
	vec p = vec_splat(-6.096714176e-03f);

	p = vec_fma(p, s, vec_splat(2.099717967e-02f));
	p = vec_fma(p, s, vec_splat(-5.385090783e-02f));
	p = vec_fma(p, s, vec_splat(1.333276927e-01f));
	p = vec_fma(p, s, vec_splat(-3.333332837e-01f));
	p = vec_fma(p * s, a, a);
	p = vec_select(a < vec_splat(.625f), p, far);
	return (vec)((ivec)p | ((ivec)x & vec_splat_int(INT32_MIN)));
}

#define BELL_TOP 3.989422804e-01f /* 1 / sqrt(2 pi) */

/*
 * The normal distribution's share below x, within 2^-22, and to 3e-6 of itself down
 * to x = -11; *bell: exp(-x^2 / 2), which there stays as exp does. For -a below 0 the
 * share is the bell times a polynomial of t = 1 / (1 + .35 a) without constant term
 * (the form of Hastings 1955).
 */
LANES_INLINE vec vec_normal(vec x, vec *bell)
{
	const vec one = vec_splat(1);
	vec a = vec_abs(x);
	vec t = one / vec_fma(vec_splat(.35f), a, one);
	vec p = vec_splat(-2.909758687e-02f);

	*bell = vec_exp(vec_splat(-.5f) * a * a);
	p = vec_fma(p, t, vec_splat(1.437711269e-01f));
	p = vec_fma(p, t, vec_splat(-2.553653717e-01f));
	p = vec_fma(p, t, vec_splat(1.588392258e-01f));
	p = vec_fma(p, t, vec_splat(-2.291154489e-02f));
	p = vec_fma(p, t, vec_splat(1.054309905e-01f));
	p = vec_fma(p, t, vec_splat(1.198528409e-01f));
	p = vec_fma(p, t, vec_splat(1.398586780e-01f));
	p = vec_fma(p, t, vec_splat(1.396216303e-01f));
	p = *bell * (p * t);
	return vec_select(x < vec_splat(0), p, one - p);
}

#endif
