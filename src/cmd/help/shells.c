/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shells.c - which words does a shell offer after fpe-tui?
 *
 * A shell is a row: what its script begins with, how it is told of an option, and what
 * stands at the end. Texts of the tables are quoted with '…' alone.
 */
#include "cmd/help/shells.h"

#include <string.h>

#include "cmd/help/help_part.h"
#include "cmd/language/scenario.h"
#include "io/textbuf.h"

/* One option, borrowed from its row. */
struct option_words {
	const char *name, *letter, *argument, *values, *help;
};

static struct option_words words_of(const json_t *row)
{
	return (struct option_words){
		json_string_value(json_object_get(row, "name")),
		json_string_value(json_object_get(row, "letter")),
		json_string_value(json_object_get(row, "argument")),
		json_string_value(json_object_get(row, "values")),
		json_string_value(json_object_get(row, "help")),
	};
}

/* Inside '…': ' by leaving it, and what `special` has behind a backslash. */
static void put_quoted(struct textbuf *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			textbuf_puts(out, "'\\''");
		else
			textbuf_printf(out, "%s%c", strchr(special, *text) ? "\\" : "", *text);
	}
}

/* a|b as words. */
static void put_values(struct textbuf *out, const char *values)
{
	for (; *values; values++)
		textbuf_printf(out, "%c", *values == '|' ? ' ' : *values);
}

static void put_verbs(struct textbuf *out)
{
	const char *between = "";

	for (int i = 0; command_table[i]; i++) {
		if (!help_is_first(command_table[i]))
			continue;
		textbuf_printf(out, "%s%s", between, command_table[i]->verb);
		between = " ";
	}
}

static bool is_file(const struct option_words *o)
{
	return o->argument && strcmp(o->argument, "FILE") == 0;
}

static bool is_command(const struct option_words *o)
{
	return o->argument && strcmp(o->argument, "CMD") == 0;
}

/* ---------------------------------------------------------------- bash */

static const char bash_head[] =
	"# What bash completes after fpe-tui, as `fpe-tui --completion bash` printed it.\n"
	"_fpe_tui()\n"
	"{\n"
	"\tlocal IFS=$'\\n' word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	"\tlocal name options=() values=()\n"
	"\n"
	"\tCOMPREPLY=()\n"
	"\t# in --color=always the sign is a word of its own\n"
	"\tif [[ $word == = ]]; then\n"
	"\t\tword=\n"
	"\telif [[ $before == = ]]; then\n"
	"\t\tbefore=${COMP_WORDS[COMP_CWORD-2]}\n"
	"\tfi\n";

static void bash_option(struct textbuf *out, const struct option_words *o)
{
	if (*o->letter)
		textbuf_printf(out, "\toptions+=(-%s)\n", o->letter);
	textbuf_printf(out, "\toptions+=(--%s)\n", o->name);
	if (!o->argument)
		return;
	textbuf_printf(out, "\tif [[ $before == --%s", o->name);
	if (*o->letter)
		textbuf_printf(out, " || $before == -%s", o->letter);
	textbuf_puts(out, " ]]; then\n");
	if (is_file(o)) {
		textbuf_puts(
			out,
			"\t\tcompopt -o filenames 2>/dev/null\n\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n");
	} else if (is_command(o) || o->values) {
		textbuf_puts(out, "\t\tvalues=(");
		if (o->values)
			put_values(out, o->values);
		else
			put_verbs(out);
		textbuf_puts(out,
			     ")\n\t\tCOMPREPLY=($(compgen -W \"${values[*]}\" -- \"$word\"))\n");
	}
	textbuf_puts(out, "\t\treturn\n\tfi\n");
}

/* Names of files are no words for compgen -W, which would expand them. */
static const char bash_tail[] =
	"\tif [[ $word == -* ]]; then\n"
	"\t\tCOMPREPLY=($(compgen -W \"${options[*]}\" -- \"$word\"))\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tcompopt -o filenames 2>/dev/null\n"
	"\tCOMPREPLY=($(compgen -f -X '!*.fpe' -- \"$word\"; compgen -d -- \"$word\"))\n"
	"\twhile read -r name; do\n"
	"\t\tname=${name%%$'\\t'*}\n"
	"\t\t[[ $name == \"$word\"* ]] && COMPREPLY+=(\"$name\")\n"
	"\tdone < <(\"$1\" --reference scenarios 2>/dev/null)\n"
	"}\n"
	"complete -F _fpe_tui fpe-tui\n";

/* ---------------------------------------------------------------- zsh */

