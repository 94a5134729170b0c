/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tables.c - every table as JSON, or its names as text. Owns nothing. */
#include "cmd/help/tables.h"
#include "view/grid/textbuf_wrap.h"

#include <stdlib.h>

#include "cmd/help/help_part.h"

static json_t *table_json(const struct table_source *source)
{
	json_t *rows = json_array(), *row;

	for (int i = 0; rows && (row = source->row(i)); i++)
		json_array_append_new(rows, row);
	return json_pack("{s:s, s:s, s:o}", "name", source->name, "help", source->help, "rows",
			 rows);
}

static json_t *topics_json(const struct help_source *source)
{
	json_t *rows = json_array();
	struct help_item item;

	for (int i = 0; rows && source->item(i, &item); i++) {
		json_t *row = json_pack("{s:s, s:s, s:s?}", "name", item.name, "help", item.help,
					"text", item.text);

		if (source->more)
			source->more(i, row);
		json_array_append_new(rows, row);
	}
	return json_pack("{s:s, s:s, s:o}", "name", source->name, "help", source->title, "rows",
			 rows);
}

json_t *tables_json(const struct table_source *const *more)
{
	json_t *out = json_array();

	for (int i = 0; table_sources[i]; i++)
		json_array_append_new(out, table_json(table_sources[i]));
	for (int i = 0; help_sources[i]; i++)
		json_array_append_new(out, topics_json(help_sources[i]));
	for (int i = 0; more && more[i]; i++)
		json_array_append_new(out, table_json(more[i]));
	return out;
}

static void add_names(struct textbuf *out, const json_t *rows)
{
	struct textbuf names = { 0 };
	const json_t *row;
	size_t i;
	char *text;

	json_array_foreach(rows, i, row) textbuf_printf(
		&names, "%s%s", i ? ", " : "", json_string_value(json_object_get(row, "name")));
	text = textbuf_take(&names);
	textbuf_wrap(out, 4, HELP_WIDTH, text ? text : "");
	free(text);
}

char *tables_text(const struct table_source *const *more)
{
	struct textbuf out = { 0 };
	json_t *tables = tables_json(more);
	const json_t *table;
	size_t i;

	textbuf_puts(&out, "Tables of the program. With --json their rows are printed whole.\n");
	json_array_foreach(tables, i, table)
	{
		textbuf_printf(&out, "\n  %s: %s\n",
			       json_string_value(json_object_get(table, "name")),
			       json_string_value(json_object_get(table, "help")));
		add_names(&out, json_object_get(table, "rows"));
	}
	json_decref(tables);
	return textbuf_take(&out);
}
