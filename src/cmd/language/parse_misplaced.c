/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse_misplaced.c - a word that its row has no room for: what is it, and how is it written?
 *
 * A key without its =, a value without its key, a place called by its name, what parts
 * commands in a shell. Each is answered by the word as it would be taken, made of the row
 * and of what was typed. Owns nothing.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/language/parse_line.h"
#include "cmd/language/value.h"
#include "io/textbuf.h"

#define MOST_KEYS 16 /* that an error lists; of more `help` does */

/* The argument whose name is the word, in whatever case; NULL. */
static const struct arg *named(const struct command *row, const char *word, int size)
{
	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		const struct arg *arg = &row->args[i];

		if ((int)strlen(arg->name) == size &&
		    strncasecmp(arg->name, word, (size_t)size) == 0)
			return arg;
	}
	return NULL;
}

/* The message of fault is what out holds. */
static enum fpe_status told(struct parse_fault *fault, int at, struct textbuf *out)
{
	char *text = textbuf_take(out);

	parse_fail(fault, at, "%s", text ? text : "out of memory");
	free(text);
	return FPE_EPARSE;
}

/* The word at *at without a = before it; false: there is none, or it is a key's. */
static bool value_behind(const char *line, int *at, struct textbuf *out, bool *equals)
{
	struct fpe_error err;
	struct lex_word word;
	bool found = false;

	*equals = false;
	for (int i = 0; i < 2 && !found; i++) {
		bool parts;

		if (lex_word(line, at, &word, &err) || !word.text) {
			lex_word_clear(&word);
			return false;
		}
		parts = word.text[0] == '=' && !word.quoted;
		*equals |= parts;
		found = word.text[parts] && (parts || word.key < 0);
		if (found)
			lex_put_word(out, word.text + parts);
		lex_word_clear(&word);
		if (!parts)
			break;
	}
	return found;
}

/* `clauses = 8`, `train until 20`, `set lr`: how the key whose name ends at byte `end` is
   written; as it was found, with or without its =. */
static enum fpe_status key_alone(const struct arg *arg, const struct line *line, int at, int end,
				 bool equals, struct parse_fault *fault)
{
	struct textbuf out = { 0 };
	bool apart;

	textbuf_printf(&out, "%s is a key: write %s=", arg->name, arg->name);
	if (!value_behind(line->text, &end, &out, &apart))
		textbuf_puts(&out, value_placeholder(arg));
	textbuf_puts(&out, equals || apart ? ", without blanks" : "");
	return told(fault, at, &out);
}

enum fpe_status parse_taken_key(const struct line *line, struct parse_fault *fault)
{
	const struct arg *args = line->command->args;

	for (int i = 0; i < COMMAND_MAX_ARGS && args[i].name; i++) {
		const struct value *value = &line->value[i];
		const struct arg *arg;
		int size;

		if (!args[i].positional || !value->given || !value->text)
			continue;
		size = (int)strlen(value->text);
		arg = named(line->command, value->text, size);
		if (arg && !arg->positional &&
		    strncmp(line->text + value->column, value->text, (size_t)size) == 0)
			return key_alone(arg, line, value->column, value->column + size, false,
					 fault);
	}
	return FPE_OK;
}

/* What the list of a key holds already, and a comma. */
static void put_list(const struct arg *arg, const struct value *value, struct textbuf *out)
{
	char buffer[64];

	for (int i = 0; value->given && i < value->count; i++)
		textbuf_printf(out, "%s,", value_choice(arg, (int)value->numbers[i], buffer));
}

/* `split clause`, `compare by=clause random`. */
static enum fpe_status value_alone(const struct line *line, const struct lex_word *word,
				   struct parse_fault *fault)
{
	const struct arg *args = line->command->args;

	for (int i = 0; i < COMMAND_MAX_ARGS && args[i].name; i++) {
		bool joins = args[i].type == ARG_CHOICES;
		struct textbuf out = { 0 };
		char buffer[64];
		const char *name;

		if (args[i].positional || (line->value[i].given && !joins))
			continue;
		for (int k = 0; (name = value_choice(&args[i], k, buffer)); k++) {
			if (strcasecmp(name, word->text) != 0)
				continue;
			textbuf_printf(&out, "%s is a value of %s: write %s=", name, args[i].name,
				       args[i].name);
			if (joins)
				put_list(&args[i], &line->value[i], &out);
			textbuf_puts(&out, name);
			return told(fault, word->column, &out);
		}
	}
	return FPE_OK;
}

/* Is it a shell's way to begin another command? A text may hold all but `;`. */
static bool parts_commands(const struct command *row, const char *word)
{
	static const char *const signs[] = { "&&", "||", "|", "&" };
	size_t size = strlen(word);

	if (size && word[size - 1] == ';')
		return true;
	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		const struct arg *arg = &row->args[i];

		if (arg->positional && (arg->type == ARG_TEXT || arg->type == ARG_FORMULA))
			return false;
	}
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (strcmp(signs[i], word) == 0)
			return true;
	}
	return false;
}

enum fpe_status parse_misplaced(const struct line *line, const struct command *row,
				const struct lex_word *word, struct parse_fault *fault)
{
	bool key = word->key >= 0, empty = key && !word->text[word->key + 1];
	const struct arg *arg;
	enum fpe_status status;

	if (word->quoted)
		return FPE_OK;
	if (parts_commands(row, word->text))
		return parse_fail(fault, word->column,
				  "a line holds one command: begin the next one on its own line");
	if (!line->command)
		return FPE_OK;
	arg = named(row, word->text, key ? word->key : word->size);
	if (arg && !arg->positional)
		return !key || (empty && line->text[word->end])
			       ? key_alone(arg, line, word->column, word->end, empty, fault)
			       : FPE_OK;
	if (arg && key && row->example)
		return parse_fail(fault, word->column, "%s stands without its name, as in `%s`",
				  arg->name, row->example);
	status = parse_taken_key(line, fault);
	if (!status && word->text[0] == '=')
		return parse_fail(fault, word->column,
				  "a key, its = and its value stand together, without blanks");
	return status || key ? status : value_alone(line, word, fault);
}

static bool may_hold_blanks(const struct arg *arg)
{
	return arg->positional &&
	       (arg->type == ARG_TEXT || arg->type == ARG_FORMULA || arg->type == ARG_FILE);
}

enum fpe_status parse_too_many(const struct command *row, const struct lex_word *word,
			       struct parse_fault *fault)
{
	const char *name = row->word ? row->word : "", *blank = row->word ? " " : "";
	struct textbuf out = { 0 }, keys = { 0 };
	char shown[VALUE_SHOWN + 4], *list;
	bool quote = false;
	int count = 0;

	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		quote |= may_hold_blanks(&row->args[i]);
		if (!row->args[i].positional)
			textbuf_printf(&keys, "%s%s=", count++ ? ", " : "", row->args[i].name);
	}
	textbuf_printf(&out, "%s is one word too many", value_shown(word->text, word->size, shown));
	list = textbuf_take(&keys);
	if (count > MOST_KEYS)
		textbuf_printf(&out, "; `help %s` lists the keys", row->verb);
	else if (count)
		textbuf_printf(&out, "; %s%s%s takes %s", row->verb, blank, name, list ? list : "");
	else if (!quote)
		textbuf_printf(&out, "; %s%s%s takes no %s", row->verb, blank, name,
			       row->args[0].name ? "more" : "other words");
	if (quote)
		textbuf_puts(&out, "; quote a text that holds blanks");
	free(list);
	return told(fault, word->column, &out);
}
