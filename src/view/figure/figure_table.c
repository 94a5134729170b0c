/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figure_table.c - a table that grows, and its two forms: values for programs,
 * sentences for listeners.
 *
 * Owns the texts of its cells.
 */
#include "view/figure/figure_table.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "io/csv_cell.h"
#include "io/textbuf.h"

#define CELLS_UNASKED 4096
#define ROWS_UNASKED 1024

static void add_column(struct figure_table *table, struct figure_column column)
{
	/* More columns than that are a fault of the panel. */
	assert(table->columns < FIGURE_TABLE_COLUMNS && !table->cells);
	table->column[table->columns++] = column;
}

void figure_table_key(struct figure_table *table, const char *name)
{
	add_column(table, (struct figure_column){ .name = name, .key = true });
}

void figure_table_value(struct figure_table *table, const char *name, const char *unit,
			const char *missing)
{
	add_column(table, (struct figure_column){ .name = name, .unit = unit, .missing = missing });
}

void figure_table_keys(struct figure_table *table, ...)
{
	const char *name;
	va_list args;

	va_start(args, table);
	while ((name = va_arg(args, const char *)))
		figure_table_key(table, name);
	va_end(args);
}

void figure_table_values(struct figure_table *table, ...)
{
	const char *name;
	va_list args;

	va_start(args, table);
	while ((name = va_arg(args, const char *)))
		figure_table_value(table, name, NULL, NULL);
	va_end(args);
}

/* Takes text. */
static void add_cell(struct figure_table *table, char *text, double number)
{
	if (table->cells % CELLS_UNASKED == 0 && fpe_watch_ask(table->watch, NULL))
		table->failed = true;
	table->failed = table->failed || room_for(&table->cell, &table->room, table->cells + 1,
						  sizeof *table->cell, NULL);
	if (table->failed)
		free(text);
	else
		table->cell[table->cells++] = (struct figure_cell){ text, number };
}

void figure_table_text(struct figure_table *table, const char *format, ...)
{
	va_list args;
	char *text;

	if (table->failed)
		return;
	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	table->failed |= !text;
	add_cell(table, text, NAN);
}

void figure_table_texts(struct figure_table *table, ...)
{
	const char *text;
	va_list args;

	va_start(args, table);
	while ((text = va_arg(args, const char *)))
		figure_table_text(table, "%s", text);
	va_end(args);
}

void figure_table_number(struct figure_table *table, double number)
{
	add_cell(table, NULL, number);
}

void figure_table_row(struct figure_table *table, const double *number, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_cell(table, NULL, number[i]);
}

int figure_table_rows(const struct figure_table *table)
{
	return table->columns ? table->cells / table->columns : 0;
}

void figure_table_clear(struct figure_table *table)
{
	for (int i = 0; i < table->cells; i++)
		free(table->cell[i].text);
	free(table->cell);
	*table = (struct figure_table){ 0 };
}

/* The text, or NULL where the table has lost something. */
static char *take(const struct figure_table *table, struct textbuf *out)
{
	if (!table->failed)
		return textbuf_take(out);
	textbuf_clear(out);
	return NULL;
}

/* Is row r of a form still wanted? */
static bool goes_on(const struct figure_table *table, int r, struct textbuf *out)
{
	if (r % ROWS_UNASKED == 0 && fpe_watch_ask(table->watch, NULL))
		out->failed = true;
	return !out->failed;
}

/* ------------------------------------------------------------------- CSV */

static void put_heading(struct textbuf *out, const struct figure_column *column)
{
	struct textbuf text = { 0 };
	char *heading;

	textbuf_puts(&text, column->name);
	if (column->unit)
		textbuf_printf(&text, " (%s)", column->unit);
	heading = textbuf_take(&text);
	if (heading)
		csv_cell(out, heading, false);
	out->failed |= !heading;
	free(heading);
}

char *figure_table_csv(const struct figure_table *table)
{
	struct textbuf out = { 0 };

	for (int c = 0; c < table->columns; c++) {
		textbuf_puts(&out, c ? "," : "");
		put_heading(&out, &table->column[c]);
	}
	if (table->columns)
		textbuf_puts(&out, "\n");
	for (int r = 0; r < figure_table_rows(table) && goes_on(table, r, &out); r++) {
		const struct figure_cell *cell = table->cell + r * table->columns;

		for (int c = 0; c < table->columns; c++) {
			textbuf_puts(&out, c ? "," : "");
			if (cell[c].text)
				csv_cell(&out, cell[c].text, false);
			else if (!isnan(cell[c].number))
				textbuf_printf(&out, "%.9g", cell[c].number);
		}
		textbuf_puts(&out, "\n");
	}
	return take(table, &out);
}

/* ----------------------------------------------------------------- lines */

/* True where a row has numbers, and none of them is there. */
static bool says_nothing(const struct figure_table *table, const struct figure_cell *cell)
{
	int numbers = 0;

	for (int c = 0; c < table->columns; c++) {
		if (table->column[c].key || cell[c].text)
			continue;
		if (!isnan(cell[c].number))
			return false;
		numbers++;
	}
	return numbers > 0;
}

/* "name 0.83 nats"; nothing for what is missing and has no word for it. False:
   nothing was put. */
static bool put_part(struct textbuf *out, const struct figure_column *column,
		     const struct figure_cell *cell, const char *before)
{
	bool missing = !cell->text && isnan(cell->number);

	if ((missing && !column->missing) || (cell->text && !*cell->text))
		return false;
	textbuf_printf(out, "%s%s ", before, column->name);
	if (cell->text)
		textbuf_puts(out, cell->text);
	else if (missing)
		textbuf_puts(out, column->missing);
	else
		textbuf_printf(out, "%.4g", cell->number);
	if (column->unit && !missing)
		textbuf_printf(out, " %s", column->unit);
	return true;
}

static void put_line(struct textbuf *out, const struct figure_table *table,
		     const struct figure_cell *cell)
{
	bool keys = false, values = false;

	for (int c = 0; c < table->columns; c++) {
		const struct figure_column *column = &table->column[c];
		const char *before = column->key ? keys ? ", " : ""
				     : values	 ? ", "
				     : keys	 ? ": "
						 : "";
		bool put = put_part(out, column, &cell[c], before);

		if (column->key)
			keys |= put;
		else
			values |= put;
	}
	textbuf_puts(out, "\n");
}

/* What the rows that were left out would have said. */
static void put_left_out(struct textbuf *out, const struct figure_table *table, int count)
{
	textbuf_printf(out, "%d more: ", count);
	for (int c = 0; c < table->columns; c++) {
		const struct figure_column *column = &table->column[c];

		if (column->key || !column->missing)
			continue;
		textbuf_printf(out, "%s %s\n", column->name, column->missing);
		return;
	}
	textbuf_puts(out, "without a number\n");
}

char *figure_table_lines(const struct figure_table *table)
{
	struct textbuf out = { 0 };
	int left_out = 0;

	for (int r = 0; r < figure_table_rows(table) && goes_on(table, r, &out); r++) {
		const struct figure_cell *cell = table->cell + r * table->columns;

		if (says_nothing(table, cell))
			left_out++;
		else
			put_line(&out, table, cell);
	}
	if (left_out)
		put_left_out(&out, table, left_out);
	return take(table, &out);
}
