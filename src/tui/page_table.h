/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_table.h - a table that is wider than a page: columns in sets, one below the other,
 * the first one before each. Pure.
 */
#ifndef TUI_PAGE_TABLE_H
#define TUI_PAGE_TABLE_H

#include <stddef.h>

/*
 * Rows of a table are lines that follow each other and share gaps of two blanks. NULL: text
 * begins with no such rows, or they fit, or one of their columns does not; *tried is where text
 * was looked at up to: nobody need ask again before that. Else each gets the lines for a page so
 * wide; returns what comes after the rows.
 */
const char *page_table(const char *text, int columns, const char **tried,
		       void (*each)(void *context, const char *line, size_t size), void *context);

#endif
