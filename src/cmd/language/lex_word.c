/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lex_word.c - a line to words, and the raw text of expressions.
 *
 * Takes lines that lex_line has checked. Owns nothing between calls.
 */
#include "cmd/language/lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"

bool lex_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int lex_identifier(const char *text)
{
	int n = 0;

	if (!is_letter(text[0]))
		return 0;
	while (is_letter(text[n]) || (text[n] >= '0' && text[n] <= '9') || text[n] == '_')
		n++;
	return n;
}

static void keep(struct lex_word *word, char c, int at)
{
	word->text[word->size] = c;
	word->at[word->size++] = at;
}

static enum fpe_status unclosed(struct fpe_error *err, int at, char quote)
{
	return fpe_fail_at(err, FPE_EPARSE, at, "this %c is not closed", quote);
}

/* The quoted text at *i, which moves to the closing quote. */
static enum fpe_status take_quoted(const char *line, int *i, struct lex_word *word,
				   struct fpe_error *err)
{
	char quote = line[*i];
	int j = *i + 1;

	for (; line[j] && line[j] != quote; j++) {
		char c = line[j];
		int at = j;

		if (c == '\\' && quote == '"') {
			c = line[++j];
			if (!c)
				break;
			if (c != 'n' && c != '"' && c != '\\')
				return fpe_fail_at(
					err, FPE_EPARSE, at,
					"in \"...\" only \\\" \\\\ \\n begin with a \\; '...' takes all as it is");
			if (c == 'n')
				c = '\n';
		}
		keep(word, c, at);
	}
	if (!line[j])
		return unclosed(err, *i, quote);
	*i = j;
	return FPE_OK;
}

/* What a page or a letter put in place of a blank or of a quote, and nobody sees. */
static enum fpe_status check_lookalike(const char *line, int at, bool first, struct fpe_error *err)
{
	uint32_t ch = 0;

	utf8_read(line + at, strlen(line + at), &ch);
	if (utf8_looks_blank(ch))
		return fpe_fail_at(
			err, FPE_EPARSE, at,
			"U+%04X looks like a blank, or like nothing, and is none; type a blank, or quote the text that holds it",
			(unsigned)ch);
	if (first && ch >= 0x2018 && ch <= 0x201f)
		return fpe_fail_at(
			err, FPE_EPARSE, at,
			"U+%04X is a quote for print; what quotes a text here is \" or '",
			(unsigned)ch);
	return FPE_OK;
}

/* A word, or what follows its key, that is not quoted. */
static enum fpe_status take_bare(const char *line, int *i, struct lex_word *word,
				 struct fpe_error *err)
{
	int first = *i;

	for (; line[*i] && !lex_is_blank(line[*i]); ++*i) {
		char c = line[*i];
		enum fpe_status status = (unsigned char)c < 0xc0
						 ? FPE_OK
						 : check_lookalike(line, *i, *i == first, err);

		if (status)
			return status;
		if (c == '"' || c == '\'')
			return fpe_fail_at(
				err, FPE_EPARSE, *i,
				"a quote in the middle of a word; quote the whole word, or all that follows =");
		keep(word, c, *i);
	}
	return FPE_OK;
}

static enum fpe_status take_word(const char *line, int *i, struct lex_word *word,
				 struct fpe_error *err)
{
	int key = lex_identifier(line + *i);
	enum fpe_status status;

	if (key && line[*i + key] == '=') {
		word->key = key;
		for (int n = 0; n <= key; n++, ++*i)
			keep(word, line[*i], *i);
	}
	if (line[*i] != '"' && line[*i] != '\'') {
		status = take_bare(line, i, word, err);
		word->at[word->size] = *i;
		return status;
	}
	word->quoted = true;
	status = take_quoted(line, i, word, err);
	if (status)
		return status;
	word->at[word->size] = *i;
	++*i;
	if (line[*i] && !lex_is_blank(line[*i]))
		return fpe_fail_at(err, FPE_EPARSE, *i, "a blank must follow a closing quote");
	return FPE_OK;
}

static bool skip_blanks(const char *line, int *at)
{
	while (lex_is_blank(line[*at]))
		++*at;
	if (line[*at] == '#')
		*at += (int)strlen(line + *at);
	return line[*at] != '\0';
}

