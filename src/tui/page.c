/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.c - a text over the panels. Owns its text and the broken lines. */
#include "tui/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "io/textbuf.h"
#include "tui/page_table.h"
#include "view/grid/text.h"

#define TEXT_COLUMNS 78 /* texts are broken at, before they come here */
#define LEAST_TEXT 12	/* columns of text beside its indent */

static void drop_lines(struct page *page)
{
	for (int i = 0; i < page->lines; i++)
		free(page->line[i]);
	free(page->line);
	page->line = NULL;
	page->lines = page->room = page->columns = 0;
}

void page_close(struct page *page)
{
	drop_lines(page);
	free(page->text);
	memset(page, 0, sizeof *page);
}

void page_open(struct page *page, const char *title, char *text, bool popup)
{
	page_close(page);
	page->text = text;
	page->popup = popup;
	page->passes = false;
	snprintf(page->title, sizeof page->title, "%s", title);
}

void page_renew(struct page *page, char *text)
{
	if (!text) {
		page_close(page);
		return;
	}
	if (page->text && strcmp(page->text, text) == 0) {
		free(text);
		return;
	}
	drop_lines(page);
	free(page->text);
	page->text = text;
}

bool page_is_open(const struct page *page)
{
	return page->text != NULL;
}

static void add_line(void *context, const char *text, size_t size)
{
	struct page *page = context;

	if (room_for(&page->line, &page->room, page->lines + 1, sizeof *page->line, NULL))
		return;
	page->line[page->lines] = strndup(text, size);
	if (page->line[page->lines])
		page->lines++;
}

/* Bytes of the character at text, and its columns, as the grid counts them. */
static size_t step(const char *text, int *columns)
{
	const char *next = text;

	*columns = text_width(text_next(&next));
	return (size_t)(next - text);
}

static int columns_of(const char *text, size_t size)
{
	int columns = 0, width;

	for (size_t at = 0; at < size; columns += width)
		at += step(text + at, &width);
	return columns;
}

/* Bytes of the first part of a line that fits; breaks at a blank if there is
   one in its second half. */
static size_t part(const char *text, size_t size, int columns)
{
	size_t at = 0, blank = 0;
	int used = 0;

	while (at < size) {
		int width;
		size_t n = step(text + at, &width);

		if (used + width > columns)
			return blank ? blank : at ? at : n;
		if (text[at] == ' ' && 2 * used > columns)
			blank = at + 1;
		used += width;
		at += n;
	}
	return size;
}

/* Blanks before a line of running text; 0: it has none, or columns of its own. */
static size_t text_indent(const char *line, size_t size)
{
	size_t indent = 0;

	while (indent < size && line[indent] == ' ')
		indent++;
	for (size_t i = indent; i + 1 < size; i++) {
		if (line[i] == ' ' && line[i + 1] == ' ')
			return 0;
	}
	return indent < size ? indent : 0;
}

/* Does the text go on in the next line only because it was broken at TEXT_COLUMNS? */
static bool goes_on(const char *line, size_t size, size_t indent, const char *next)
{
	size_t n = strcspn(next, "\n");
	size_t word = strcspn(next + strspn(next, " "), " \n");

	return *next && text_indent(next, n) == indent &&
	       columns_of(line, size) + 1 + columns_of(next + indent, word) > TEXT_COLUMNS;
}

#define CELL_COLUMNS 24 /* of a table's cell, with the blanks before it: else it is prose */
#define CUTS 8		/* parts of a row, that those of the next row may be cut like */

/* Bytes up to this column of a row, if a blank stands there; else 0. */
static size_t cut_like(const char *row, size_t size, int column)
{
	size_t at = 0;
	int used = 0, width;

	while (at < size && used < column) {
		at += step(row + at, &width);
		used += width;
	}
	return used == column && at < size && row[at] == ' ' ? at : 0;
}

/* Bytes up to the cell that does not fit any more, without the blanks before it; 0: that is
   no cell of a row. */
static size_t cut_cell(const char *row, size_t size, int columns)
{
	size_t end = 0, at = 0;
	int used = 0, ended = 0, width;

	while (at < size && used <= columns) {
		bool gap = at > 0 && at + 1 < size && row[at - 1] != ' ' &&
			   strncmp(row + at, "  ", 2) == 0;

		if (gap && 2 * used > columns)
			end = at, ended = used;
		at += step(row + at, &width);
		used += width;
	}
	return columns - ended < CELL_COLUMNS ? end : 0;
}

