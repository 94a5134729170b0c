/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.c - what figures say, into a text that grows. */
#include "view/figure/tell.h"

void tell(struct textbuf *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	textbuf_vprintf(out, format, args);
	va_end(args);
}
