/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_line.c - jansson refuses what is not UTF-8, and prints all that is. */
#include "io/json_line.h"

#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

json_t *json_text(const char *text)
{
	json_t *string = json_string(text);
	struct textbuf shown = { 0 };

	if (string)
		return string;
	textbuf_show(&shown, text, strlen(text), UTF8_LINE);
	string = shown.failed ? NULL : json_stringn(shown.bytes, shown.size);
	textbuf_clear(&shown);
	return string;
}

char *json_line(json_t *value)
{
	char *dumped = value ? json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
	struct textbuf line = { 0 };

	json_decref(value);
	if (!dumped)
		return NULL;
	textbuf_show(&line, dumped, strlen(dumped), UTF8_JSON);
	textbuf_puts(&line, "\n");
	free(dumped);
	return textbuf_take(&line);
}
