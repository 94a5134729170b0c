/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_read.h - JSON of files and stores, read by jansson.
 *
 * jansson's lexer does not look whether a text of its own could grow, and reads past it where
 * that was refused. So the first refusal while a text is read leaves jansson at once, and all
 * that was made of the text goes.
 */
#ifndef IO_JSON_READ_H
#define IO_JSON_READ_H

#include <jansson.h>
#include <stddef.h>

/* As json_loadb, size bytes; fault may be NULL. NULL and memory_refused(): no memory. */
json_t *json_read(const char *text, size_t size, size_t flags, json_error_t *fault);
/* The same of a string. */
json_t *json_read_text(const char *text);

/* What jansson allocates with (allocators.h). */
void *json_piece(size_t size);
void json_piece_free(void *piece);

#endif
