/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textbuf.h - text that grows: the one way to gather a text of unknown length.
 *
 * Start with a zeroed struct. When memory runs out the text is dropped and
 * textbuf_take gives NULL; nothing in between needs a check.
 */
#ifndef IO_TEXTBUF_H
#define IO_TEXTBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/utf8.h"

struct textbuf {
	char *bytes; /* NUL-terminated once anything was added */
	size_t size, room;
	bool failed; /* memory ran out */
};

void textbuf_add(struct textbuf *text, const char *bytes, size_t size);
void textbuf_puts(struct textbuf *text, const char *string);
/* Numbers are written with a point in every locale. */
void textbuf_printf(struct textbuf *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void textbuf_vprintf(struct textbuf *text, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* Such a text by itself, malloc'ed; NULL: no memory. asprintf's would not be seen to be refused
 * (core/base/memory.h). */
char *textbuf_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *textbuf_vtext(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
/* As it may be shown (utf8_show): a text, or what was added since `from`. */
void textbuf_show(struct textbuf *text, const char *bytes, size_t size, enum utf8_form form);
void textbuf_show_since(struct textbuf *text, size_t from, enum utf8_form form);
/* count times the same character */
void textbuf_pad(struct textbuf *text, char c, int count);

/* Gives the text ("" if nothing was added), or NULL if memory ran out. The
   struct is empty again. */
char *textbuf_take(struct textbuf *text);
void textbuf_clear(struct textbuf *text);

#endif
