/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_cell.h - a text as a field of a table that is written (RFC 4180).
 *
 * What a spreadsheet would take for a formula gets a ' in front: a text that begins with
 * one of = + - @ and is no number.
 */
#ifndef IO_CSV_CELL_H
#define IO_CSV_CELL_H

#include <stdbool.h>

#include "io/textbuf.h"

/* Would a spreadsheet work it out? */
bool csv_is_formula(const char *text);

/* In quotes where it has to be, or always; what may not be shown is escaped (utf8_show). */
void csv_cell(struct textbuf *out, const char *text, bool quoted);

#endif
