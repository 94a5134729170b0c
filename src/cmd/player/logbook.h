/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * logbook.h - the last lines of what was run, said and printed.
 *
 * Owns its copies. Colours are taken out; what a terminal could obey is the
 * figures' business.
 */
#ifndef CMD_LOGBOOK_H
#define CMD_LOGBOOK_H

#include "cmd/player/listing.h"

#define LOGBOOK_LINES 500 /* kept */

struct logbook {
	char *line[LOGBOOK_LINES];
	int count;
	unsigned long serial, shown; /* additions; those that `view` has */
	struct listing view;
};

/* Each line of text, after prefix. */
void logbook_add(struct logbook *book, const char *prefix, const char *text);
/* The lines as they are now, oldest first; they live until the next call. */
const struct listing *logbook_view(struct logbook *book);
/* It is empty then. */
void logbook_clear(struct logbook *book);

#endif
