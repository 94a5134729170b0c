/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.h - characters of a text, one code point each (RFC 3629). */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_LONGEST 4 /* bytes of a character */

/* The character that the first of size bytes begin. Gives its length, 0: they
   begin none. Overlong forms, surrogates and what is past U+10FFFF are none. */
int utf8_read(const char *text, size_t size, uint32_t *ch);

/* Its bytes, without a NUL; returns how many. */
int utf8_write(uint32_t ch, char out[UTF8_LONGEST]);

bool utf8_is_control(uint32_t ch); /* C1's, too */
bool utf8_reorders(uint32_t ch);   /* Unicode's embeddings, overrides and isolates */

/* May a name have it? Not controls, nor what ends a line or turns the direction of what
   stands around it, nor code points that are no characters. */
bool utf8_is_text(uint32_t ch);
/* May it be shown as it is? No marks of direction either, which nobody sees. */
bool utf8_is_shown(uint32_t ch);

/* Is it like a blank, or like nothing at all, and neither a blank nor a tab? Joiners, which
   change their neighbours, are not. */
bool utf8_looks_blank(uint32_t ch);

/* Is it UTF-8, and each character a text's? may be shown? */
bool utf8_all_text(const char *text);
bool utf8_all_shown(const char *text);

/*
 * The first of size > 0 bytes as everything shows it that others may have written: itself,
 * a tab as a blank, else \xNN (ASCII, and bytes that are no UTF-8), \uNNNN or \UNNNNNNNN.
 * out gets a NUL. Returns the bytes read.
 */
enum utf8_form {
	UTF8_LINES, /* \n ends a line */
	UTF8_LINE,  /* \n is shown, too */
	UTF8_JSON   /* of the text of a JSON value: its escapes stay, and no others come in */
};
#define UTF8_SHOWN 16
size_t utf8_show(const char *text, size_t size, enum utf8_form form, char out[UTF8_SHOWN]);

#endif
