/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_text.h - a table's text as records of fields (RFC 4180).
 *
 * Lines end with LF, CRLF or CR; a field in quotes may have separators, line
 * ends and doubled quotes in it. Blanks around a field do not count, nor do lines
 * of nothing but blanks. Nothing is copied.
 */
#ifndef IO_CSV_TEXT_H
#define IO_CSV_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"

struct csv_field {
	const char *at; /* without its quotes; doubled ones are still two */
	size_t size;
	bool quoted;
};

/* Where a text is read. Begin with at, end, separator and line 1. end points to a
   NUL. */
struct csv_text {
	const char *at, *end;
	char separator;
	int line; /* of what comes next, from 1 */
};

/* The first line's separator: a comma, a semicolon or a tab, whichever is there most
   often outside of quotes; where it has none, a comma. */
char csv_separator(const char *text, size_t size);

/* Goes to the next record, past blank lines. False: there is none. */
bool csv_more(struct csv_text *text);

/*
 * The next field of a record; *last: none comes after it. FPE_EFORMAT with what is
 * wrong, without a place: a quote that is never closed, text behind one, a NUL.
 */
enum fpe_status csv_next(struct csv_text *text, struct csv_field *out, bool *last,
			 struct fpe_error *err);

/* The field's text by itself, doubled quotes made one; malloc'ed. NULL: no memory. */
char *csv_copy(const struct csv_field *field);
#define CSV_SHOWN 48 /* bytes of a field in a message, with its NUL */

/* The field as a message shows it: what is no text is ?, a long one ends in …; returns
   buffer. */
const char *csv_shown(const struct csv_field *field, char buffer[CSV_SHOWN]);
/* Is it this text? */
bool csv_is(const struct csv_field *field, const char *text);

#endif
