/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column_text.c - rows as a text table: columns two blanks apart, each as wide as
 * its widest cell; or, for listeners, a sentence a row.
 *
 * Owns the cells until the table is printed.
 */
#include "cmd/report/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "view/grid/grid.h"

/* Its text ends where the next cell's begins, each with a NUL. */
struct cell_text {
	size_t at;
	int columns;
	bool right;
	bool ends_row;
};

struct report_table {
	struct textbuf text; /* of all cells */
	struct cell_text *cell;
	int cells, room;
	int widest; /* cells of a row */
	int row;    /* cells of the row that is under way */
};

struct report_table *report_table_new(void)
{
	return calloc(1, sizeof(struct report_table));
}

static const char *cell_text(const struct report_table *table, const struct cell_text *cell)
{
	return table->text.bytes + cell->at;
}

/* What was printed to table->text since `at` becomes a cell. */
static void add(struct report_table *table, bool right, size_t at)
{
	struct textbuf *text = &table->text;
	struct cell_text *cell;

	/* cells hold names from files */
	textbuf_show_since(text, at, UTF8_LINE);
	textbuf_add(text, "", 1);
	if (text->failed ||
	    room_for(&table->cell, &table->room, table->cells + 1, sizeof *cell, NULL)) {
		text->failed = true;
		return;
	}
	cell = &table->cell[table->cells++];
	*cell = (struct cell_text){ .at = at, .right = right };
	cell->columns = text_columns(cell_text(table, cell));
	table->row++;
	if (table->row > table->widest)
		table->widest = table->row;
}

static void end_row(struct report_table *table)
{
	if (table->cells)
		table->cell[table->cells - 1].ends_row = true;
	table->row = 0;
}

/* Widths of the columns. */
static int *measure(const struct report_table *table)
{
	int *width = calloc((size_t)table->widest + 1, sizeof *width);
	int column = 0;

	for (int i = 0; width && i < table->cells; i++) {
		const struct cell_text *cell = &table->cell[i];

		if (cell->columns > width[column])
			width[column] = cell->columns;
		column = cell->ends_row ? 0 : column + 1;
	}
	return width;
}

static void print_cell(const struct report_table *table, const struct cell_text *cell, int width,
		       bool first, struct textbuf *out)
{
	int gap = width - cell->columns;

	textbuf_puts(out, first ? "" : "  ");
	if (cell->right)
		textbuf_pad(out, ' ', gap);
	textbuf_puts(out, cell_text(table, cell));
	if (!cell->right && !cell->ends_row)
		textbuf_pad(out, ' ', gap);
}

static void print_columns(const struct report_table *table, struct textbuf *out)
{
	int *width = measure(table), column = 0;

	for (int i = 0; width && i < table->cells; i++) {
		print_cell(table, &table->cell[i], width[column], column == 0, out);
		column++;
		if (table->cell[i].ends_row) {
			textbuf_puts(out, "\n");
			column = 0;
		}
	}
	free(width);
}

/* "arm clause: alpha 2, nnz 264": headings are the first row's cells, and what
   has no value is left out. */
static void print_sentences(const struct report_table *table, struct textbuf *out)
{
	int heads = 0, column = 0, said = 0;

	while (heads < table->cells && !table->cell[heads].ends_row)
		heads++;
	heads++;
	for (int i = heads; i < table->cells; i++) {
		const struct cell_text *cell = &table->cell[i];
		const char *value = cell_text(table, cell);

		value += strspn(value, " ");
		if (*value) {
			textbuf_puts(out, said == 0 ? "" : said == 1 ? ": " : ", ");
			if (column < heads && table->cell[column].columns)
				textbuf_printf(out, "%s ", cell_text(table, &table->cell[column]));
			textbuf_puts(out, value);
			said++;
		}
		column++;
		if (cell->ends_row) {
			textbuf_puts(out, said ? "\n" : "");
			column = said = 0;
		}
	}
}

void report_table_print(struct report_table *table, struct report *report)
{
	if (!table)
		return;
	end_row(table);
	if (table->text.failed)
		report->text.failed |= !report->json;
	else if (!report->json && report->accessible)
		print_sentences(table, &report->text);
	else if (!report->json)
		print_columns(table, &report->text);
	textbuf_clear(&table->text);
	free(table->cell);
	free(table);
}

/* ------------------------------------------------------------------- rows */

struct writer {
	struct report_table *table;
	unsigned when;
	bool ended;		 /* the row is */
	const struct rows *rows; /* turned: all of them */
};

static bool is_left(const struct column *c)
{
	return c->left || (c->type && strncmp(c->type, "text", 4) == 0);
}

static bool is_shown(const struct column *c, unsigned when)
{
	return c->heading && (!c->when || c->when & when);
}

/* A number of few digits as %.*f writes it, without asking printf: the digits follow from
   a product that is off by far less than what is left to the next rounding. false: printf
   has to. */
static bool show_fixed(double x, int digits, bool sign, struct textbuf *out)
{
	static const double power[] = { 1, 10, 100, 1000 };
	double scaled = fabs(x) * power[digits & 3], whole = floor(scaled);
	double rest = scaled - whole;
	char text[24], *at = text + sizeof text;
	uint64_t number;

	if (digits < 0 || digits > 3 || !(scaled < 1e9) || fabs(rest - 0.5) < 1e-6)
		return false;
	number = (uint64_t)whole + (rest > 0.5);
	for (int i = 0; i < digits || number || i == digits; i++) {
		if (i == digits && digits)
			*--at = '.';
		*--at = (char)('0' + number % 10);
		number /= 10;
	}
	if (signbit(x) || sign)
		*--at = signbit(x) ? '-' : '+';
	textbuf_add(out, at, (size_t)(text + sizeof text - at));
	return true;
}

