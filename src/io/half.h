/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * half.h - numbers of two bytes as floats, and floats rounded to them.
 *
 * half: IEEE 754 binary16, as PyTorch's float16; bfloat: the upper half of a float,
 * as its bfloat16. Rounding is to the nearest, ties to even; what is too large
 * becomes infinite, a NaN stays one.
 */
#ifndef IO_HALF_H
#define IO_HALF_H

#include <stdint.h>

float half_value(uint16_t bits);
float bfloat_value(uint16_t bits);
uint16_t half_of(float value);
uint16_t bfloat_of(float value);

#endif
