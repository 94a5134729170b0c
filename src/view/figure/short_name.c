/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * short_name.c - a name of a user's own in so many columns.
 *
 * Names of one table often begin alike and end in what tells them apart, so the
 * end is kept where there is room for both: "temp…st".
 */
#include "view/figure/figure.h"

#include <string.h>

#include "view/grid/grid.h"
#include "view/grid/text.h"

#define MOST_TAIL 16 /* bytes of the end that is kept */

/* The last characters, of so many columns at most. */
static const char *tail_of(const char *text, int columns)
{
	const char *at = text;

	while (*at && (text_columns(at) > columns || strlen(at) > MOST_TAIL))
		text_next(&at);
	return at;
}

struct figure_name figure_short_to(const char *text, int columns, int tail_columns)
{
	struct figure_name out;
	int used = 0;
	const char *tail, *cut = columns < TEXT_LEAST_CUT ? "" : "…";
	size_t at = 0;

	if (text_columns(text) <= columns && strlen(text) < sizeof out.text) {
		strcpy(out.text, text);
		return out;
	}
	tail = tail_of(text, tail_columns);
	columns -= text_columns(cut) + text_columns(tail);
	while (*text) {
		uint32_t ch = text_next(&text);
		char bytes[4];
		int size = text_encode(ch, bytes);

		used += text_width(ch);
		if (used > columns ||
		    at + (size_t)size + strlen(cut) + strlen(tail) >= sizeof out.text)
			break;
		memcpy(out.text + at, bytes, (size_t)size);
		at += (size_t)size;
	}
	strcpy(out.text + at, cut);
	strcat(out.text + at, tail);
	return out;
}

int figure_tail(int columns)
{
	return columns < 6 ? 0 : columns < 20 ? columns * 2 / 5 : 8;
}

struct figure_name figure_short(const char *text, int columns)
{
	return figure_short_to(text, columns, figure_tail(columns));
}
