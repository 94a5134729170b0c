/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_rows.c - tables of `help tables` that are no topics, a line each, and
 * their rows. Those that are topics are in topics.c.
 *
 * Alone in its file: a test that links its own table_sources replaces it.
 */
#include <stdio.h>

#include "cmd/help/help_part.h"
#include "cmd/help/tables.h"
#include "cmd/language/expr_node.h"
#include "cmd/language/value_item.h"
#include "cmd/report/column.h"
#include "cmd/report/plot_file.h"
#include "cmd/report/report.h"
#include "fpe/activation.h"
#include "io/format.h"
#include "lab/study/study_setting.h"

#define TABLE_LIST(X)                                                             \
	X(commands, "what can be typed, with arguments and reported JSON fields") \
	X(arithmetic, "functions of numbers, in expressions")                     \
	X(settings, "what task, data, net, set and a study go by")                \
	X(formats, "files that import reads")                                     \
	X(activations, "what a hidden neuron passes on of its sum z")             \
	X(losses, "what the outputs of a net are made of, and its loss follows")  \
	X(tasks, "kinds of tasks; drawn: another seed is another task")           \
	X(figure_files, "what plot writes, by the ending of the name")            \
	X(topics, "what help explains")

/* ---------------------------------------------------------------- commands */

static json_t *choices_of(const struct arg *arg)
{
	json_t *out = json_array();
	char buffer[64];
	const char *name;

	for (int i = 0; (name = value_choice(arg, i, buffer)); i++)
		json_array_append_new(out, json_string(name));
	return out;
}

static json_t *argument_row(const struct arg *arg)
{
	double min, max;

	value_limits(arg, &min, &max);
	return json_pack("{s:s, s:s, s:b, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:s?, s:s?, s:s?}",
			 "name", arg->name, "type", value_type(arg), "positional", arg->positional,
			 "required", arg->required, "repeat", arg->repeat, "writes", arg->writes,
			 "grows", arg->grows, "min", report_number(min), "max", report_number(max),
			 "choices", choices_of(arg), "fallback", arg->fallback, "unit", arg->unit,
			 "help", arg->help);
}

static json_t *flags_of(const struct command *command)
{
	static const struct {
		enum command_flags flag;
		const char *name;
	} flags[] = {
		{ COMMAND_LONG, "long" },     { COMMAND_BOUNDARY, "boundary" },
		{ COMMAND_REPORT, "report" }, { COMMAND_SCREEN, "screen" },
		{ COMMAND_SILENT, "silent" }, { COMMAND_INCLUDE, "include" },
		{ COMMAND_ASIDE, "aside" },   { COMMAND_REMAKES, "remakes" },
	};
	json_t *out = json_array();

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		if (command->flags & flags[i].flag)
			json_array_append_new(out, json_string(flags[i].name));
	}
	return out;
}

static void add_field(void *out, const char *path, const struct column *f)
{
	json_array_append_new(out, json_pack("{s:s, s:s, s:s}", "name", path, "type", f->type,
					     "help", f->help));
}

static json_t *fields_of(const struct command *command)
{
	json_t *out = json_array();

	if (command->fields)
		column_fields(command->fields, add_field, out);
	return out;
}

static json_t *commands_row(int i)
{
	const struct command *c = command_table[i];
	char name[64];
	json_t *arguments;

	if (!c)
		return NULL;
	arguments = json_array();
	for (int k = 0; k < COMMAND_MAX_ARGS && c->args[k].name; k++)
		json_array_append_new(arguments, argument_row(&c->args[k]));
	snprintf(name, sizeof name, "%s%s%s", c->verb, c->word ? " " : "", c->word ? c->word : "");
	return json_pack("{s:s, s:s, s:s?, s:o, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:o, s:o}",
			 "name", name, "verb", c->verb, "word", c->word, "flags", flags_of(c),
			 "help", c->help, "details", c->details, "example", c->example,
			 "example_setup", c->example_setup, "more_examples", c->more_examples,
			 "example_large", c->example_large, "arguments", arguments, "fields",
			 fields_of(c));
}

/* ------------------------------------------------------------------- others */

static json_t *setting_row(const char *part, const struct setting *row)
{
	char name[80];

	snprintf(name, sizeof name, "%s.%s", part, row->name);
	return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:b}", "name", name, "help", row->help,
			 "choices", row->choices, "fallback", row->fallback, "key", row->key,
			 "swept", row->swept);
}

static json_t *settings_row(int i)
{
	for (const struct study_part *part = study_parts; part->name; part++) {
		for (const struct setting *row = part->rows; row->name; row++) {
			if (i-- == 0)
				return setting_row(part->name, row);
		}
	}
	return NULL;
}

static json_t *named(const char *name, const char *help)
{
	return name ? json_pack("{s:s, s:s}", "name", name, "help", help) : NULL;
}

static json_t *formats_row(int i)
{
	const struct format *f = format_table[i];

	return f ? named(f->suffix, f->help) : NULL;
}

static json_t *activations_row(int i)
{
	const struct fpe_activation_info *a = &fpe_activation_info[i];

	return i < FPE_ACTIVATIONS ? json_pack("{s:s, s:s, s:s}", "name", a->name, "help", a->rule,
					       "formula", a->formula)
				   : NULL;
}

static json_t *tasks_row(int i)
{
	const struct fpe_task_info *kind = i < FPE_TASK_KINDS ? fpe_task_info(i) : NULL;

	return kind ? json_pack("{s:s, s:s, s:b}", "name", kind->name, "help", kind->rule, "drawn",
				kind->drawn)
		    : NULL;
}

static json_t *losses_row(int i)
{
	const struct fpe_loss_info *l = &fpe_loss_info[i];

	return i < FPE_LOSSES ? named(l->share ? l->share : l->name, l->formula) : NULL;
}

static json_t *figure_files_row(int i)
{
	return named(plot_suffix(i), plot_suffix_help(i));
}

static json_t *arithmetic_row(int i)
{
	const struct expr_builtin *f = &expr_builtins[i];

	return f->name ? json_pack("{s:s, s:s, s:i, s:i}", "name", f->name, "help", f->help,
				   "least", f->least, "most", f->most)
		       : NULL;
}

static json_t *topics_row(int i)
{
	const char *name = help_name(i);

	return name ? named(name, help_sentence(name)) : NULL;
}

/* --------------------------------------------------------------------------- */

#define SOURCE(table, sentence) \
	static const struct table_source source_##table = { #table, sentence, table##_row };
TABLE_LIST(SOURCE)

#define ROW(table, sentence) &source_##table,
const struct table_source *const table_sources[] = {
	TABLE_LIST(ROW) NULL,
};
