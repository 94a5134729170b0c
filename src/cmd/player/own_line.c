/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own_line.c - which samples does a line name? */
#include "cmd/player/own_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/number.h"
#include "cmd/language/parse_line.h"
#include "core/base/fixed_text.h"

/* The value of an argument that the row may not have; NULL: it has it not. */
static const struct value *value_of(const struct line *line, const char *name)
{
	int i = command_key(line->command, name, (int)strlen(name));

	return i < COMMAND_MAX_ARGS ? &line->value[i] : NULL;
}

struct own_how own_line_how(const struct line *line)
{
	const struct value *holdout = value_of(line, "holdout");
	const struct value *standardise = value_of(line, "standardise");
	struct own_how how = { .holdout = 0 };

	if (!holdout)
		return (struct own_how){ .standardise = OWN_AS_IS };
	number_scan(line->command->args[holdout - line->value].fallback, 0, &how.holdout);
	if (holdout->given)
		how.holdout = holdout->number;
	if (standardise && standardise->given)
		how.standardise = (enum own_scaling)standardise->choice;
	return how;
}

void own_line_files(const struct line *line, char from[OWN_LINE_FILES])
{
	const struct arg *args = line->command->args;
	char shown[TEXTFILE_SHOWN];
	size_t at = 0;

	*from = '\0';
	for (int i = 0; args[i].name; i++) {
		if (args[i].type != ARG_FILE || !line->value[i].given)
			continue;
		fixed_put(from, OWN_LINE_FILES, &at, "%s%s", at ? ", " : "",
			  textfile_shown(line->value[i].text, shown));
	}
}

enum fpe_status own_line_classes(const struct line *line, int **kept, int *count,
				 struct fpe_error *err)
{
	const struct value *v = value_of(line, "classes");

	*kept = NULL;
	*count = 0;
	if (!v || !v->given)
		return FPE_OK;
	*kept = calloc((size_t)v->count, sizeof **kept);
	if (!*kept)
		return fpe_no_memory(err);
	for (*count = 0; *count < v->count; ++*count)
		(*kept)[*count] = (int)v->numbers[*count];
	return FPE_OK;
}

/* Takes what is in the set. */
static enum fpe_status make(const struct line *line, struct sample_set *set, struct shared **out,
			    struct fpe_error *err)
{
	const struct own_how how = own_line_how(line);
	char from[OWN_LINE_FILES];
	int *kept, count;
	enum fpe_status status = own_line_classes(line, &kept, &count, err);

	if (!status && count)
		status = sample_set_keep_classes(set, kept, count, err);
	free(kept);
	if (status) {
		sample_set_clear(set);
		return status;
	}
	own_line_files(line, from);
	return own_samples_new(set, line->command->word, from, &how, out, err);
}

static enum fpe_status read_line(const struct line *line, const struct reading *reading,
				 struct shared **out, struct fpe_error *err)
{
	struct sample_set set = { 0 };
	enum fpe_status status = line->command->samples(line, reading, &set, err);

	if (!status && !set.data)
		status = fpe_fail(err, FPE_EFORMAT, "the file holds no samples");
	if (!status)
		status = make(line, &set, out, err);
	if (!status)
		status = own_samples_say_line(*out, line->text, line->file, err);
	return status;
}

enum fpe_status own_line_read(const char *text, const char *script, const struct reading *reading,
			      struct shared **out, struct fpe_error *err)
{
	struct line line = { .text = strdup(text), .file = strdup(script) };
	struct parse_fault fault;
	enum fpe_status status = FPE_OK;

	*out = NULL;
	if (!line.text || !line.file)
		status = fpe_no_memory(err);
	else if (parse_line(&line, &fault) || !line.command || !line.command->samples)
		status = fpe_fail(err, FPE_EFORMAT, "it is no line that reads samples");
	else
		status = read_line(&line, reading, out, err);
	line_clear(&line);
	if (status) {
		shared_release(*out);
		*out = NULL;
	}
	return status;
}
