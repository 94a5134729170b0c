/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse_line.c - the words of one line to the values of its command's row.
 *
 * Owns nothing; what it puts into the line is the line's. Files, includes and
 * the version line are in parse.c. A value may be lines itself, a lesson's solution.
 */
#include "cmd/language/parse_line.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/lex.h"
#include "cmd/language/value.h"

struct reader {
	struct line *line;
	const struct command *row;
	struct parse_fault *fault;
	int at;	  /* in line->text */
	int next; /* positional argument that is due, or past the last one */
};

static enum fpe_status pass_on(struct reader *r, enum fpe_status status,
			       const struct fpe_error *err, int at)
{
	parse_fail(r->fault, at, "%s", err->message);
	return status == FPE_ENOMEM ? FPE_ENOMEM : FPE_EPARSE;
}

static enum fpe_status next_word(struct reader *r, struct lex_word *word)
{
	struct fpe_error err = { .at = 0 };
	enum fpe_status status = lex_word(r->line->text, &r->at, word, &err);

	return status ? pass_on(r, status, &err, err.at) : FPE_OK;
}

static bool has_keys(const struct command *row)
{
	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		if (!row->args[i].positional)
			return true;
	}
	return false;
}

/* One line; nothing of it is kept. */
static enum fpe_status check_line(const struct lex_line *raw, struct parse_fault *fault)
{
	struct line line = { .text = strdup(raw->text.bytes) };
	enum fpe_status status = line.text ? parse_line(&line, fault) : FPE_ENOMEM;

	if (status == FPE_EPARSE)
		fault->at = (int)lex_source_offset(raw, fault->at);
	line_clear(&line);
	return status;
}

/*
 * Do the lines of a quoted text parse? Nothing of them is kept, and what they include is
 * not read. FPE_EPARSE fills fault, whose byte is one of the text.
 */
static enum fpe_status check_lines(const char *text, struct parse_fault *fault)
{
	struct lex_source source;
	enum fpe_status status = FPE_OK;
	bool more = true;

	lex_begin(&source, text, strlen(text));
	while (more && !status) {
		struct fpe_error err = { .at = 0 };
		struct lex_line raw;

		status = lex_line(&source, &raw, &err);
		more = !status && raw.text.bytes;
		if (status == FPE_EPARSE)
			parse_fail(fault, err.at, "%s", err.message);
		else if (more)
			status = check_line(&raw, fault);
		lex_line_clear(&raw);
	}
	return status;
}

/* Set argument i from text, whose byte j stands at at[j] of the line. */
static enum fpe_status set_value(struct reader *r, int i, const char *text, const int *at)
{
	struct value *value = &r->line->value[i];
	struct fpe_error err = { .at = -1 };
	int size = (int)strlen(text);
	enum fpe_status status = value_parse(&r->row->args[i], text, value, &err);

	if (status) {
		int fault = err.at < 0 ? 0 : err.at > size ? size : err.at;

		return pass_on(r, status, &err, at[fault]);
	}
	value->column = at[0];
	if (r->row->args[i].type != ARG_LINES)
		return FPE_OK;
	status = check_lines(text, r->fault);
	if (status == FPE_EPARSE)
		r->fault->at = at[r->fault->at];
	return status;
}

static enum fpe_status take_key(struct reader *r, const struct lex_word *word)
{
	const char *text = word->text + word->key + 1;
	int i = command_key(r->row, word->text, word->key);
	enum fpe_status status;

	if (i == COMMAND_MAX_ARGS) {
		char key[VALUE_SHOWN + 4];

		value_shown(word->text, word->key, key);
		if (parse_misplaced(r->line, r->row, word, r->fault))
			return FPE_EPARSE;
		return parse_unknown_key(r->row, key, word->column, r->fault);
	}
	if (r->line->value[i].given)
		return parse_fail(r->fault, word->column, "%s= is given twice",
				  r->row->args[i].name);
	status = set_value(r, i, text, word->at + word->key + 1);
	if (status == FPE_EPARSE)
		parse_misplaced(r->line, r->row, word, r->fault);
	return status;
}

static enum fpe_status take_positional(struct reader *r, const struct lex_word *word)
{
	enum fpe_status status;

	if (r->next >= COMMAND_MAX_ARGS)
		return parse_misplaced(r->line, r->row, word, r->fault)
			       ? FPE_EPARSE
			       : parse_too_many(r->row, word, r->fault);
	status = set_value(r, r->next, word->text, word->at);
	if (status == FPE_EPARSE)
		parse_misplaced(r->line, r->row, word, r->fault);
	if (!status && !r->row->args[r->next].repeat)
		r->next = command_positional(r->row, r->next + 1);
	return status;
}

