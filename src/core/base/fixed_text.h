/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fixed_text.h - a text that is put together piece by piece, in as many bytes as there are. */
#ifndef CORE_FIXED_TEXT_H
#define CORE_FIXED_TEXT_H

#include <stddef.h>

/* Behind the first *at bytes of the text in out [size]; *at goes on by what was put. What has
   no room is cut: *at is size or more then, and nothing is put any more. */
void fixed_put(char *out, size_t size, size_t *at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
