/* SPDX-License-Identifier: GPL-3.0-or-later */
/* complete_value.c - candidates for one argument's value. Owns nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/help/complete_part.h"
#include "cmd/language/expr_node.h"
#include "cmd/help/help.h"
#include "cmd/language/lex.h"
#include "cmd/language/scenario.h"
#include "io/textbuf.h"
#include "cmd/language/value.h"

/* Is name one of the items of the list before its last comma? */
static bool is_used(const char *list, const char *name)
{
	size_t size = strlen(name);

	for (const char *comma; (comma = strchr(list, ',')); list = comma + 1) {
		if ((size_t)(comma - list) == size && memcmp(list, name, size) == 0)
			return true;
	}
	return false;
}

/* Names for an argument: list is all of its text, prefix the last item. */
struct names {
	const struct complete_word *word;
	const char *list, *prefix;
};

static void offer(const struct names *names, const char *name, const char *help)
{
	const struct complete_word *w = names->word;

	if (w->key && w->first >= 0 && w->row->goes_with &&
	    !w->row->goes_with(w->first, w->key, name))
		return;
	if (!is_used(names->list, name))
		complete_offer(names->word->out, names->prefix, name, help);
}

static void offer_choices(const struct names *names, const struct arg *arg)
{
	const char *(*sentence)(const char *name) =
		arg->type == ARG_COMMAND ? help_sentence : help_value;
	char buffer[64];
	const char *name;

	for (int i = 0; (name = value_choice(arg, i, buffer)); i++)
		offer(names, name, arg->choice ? sentence(name) : "");
	if (arg->type == ARG_FLAG) {
		offer(names, "yes", "");
		offer(names, "no", "");
	}
}

static void offer_arms(const struct names *names)
{
	for (int i = 0; names->word->arms && names->word->arms[i]; i++)
		offer(names, names->word->arms[i], "arm");
}

/* Nothing to choose from: show what is taken when nothing is given. */
static void offer_fallback(const struct names *names, const struct arg *arg)
{
	struct textbuf help = { 0 };
	char *text;

	if (!arg->fallback || arg->fallback[0] == '\0' || names->list[0])
		return;
	textbuf_puts(&help, "default; ");
	value_allowed(arg, &help);
	text = textbuf_take(&help);
	offer(names, arg->fallback, text);
	free(text);
}

/* A name that is begun may go on with an ending that its command knows. */
static void offer_endings(const struct complete_word *word, const struct arg *arg)
{
	const char *slash = strrchr(word->text, '/');
	const char *base = slash ? slash + 1 : word->text;
	const char *dot = strrchr(base, '.');
	const char *end = dot ? dot : base + strlen(base);
	const char *ending;
	bool plain = !word->quote && !strpbrk(word->text, " \t\"'");

	for (int i = 0; plain && end > base && arg->choice && (ending = arg->choice(i)); i++) {
		char *whole;

		if (strncmp(ending, end, strlen(end)) != 0)
			continue;
		whole = textbuf_text("%.*s%s", (int)(end - word->text), word->text, ending);
		if (!whole)
			continue;
		complete_offer(word->out, "", whole, "a file to write");
		free(whole);
	}
}

static void offer_scenarios(const struct complete_word *word)
{
	struct scenarios all;

	scenarios_find(&all);
	for (int i = 0; i < all.count; i++)
		complete_offer(word->out, word->text, all.item[i].name, all.item[i].about);
	scenarios_clear(&all);
}

void complete_value(const struct complete_word *word, const struct arg *arg)
{
	const char *comma = strrchr(word->text, ',');
	struct names names = { word, word->text, word->text };
	int before = word->out->count;

	if (arg->type == ARG_FILE) {
		complete_file(word, arg);
		if (arg->scenario)
			offer_scenarios(word);
		offer_endings(word, arg);
		return;
	}
	if (arg->type == ARG_EXPRESSION) {
		complete_expression(word);
		return;
	}
	if (value_is_list(arg) && comma) {
		names.prefix = comma + 1;
		word->out->start = word->cursor - (int)strlen(names.prefix);
	} else {
		/* What goes in has no quote: replace an open one, too. */
		word->out->start = word->start;
		names.list = "";
	}
	offer_choices(&names, arg);
	if (arg->type == ARG_ARM || arg->type == ARG_ARMS || arg->type == ARG_ARM_EPOCH)
		offer_arms(&names);
	names.list = word->text;
	if (word->out->count == before && !arg->positional)
		offer_fallback(&names, arg);
}

static bool in_quotes(const struct complete_word *word)
{
	char quote = 0;

	/* An expression after key=" is itself inside the quote at start. */
	for (int i = word->start + (word->quote != 0); i < word->cursor; i++) {
		char c = word->line[i];

		if (quote && c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '\''))
			quote = c;
	}
	return quote != 0;
}

static void offer_functions(const struct complete_word *word, const char *prefix)
{
	struct help_item item;
	char name[80];

	for (const struct expr_builtin *f = expr_builtins; f->name; f++) {
		snprintf(name, sizeof name, "%s(", f->name);
		complete_offer(word->out, prefix, name, "");
	}
	for (int s = 0; help_sources[s]; s++) {
		for (int i = 0; help_sources[s]->functions && help_sources[s]->item(i, &item);
		     i++) {
			snprintf(name, sizeof name, "%s(", item.name);
			complete_offer(word->out, prefix, name, item.help);
		}
	}
}

static bool is_name_byte(char c)
{
	char two[3] = { 'a', c, 0 };

	return c && lex_identifier(two) == 2;
}

void complete_expression(const struct complete_word *word)
{
	int from = word->cursor;
	char *prefix;

	word->out->start = word->cursor;
	if (in_quotes(word))
		return;
	while (from > word->start && is_name_byte(word->line[from - 1]))
		from--;
	prefix = strndup(word->line + from, (size_t)(word->cursor - from));
	word->out->start = from;
	word->out->suffix = 0; /* a ) or an operator may follow */
	if (prefix) {
		for (int i = 0; word->arms && word->arms[i]; i++)
			complete_offer(word->out, prefix, word->arms[i], "arm");
		offer_functions(word, prefix);
	}
	free(prefix);
}
