/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_frame.h - a page's figures at one epoch. For page.c alone. */
#ifndef CMD_PAGE_FRAME_H
#define CMD_PAGE_FRAME_H

#include "cmd/report/page.h"
#include "io/textbuf.h"

#define PAGE_PARTS 32 /* figures and the table */

/* Between two parts of a frame: no text of a part has it. */
#define PAGE_CUT "\n<!--part-->\n"

struct page_parts {
	int panel[PAGE_PARTS]; /* the table: -1 */
	bool left_out[PAGE_PARTS];
	int count;
};

/* A text of lines as it stands. Changes text. */
void page_lines(struct textbuf *out, char *text);
/* Which figures have something to show. False: no memory. */
bool page_choose(const struct page *page, struct page_parts *parts);
/* Part i at an epoch, as HTML; snapshot: of it. */
void page_part(const struct page *page, const struct page_parts *parts, int i,
	       const struct snapshot *s, struct textbuf *out);
/* All parts at an epoch, with cuts between them. False: no memory. */
bool page_frame(const struct page *page, const struct page_parts *parts, int epoch,
		struct textbuf *out);

#endif
