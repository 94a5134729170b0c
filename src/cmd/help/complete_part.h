/* SPDX-License-Identifier: GPL-3.0-or-later */
/* complete_part.h - what the files of completion share. */
#ifndef CMD_COMPLETE_PART_H
#define CMD_COMPLETE_PART_H

#include "cmd/language/command.h"
#include "cmd/help/complete.h"

/* The word under the cursor, as far as the cursor. */
struct complete_word {
	const char *line;
	int cursor;
	int start;  /* of the word, or of the value after key= */
	char quote; /* the open one, which stands at start, or 0 */
	char *text; /* from start to the cursor, without quote and escapes */
	const char *const *arms;
	/* of the row that is read: its first word where that is a choice, else -1; the key
	   whose value it is, or NULL */
	const struct command *row;
	int first;
	const char *key;
	struct candidates *out;
};

/* Add text if it begins with the first size bytes of prefix. */
void complete_offer(struct candidates *out, const char *prefix, const char *text, const char *help);
/* All are there: in order, each once. */
void candidates_finish(struct candidates *out);
/* Candidates for the value of one argument; sets out->start. */
void complete_value(const struct complete_word *word, const struct arg *arg);
/* Names and functions of an expression that ends at the cursor. */
void complete_expression(const struct complete_word *word);
/* Files of the folder the word names: those the argument reads, if there are any. */
void complete_file(const struct complete_word *word, const struct arg *arg);

#endif
