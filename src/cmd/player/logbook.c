/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logbook.c - the oldest line leaves when a new one needs its place. */
#include "cmd/player/logbook.h"

#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

/* Past a colour sequence (ESC [ … letter) at p; p itself where there is none.
 */
static const char *past_colour(const char *p)
{
	const char *end = p + 2;

	if (p[0] != '\x1b' || p[1] != '[')
		return p;
	while (*end && strchr("0123456789;", *end))
		end++;
	return *end ? end + 1 : end;
}

/* Takes line. */
static void keep(struct logbook *book, char *line)
{
	if (!line)
		return;
	if (book->count == LOGBOOK_LINES) {
		free(book->line[0]);
		book->count--;
		memmove(book->line, book->line + 1, (size_t)book->count * sizeof *book->line);
	}
	book->line[book->count++] = line;
	book->serial++;
}

void logbook_add(struct logbook *book, const char *prefix, const char *text)
{
	while (*text) {
		struct textbuf line = { 0 };

		textbuf_puts(&line, prefix);
		while (*text && *text != '\n') {
			const char *next = past_colour(text);

			if (next == text)
				textbuf_add(&line, text, 1);
			text = next == text ? text + 1 : next;
		}
		text += *text == '\n';
		keep(book, textbuf_take(&line));
	}
}

const struct listing *logbook_view(struct logbook *book)
{
	struct textbuf all = { 0 };
	char *text;

	if (book->shown == book->serial)
		return &book->view;
	for (int i = 0; i < book->count; i++) {
		textbuf_puts(&all, book->line[i]);
		textbuf_puts(&all, "\n");
	}
	text = textbuf_take(&all);
	listing_set(&book->view, "log", text ? text : "");
	free(text);
	book->shown = book->serial;
	return &book->view;
}

void logbook_clear(struct logbook *book)
{
	for (int i = 0; i < book->count; i++)
		free(book->line[i]);
	listing_clear(&book->view);
	*book = (struct logbook){ .count = 0 };
}
