/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lex.h - text to lines, a line to words, with the place of every byte.
 *
 * Lines end with \n or \r\n. A line that ends with \ goes on in the next one,
 * unless the \ is in a comment. Text is UTF-8; control characters other than
 * tab, and characters that reorder text, are refused, in comments too.
 *
 * Words are parted by blanks and tabs. A # where a word would begin starts a
 * comment. A word, or what follows `key=` in it, may be quoted as a whole:
 * '...' takes everything as it stands; in "..." \" \\ \n stand for a quote, a
 * backslash and a new line, and no other \ is allowed. A quote in the middle
 * of a word is an error.
 */
#ifndef CMD_LEX_H
#define CMD_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fpe/error.h"
#include "io/textbuf.h"

/* Append a text as a word of a line: quoted, where it needs to be. */
void lex_put_word(struct textbuf *out, const char *text);
/* Quoted always: behind an expression a word would belong to it. */
void lex_put_quoted(struct textbuf *out, const char *text);
bool lex_is_blank(char c); /* what parts words */
/* Bytes of the identifier text begins with: a letter, then letters, digits, _ */
int lex_identifier(const char *text);

struct lex_source {
	const char *text; /* borrowed */
	size_t size;
	size_t at;  /* read so far */
	int number; /* of the line at `at`, from 1 */
};

struct lex_joint {
	int line;   /* offset in the joined line */
	int source; /* offset in the source of the same byte */
};

struct lex_line {
	struct textbuf text;	 /* physical lines joined, without \ and line ends */
	int number;		 /* of its first physical line */
	int joints;		 /* physical lines */
	struct lex_joint *joint; /* [joints] where each begins */
};

/* Bytes of a byte order mark some editors begin files with: 3 or 0. */
size_t lex_mark(const char *text, size_t size);
void lex_begin(struct lex_source *source, const char *text, size_t size);
/*
 * Next line, which the caller clears. After an error source is past it and
 * err->at is an offset in the source. At the end out->text.bytes is NULL.
 */
enum fpe_status lex_line(struct lex_source *source, struct lex_line *out, struct fpe_error *err);
void lex_line_clear(struct lex_line *line);
/* Offset in the source of byte `at` of a joined line. */
size_t lex_source_offset(const struct lex_line *line, int at);

struct lex_word {
	char *text; /* without quotes and escapes; NULL: no word is left */
	int size;
	int key; /* bytes of text before `=`, -1: no key */
	bool quoted;
	int column; /* of its first byte in the line, quote included */
	int end;    /* one past its last byte */
	int *at;    /* [size + 1] where each byte of text stands in the line */
};

/* The word at or after *at, which moves past it. err->at is an offset in the
   line. The caller clears out. */
enum fpe_status lex_word(const char *line, int *at, struct lex_word *out, struct fpe_error *err);
void lex_word_clear(struct lex_word *word);

/*
 * The expression at or after *at: everything up to a comment or the end. With
 * message, a quoted text at its end, or before a key=, that follows an operand is
 * left for the next lex_word. Fills the offsets of the first byte and one past the last.
 */
enum fpe_status lex_expression(const char *line, int *at, bool message, int *first, int *last,
			       struct fpe_error *err);

#endif
