/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column.c - columns gone through, their documentation, and rows as JSON and CSV.
 *
 * Not here: text tables (column_text.c), data (datum.c).
 */
#include "cmd/report/column.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fpe/metric.h"
#include "io/csv_cell.h"
#include "io/json_line.h"

static bool is_end(const struct column *c)
{
	return !c->name && !c->heading && !c->columns;
}

static bool is_list(const struct column *c)
{
	return c->name && strchr(c->name, '[');
}

/* Are its data those of its own columns, in the same row? */
static bool is_part(const struct column *c)
{
	return c->columns && !is_list(c) && !(c->type && strstr(c->type, "null"));
}

static int width_of(const struct column *c)
{
	return is_part(c) ? columns_width(c->columns) : 1;
}

/* Has a metric a field of its own beside those of METRIC? */
static bool has_field(const struct column *columns, const char *name)
{
	for (; !is_end(columns); columns++) {
		if (columns->type && strcmp(columns->name, name) == 0)
			return true;
	}
	return false;
}

_Static_assert(FPE_METRIC_COUNT <= 64, "struct column has a bit for each metric");

static const struct datum *each_metric(const struct column *columns, const struct column *c,
				       const struct datum *datum, column_each *each, void *context)
{
	static const char any[] = "METRIC";
	const char *place = strstr(c->name, any);

	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		struct column now = *c;
		char name[64];

		snprintf(name, sizeof name, "%.*s%s%s", (int)(place - c->name), c->name,
			 fpe_metric_info[m].name, place + sizeof any - 1);
		if (has_field(columns, name) || (c->metrics && !(c->metrics >> m & 1)))
			continue;
		now.name = name;
		now.heading = c->heading ? name : NULL;
		now.digits = fpe_metric_info[m].digits;
		each(context, &now, datum);
		datum = datum ? datum + width_of(&now) : NULL;
	}
	return datum;
}

const struct datum *column_walk(const struct column *columns, const struct datum *datum,
				column_each *each, void *context)
{
	for (const struct column *c = columns; !is_end(c); c++) {
		if (!c->name && c->columns) {
			datum = column_walk(c->columns, datum, each, context);
		} else if (c->name && strstr(c->name, "METRIC")) {
			datum = each_metric(columns, c, datum, each, context);
		} else {
			each(context, c, datum);
			datum = datum ? datum + width_of(c) : NULL;
		}
	}
	return datum;
}

static void add_width(void *context, const struct column *c, const struct datum *datum)
{
	(void)datum;
	*(int *)context += width_of(c);
}

int columns_width(const struct column *columns)
{
	int width = 0;

	column_walk(columns, NULL, add_width, &width);
	return width;
}

/* ----------------------------------------------------------- documentation */

static void walk_fields(const struct column *columns, const char *before,
			void (*each)(void *context, const char *path, const struct column *field),
			void *context)
{
	for (const struct column *c = columns; !is_end(c); c++) {
		char path[128];

		snprintf(path, sizeof path, "%s%s", before, c->name ? c->name : "");
		if (c->help)
			each(context, path, c);
		if (c->columns && c->name)
			snprintf(path, sizeof path, "%s%s.", before, c->name);
		if (c->columns)
			walk_fields(c->columns, path, each, context);
	}
}

void column_fields(const struct column *columns,
		   void (*each)(void *context, const char *path, const struct column *field),
		   void *context)
{
	walk_fields(columns, "", each, context);
}

/* -------------------------------------------------------------------- JSON */

static void add_field(void *object, const struct column *c, const struct datum *datum);

static json_t *object_of(const struct column *columns, const struct datum *datum)
{
	json_t *object = json_object();

	column_walk(columns, datum, add_field, object);
	return object;
}

/* NULL: it is not there. */
static json_t *value_of(const struct datum *datum)
{
	json_t *list;

	switch (datum->kind) {
	case DATUM_NUMBER:
	case DATUM_SEED:
		return report_number(datum->number);
	case DATUM_TEXT:
	case DATUM_FORMAT:
		return json_text(datum->text);
	case DATUM_TRUTH:
		return json_boolean(datum->number != 0);
	case DATUM_JSON:
		return json_incref(datum->json);
	case DATUM_ROWS:
		list = json_array();
		rows_json(datum->rows, list);
		return list;
	case DATUM_NONE:
	case DATUM_INTERVAL:
	case DATUM_END:
		break;
	}
	return json_null();
}

static void add_field(void *object, const struct column *c, const struct datum *datum)
{
	char name[64];
	json_t *value;

	if (!c->columns && !c->type)
		return;
	if (is_part(c))
		value = object_of(c->columns, datum);
	else if (datum->kind == DATUM_ROWS && !is_list(c))
		value = object_of(c->columns, rows_row(datum->rows, 0));
	else
		value = value_of(datum);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(c->name, "["), c->name);
	if (value)
		json_object_set_new(object, name, value);
}

void rows_json(const struct rows *rows, json_t *list)
{
	for (int i = 0; i < rows_count(rows); i++)
		json_array_append_new(list, object_of(rows->columns, rows_row(rows, i)));
}

void column_report_data(struct report *report, const struct datum *datum, size_t count)
{
	struct rows row = { .columns = report->command->fields };
	json_t *object = report_object(report);

	rows_put_data(&row, datum, count);
	if (object && rows_count(&row))
		column_walk(row.columns, row.datum, add_field, object);
	rows_clear(&row);
}

/* --------------------------------------------------------------------- CSV */

struct csv {
	struct textbuf *out;
	const char *between;
};

static void add_name(void *context, const struct column *c, const struct datum *datum)
{
	struct csv *csv = context;

	(void)datum;
	if (!c->type)
		return;
	textbuf_printf(csv->out, "%s%s", csv->between, c->name);
	csv->between = ",";
}

static void add_value(void *context, const struct column *c, const struct datum *datum)
{
	struct csv *csv = context;

	if (!c->type)
		return;
	textbuf_puts(csv->out, csv->between);
	csv->between = ",";
	if (datum->kind == DATUM_SEED)
		textbuf_printf(csv->out, "%llu", (unsigned long long)datum->seed);
	else if (datum->text)
		csv_cell(csv->out, datum->text, true);
	else if (datum->kind != DATUM_NONE && isfinite(datum->number))
		textbuf_printf(csv->out, "%.17g", datum->number);
}

void rows_csv_names(const struct rows *rows, struct textbuf *out)
{
	struct csv csv = { out, "" };

	column_walk(rows->columns, NULL, add_name, &csv);
	textbuf_puts(out, "\n");
}

void rows_csv(const struct rows *rows, struct textbuf *out)
{
	for (int i = 0; i < rows_count(rows); i++) {
		struct csv csv = { out, "" };

		column_walk(rows->columns, rows_row(rows, i), add_value, &csv);
		textbuf_puts(out, "\n");
	}
}
