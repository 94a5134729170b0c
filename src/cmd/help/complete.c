/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete.c - candidates for Tab, from the command table.
 *
 * Reads a line that is not finished and may not parse: whatever is wrong before
 * the cursor just gives fewer candidates. Values are in complete_value.c, files in
 * complete_file.c, the candidates in candidates.c. Owns nothing.
 */
#include "cmd/help/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/help/complete_part.h"
#include "cmd/help/help.h"
#include "cmd/language/lex.h"
#include "cmd/language/value.h"
#include "io/textbuf.h"

/* A word of the unfinished line. */
struct piece {
	int start, end; /* end is the cursor for the one under it */
	int key;	/* bytes of its key, 0: none */
	int value;	/* where what may be quoted begins */
	char quote;	/* still open at the cursor, or 0 */
	bool current;	/* the cursor is in it or right behind it */
	bool comment;
};

static struct piece next_piece(const char *line, int cursor, int at)
{
	struct piece p = { 0 };
	int i;

	while (at < cursor && lex_is_blank(line[at]))
		at++;
	p.start = p.value = at;
	p.comment = line[at] == '#' && at < cursor;
	p.key = lex_identifier(line + at);
	if (p.key && at + p.key < cursor && line[at + p.key] == '=')
		p.value = at + p.key + 1;
	else
		p.key = 0;
	i = p.value;
	if (i < cursor && (line[i] == '"' || line[i] == '\''))
		p.quote = line[i++];
	while (i < cursor && (p.quote || !lex_is_blank(line[i]))) {
		if (p.quote == '"' && line[i] == '\\' && i + 1 < cursor)
			i++;
		else if (p.quote && line[i] == p.quote)
			p.quote = 0;
		i++;
	}
	p.end = i;
	p.current = i >= cursor;
	return p;
}

static void offer_verbs(const struct complete_word *word)
{
	for (int i = 0; command_table[i]; i++) {
		const struct command *c = command_table[i];

		if (command_find(c->verb) == c)
			complete_offer(word->out, word->text, c->verb, help_sentence(c->verb));
	}
}

static void offer_words(const struct complete_word *word, const struct command *first)
{
	for (const struct command *c = first; c; c = command_next(c)) {
		if (c->word)
			complete_offer(word->out, word->text, c->word, c->help);
	}
}

/* What has been read of a line up to the cursor. */
struct progress {
	const struct command *row;
	bool used[COMMAND_MAX_ARGS];
	int due;   /* positional argument, COMMAND_MAX_ARGS if none */
	int first; /* choice that the first one is, -1: none yet */
};

static void offer_keys(const struct complete_word *word, const struct progress *progress)
{
	const struct command *row = progress->row;
	bool any = progress->first < 0 || !row->goes_with;

	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		const struct arg *arg = &row->args[i];
		char key[64];

		snprintf(key, sizeof key, "%s=", arg->name);
		if (!arg->positional && !progress->used[i] &&
		    (any || row->goes_with(progress->first, arg->name, NULL)))
			complete_offer(word->out, word->text, key, arg->help);
	}
}

/* The text under the cursor, without what quotes it. */
static char *plain_text(const char *line, int from, int cursor, char quote)
{
	struct textbuf text = { 0 };

	for (int i = from + (quote != 0); i < cursor; i++) {
		if (quote == '"' && line[i] == '\\' && i + 1 < cursor)
			i++;
		textbuf_add(&text, &line[i], 1);
	}
	return textbuf_take(&text);
}

/* A word must come that nothing can be offered for: what it is. Without this line a lone
   key would be put in its place. */
static void offer_hint(const struct complete_word *word, const struct command *row,
		       const struct arg *arg)
{
	char *hint = textbuf_text("%s: %s%s%s%s", arg->name, arg->help ? arg->help : "",
				  row->example ? ", as in `" : "", row->example ? row->example : "",
				  row->example ? "`" : "");

	if (hint)
		complete_offer(word->out, "", "", hint);
	free(hint);
}

static void complete_argument(struct complete_word *word, const struct piece *p,
			      const struct progress *progress)
{
	const struct arg *args = progress->row->args;
	int i = p->key ? command_key(progress->row, word->line + p->start, p->key) : progress->due;
	bool due; /* a word, and there is none to offer */

	word->row = progress->row;
	word->first = progress->first;
	word->key = p->key && i < COMMAND_MAX_ARGS ? args[i].name : NULL;
	if (i < COMMAND_MAX_ARGS)
		complete_value(word, &args[i]);
	if (p->key || p->quote)
		return;
	due = i < COMMAND_MAX_ARGS && args[i].required && !*word->text && !word->out->count;
	offer_keys(word, progress);
	if (due && word->out->count)
		offer_hint(word, progress->row, &args[i]);
}

