/* SPDX-License-Identifier: GPL-3.0-or-later */
/* column_part.h - what the files of column.h share. */
#ifndef CMD_COLUMN_PART_H
#define CMD_COLUMN_PART_H

#include "cmd/report/column.h"

/* Called with each column, METRIC made one for each metric, and its first datum. */
typedef void column_each(void *context, const struct column *column, const struct datum *datum);

/* datum: the first of a row, NULL: none are looked at. Gives the one after it. */
const struct datum *column_walk(const struct column *columns, const struct datum *datum,
				column_each *each, void *context);

/* Cells of a row that belong to a column, and to all. */
int column_width(const struct column *column);
int columns_width(const struct column *columns);

/* Whole ones. */
int rows_count(const struct rows *rows);
const struct datum *rows_row(const struct rows *rows, int i);

#endif
