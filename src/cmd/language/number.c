/* SPDX-License-Identifier: GPL-3.0-or-later */
/* number.c - decimal numbers, the same in every locale. Owns nothing. */
#include "cmd/language/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* Bytes the number takes. The rest may look like more of it to strtod: `0x10`,
   `2.`, `1e`. */
static size_t extent(const char *text, int sign)
{
	size_t at = 0, n, fraction = 0;

	if (sign && (*text == '+' || *text == '-'))
		at++;
	n = digits(text + at);
	at += n;
	if (text[at] == '.')
		fraction = digits(text + at + 1);
	if (fraction)
		at += 1 + fraction;
	if (!n && !fraction)
		return 0;
	if (text[at] == 'e' || text[at] == 'E') {
		size_t e = at + 1;

		e += text[e] == '+' || text[e] == '-';
		if (digits(text + e))
			at = e + digits(text + e);
	}
	return at;
}

int number_scan(const char *text, int sign, double *out)
{
	size_t n = extent(text, sign);
	char copy[NUMBER_MAX + 1];
	locale_t plain;

	if (!n || n > NUMBER_MAX)
		return 0;
	memcpy(copy, text, n);
	copy[n] = '\0';
	/* The C locale is static in libc: nothing is allocated here. */
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	*out = strtod_l(copy, NULL, plain);
	freelocale(plain);
	return isfinite(*out) ? (int)n : 0;
}

static void print(double value, int precision, char *buffer, size_t size)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t before = uselocale(plain);

	snprintf(buffer, size, "%.*g", precision, value);
	uselocale(before);
	freelocale(plain);
}

const char *number_text(double value, char buffer[NUMBER_TEXT])
{
	if (value == floor(value) && fabs(value) < 1e15)
		snprintf(buffer, NUMBER_TEXT, "%lld", (long long)value);
	else
		print(value, 9, buffer, NUMBER_TEXT);
	return buffer;
}

double number_tidy(double value)
{
	char buffer[NUMBER_TEXT];
	double tidy;

	print(value, 15, buffer, sizeof buffer);
	return number_scan(buffer, 1, &tidy) ? tidy : value;
}
