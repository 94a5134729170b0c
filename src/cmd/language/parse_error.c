/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse_error.c - an error as the lines, or the JSON object, that is printed.
 *
 * Whatever the source holds, what comes out holds no control characters but
 * the line ends between its lines. Owns nothing.
 */
#include "cmd/language/parse.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/utf8.h"
#include "io/json_line.h"
#include "io/textbuf.h"
#include "view/grid/grid.h"

/* A longer line is not shown whole, in bytes. */
#define SOURCE_SHOWN 400

/* Add text as it can be shown; returns its characters. */
static int add_shown(struct textbuf *out, const char *text, size_t size)
{
	int characters = 0;

	for (size_t i = 0; i < size; characters++) {
		char shown[UTF8_SHOWN];

		i += utf8_show(text + i, size - i, UTF8_LINE, shown);
		textbuf_puts(out, shown);
	}
	return characters;
}

/* Where a character begins at or before byte `at`. */
static size_t char_begin(const char *text, size_t at)
{
	for (int n = 0; n < 3 && at > 0 && (text[at] & 0xc0) == 0x80; n++)
		at--;
	return at;
}

/* The line, or of a long one what is around the error; a caret under it. */
static void add_source(struct textbuf *out, const char *source, size_t column)
{
	size_t size = strlen(source), from = 0, to = size;
	struct textbuf before = { 0 };

	if (size > SOURCE_SHOWN) {
		if (column > SOURCE_SHOWN / 2)
			from = char_begin(source, column - SOURCE_SHOWN / 2);
		if (size - from > SOURCE_SHOWN)
			to = char_begin(source, from + SOURCE_SHOWN);
	}
	textbuf_puts(&before, from > 0 ? "..." : "");
	add_shown(&before, source + from, column - from);
	textbuf_puts(out, from > 0 ? "..." : "");
	add_shown(out, source + from, to - from);
	textbuf_puts(out, to < size ? "...\n" : "\n");
	textbuf_pad(out, ' ', before.bytes ? text_columns(before.bytes) : 0);
	textbuf_puts(out, "^\n");
	textbuf_clear(&before);
}

char *parse_error_text(const struct parse_error *error)
{
	const char *source = error->source ? error->source : "";
	size_t size = strlen(source);
	size_t column = (size_t)(error->column < 0 ? 0 : error->column);
	struct textbuf before = { 0 }, out = { 0 };
	int characters;

	if (column > size)
		column = size;
	characters = add_shown(&before, source, column);
	if (error->file && *error->file)
		add_shown(&out, error->file, strlen(error->file));
	else
		textbuf_puts(&out, "prompt");
	if (error->line > 0)
		textbuf_printf(&out, ":%d:%d", error->line, characters + 1);
	textbuf_puts(&out, ": error: ");
	add_shown(&out, error->message, strlen(error->message));
	textbuf_puts(&out, "\n");
	if (error->line > 0)
		add_source(&out, source, column);
	textbuf_clear(&before);
	return textbuf_take(&out);
}

void parse_locate(const struct line *line, int column, struct parse_error *out)
{
	int i = line->joints - 1, size = line->text ? (int)strlen(line->text) : 0, end;
	struct textbuf source = { 0 };

	*out = (struct parse_error){ .line = line->number };
	if (!line->text || !line->file || i < 0)
		return; /* a copy that memory was short for */
	column = column < 0 ? 0 : column > size ? size : column;
	while (i > 0 && line->joint[i] > column)
		i--;
	end = i + 1 < line->joints ? line->joint[i + 1] : size;
	out->line += i;
	out->column = column - line->joint[i];
	out->file = strdup(line->file);
	textbuf_add(&source, line->text + line->joint[i], (size_t)(end - line->joint[i]));
	textbuf_puts(&source, i + 1 < line->joints ? "\\" : "");
	out->source = textbuf_take(&source);
}

void parse_error_clear(struct parse_error *error)
{
	free(error->file);
	free(error->source);
	*error = (struct parse_error){ 0 };
}

char *parse_error_json(const struct parse_error *error)
{
	return json_line(json_pack("{s:s, s:o, s:i, s:i, s:o}", "command", "error", "file",
				   json_text(error->file ? error->file : ""), "line", error->line,
				   "column", error->column + 1, "message",
				   json_text(error->message)));
}
