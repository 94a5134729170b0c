/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse_line.h - the words of one line to the values of its command's row.
 */
#ifndef CMD_PARSE_LINE_H
#define CMD_PARSE_LINE_H

#include "cmd/language/lex.h"
#include "cmd/language/parse.h"

/* Room for an error that lists every command. */
struct parse_fault {
	int at; /* byte in the line */
	char message[FPE_MESSAGE_SIZE * 2];
};

/*
 * Fill line->command and line->value from line->text; command stays NULL for a
 * blank line or a comment. FPE_EPARSE fills fault; what was filled is freed by
 * line_clear.
 */
enum fpe_status parse_line(struct line *line, struct parse_fault *fault);

enum fpe_status parse_fail(struct parse_fault *fault, int at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Errors that list what is allowed and the nearest name. */
enum fpe_status parse_unknown_verb(const char *verb, int at, struct parse_fault *fault);
enum fpe_status parse_unknown_word(const struct command *first, const char *word, int at,
				   struct parse_fault *fault);
enum fpe_status parse_unknown_key(const struct command *row, const char *key, int at,
				  struct parse_fault *fault);

/*
 * A word of a line that its row, whose arguments before it are in line->value, does not
 * take as it stands: FPE_EPARSE and how it is written, where that can be told; else FPE_OK,
 * and fault is as it was. line->command is NULL while the row is not chosen.
 */
enum fpe_status parse_misplaced(const struct line *line, const struct command *row,
				const struct lex_word *word, struct parse_fault *fault);
/* The same of a key that was taken for the word at a place: `sweep alpha 2,4 runs.db`. */
enum fpe_status parse_taken_key(const struct line *line, struct parse_fault *fault);
/* A word past the last one; what the row takes. */
enum fpe_status parse_too_many(const struct command *row, const struct lex_word *word,
			       struct parse_fault *fault);

#endif
