/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse_unknown.c - errors about names the command table does not hold.
 *
 * Each says the nearest name, and what is allowed where that is not all commands.
 * Owns nothing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/meaning.h"
#include "cmd/language/nearest.h"
#include "cmd/language/parse_line.h"
#include "io/textbuf.h"
#include "cmd/language/value.h"

enum fpe_status parse_fail(struct parse_fault *fault, int at, const char *format, ...)
{
	va_list args;

	fault->at = at;
	va_start(args, format);
	vsnprintf(fault->message, sizeof fault->message, format, args);
	va_end(args);
	return FPE_EPARSE;
}

/* Names being listed: "a, b, c" and the one that may be meant. */
struct names {
	struct textbuf list;
	struct nearest nearest;
	char given[VALUE_SHOWN + 4]; /* as it is shown */
};

static struct names begin(const char *given)
{
	struct names names = { 0 };

	nearest_begin(&names.nearest, given);
	value_shown(given, (int)strlen(given), names.given);
	return names;
}

static void offer(struct names *names, const char *name)
{
	textbuf_printf(&names->list, "%s%s", names->list.size ? ", " : "", name);
	nearest_offer(&names->nearest, name);
}

/* what: "there is no command trian"; then "did you mean train?" and what there
   is. */
static enum fpe_status finish(struct names *names, const char *what, int at,
			      struct parse_fault *fault)
{
	const char *best = names->nearest.best;
	char *list = textbuf_take(&names->list);
	bool any = list && *list;

	if (best)
		parse_fail(fault, at, "%s; did you mean %s? There are %s", what, best,
			   any ? list : "");
	else
		parse_fail(fault, at, "%s; there %s%s", what, any ? "are " : "is none",
			   any ? list : "");
	free(list);
	return FPE_EPARSE;
}

enum fpe_status parse_unknown_verb(const char *verb, int at, struct parse_fault *fault)
{
	struct names names = begin(verb);
	const char *meant = meaning_of(verb);

	for (int i = 0; command_table[i]; i++)
		nearest_offer(&names.nearest, command_table[i]->verb);
	/* a word of another program is nearer than one that is spelt alike */
	if (!meant || !command_find(meant))
		meant = names.nearest.best;
	if (meant && strcmp(meant, verb) == 0)
		return parse_fail(fault, at, "%s is a command without quotes", names.given);
	return parse_fail(fault, at, "there is no command %s%s%s%s `help` lists the commands",
			  names.given, meant ? "; did you mean " : ";", meant ? meant : "",
			  meant ? "?" : "");
}

/* The row whose first file is one of this name, and how it is written there; NULL: none. */
static const struct command *reader_of(const struct command *first, const char *name,
				       const struct arg **out)
{
	for (const struct command *c = first; c; c = command_next(c)) {
		for (const struct arg *a = c->args; a->name; a++) {
			if (!a->reads || !command_reads(a, name))
				continue;
			*out = a;
			return c;
		}
	}
	return NULL;
}

enum fpe_status parse_unknown_word(const struct command *first, const char *word, int at,
				   struct parse_fault *fault)
{
	struct names names = begin(word);
	const struct arg *arg;
	const struct command *reader = reader_of(first, word, &arg);
	char what[160];

	if (reader)
		return parse_fail(fault, at, "%s is a file: write `%s %s %s%s%s`", names.given,
				  reader->verb, reader->word, arg->positional ? "" : arg->name,
				  arg->positional ? "" : "=", names.given);
	for (const struct command *c = first; c; c = command_next(c)) {
		if (c->word)
			offer(&names, c->word);
	}
	if (names.nearest.best && strcmp(names.nearest.best, word) == 0) {
		textbuf_clear(&names.list);
		return parse_fail(fault, at, "%s stands without quotes", names.given);
	}
	if (*word)
		snprintf(what, sizeof what, "there is no %s %s", first->verb, names.given);
	else
		snprintf(what, sizeof what, "%s needs a second word", first->verb);
	return finish(&names, what, at, fault);
}

enum fpe_status parse_unknown_key(const struct command *row, const char *key, int at,
				  struct parse_fault *fault)
{
	struct names names = begin(key);
	char what[160];

	for (int i = 0; i < COMMAND_MAX_ARGS && row->args[i].name; i++) {
		if (!row->args[i].positional)
			offer(&names, row->args[i].name);
	}
	snprintf(what, sizeof what, "%s%s%s has no key %s", row->verb, row->word ? " " : "",
		 row->word ? row->word : "", names.given);
	return finish(&names, what, at, fault);
}