static bool has_cells(const char *line, size_t size)
{
	return memmem(line, size, "  ", 2) != NULL;
}

/* cut: columns of the parts of the row before, [CUTS], so that cells stay under each other;
   moves on to this one's. */
static void break_line(struct page *page, const char *line, size_t size, int columns, int *cut)
{
	bool cells = has_cells(line, size);

	for (int i = 0; size > 0 || i == 0; i++) {
		bool row = cells && i < CUTS && columns_of(line, size) > columns;
		size_t n = row && cut[i] > 0 ? cut_like(line, size, cut[i]) : 0;

		if (!n && row)
			n = cut_cell(line, size, columns);
		if (!n)
			n = part(line, size, columns);
		if (i < CUTS)
			cut[i] = row ? columns_of(line, n) : 0;
		add_line(page, line, n);
		line += n;
		size -= n;
		if (strspn(line, " ") >= size)
			break;
	}
}

/* Bytes before the text of a line: its indent, or of a row whose last cell is text what stands
   before that, if that leaves room; 0: it has neither. */
static size_t text_begins(const char *line, size_t size, int columns)
{
	size_t begins = text_indent(line, size);

	for (size_t at = 2; begins == 0 && at < size; at++) {
		if (line[at] != ' ' && memcmp(line + at - 2, "  ", 2) == 0 &&
		    !has_cells(line + at, size - at) &&
		    columns_of(line + at, size - at) > CELL_COLUMNS)
			begins = at;
	}
	if (begins > text_indent(line, size) && 2 * columns_of(line, begins) > columns)
		return 0;
	return columns_of(line, begins) + LEAST_TEXT <= columns ? begins : 0;
}

/* A paragraph that is indented, or stands in a row behind other cells, stays so, and is broken
   anew. begins: see text_begins. Gives what comes after it. */
static const char *break_text(struct page *page, const char *text, size_t begins, int columns)
{
	struct textbuf all = { 0 }, line = { 0 };
	size_t size = strcspn(text, "\n"), at = 0;
	size_t indent = (size_t)columns_of(text, begins);
	int room = columns - (int)indent;

	textbuf_add(&line, text, begins);
	textbuf_add(&all, text + begins, size - begins);
	while (text[size] && goes_on(text, size, indent, text + size + 1)) {
		text += size + 1;
		size = strcspn(text, "\n");
		textbuf_puts(&all, " ");
		textbuf_add(&all, text + indent, size - indent);
	}
	while (!all.failed && at < all.size) {
		size_t n = part(all.bytes + at, all.size - at, room);

		textbuf_add(&line, all.bytes + at, n);
		if (!line.failed)
			add_line(page, line.bytes, line.size);
		line.size = 0;
		textbuf_pad(&line, ' ', (int)indent);
		at += n;
	}
	textbuf_clear(&all);
	textbuf_clear(&line);
	return text + size + (text[size] == '\n');
}

static void break_lines(struct page *page, int columns)
{
	const char *text = page->text, *tried = text; /* tables before that do fit */
	int cut[CUTS] = { 0 };

	drop_lines(page);
	page->columns = columns;
	while (*text) {
		size_t size = strcspn(text, "\n"), begins = text_begins(text, size, columns);
		const char *behind =
			text < tried ? NULL : page_table(text, columns, &tried, add_line, page);

		if (behind) {
			text = behind;
			continue;
		}
		if (begins && columns_of(text, size) > columns) {
			text = break_text(page, text, begins, columns);
			continue;
		}
		break_line(page, text, size, columns, cut);
		text += size + (text[size] == '\n');
	}
}

static void keep_inside(struct page *page, int rows)
{
	if (page->top > page->lines - rows)
		page->top = page->lines - rows;
	if (page->top < 0)
		page->top = 0;
}

void page_fit(struct page *page, int rows, int columns)
{
	if (!page->text)
		return;
	columns = columns < 1 ? 1 : columns;
	if (columns != page->columns)
		break_lines(page, columns);
	keep_inside(page, rows < 1 ? 1 : rows);
}

void page_scroll(struct page *page, int lines, int rows)
{
	page->top += lines;
	keep_inside(page, rows < 1 ? 1 : rows);
}
