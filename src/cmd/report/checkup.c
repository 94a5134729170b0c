/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkup.c - what all checks share. Owns nothing. */
#include "cmd/report/checkup.h"

#include <stdarg.h>

void finding_blame(struct finding *finding, enum finding_state state, const char *format, ...)
{
	va_list args;

	finding->state = state;
	va_start(args, format);
	textbuf_vprintf(&finding->mend, format, args);
	va_end(args);
}
