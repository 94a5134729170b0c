/* SPDX-License-Identifier: GPL-3.0-or-later */
/* error.c - filling a struct fpe_error. */
#include "fpe/error.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const texts[] = {
#define STATUS_TEXT(name, text) text,
	FPE_STATUS_LIST(STATUS_TEXT)
#undef STATUS_TEXT
};

__attribute__((format(printf, 4, 0))) static void fill(struct fpe_error *err, enum fpe_status code,
						       int at, const char *format, va_list args)
{
	if (!err)
		return;
	err->code = code;
	err->at = at;
	vsnprintf(err->message, sizeof err->message, format, args);
}

enum fpe_status fpe_fail(struct fpe_error *err, enum fpe_status code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(err, code, -1, format, args);
	va_end(args);
	return code;
}

enum fpe_status fpe_fail_at(struct fpe_error *err, enum fpe_status code, int at, const char *format,
			    ...)
{
	va_list args;

	va_start(args, format);
	fill(err, code, at, format, args);
	va_end(args);
	return code;
}

enum fpe_status fpe_no_memory(struct fpe_error *err)
{
	return fpe_fail(err, FPE_ENOMEM, "%s", fpe_status_text(FPE_ENOMEM));
}

const char *fpe_status_text(enum fpe_status code)
{
	return texts[code];
}
