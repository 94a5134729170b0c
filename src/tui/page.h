/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.h - a text over the panels: help, a long answer, candidates. Broken into
 * lines for a width, and scrolled. Pure.
 */
#ifndef TUI_PAGE_H
#define TUI_PAGE_H

#include <stdbool.h>

struct page {
	char *text; /* NULL: closed */
	char title[64];
	bool popup;  /* any key closes it and still acts */
	bool passes; /* closed when something runs, too */
	char **line; /* of text, at `columns` */
	int lines, room, columns;
	int top; /* first line shown */
};

/* Takes text (NULL: closes). */
void page_open(struct page *page, const char *title, char *text, bool popup);
/* Another text for an open page, which stays where it is scrolled to. Takes
   text; NULL: closes. */
void page_renew(struct page *page, char *text);
void page_close(struct page *page);
bool page_is_open(const struct page *page);
/* Break for this width, at least 1; keep top inside for this height. */
void page_fit(struct page *page, int rows, int columns);
void page_scroll(struct page *page, int lines, int rows);

#endif
