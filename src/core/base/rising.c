/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rising.c - which of two numbers is the larger one? */
#include "core/base/rising.h"

#include <stdint.h>

#define RISING(name, type)                                       \
	int name(const void *a, const void *b)                   \
	{                                                        \
		type x = *(const type *)a, y = *(const type *)b; \
                                                                 \
		return (x > y) - (x < y);                        \
	}
RISING(rising_int, int)
RISING(rising_uint64, uint64_t)
RISING(rising_double, double)
