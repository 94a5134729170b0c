/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figure_table.h - the numbers behind a figure, as rows of text and numbers.
 *
 * Columns are given first, then cells row by row: as many as there are
 * columns make a row. Keys say what a row is about, values are what is said.
 * Start with a zeroed struct. When memory runs out the table is marked and its
 * sinks give NULL; nothing in between needs a check.
 */
#ifndef VIEW_FIGURE_TABLE_H
#define VIEW_FIGURE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/watch.h"

#define FIGURE_TABLE_COLUMNS 16

struct figure_column {
	const char *name;
	const char *unit;    /* "nats"; NULL: none */
	const char *missing; /* what a NaN says, "masked"; NULL: nothing */
	bool key;
};

struct figure_cell {
	char *text;    /* owned; NULL: a number */
	double number; /* NaN: there is none */
};

struct figure_table {
	struct figure_column column[FIGURE_TABLE_COLUMNS];
	int columns;
	struct figure_cell *cell; /* [rows x columns] */
	int cells, room;
	bool failed; /* memory ran out, or it was stopped: nothing more is added */
	const struct fpe_watch *watch; /* borrowed, or NULL */
};

/* The strings live as long as the table (literals, as a rule). */
void figure_table_key(struct figure_table *table, const char *name);
void figure_table_value(struct figure_table *table, const char *name, const char *unit,
			const char *missing);

/* Several, the last one NULL; values without a unit, of which none is missing. */
void figure_table_keys(struct figure_table *table, ...) __attribute__((sentinel));
void figure_table_values(struct figure_table *table, ...) __attribute__((sentinel));

void figure_table_text(struct figure_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Several texts, the last one NULL. */
void figure_table_texts(struct figure_table *table, ...) __attribute__((sentinel));
void figure_table_number(struct figure_table *table, double number);
void figure_table_row(struct figure_table *table, const double *number, size_t count);
/* Several numbers. */
#define figure_table_numbers(table, ...)                         \
	figure_table_row(table, (const double[]){ __VA_ARGS__ }, \
			 sizeof(const double[]){ __VA_ARGS__ } / sizeof(double))

int figure_table_rows(const struct figure_table *table);
void figure_table_clear(struct figure_table *table);

/*
 * Comma-separated values after RFC 4180, lines ended by \n: a heading "name" or
 * "name (unit)", then the rows; numbers %.9g with a point, NaN empty. Gives a
 * malloc'ed string, NULL: no memory.
 */
char *figure_table_csv(const struct figure_table *table);

/*
 * A row a line, to be read aloud: "arm clause, neuron n0.1, input x7: weight
 * 0.83, clause c2". Rows all of whose numbers are missing are counted on a last
 * line instead. Gives a malloc'ed string, NULL: no memory.
 */
char *figure_table_lines(const struct figure_table *table);

#endif
