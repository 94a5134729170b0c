/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_pack.h - texts that are much alike, packed together: a page's figures at many epochs.
 *
 * Every line is a pattern with numbers and colours in it; patterns are kept once, and what
 * stands at one place of a pattern in all lines stands together, where it packs well: less
 * than a third of the texts packed one by one. Packed are, with \2 between them, the patterns,
 * a line each, \1 where something is put in; the texts, a line each, a character a line of
 * theirs (256 + the pattern's number, 2048 more from U+D800 on, which are no characters);
 * and the places in the order of the patterns, a line each, a blank after every value.
 */
#ifndef CMD_PAGE_PACK_H
#define CMD_PAGE_PACK_H

#include <stdbool.h>
#include <stddef.h>

struct textbuf;
struct page_pack;

struct page_pack *page_pack_new(void); /* NULL: no memory */
void page_pack_free(struct page_pack *pack);
/* A text without control characters other than ends of lines. False: no memory. */
bool page_pack_add(struct page_pack *pack, const char *text);
/* Add zlib's form of all texts, in base64. False: no memory. */
bool page_pack_put(const struct page_pack *pack, struct textbuf *out);

#endif
