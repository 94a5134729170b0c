/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.h - a page of HTML that needs nothing else: figures with a slider over the
 * epochs, a table of the arms, the script.
 *
 * What figures show at each epoch is packed (page_pack.h) and unpacked by the reader's
 * browser. Without scripts the last epoch stands there, where that leaves room for all.
 */
#ifndef CMD_PAGE_H
#define CMD_PAGE_H

#include "fpe/error.h"
#include "view/figure/panel.h"

#define PAGE_MOST 2000000 /* bytes: of long histories fewer epochs are shown */

/* Whoever knows the past. */
struct page_past {
	void *of;
	/* The session at an epoch; valid until the next. NULL: no memory. */
	const struct snapshot *(*at)(void *of, int epoch);
	/* Add what a figure looks at. */
	void (*look)(void *of, int panel, const struct panel_options *o);
	/* The script so far. Gives; NULL: no memory. */
	char *(*script)(void *of);
};

struct page {
	const struct page_past *past;
	int last_epoch;
	int panel; /* index in panel_table, or -1: all that have something to show */
	const struct panel_options *options; /* of that panel */
	int palette;			     /* as palette_for gives it */
	const char *caption;
};

/* A whole document, the same bytes for the same session. Gives *bytes of *size. */
enum fpe_status page_make(const struct page *page, char **bytes, size_t *size,
			  struct fpe_error *err);

#endif
