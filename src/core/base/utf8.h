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

/* May it be shown among others? Not controls, C1's too, nor what ends a line or turns the
   direction of what stands around it (Unicode's embeddings, overrides and isolates). */
bool utf8_is_text(uint32_t ch);

/* Is it UTF-8, and each character a text's? */
bool utf8_all_text(const char *text);

#endif
