/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column_text.c - rows as the cells of a text table.
 *
 * Not here: how those become lines or sentences (report_table.c).
 */
#include "cmd/report/column.h"

#include <math.h>
#include <string.h>

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

static void show_number(const struct column *c, double x, struct textbuf *out)
{
	if (c->digits < 0)
		textbuf_printf(out, "%.9g", x);
	else if (c->brief && fabs(x) >= 1e6)
		textbuf_printf(out, "%.3g", x);
	else
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
	struct textbuf out = { 0 };

	show(c, datum, &out);
	if (!c->tail || out.size || w->rows || w->when & COLUMN_LISTENERS)
		report_table_cell(w->table, right, "%s", out.bytes ? out.bytes : "");
	textbuf_clear(&out);
}

static void head(void *context, const struct column *c, const struct datum *datum)
{
	const struct writer *w = context;

	(void)datum;
	if (is_shown(c, w->when) && (!c->tail || w->when & COLUMN_LISTENERS))
		report_table_cell(w->table, !is_left(c), "%s", c->heading);
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
		report_table_cell(w->table, false, "%s %.3g", c->heading,
				  rows_row(datum->rows, k)->number);
		for (int i = 0; i < rows_count(w->rows); i++) {
			const struct rows *list = datum[i * w->rows->width].rows;

			add_cell(w, &c->columns[1], rows_row(list, k) + 1, true);
		}
		report_table_end_row(w->table);
	}
}

/* The column of every row, beside its heading. */
static void turned(void *context, const struct column *c, const struct datum *datum)
{
	const struct writer *w = context;
	if (!is_shown(c, w->when))
		return;
	if (datum->kind == DATUM_ROWS) {
		turn_list(w, c, datum);
		return;
	}
	report_table_cell(w->table, false, "%s", c->heading);
	for (int i = 0; i < rows_count(w->rows); i++)
		add_cell(w, c, datum + i * w->rows->width, true);
	report_table_end_row(w->table);
}

void rows_heads(const struct rows *rows, struct report_table *table, unsigned when)
{
	struct writer w = { .table = table, .when = when };

	column_walk(rows->columns, NULL, head, &w);
	report_table_end_row(table);
}

void rows_lines(const struct rows *rows, struct report_table *table, unsigned when)
{
	for (int i = 0; i < rows_count(rows); i++) {
		struct writer w = { .table = table, .when = when };

		column_walk(rows->columns, rows_row(rows, i), line, &w);
		report_table_end_row(table);
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

	column_walk(rows->columns, rows->datum, turned, &w);
	report_table_print(w.table, report);
}
