/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_line.h - texts of others as JSON, and an object as a line for a terminal. */
#ifndef IO_JSON_LINE_H
#define IO_JSON_LINE_H

#include <jansson.h>

/* Escaped (utf8_show) where it is not UTF-8. NULL: no memory. */
json_t *json_text(const char *text);

/* Takes the value, and gives it with a newline, malloc'ed; NULL: no memory, or no value.
   What may not be shown is escaped as JSON does; reading gives the same text. */
char *json_line(json_t *value);

#endif
