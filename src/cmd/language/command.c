/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.c - finding rows of the command table. Owns nothing. */
#include "cmd/language/command.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/gate.h"

static const struct command *next_of(const char *verb, const struct command *const *row)
{
	while (*row && strcmp((*row)->verb, verb) != 0)
		row++;
	return *row;
}

const struct command *command_find(const char *verb)
{
	return next_of(verb, command_table);
}

const struct command *command_next(const struct command *command)
{
	const struct command *const *row = command_table;

	while (*row != command)
		row++;
	return next_of(command->verb, row + 1);
}

static bool is_named(const char *name, const char *text, int size)
{
	return (int)strlen(name) == size && memcmp(name, text, (size_t)size) == 0;
}

const struct command *command_word(const struct command *first, const char *word, int size)
{
	while (first &&
	       !(word && first->word ? is_named(first->word, word, size) : word == first->word))
		first = command_next(first);
	return first;
}

int command_positional(const struct command *command, int i)
{
	const struct arg *args = command->args;

	while (i < COMMAND_MAX_ARGS && args[i].name && !args[i].positional)
		i++;
	return i < COMMAND_MAX_ARGS && args[i].name ? i : COMMAND_MAX_ARGS;
}

int command_key(const struct command *command, const char *key, int size)
{
	for (int i = 0; i < COMMAND_MAX_ARGS && command->args[i].name; i++) {
		const struct arg *arg = &command->args[i];

		if (!arg->positional && is_named(arg->name, key, size))
			return i;
	}
	return COMMAND_MAX_ARGS;
}

bool command_reads(const struct arg *arg, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = arg->reads; at && *at; at += *at == '|') {
		size_t n = strcspn(at, "|");

		if (n < length && strncasecmp(name + length - n, at, n) == 0)
			return true;
		at += n;
	}
	return !arg->reads;
}

const struct value *line_value(const struct line *line, const char *name)
{
	const struct arg *args = line->command->args;
	int i = 0;

	while (i < COMMAND_MAX_ARGS && args[i].name && strcmp(args[i].name, name) != 0)
		i++;
	/* A misspelt name in a command is a fault of the program. */
	assert(i < COMMAND_MAX_ARGS && args[i].name);
	return &line->value[i];
}

const char *line_path(const struct line *line, const char *name, char *buffer, size_t size)
{
	const char *path = line_value(line, name)->text;
	const char *slash = strrchr(line->file, '/');

	if (slash && path[0] != '/' && !gate_there(path)) {
		snprintf(buffer, size, "%.*s/%s", (int)(slash - line->file), line->file, path);
		if (gate_there(buffer))
			return buffer;
	}
	snprintf(buffer, size, "%s", path);
	return buffer;
}
