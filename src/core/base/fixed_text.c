/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fixed_text.c - what comes behind a text, and where does that end? */
#include "core/base/fixed_text.h"

#include <stdarg.h>
#include <stdio.h>

void fixed_put(char *out, size_t size, size_t *at, const char *format, ...)
{
	va_list args;

	if (*at >= size)
		return;
	va_start(args, format);
	*at += (size_t)vsnprintf(out + *at, size - *at, format, args);
	va_end(args);
}
