/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decimal.h - numbers in a file's text, with a point in every locale. */
#ifndef IO_DECIMAL_H
#define IO_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The number that text [size] is, all of it: "-1.5e3"; the double nearest to it,
 * infinite where it is too large for one. False: it is none (inf, nan and
 * hexadecimal are none). Behind the text stands a byte that ends it: a NUL, a
 * separator, a quote.
 */
bool decimal_read(const char *text, size_t size, double *out);

#endif
