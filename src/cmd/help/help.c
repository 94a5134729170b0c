/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help.c - help texts, from the command table and the sources of topics.
 *
 * Owns nothing: texts are given to the caller. The manual is in help_roff.c.
 */
#include "cmd/help/help.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/help/tables.h"
#include "cmd/language/scenario.h"
#include "cmd/help/help_part.h"
#include "view/grid/textbuf_wrap.h"
#include "cmd/language/value.h"
#include "cmd/report/column.h"

#define WIDTH HELP_WIDTH

/* A name, and beside it what it means, in lines that begin below one another. */
static void add_row(struct textbuf *out, int column, const char *name, const char *help)
{
	struct textbuf wrapped = { 0 };
	char *text;

	textbuf_wrap(&wrapped, column, WIDTH, help);
	text = textbuf_take(&wrapped);
	textbuf_printf(out, "  %s", name);
	if ((int)strlen(name) + 3 > column || !text || !*text)
		textbuf_printf(out, "\n%s", text ? text : "");
	else
		textbuf_printf(out, "%*s%s", column - 2 - (int)strlen(name), "", text + column);
	free(text);
}

static char *scenarios_page(const struct table_source *const *more)
{
	struct scenarios all;
	char *text;

	(void)more;
	scenarios_find(&all);
	text = help_scenario_list(&all);
	scenarios_clear(&all);
	return text;
}

char *help_scenario_list(const struct scenarios *all)
{
	struct textbuf out = { 0 };

	textbuf_puts(&out,
		     all->count ? "`play NAME` plays one of these, `fpe-tui NAME` begins with it.\n"
				: "There are no scenarios where they are looked for.\n");
	for (int i = 0; i < all->count; i++)
		add_row(&out, 20, all->item[i].name, all->item[i].about);
	return textbuf_take(&out);
}

static void add_field(void *context, const char *path, const struct column *field)
{
	textbuf_printf(context, "  %s  %s\n", path, field->type);
	textbuf_wrap(context, 6, WIDTH, field->help);
}

/* Every field every command reports. */
static char *json_page(const struct table_source *const *more)
{
	struct textbuf out = { 0 };

	(void)more;
	textbuf_wrap(&out, 0, WIDTH, help_json_intro);
	for (int i = 0; command_table[i]; i++) {
		if (!command_table[i]->fields)
			continue;
		textbuf_puts(&out, "\n");
		help_title(command_table[i], &out);
		textbuf_puts(&out, "\n");
		column_fields(command_table[i]->fields, add_field, &out);
	}
	return textbuf_take(&out);
}

/* The rows of the table of keys, which a room above hands over. */
static char *keys_page(const struct table_source *const *more)
{
	struct textbuf out = { 0 };
	json_t *row;

	while (more && *more && strcmp((*more)->name, "keys") != 0)
		more++;
	textbuf_wrap(
		&out, 0, WIDTH,
		"On the screen F6 goes to the panels and back to the prompt; F1 says what keys do where one is.");
	for (int i = 0; more && *more && (row = (*more)->row(i)); i++) {
		add_row(&out, 16, json_string_value(json_object_get(row, "name")),
			json_string_value(json_object_get(row, "help")));
		json_decref(row);
	}
	return textbuf_take(&out);
}

/* Topics that are neither commands nor items of a source. */
static const struct page {
	const char *name, *help;
	char *(*text)(const struct table_source *const *more);
} pages[] = {
	{ "keys", "what keys do on the screen", keys_page },
	{ "scenarios", "what `play` plays by name", scenarios_page },
	{ "json", "the fields of the JSON lines", json_page },
	{ "tables", "what the program knows as rows; with --json all of them", tables_text },
};
#define PAGES ((int)(sizeof pages / sizeof *pages))

static const struct page *page_find(const char *name)
{
	for (int i = 0; i < PAGES; i++) {
		if (strcmp(pages[i].name, name) == 0)
			return &pages[i];
	}
	return NULL;
}

bool help_is_first(const struct command *command)
{
	return command_find(command->verb) == command;
}

void help_title(const struct command *command, struct textbuf *out)
{
	textbuf_printf(out, "%s%s%s", command->verb, command->word ? " " : "",
		       command->word ? command->word : "");
}

