/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textbuf_wrap.c - a line is broken at blanks and where the text breaks it. */
#include "view/grid/textbuf_wrap.h"

#include <string.h>

#include "view/grid/grid.h"

void textbuf_wrap(struct textbuf *text, int indent, int width, const char *string)
{
	int column = 0;

	while (*string) {
		size_t n = strcspn(string, " \n");
		struct textbuf word = { 0 };
		int columns;

		textbuf_add(&word, string, n);
		columns = word.failed ? 0 : text_columns(word.bytes);
		if (column > indent && column + 1 + columns > width)
			column = 0, textbuf_puts(text, "\n");
		if (column == 0 && n)
			textbuf_pad(text, ' ', indent);
		else if (n)
			textbuf_puts(text, " ");
		if (n)
			column = (column ? column + 1 : indent) + columns;
		textbuf_add(text, string, n);
		textbuf_clear(&word);
		string += n;
		if (*string == '\n')
			column = 0, textbuf_puts(text, "\n");
		if (*string)
			string++;
	}
	if (column)
		textbuf_puts(text, "\n");
}