static const char zsh_head[] =
	"#compdef fpe-tui\n"
	"# What zsh completes after fpe-tui, as `fpe-tui --completion zsh` printed it.\n"
	"_fpe_tui_file()\n"
	"{\n"
	"\tlocal -a names\n"
	"\n"
	"\tnames=(${(f)\"$(_call_program scenarios $words[1] --reference scenarios 2>/dev/null)\"})\n"
	"\tnames=(\"${names[@]//:/\\\\:}\")\n"
	"\tnames=(\"${names[@]/$'\\t'/:}\")\n"
	"\t_alternative 'files:file:_files -g \"*.fpe\"' \"scenarios:scenario:{_describe scenario names}\"\n"
	"}\n"
	"\n"
	"_fpe-tui()\n"
	"{\n"
	"\t_arguments -s -S";

/* '*'{-c,--command}'[help]:CMD:(verbs)' */
static void zsh_option(struct textbuf *out, const struct option_words *o)
{
	textbuf_printf(out, " \\\n\t\t%s", is_command(o) ? "'*'" : "");
	if (*o->letter && !is_command(o))
		textbuf_printf(out, "'(-%s --%s)'", o->letter, o->name);
	if (*o->letter)
		textbuf_printf(out, "{-%s,--%s}", o->letter, o->name);
	else
		textbuf_printf(out, "--%s%s", o->name, o->argument ? "=" : "");
	textbuf_puts(out, "'[");
	put_quoted(out, o->help, "[]:\\");
	textbuf_puts(out, "]");
	if (o->argument)
		textbuf_printf(out, ":%s:", o->argument);
	if (is_file(o))
		textbuf_puts(out, "_files");
	else if (is_command(o) || o->values)
		textbuf_puts(out, "(");
	if (o->values)
		put_values(out, o->values);
	else if (is_command(o))
		put_verbs(out);
	textbuf_puts(out, o->values || is_command(o) ? ")'" : "'");
}

static const char zsh_tail[] = " \\\n\t\t'1:file:_fpe_tui_file'\n"
			       "}\n"
			       "\n"
			       "# sourced, or loaded by its name\n"
			       "if [[ $funcstack[1] == _fpe-tui ]]; then\n"
			       "\t_fpe-tui \"$@\"\n"
			       "else\n"
			       "\tcompdef _fpe-tui fpe-tui\n"
			       "fi\n";

/* ---------------------------------------------------------------- fish */

static const char fish_head[] =
	"# What fish completes after fpe-tui, as `fpe-tui --completion fish` printed it.\n"
	"complete -c fpe-tui -f\n";

static void fish_option(struct textbuf *out, const struct option_words *o)
{
	textbuf_puts(out, "complete -c fpe-tui");
	if (*o->letter)
		textbuf_printf(out, " -s %s", o->letter);
	textbuf_printf(out, " -l %s", o->name);
	if (is_file(o))
		textbuf_puts(out, " -r -F");
	else if (o->argument)
		textbuf_puts(out, " -x");
	if (o->values || is_command(o)) {
		textbuf_puts(out, " -a '");
		if (o->values)
			put_values(out, o->values);
		else
			put_verbs(out);
		textbuf_puts(out, "'");
	}
	textbuf_puts(out, " -d '");
	/* fish takes \' inside '…' */
	for (const char *at = o->help; *at; at++)
		textbuf_printf(out, "%s%c", strchr("'\\", *at) ? "\\" : "", *at);
	textbuf_puts(out, "'\n");
}

static const char fish_tail[] =
	"complete -c fpe-tui -k -a '(__fish_complete_suffix .fpe)'\n"
	"complete -c fpe-tui -a '(fpe-tui --reference scenarios 2>/dev/null)'\n";

/* --------------------------------------------------------------------------- */

static const struct shell {
	const char *name, *head;
	void (*option)(struct textbuf *out, const struct option_words *option);
	const char *tail;
} shells[] = {
	{ "bash", bash_head, bash_option, bash_tail },
	{ "zsh", zsh_head, zsh_option, zsh_tail },
	{ "fish", fish_head, fish_option, fish_tail },
	{ 0 },
};

char *shells_script(const char *name, const struct table_source *options)
{
	const struct shell *shell = shells;
	struct textbuf out = { 0 };
	json_t *row;

	while (shell->name && strcmp(shell->name, name) != 0)
		shell++;
	if (!shell->name)
		return NULL;
	textbuf_puts(&out, shell->head);
	for (int i = 0; (row = options->row(i)); i++) {
		const struct option_words words = words_of(row);

		shell->option(&out, &words);
		json_decref(row);
	}
	textbuf_puts(&out, shell->tail);
	return textbuf_take(&out);
}

char *shells_scenarios(void)
{
	struct textbuf out = { 0 };
	struct scenarios all;

	scenarios_find(&all);
	for (int i = 0; i < all.count; i++)
		textbuf_printf(&out, "%s\t%s\n", all.item[i].name, all.item[i].about);
	scenarios_clear(&all);
	return textbuf_take(&out);
}