static void add_values(const struct arg *arg, struct textbuf *out)
{
	bool few = arg->choices && strlen(arg->choices) <= 40;

	if (few && (arg->type == ARG_COUNT || arg->type == ARG_LAYER))
		textbuf_printf(out, "%s|", value_placeholder(arg));
	textbuf_puts(out, few ? arg->choices : value_placeholder(arg));
}

static void add_usage(const struct arg *arg, struct textbuf *out)
{
	textbuf_puts(out, arg->required ? " " : " [");
	if (!arg->positional)
		textbuf_printf(out, "%s=", arg->name);
	if (arg->fallback && !arg->positional)
		textbuf_puts(out, arg->fallback);
	else if (arg->positional && !arg->choices)
		textbuf_puts(out, arg->name);
	else
		add_values(arg, out);
	textbuf_puts(out, arg->repeat ? " ..." : "");
	textbuf_puts(out, arg->required ? "" : "]");
}

char *help_usage(const struct command *command)
{
	struct textbuf out = { 0 };

	help_title(command, &out);
	for (int i = 0; i < COMMAND_MAX_ARGS && command->args[i].name; i++)
		add_usage(&command->args[i], &out);
	return textbuf_take(&out);
}

void help_argument(const struct arg *arg, struct textbuf *out)
{
	if (arg->help)
		textbuf_printf(out, "%s; ", arg->help);
	value_allowed(arg, out);
	if (value_is_list(arg) && (arg->min < arg->max || arg->choices || arg->choice))
		textbuf_puts(out, arg->type == ARG_CHOICES ? ", a list as a,b"
							   : ", a list or range as 2,4 or 2..16");
	if (arg->fallback)
		textbuf_printf(out, "; default %s", arg->fallback);
	else if (arg->required)
		textbuf_puts(out, "; required");
}

static void add_wrapped(struct textbuf *out, int indent, struct textbuf *from)
{
	char *text = textbuf_take(from);

	textbuf_wrap(out, indent, WIDTH, text ? text : "");
	free(text);
}

static void add_command(const struct command *command, struct textbuf *out)
{
	char *usage = help_usage(command);

	textbuf_wrap(out, 2, WIDTH, usage ? usage : "");
	free(usage);
	textbuf_wrap(out, 4, WIDTH, command->help);
	for (int i = 0; i < COMMAND_MAX_ARGS && command->args[i].name; i++) {
		const struct arg *arg = &command->args[i];
		struct textbuf line = { 0 };

		textbuf_printf(out, "      %s%s\n", arg->name, arg->positional ? "" : "=");
		help_argument(arg, &line);
		add_wrapped(out, 10, &line);
	}
	if (command->details)
		textbuf_wrap(out, 4, WIDTH, command->details);
	for (int i = 0; command->more && command->more(i); i++)
		textbuf_wrap(out, 4, WIDTH, command->more(i));
	if (command->example)
		textbuf_printf(out, "    example: %s\n", command->example);
}

static void add_verb(const char *verb, struct textbuf *out)
{
	const struct command *c = command_find(verb);

	for (; c; c = command_next(c)) {
		textbuf_puts(out, out->size ? "\n" : "");
		add_command(c, out);
	}
}

static void add_entry(struct textbuf *out, const char *name, const char *help)
{
	int gap = 16 - (int)strlen(name);

	textbuf_printf(out, "  %s", name);
	textbuf_pad(out, ' ', gap > 2 ? gap : 2);
	textbuf_printf(out, "%s\n", help);
}

static void add_source(const struct help_source *source, struct textbuf *out)
{
	struct help_item item;

	textbuf_printf(out, "%s%s\n", out->size ? "\n" : "", source->title);
	for (int i = 0; source->item(i, &item); i++) {
		textbuf_printf(out, "  %s\n", item.name);
		textbuf_wrap(out, 6, WIDTH, item.help);
	}
}

/* The item of this name, in a source. */
static bool find_item(const struct help_source *source, const char *name, struct help_item *out)
{
	for (int i = 0; source->item(i, out); i++) {
		if (strcmp(out->name, name) == 0)
			return true;
	}
	return false;
}

