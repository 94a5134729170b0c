/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_table.c - which columns has a table, and how many of them fit beside the first?
 *
 * Rows are plain text: what made them is not known here, and a transcript that is read again
 * has no more than that. A column ends where all rows have a gap.
 */
#include "tui/page_table.h"

#include <stdbool.h>
#include <string.h>

#include "io/textbuf.h"
#include "view/grid/text.h"

#define WIDEST 400 /* columns of the screen in a row */
#define MOST_ROWS 4096
#define MOST_COLUMNS 80
#define LEAST_COLUMNS 3 /* two are a list of names and texts */
#define GAP 2

struct table {
	const char *text;
	int rows, columns, width;		  /* width: of the widest row */
	int from[MOST_COLUMNS], to[MOST_COLUMNS]; /* of each column, on the screen */
};

static bool is_row(const char *line, size_t size)
{
	size_t indent = 0;

	while (indent < size && line[indent] == ' ')
		indent++;
	return indent < size && memmem(line + indent, size - indent, "  ", GAP) != NULL;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* Bytes of the part of a row that stands before this column of the screen. */
static size_t bytes_before(const char *row, size_t size, int column)
{
	const char *at = row;
	int used = 0;

	while (at < row + size) {
		const char *next = at;

		used += text_width(text_next(&next));
		if (used > column)
			break;
		at = next;
	}
	return (size_t)(at - row);
}

/* Marks what is written in a row. False: it is too wide. */
static bool mark(struct table *t, const char *row, size_t size, bool written[WIDEST])
{
	const char *at = row;
	int used = 0;

	while (at < row + size) {
		uint32_t ch = text_next(&at);
		int width = text_width(ch);

		if (used + width > WIDEST)
			return false;
		for (int i = 0; i < width; i++)
			written[used + i] |= ch != ' ';
		used += width;
	}
	t->width = used > t->width ? used : t->width;
	return true;
}

/* Columns between the gaps that all rows have. */
static bool find_columns(struct table *t, const bool written[WIDEST])
{
	int at = 0, from = 0;

	while (at < t->width) {
		int end, next;

		while (at < t->width && !written[at])
			at++;
		for (end = at; end < t->width; end = next) {
			for (next = end; next < t->width && written[next]; next++)
				;
			end = next;
			while (next < t->width && !written[next])
				next++;
			if (next - end >= GAP || next == t->width)
				break;
		}
		if (t->columns == MOST_COLUMNS)
			return false;
		t->from[t->columns] = from;
		t->to[t->columns++] = end;
		at = end;
		from = end + GAP;
	}
	return t->columns >= LEAST_COLUMNS;
}

/* *behind: where the rows end. */
static bool find_table(const char *text, struct table *t, const char **behind)
{
	bool written[WIDEST] = { false }, fits = true;

	*t = (struct table){ .text = text };
	for (; *text && t->rows < MOST_ROWS; text = next_line(text), t->rows++) {
		size_t size = strcspn(text, "\n");

		if (!is_row(text, size))
			break;
		fits &= mark(t, text, size, written);
	}
	*behind = text;
	return fits && t->rows > 1 && find_columns(t, written);
}

/* A cell, with blanks up to its column's end. */
static void add_cell(const struct table *t, const char *row, size_t size, int column,
		     struct textbuf *out)
{
	size_t from = bytes_before(row, size, t->from[column]),
	       to = bytes_before(row, size, t->to[column]);
	int used = 0;

	for (const char *at = row + from; at < row + to;)
		used += text_width(text_next(&at));
	textbuf_add(out, row + from, to - from);
	if (used < t->to[column] - t->from[column])
		textbuf_pad(out, ' ', t->to[column] - t->from[column] - used);
}

/* The first column of a row and those of a set. */
static void add_row(const struct table *t, const char *row, int first, int end, struct textbuf *out)
{
	size_t size = strcspn(row, "\n");

	out->size = 0;
	add_cell(t, row, size, 0, out);
	for (int i = first; i < end; i++) {
		textbuf_pad(out, ' ', GAP);
		add_cell(t, row, size, i, out);
	}
	while (out->size && out->bytes[out->size - 1] == ' ')
		out->size--;
}

/* Columns from `first` on that fit beside the first one; at least one is taken. */
static int set_end(const struct table *t, int first, int columns)
{
	int used = t->to[0], end = first;

	for (; end < t->columns; end++) {
		used += GAP + t->to[end] - t->from[end];
		if (used > columns)
			break;
	}
	return end;
}

const char *page_table(const char *text, int columns, const char **tried,
		       void (*each)(void *context, const char *line, size_t size), void *context)
{
	struct textbuf line = { 0 };
	struct table t;

	if (!find_table(text, &t, tried) || t.width <= columns)
		return NULL;
	for (int i = 1; i < t.columns; i++) {
		if (set_end(&t, i, columns) == i)
			return NULL;
	}
	for (int first = 1, end; first < t.columns; first = end) {
		const char *row = t.text;

		end = set_end(&t, first, columns);
		for (int i = 0; i < t.rows; i++, row = next_line(row)) {
			add_row(&t, row, first, end, &line);
			if (!line.failed)
				each(context, line.bytes, line.size);
		}
		text = row;
	}
	textbuf_clear(&line);
	return text;
}
