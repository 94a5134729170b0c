/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column.h - what a command reports: a table of columns, and rows of data.
 *
 * A column says what a value is called, means and looks like. A row has a datum
 * for each, in the order of the columns. All that is printed derives from the two:
 * the text table, the sentences for listeners, CSV, JSON; and what `help json` and
 * fpe(5) say of the fields from the columns alone.
 *
 *   FIELD("batch", "integer", "minibatches …")                   in JSON and CSV
 *   SHOWN("nnz", "integer", "mask entries set", …)                in text, too, by this name
 *   { "codes", "number", "…", .heading = "share" }                or by another
 *   { .heading = "shape" }                                        in text only
 *   FIELDS("arms[]", arm_columns)                                 a list of rows
 *   FIELDS("gain", gain_columns)      an object, its data one by one in this row
 *   { "test", "object or null", … .columns = test_columns }    … one datum, or none
 *   { .columns = outcome_columns }                 these columns, too, in their place
 *   METRIC in a name: a column for every metric that has none of its own
 *
 * A table of columns ends with an empty one.
 */
#ifndef CMD_COLUMN_H
#define CMD_COLUMN_H

#include <jansson.h>
#include <stdint.h>

#include "cmd/report/report.h"
#include "io/textbuf.h"

struct column {
	const char *name;
	const char *type; /* "integer", "number or null", "text" */
	const char *help;

	const char *heading;
	int digits;	     /* after the point; -1: as many as the number has; of
				METRIC the metric's */
	bool sign;	     /* of numbers above 0, too */
	bool left;	     /* aligned; those of type text are */
	bool tail;	     /* the last, without heading: only where it says something */
	const char *unit;    /* after the number; of a truth: what is said if so */
	const char *to;	     /* between the ends of an interval */
	const char *missing; /* instead of no value; NULL: - */
	unsigned when;	     /* only in tables that show one of these; 0: in all */
	uint64_t metrics;    /* of METRIC: bits of those meant; 0: all */
	const struct column *columns;
};
#define FIELD(name_, type_, help_)                          \
	{                                                   \
		.name = name_, .type = type_, .help = help_ \
	}

#define FIELDS(name_, columns_)                    \
	{                                          \
		.name = name_, .columns = columns_ \
	}

#define SHOWN(name_, type_, ...)                                                    \
	{                                                                           \
		.name = name_, .type = type_, .heading = name_, .help = __VA_ARGS__ \
	}

/* Bits of `when`; a command's own begin at COLUMN_OWN. */
#define COLUMN_LISTENERS 1u /* where rows are sentences: the report is accessible */
#define COLUMN_LINES 2u	    /* where they are lines */
#define COLUMN_OWN 4u

/* A number in a sentence as a column of so many digits has it: "0.125", and "1.2e+20" of
   what no float knows to a part of 1. */
struct column_number {
	char text[48];
};
struct column_number column_number(double x, int digits);

struct datum {
	enum datum_kind {
		DATUM_NONE, /* no value; so is a number that is not finite */
		DATUM_NUMBER,
		DATUM_INTERVAL, /* number to high; text tables only */
		DATUM_SEED,	/* all digits, number is near it */
		DATUM_TRUTH,
		DATUM_TEXT,
		DATUM_FORMAT, /* a text of its own, aligned as the column is */
		DATUM_JSON,   /* NULL: the object has no such field */
		DATUM_ROWS,
		DATUM_END /* the row of the text table ends before it */
	} kind;
	double number, high;
	uint64_t seed;
	const char *text; /* of TEXT borrowed */
	json_t *json;	  /* its own */
	struct rows *rows;
};

/* Rows one after another; data are put until they make a row. Begin with
   { .columns = … }. */
struct rows {
	const struct column *columns;
	struct datum *datum;
	int data, room;
	int width;   /* of a row, once there are data */
	bool failed; /* memory ran out: there are no rows then */
};

#define DATUM_LAST ((struct datum){ .kind = DATUM_END })
struct datum datum_number(double number);
struct datum datum_interval(double low, double high);
struct datum datum_seed(uint64_t seed);
struct datum datum_truth(bool truth);
struct datum datum_text(const char *text); /* NULL: no value */
struct datum datum_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct datum datum_json(json_t *json);	    /* takes */
struct datum datum_rows(struct rows *rows); /* takes the rows, which are empty then */
#define DATUM(x) \
	_Generic((x), char *: datum_text, const char *: datum_text, bool: datum_truth, default: datum_number)(x)

/* rows_put(&rows, DATUM(a), DATUM(b)): takes what the data own. */
#define rows_put(rows, ...)                                        \
	rows_put_data(rows, (const struct datum[]){ __VA_ARGS__ }, \
		      sizeof((const struct datum[]){ __VA_ARGS__ }) / sizeof(struct datum))
void rows_put_data(struct rows *rows, const struct datum *datum, size_t count);
void rows_clear(struct rows *rows);
int rows_count(const struct rows *rows);
const struct datum *rows_row(const struct rows *rows, int i);

/* Each column in the order of data, METRIC made one for each metric, and its first
   datum. datum: the first of a row; NULL: none are looked at. Gives the one after. */
typedef void column_each(void *context, const struct column *column, const struct datum *datum);
const struct datum *column_walk(const struct column *columns, const struct datum *datum,
				column_each *each, void *context);
int columns_width(const struct column *columns); /* data of a row */

/* Every documented field, its path from the outermost object ("arms[].nnz"). */
void column_fields(const struct column *columns,
		   void (*each)(void *context, const char *path, const struct column *field),
		   void *context);

/* The fields that a command's row says it reports, in JSON; takes what the data own. */
#define column_report(report, ...)                                        \
	column_report_data(report, (const struct datum[]){ __VA_ARGS__ }, \
			   sizeof((const struct datum[]){ __VA_ARGS__ }) / sizeof(struct datum))
void column_report_data(struct report *report, const struct datum *datum, size_t count);
/* Every row an object, appended to a list. */
void rows_json(const struct rows *rows, json_t *list);

/* Names of the fields; the fields of every row, numbers with all their digits. */
void rows_csv_names(const struct rows *rows, struct textbuf *out);
void rows_csv(const struct rows *rows, struct textbuf *out);

/* A text table; turned: a column a line, a row a column, and of a list of a number
   and its value, as many in every row, a line for each number. */
void rows_table(const struct rows *rows, struct report *report, unsigned when);
void rows_turned(const struct rows *rows, struct report *report, unsigned when);
/* For rows that come one by one: the heads, then rows. Printing frees the table. Where
   the report is accessible a row is a sentence: "arm clause: nnz 264, budget 264". */
struct report_table;
struct report_table *report_table_new(void);
void report_table_print(struct report_table *table, struct report *report);
void rows_heads(const struct rows *rows, struct report_table *table, unsigned when);
void rows_lines(const struct rows *rows, struct report_table *table, unsigned when);

#endif