enum fpe_status lex_word(const char *line, int *at, struct lex_word *out, struct fpe_error *err)
{
	enum fpe_status status;
	size_t room;

	*out = (struct lex_word){ .key = -1 };
	out->column = out->end = *at;
	if (!skip_blanks(line, at))
		return FPE_OK;
	out->column = *at;
	room = strlen(line + *at) + 1;
	out->text = malloc(room);
	out->at = malloc(room * sizeof *out->at);
	if (!out->text || !out->at) {
		lex_word_clear(out);
		return fpe_no_memory(err);
	}
	status = take_word(line, at, out, err);
	if (status) {
		lex_word_clear(out);
		return status;
	}
	out->text[out->size] = '\0';
	out->end = *at;
	return FPE_OK;
}

void lex_word_clear(struct lex_word *word)
{
	free(word->text);
	free(word->at);
	*word = (struct lex_word){ .key = -1 };
}

/* Past the quoted text at i, or -1 if it is not closed. */
static int past_quoted(const char *line, int i)
{
	char quote = line[i++];

	while (line[i] && line[i] != quote) {
		if (line[i] == '\\' && quote == '"' && line[i + 1])
			i++;
		i++;
	}
	return line[i] ? i + 1 : -1;
}

/* Does text[0..size) end with an operator, which an operand must follow? */
static bool wants_operand(const char *text, int size)
{
	static const char *const words[] = { "and", "or", "not" };

	if (size == 0 || strchr("=<>!+-*/(,", text[size - 1]))
		return true;
	for (int i = 0; i < 3; i++) {
		int n = (int)strlen(words[i]);

		if (size >= n && memcmp(text + size - n, words[i], (size_t)n) == 0 &&
		    (size == n || lex_is_blank(text[size - n - 1]) || text[size - n - 1] == ')'))
			return true;
	}
	return false;
}

/* A key, as solution= is; no comparison. */
static bool is_key(const char *text)
{
	int n = lex_identifier(text);

	return n && text[n] == '=' && text[n + 1] != '=';
}

/* Where the operand before the quote ends; -1: an operator stands there. */
static int operand_before(const char *line, int first, int quote)
{
	while (quote > first && lex_is_blank(line[quote - 1]))
		quote--;
	return wants_operand(line + first, quote - first) ? -1 : quote;
}

enum fpe_status lex_expression(const char *line, int *at, bool message, int *first, int *last,
			       struct fpe_error *err)
{
	int quote = -1, operand, i;

	skip_blanks(line, at);
	*first = *last = *at;
	for (i = *at; line[i];) {
		if (line[i] == '#' && lex_is_blank(line[i - 1]))
			break;
		if (message && quote >= 0 && is_key(line + i) &&
		    operand_before(line, *first, quote) >= 0)
			break; /* keys follow the message */
		if (line[i] == '"' || line[i] == '\'') {
			quote = i;
			i = past_quoted(line, i);
			if (i < 0)
				return unclosed(err, quote, line[quote]);
			*last = i;
		} else if (!lex_is_blank(line[i++])) {
			*last = i;
			quote = -1;
		}
	}
	*at = line[i] == '#' ? i + (int)strlen(line + i) : i;
	if (!message || quote < 0)
		return FPE_OK;
	operand = operand_before(line, *first, quote);
	if (operand < 0)
		return FPE_OK;
	*last = operand;
	*at = quote;
	return FPE_OK;
}

/* Nothing in it means more than itself. */
static bool is_plain(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("_./-+", *p))
			return false;
	}
	return *text;
}

/* With what it is between; in "..." some bytes are written otherwise. */
static void put_between(struct textbuf *out, const char *text, const char *quote)
{
	textbuf_puts(out, quote);
	for (const char *p = text; *p; p++)
		textbuf_printf(out, "%s%c", *p == '"' || *p == '\\' || *p == '\n' ? "\\" : "",
			       *p == '\n' ? 'n' : *p);
	textbuf_puts(out, quote);
}

void lex_put_word(struct textbuf *out, const char *text)
{
	put_between(out, text, is_plain(text) ? "" : "\"");
}

void lex_put_quoted(struct textbuf *out, const char *text)
{
	put_between(out, text, "\"");
}
