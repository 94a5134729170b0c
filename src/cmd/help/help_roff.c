/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help_roff.c - the command reference of the manual, as mdoc.
 *
 * Owns nothing. Text is escaped so that no line of it is read as a request.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/help/help_part.h"
#include "cmd/report/column.h"

/* Text inside a line. */
static void add_escaped(struct textbuf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\')
			textbuf_puts(out, "\\e");
		else if (*text == '-')
			textbuf_puts(out, "\\-");
		else
			textbuf_add(out, text, 1);
	}
}

/* An argument of a macro, in quotes so that none of it is read as one. */
void help_roff_quoted(struct textbuf *out, const char *text)
{
	textbuf_puts(out, "\"\\&");
	for (; *text; text++) {
		char one[2] = { *text, 0 };

		if (*text == '"')
			textbuf_puts(out, "\\(dq");
		else
			add_escaped(out, one);
	}
	textbuf_puts(out, "\"\n");
}

/* Paragraphs: a sentence a line, as mdoc wants it, none much longer than 70; no line begins with a
   dot or an apostrophe. */
void help_roff_paragraphs(struct textbuf *out, const char *text)
{
	bool begins = true;
	int column = 0;

	for (; *text; text++) {
		char one[2] = { *text, 0 };

		if (begins && (*text == ' ' || *text == '\n'))
			continue;
		if (begins && (*text == '.' || *text == '\''))
			textbuf_puts(out, "\\&");
		begins = false;
		column++;
		if (*text == '\n') {
			textbuf_puts(out, text[1] == '\n' ? "\n.Pp\n" : "\n");
			begins = true;
		} else if (*text == ' ' && (column > 60 || strchr(".?!", text[-1]))) {
			textbuf_puts(out, "\n");
			begins = true;
		} else {
			add_escaped(out, one);
		}
		column = begins ? 0 : column;
	}
	textbuf_puts(out, begins ? "" : "\n");
}

static void add_arguments(struct textbuf *out, const struct command *command)
{
	if (!command->args[0].name)
		return;
	textbuf_puts(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < COMMAND_MAX_ARGS && command->args[i].name; i++) {
		const struct arg *arg = &command->args[i];
		struct textbuf about = { 0 };
		char *text;

		textbuf_printf(out, ".It %s %s%s\n", arg->positional ? "Ar" : "Cm", arg->name,
			       arg->positional ? "" : "=");
		help_argument(arg, &about);
		textbuf_puts(&about, ".");
		text = textbuf_take(&about);
		help_roff_paragraphs(out, text ? text : "");
		free(text);
	}
	textbuf_puts(out, ".El\n");
}

static void add_command(struct textbuf *out, const struct command *command)
{
	char *usage = help_usage(command);

	textbuf_puts(out, ".It Xo\n.Li ");
	help_roff_quoted(out, usage ? usage : "");
	textbuf_puts(out, ".Xc\n");
	free(usage);
	help_roff_paragraphs(out, command->help);
	if (command->details)
		help_roff_paragraphs(out, command->details);
	for (int i = 0; command->more && command->more(i); i++)
		help_roff_paragraphs(out, command->more(i));
	add_arguments(out, command);
	if (command->example) {
		textbuf_puts(out, ".Pp\nExample:\n.Dl ");
		help_roff_quoted(out, command->example);
	}
}

char *help_roff(void)
{
	struct textbuf out = { 0 };

	textbuf_puts(&out, ".Bl -tag -width Ds\n");
	for (int i = 0; command_table[i]; i++) {
		const struct command *c = command_table[i];

		/* Rows of one verb together, where its first row stands. */
		for (; c && help_is_first(command_table[i]); c = command_next(c))
			add_command(&out, c);
	}
	textbuf_puts(&out, ".El\n");
	return textbuf_take(&out);
}

static void add_field(void *context, const char *path, const struct column *field)
{
	textbuf_puts(context, ".It Li ");
	help_roff_quoted(context, path);
	textbuf_printf(context, "%s: ", field->type);
	help_roff_paragraphs(context, field->help);
}

char *help_roff_json(void)
{
	struct textbuf out = { 0 };

	help_roff_paragraphs(&out, help_json_intro);
	for (int i = 0; command_table[i]; i++) {
		if (!command_table[i]->fields)
			continue;
		textbuf_puts(&out, ".Ss ");
		help_title(command_table[i], &out);
		textbuf_puts(&out, "\n.Bl -tag -width Ds\n");
		column_fields(command_table[i]->fields, add_field, &out);
		textbuf_puts(&out, ".El\n");
	}
	return textbuf_take(&out);
}

static const struct help_source *find_source(const char *name)
{
	for (int i = 0; help_sources[i]; i++) {
		if (strcmp(help_sources[i]->name, name) == 0)
			return help_sources[i];
	}
	return NULL;
}

char *help_roff_source(const char *name)
{
	const struct help_source *source = find_source(name);
	struct textbuf out = { 0 };
	struct help_item item;

	if (!source)
		return NULL;
	textbuf_puts(&out, ".Bl -tag -width Ds\n");
	for (int i = 0; source->item(i, &item); i++) {
		textbuf_puts(&out, ".It Li ");
		help_roff_quoted(&out, item.name);
		help_roff_paragraphs(&out, item.help);
		if (!item.text)
			continue;
		textbuf_puts(&out, ".Pp\n");
		help_roff_paragraphs(&out, item.text);
	}
	textbuf_puts(&out, ".El\n");
	return textbuf_take(&out);
}
