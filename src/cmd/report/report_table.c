/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_table.c - text tables: columns two blanks apart, each as wide as its
 * widest cell; or, for listeners, a sentence a row.
 *
 * Owns the cells until the table is printed.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/lex.h"
#include "cmd/report/report.h"
#include "io/textbuf.h"
#include "view/grid/grid.h"

struct cell_text {
	char *text;
	int columns;
	bool right;
	bool ends_row;
};

struct report_table {
	struct cell_text *cell;
	int cells, room;
};

struct report_table *report_table_new(void)
{
	return calloc(1, sizeof(struct report_table));
}

/* Cells hold names from files: no control character of theirs gets through. */
static char *clean(char *text)
{
	size_t size = text ? strlen(text) : 0;

	for (size_t i = 0; i < size;) {
		uint32_t ch = 0;
		int n = lex_char(text + i, size - i, &ch);

		if (n == 0 || lex_is_control(ch) || lex_is_reordering(ch)) {
			n = n ? n : 1;
			memset(text + i, '?', (size_t)n);
		}
		i += (size_t)n;
	}
	return text;
}

void report_table_cell(struct report_table *table, bool right, const char *format, ...)
{
	struct textbuf text = { 0 };
	struct cell_text *cell;
	va_list args;

	if (!table)
		return;
	if (table->cells == table->room) {
		int room = table->room ? 2 * table->room : 64;

		cell = realloc(table->cell, (size_t)room * sizeof *cell);
		if (!cell)
			return;
		table->cell = cell;
		table->room = room;
	}
	va_start(args, format);
	textbuf_vprintf(&text, format, args);
	va_end(args);
	cell = &table->cell[table->cells++];
	*cell = (struct cell_text){ .text = clean(textbuf_take(&text)), .right = right };
	cell->columns = cell->text ? text_columns(cell->text) : 0;
}

void report_table_end_row(struct report_table *table)
{
	if (table && table->cells)
		table->cell[table->cells - 1].ends_row = true;
}

/* Widths of the columns, [cells] of which the first few are used. */
static int *measure(const struct report_table *table)
{
	int *width = calloc((size_t)table->cells + 1, sizeof *width);
	int column = 0;

	for (int i = 0; width && i < table->cells; i++) {
		const struct cell_text *cell = &table->cell[i];

		if (cell->columns > width[column])
			width[column] = cell->columns;
		column = cell->ends_row ? 0 : column + 1;
	}
	return width;
}

static void print_cell(const struct cell_text *cell, int width, bool first, struct textbuf *out)
{
	int gap = width - cell->columns;

	textbuf_puts(out, first ? "" : "  ");
	if (cell->right)
		textbuf_pad(out, ' ', gap);
	textbuf_puts(out, cell->text ? cell->text : "");
	if (!cell->right && !cell->ends_row)
		textbuf_pad(out, ' ', gap);
}

static void print_columns(const struct report_table *table, struct textbuf *out)
{
	int *width = measure(table), column = 0;

	for (int i = 0; width && i < table->cells; i++) {
		print_cell(&table->cell[i], width[column], column == 0, out);
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
		const char *value = cell->text ? cell->text : "";

		value += strspn(value, " ");
		if (*value) {
			textbuf_puts(out, said == 0 ? "" : said == 1 ? ": " : ", ");
			if (column < heads && table->cell[column].columns)
				textbuf_printf(out, "%s ", table->cell[column].text);
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
	struct textbuf out = { 0 };
	char *text;

	if (!table)
		return;
	report_table_end_row(table);
	if (report->accessible)
		print_sentences(table, &out);
	else
		print_columns(table, &out);
	text = textbuf_take(&out);
	if (text && *text)
		report_text(report, "%s", text);
	free(text);
	for (int i = 0; i < table->cells; i++)
		free(table->cell[i].text);
	free(table->cell);
	free(table);
}
