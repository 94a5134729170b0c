/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete.h - candidates for Tab, from the command table.
 *
 * Verbs, second words, keys, choices, arms, panels, metrics, topics, files.
 */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include <stddef.h>

struct candidate {
	char *text; /* replaces the word under the cursor, from start on */
	char *help; /* what it means; "" */
};

struct candidates {
	int count;
	struct candidate *item;
	int start;   /* byte offset in line that text replaces from */
	char suffix; /* ' ' after a finished word, 0 after `key=` or a folder */
};

/* names of arms, NULL-terminated; may be NULL. */
void complete_line(const char *line, int cursor, const char *const *arms, struct candidates *out);
void candidates_clear(struct candidates *c);

#endif
