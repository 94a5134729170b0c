/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decimal.c - digits to doubles. Owns nothing. */
#include "io/decimal.h"

#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a double holds exactly (Clinger 1990): so many digits, a power of ten. */
#define EXACT_DIGITS 15
#define EXACT_POWER 22

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits with perhaps a point, so few that dividing rounds once. */
static bool read_short(const char *text, size_t size, double *out)
{
	static const double power[EXACT_POWER + 1] = { 1e0,  1e1,  1e2,	 1e3,  1e4,  1e5,
						       1e6,  1e7,  1e8,	 1e9,  1e10, 1e11,
						       1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
						       1e18, 1e19, 1e20, 1e21, 1e22 };
	bool negative = size && *text == '-', point = false;
	size_t i = size && (*text == '-' || *text == '+');
	int digits = 0, behind = 0;
	uint64_t whole = 0;

	if (size > EXACT_DIGITS + 2)
		return false;
	for (; i < size; i++) {
		if (text[i] == '.' && !point) {
			point = true;
		} else if (is_digit(text[i])) {
			whole = 10 * whole + (uint64_t)(text[i] - '0');
			digits++;
			behind += point;
		} else {
			return false;
		}
	}
	if (!digits || digits > EXACT_DIGITS)
		return false;
	*out = (double)whole / power[behind];
	if (negative)
		*out = -*out;
	return true;
}

bool decimal_read(const char *text, size_t size, double *out)
{
	locale_t plain;
	char *end;

	if (read_short(text, size, out))
		return true;
	if (!size || strspn(text, "0123456789+-.eE") < size)
		return false;
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	*out = strtod_l(text, &end, plain);
	freelocale(plain);
	return end == text + size;
}
