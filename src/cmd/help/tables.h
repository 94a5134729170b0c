/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables.h - what the program knows as rows, for other programs: `help tables`.
 *
 * A table has a name, a sentence, and a walk over its rows; a row is a JSON
 * object with a "name". With --json all of it is printed, so that a test, an
 * editor or another manual need not write down again what a row says.
 *
 * To add a table: a function that gives row i and a line in TABLE_LIST, both in
 * table_rows.c. One whose rows are help topics, too, is a source of topics.c
 * instead. A room that comes after cmd (the screen's keys, the options of the
 * command line) has its tables handed over in call_options.tables.
 */
#ifndef CMD_TABLES_H
#define CMD_TABLES_H

#include <jansson.h>

struct table_source {
	const char *name, *help;
	json_t *(*row)(int i); /* gives an object; NULL past the last */
};

extern const struct table_source *const table_sources[]; /* ends in NULL */

/* more: tables after those of table_sources and help_sources, NULL-terminated;
   or NULL. */
/* [{"name":…,"help":…,"rows":[…]},…], given; NULL: no memory. */
json_t *tables_json(const struct table_source *const *more);
/* The tables with the names of their rows, malloc'ed; NULL: no memory. */
char *tables_text(const struct table_source *const *more);

#endif
