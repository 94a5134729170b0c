/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * half.c - floats of two bytes, by whole numbers alone: what a machine does with
 * numbers under the normal ones does not matter.
 */
#include "io/half.h"

#include <string.h>

static float of_bits(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static uint32_t bits_of(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits;
}

/* The upper bits of n, rounded to the nearest; ties to even. 0 < drop < 32 */
static uint32_t round_off(uint32_t n, int drop)
{
	uint32_t kept = n >> drop, rest = n & ((UINT32_C(1) << drop) - 1);
	uint32_t tie = UINT32_C(1) << (drop - 1);

	return kept + (rest > tie || (rest == tie && (kept & 1)));
}

float half_value(uint16_t bits)
{
	uint32_t sign = (uint32_t)(bits & 0x8000) << 16, rest = bits & 0x7fff;

	if (rest >= 0x7c00) /* infinite, NaN */
		return of_bits(sign | 0x7f800000 | (rest & 0x3ff) << 13);
	if (rest >= 0x400) /* exponents are 112 apart */
		return of_bits(sign | ((rest << 13) + (UINT32_C(112) << 23)));
	return (sign ? -1.0f : 1.0f) * (float)rest * 0x1p-24f;
}

float bfloat_value(uint16_t bits)
{
	return of_bits((uint32_t)bits << 16);
}

uint16_t half_of(float value)
{
	uint32_t bits = bits_of(value), sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
	int exponent = (int)(size >> 23);

	if (size > 0x7f800000)
		return (uint16_t)(sign | 0x7e00);
	if (exponent >= 143) /* 65536 and more */
		return (uint16_t)(sign | 0x7c00);
	if (exponent >= 113) /* a carry makes the next exponent, in the end infinity */
		return (uint16_t)(sign | round_off(size - (UINT32_C(112) << 23), 13));
	if (exponent < 102) /* below half of the smallest */
		return (uint16_t)sign;
	return (uint16_t)(sign | round_off((size & 0x7fffff) | 0x800000, 126 - exponent));
}

uint16_t bfloat_of(float value)
{
	uint32_t bits = bits_of(value);

	if ((bits & 0x7fffffff) > 0x7f800000) /* rounding could make it infinite */
		return (uint16_t)(bits >> 16 | 0x40);
	return (uint16_t)round_off(bits, 16);
}
