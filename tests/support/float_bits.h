/* SPDX-License-Identifier: GPL-3.0-or-later */
/* float_bits.h - the bits of floats, and what kernels guess from them, in scalar code. */
#ifndef SUPPORT_FLOAT_BITS_H
#define SUPPORT_FLOAT_BITS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float as_float(int32_t bits)
{
	float a;

	memcpy(&a, &bits, sizeof a);
	return a;
}

static inline int32_t as_int(float a)
{
	int32_t bits;

	memcpy(&bits, &a, sizeof bits);
	return bits;
}

/* vec_inverse of lanes_math.h, and adam_inverses of adam.h. */
static inline float model_inverse(float a)
{
	float y = as_float(0x7ef31200 - as_int(a)), e = fmaf(-a, y, 1), square = e * e;

	y = fmaf(y, e, y);
	return fmaf(y, fmaf(square, square, square), y);
}

#endif