/* The expression that is due takes the rest of the line, up to a message if
   the row has a text after it. */
static enum fpe_status take_expression(struct reader *r)
{
	struct fpe_error err = { .at = 0 };
	int i = r->next, first, last, *at;
	enum fpe_status status;
	char *text;

	r->next = command_positional(r->row, i + 1);
	status = lex_expression(r->line->text, &r->at, r->next < COMMAND_MAX_ARGS, &first, &last,
				&err);
	if (status)
		return pass_on(r, status, &err, err.at);
	if (first == last)
		return FPE_OK; /* found missing later, if it is required */
	text = strndup(r->line->text + first, (size_t)(last - first));
	at = malloc(((size_t)(last - first) + 1) * sizeof *at);
	for (int j = 0; at && j <= last - first; j++)
		at[j] = first + j;
	if (text && at)
		status = set_value(r, i, text, at);
	else
		status = FPE_ENOMEM;
	free(text);
	free(at);
	return status;
}

static enum fpe_status take_arguments(struct reader *r)
{
	enum fpe_status status = FPE_OK;
	bool more = true;

	while (!status && more) {
		struct lex_word word;

		if (r->next < COMMAND_MAX_ARGS && r->row->args[r->next].type == ARG_EXPRESSION) {
			status = take_expression(r);
			continue;
		}
		status = next_word(r, &word);
		if (status)
			break;
		more = word.text != NULL;
		/* `say lr=1` is a text: the row has no keys to be misspelt. */
		if (more && word.key >= 0 && (has_keys(r->row) || r->next >= COMMAND_MAX_ARGS))
			status = take_key(r, &word);
		else if (more)
			status = take_positional(r, &word);
		lex_word_clear(&word);
	}
	return status;
}

static enum fpe_status check_required(struct reader *r, int verb)
{
	const struct command *row = r->row;

	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		const struct arg *arg = &row->args[i];
		struct textbuf allowed = { 0 };
		char *text;

		if (!arg->required || r->line->value[i].given)
			continue;
		if (parse_taken_key(r->line, r->fault))
			return FPE_EPARSE;
		value_allowed(arg, &allowed);
		if (row->example)
			textbuf_printf(&allowed, "; as in `%s`", row->example);
		text = textbuf_take(&allowed);
		parse_fail(r->fault, verb, "%s%s%s needs %s%s: %s", row->verb, row->word ? " " : "",
			   row->word ? row->word : "", arg->name, arg->positional ? "" : "=",
			   text ? text : "");
		free(text);
		return FPE_EPARSE;
	}
	return FPE_OK;
}

/* The row of this verb whose second word comes next, which is then read; else
   the row without one. */
static enum fpe_status choose_row(struct reader *r, const struct command *first, int verb)
{
	const struct command *plain = command_word(first, NULL, 0), *match = NULL;
	int before = r->at;
	struct lex_word word;
	enum fpe_status status = FPE_OK;

	r->row = first;
	if (!first->word && !command_next(first))
		return FPE_OK;
	status = next_word(r, &word);
	if (status)
		return status;
	if (word.text && word.key < 0 && !word.quoted)
		match = command_word(first, word.text, word.size);
	r->row = match ? match : plain;
	if (!match)
		r->at = before;
	if (!match && word.text && word.key < 0 &&
	    (!plain || command_positional(plain, 0) == COMMAND_MAX_ARGS))
		status = parse_misplaced(r->line, first, &word, r->fault)
				 ? FPE_EPARSE
				 : parse_unknown_word(first, word.text, word.column, r->fault);
	else if (!match && !plain)
		status = parse_unknown_word(first, "", verb, r->fault);
	lex_word_clear(&word);
	return status;
}

enum fpe_status parse_line(struct line *line, struct parse_fault *fault)
{
	struct reader r = { .line = line, .fault = fault };
	const struct command *first = NULL;
	struct lex_word verb;
	enum fpe_status status = next_word(&r, &verb);
	int column = verb.column;

	if (status || !verb.text)
		return status;
	if (verb.key < 0 && !verb.quoted)
		first = command_find(verb.text);
	if (!first)
		status = parse_unknown_verb(verb.text, column, fault);
	lex_word_clear(&verb);
	if (!status)
		status = choose_row(&r, first, column);
	if (status)
		return status;
	line->command = r.row;
	r.next = command_positional(r.row, 0);
	status = take_arguments(&r);
	return status ? status : check_required(&r, column);
}

void line_clear(struct line *line)
{
	for (int i = 0; i < COMMAND_MAX_ARGS; i++)
		value_clear(&line->value[i]);
	free(line->text);
	free(line->file);
	free(line->joint);
	*line = (struct line){ 0 };
}