#define MOST_FIXED 1e6 /* from here on the digits of a float end near the point */

struct column_number column_number(double x, int digits)
{
	struct column_number out;

	if (fabs(x) >= MOST_FIXED)
		snprintf(out.text, sizeof out.text, "%.3g", x);
	else
		snprintf(out.text, sizeof out.text, "%.*f", digits, x);
	return out;
}

static void show_number(const struct column *c, double x, struct textbuf *out)
{
	if (c->digits < 0)
		textbuf_printf(out, "%.9g", x);
	else if (c->digits > 0 && fabs(x) >= MOST_FIXED)
		textbuf_printf(out, c->sign ? "%+.3g" : "%.3g", x);
	else if (!show_fixed(x, c->digits, c->sign, out))
		textbuf_printf(out, c->sign ? "%+.*f" : "%.*f", c->digits, x);
}

static void show(const struct column *c, const struct datum *datum, struct textbuf *out)
{
	bool is_number = datum->kind == DATUM_NUMBER || datum->kind == DATUM_INTERVAL ||
			 datum->kind == DATUM_SEED;

	if (datum->kind == DATUM_TRUTH) {
		textbuf_puts(out, datum->number != 0 ? c->unit : "");
	} else if (datum->text) {
		textbuf_puts(out, datum->text);
	} else if (!is_number || !isfinite(datum->number)) {
		textbuf_puts(out, c->missing ? c->missing : "-");
	} else {
		show_number(c, datum->number, out);
		if (datum->kind == DATUM_INTERVAL) {
			textbuf_puts(out, c->to);
			show_number(c, datum->high, out);
		}
		textbuf_puts(out, c->unit ? c->unit : "");
	}
}

static void add_cell(const struct writer *w, const struct column *c, const struct datum *datum,
		     bool right)
{
	struct textbuf *text = &w->table->text;
	size_t at = text->size;

	show(c, datum, text);
	if (!c->tail || text->size > at || w->rows || w->when & COLUMN_LISTENERS)
		add(w->table, right, at);
}

static void add_heading(struct report_table *table, bool right, const char *heading)
{
	size_t at = table->text.size;

	textbuf_puts(&table->text, heading);
	add(table, right, at);
}

static void head(void *context, const struct column *c, const struct datum *datum)
{
	const struct writer *w = context;

	(void)datum;
	if (is_shown(c, w->when) && (!c->tail || w->when & COLUMN_LISTENERS))
		add_heading(w->table, !is_left(c), c->heading);
}

static void line(void *context, const struct column *c, const struct datum *datum)
{
	struct writer *w = context;

	if (!is_shown(c, w->when))
		return;
	w->ended |= datum->kind == DATUM_END;
	if (!w->ended)
		add_cell(w, c, datum, datum->kind != DATUM_TEXT && !is_left(c));
}

/* Of a list, whose rows are a number and its value: a line each. */
static void turn_list(const struct writer *w, const struct column *c, const struct datum *datum)
{
	for (int k = 0; k < rows_count(datum->rows); k++) {
		size_t at = w->table->text.size;

		textbuf_printf(&w->table->text, "%s %.3g", c->heading,
			       rows_row(datum->rows, k)->number);
		add(w->table, false, at);
		for (int i = 0; i < rows_count(w->rows); i++) {
			const struct rows *list = datum[i * w->rows->width].rows;

			add_cell(w, &c->columns[1], rows_row(list, k) + 1, true);
		}
		end_row(w->table);
	}
}

/* Has a number of no row a value? */
static bool applies_to_none(const struct rows *rows, const struct datum *datum)
{
	for (int i = 0; i < rows_count(rows); i++) {
		const struct datum *d = datum + i * rows->width;

		if (d->kind != DATUM_NONE && !(d->kind == DATUM_NUMBER && !isfinite(d->number)))
			return false;
	}
	return rows_count(rows) > 0;
}

/* The column of every row, beside its heading; one that applies to none says
   nothing. */
static void turned(void *context, const struct column *c, const struct datum *datum)
{
	const struct writer *w = context;
	if (!is_shown(c, w->when))
		return;
	if (datum->kind == DATUM_ROWS) {
		turn_list(w, c, datum);
		return;
	}
	if (applies_to_none(w->rows, datum))
		return;
	add_heading(w->table, false, c->heading);
	for (int i = 0; i < rows_count(w->rows); i++)
		add_cell(w, c, datum + i * w->rows->width, true);
	end_row(w->table);
}

void rows_heads(const struct rows *rows, struct report_table *table, unsigned when)
{
	struct writer w = { .table = table, .when = when };

	if (!table)
		return;
	column_walk(rows->columns, NULL, head, &w);
	end_row(table);
}

void rows_lines(const struct rows *rows, struct report_table *table, unsigned when)
{
	for (int i = 0; table && i < rows_count(rows); i++) {
		struct writer w = { .table = table, .when = when };

		column_walk(rows->columns, rows_row(rows, i), line, &w);
		end_row(table);
	}
}

void rows_table(const struct rows *rows, struct report *report, unsigned when)
{
	struct report_table *table = report_table_new();

	when |= report->accessible ? COLUMN_LISTENERS : COLUMN_LINES;
	rows_heads(rows, table, when);
	rows_lines(rows, table, when);
	report_table_print(table, report);
}

void rows_turned(const struct rows *rows, struct report *report, unsigned when)
{
	struct writer w = { .table = report_table_new(), .when = when, .rows = rows };

	if (w.table && rows_count(rows)) /* there are none where memory ran out */
		column_walk(rows->columns, rows->datum, turned, &w);
	report_table_print(w.table, report);
}