/* Which of the argument's choices a word is; -1: none. */
static int choice_of(const struct arg *arg, const char *text, int size)
{
	char buffer[64];
	const char *name;

	for (int i = 0; (name = value_choice(arg, i, buffer)); i++) {
		if ((int)strlen(name) == size && strncmp(name, text, (size_t)size) == 0)
			return i;
	}
	return -1;
}

/* Take one finished word into account. */
static void pass(struct progress *progress, const char *line, const struct piece *p)
{
	int i = p->key ? command_key(progress->row, line + p->start, p->key) : progress->due;

	if (i == COMMAND_MAX_ARGS)
		return;
	progress->used[i] = true;
	if (i == command_positional(progress->row, 0))
		progress->first =
			choice_of(&progress->row->args[i], line + p->value, p->end - p->value);
	if (!p->key && !progress->row->args[i].repeat)
		progress->due = command_positional(progress->row, i + 1);
}

/* The row whose second word p is, else the one without a second word. */
static const struct command *row_of(const struct command *first, const char *line,
				    const struct piece *p)
{
	const struct command *row =
		p ? command_word(first, line + p->start, p->end - p->start) : NULL;

	return row ? row : command_word(first, NULL, 0);
}

static bool expression_is_due(const struct progress *progress)
{
	return progress->due < COMMAND_MAX_ARGS &&
	       progress->row->args[progress->due].type == ARG_EXPRESSION;
}

/* Where what follows an expression begins, its message; -1: the cursor is in it. */
static int past_expression(const struct complete_word *word, int at)
{
	char *before = strndup(word->line, (size_t)word->cursor);
	int first, last, end = -1;

	if (before && lex_expression(before, &at, true, &first, &last, NULL) == FPE_OK &&
	    at < word->cursor && strchr("\"'", before[at]))
		end = at;
	free(before);
	return end;
}

static void begin_row(struct progress *progress, const struct command *row)
{
	*progress = (struct progress){ .row = row, .first = -1 };
	progress->due = row ? command_positional(row, 0) : COMMAND_MAX_ARGS;
}

static void complete_after_verb(struct complete_word *word, int at, const struct command *first)
{
	struct piece p = next_piece(word->line, word->cursor, at);
	struct progress progress;

	begin_row(&progress, row_of(first, word->line, p.current ? NULL : &p));
	if (p.current && !p.key && !p.quote)
		offer_words(word, first);
	if (!progress.row || p.comment)
		return;
	if (progress.row->word) {
		at = p.end;
		p = next_piece(word->line, word->cursor, at);
	}
	while (!p.comment) {
		word->start = p.value;
		if (expression_is_due(&progress)) {
			at = past_expression(word, p.start);
			if (at < 0) {
				complete_expression(word);
				return;
			}
			progress.due = command_positional(progress.row, progress.due + 1);
			p = next_piece(word->line, word->cursor, at);
			continue;
		}
		if (p.current) {
			word->quote = p.quote;
			free(word->text);
			word->text = plain_text(word->line, p.value, word->cursor, p.quote);
			word->out->start = p.value;
			if (word->text)
				complete_argument(word, &p, &progress);
			return;
		}
		pass(&progress, word->line, &p);
		p = next_piece(word->line, word->cursor, p.end);
	}
}

void complete_line(const char *line, int cursor, const char *const *arms, struct candidates *out)
{
	int size = (int)strlen(line);
	struct complete_word word = { .line = line, .arms = arms, .out = out };
	struct piece p;
	char *verb;

	*out = (struct candidates){ .suffix = ' ' };
	word.cursor = cursor < 0 ? 0 : cursor > size ? size : cursor;
	p = next_piece(line, word.cursor, 0);
	out->start = word.start = p.current ? p.start : word.cursor;
	verb = strndup(line + p.start, (size_t)(p.end - p.start));
	if (p.current) {
		word.text = verb;
		if (verb && !p.comment)
			offer_verbs(&word);
	} else if (verb && !p.comment && command_find(verb)) {
		const struct command *first = command_find(verb);
		struct piece second = next_piece(line, word.cursor, p.end);

		free(verb);
		verb = NULL;
		out->start = second.value;
		word.text = plain_text(line, second.value, word.cursor, second.quote);
		if (word.text)
			complete_after_verb(&word, p.end, first);
		verb = word.text;
	}
	free(verb);
	candidates_finish(out);
}