static void add_item(const struct help_source *source, const char *topic, struct textbuf *out)
{
	struct help_item item;

	if (!find_item(source, topic, &item))
		return;
	textbuf_printf(out, "%s  %s (%s)\n", out->size ? "\n" : "", item.name, source->name);
	textbuf_wrap(out, 4, WIDTH, item.help);
	if (item.text)
		textbuf_wrap(out, 4, WIDTH, item.text);
}

char *help_topic(const char *topic, const struct table_source *const *more)
{
	struct textbuf out = { 0 };

	if (page_find(topic))
		return page_find(topic)->text(more);
	add_verb(topic, &out);
	for (int s = 0; help_sources[s]; s++) {
		if (strcmp(help_sources[s]->name, topic) == 0)
			add_source(help_sources[s], &out);
	}
	for (int s = 0; help_sources[s]; s++)
		add_item(help_sources[s], topic, &out);
	if (out.size)
		return textbuf_take(&out);
	textbuf_clear(&out);
	return NULL;
}

char *help_overview(void)
{
	struct textbuf out = { 0 };

	textbuf_puts(&out, "Commands\n");
	for (int i = 0; command_table[i]; i++) {
		if (help_is_first(command_table[i]))
			add_entry(&out, command_table[i]->verb,
				  help_sentence(command_table[i]->verb));
	}
	textbuf_puts(&out, "\nTopics\n");
	for (int i = 0; i < PAGES; i++)
		add_entry(&out, pages[i].name, pages[i].help);
	for (int s = 0; help_sources[s]; s++)
		add_entry(&out, help_sources[s]->name, help_sources[s]->title);
	textbuf_puts(&out, "\nhelp NAME says more about each, and about each metric and panel.\n");
	return textbuf_take(&out);
}

const char help_json_intro[] =
	"With --json every reporting command prints one object on a line of its own: \"command\", \"format\":1, then its fields. "
	"Numbers are finite or null.";

/* Topics before the sources: verbs, each once, and pages. */
static const char *table_name(int *i)
{
	for (int row = 0; command_table[row]; row++) {
		if (help_is_first(command_table[row]) && (*i)-- == 0)
			return command_table[row]->verb;
	}
	if (*i < PAGES)
		return pages[*i].name;
	*i -= PAGES;
	return NULL;
}

static bool in_source(int s, const char *name)
{
	struct help_item item;

	return strcmp(help_sources[s]->name, name) == 0 || find_item(help_sources[s], name, &item);
}

/* Is the name one of the topics before source s? */
static bool seen(int s, const char *name)
{
	bool found = command_find(name) || page_find(name);

	for (int before = 0; before < s; before++)
		found |= in_source(before, name);
	return found;
}

const char *help_name(int i)
{
	const char *name = i < 0 ? NULL : table_name(&i);
	struct help_item item;

	if (name || i < 0)
		return name;
	for (int s = 0; help_sources[s]; s++) {
		if (!seen(s, help_sources[s]->name) && i-- == 0)
			return help_sources[s]->name;
		for (int k = 0; help_sources[s]->item(k, &item); k++) {
			if (!seen(s, item.name) && strcmp(item.name, help_sources[s]->name) != 0 &&
			    i-- == 0)
				return item.name;
		}
	}
	return NULL;
}

const char *help_value(const char *name)
{
	struct help_item item;

	for (int s = 0; help_sources[s]; s++) {
		if (find_item(help_sources[s], name, &item))
			return item.help;
	}
	return help_sentence(name);
}

const char *help_sentence(const char *topic)
{
	const struct command *command = command_find(topic);
	const struct command *plain = command_word(command, NULL, 0);
	struct help_item item;

	/* Of the rows of a verb the one without a second word speaks for all. */
	if (command)
		return plain ? plain->help : command->help;
	if (page_find(topic))
		return page_find(topic)->help;
	for (int s = 0; help_sources[s]; s++) {
		if (strcmp(help_sources[s]->name, topic) == 0)
			return help_sources[s]->title;
		if (find_item(help_sources[s], topic, &item))
			return item.help;
	}
	return "";
}
