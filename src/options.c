/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.c - the command line.
 *
 * The options are one table; usage, parsing, completion and the manual's test read it. A
 * flag is a row; what takes a value is a row and, where none fits yet, its reader.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cmd/help/shells.h"
#include "cmd/player/batch.h"
#include "io/textbuf.h"
#include "tui/reference.h"
#include "tui/version.h"
#include "view/grid/grid.h"

struct option_row {
	const char *name;
	char letter; /* 0: none */
	const char *arg;
	const char *help;
	const char *values; /* "auto|always|never": what it takes, for completion; NULL */
	size_t at; /* in struct settings, of what it sets: a bool, or what its reader says */
	/* Exit code, or -1 to go on. */
	int (*read)(struct settings *s, const struct option_row *o, const char *value);
	unsigned long long low, high; /* bounds of a number … */
	const char *allowed;	      /* … as they are said */
	char *(*text)(void);	      /* printed instead of all else; malloc'ed */
};
#define AT(field) .at = offsetof(struct settings, field)

void complain(const char *format, ...)
{
	char text[1024] = "fpe-tui: ";
	va_list args;

	va_start(args, format);
	vsnprintf(text + strlen(text), sizeof text - strlen(text) - 1, format, args);
	va_end(args);
	batch_message(NULL, MESSAGE_ERROR, strcat(text, "\n"));
}

/* o: the option, or NULL. */
static int usage_error(const struct option_row *o, const char *what, const char *allowed)
{
	complain("%s%s%s%s: %s", o ? "--" : "", o ? o->name : "", o ? " " : "", what, allowed);
	fputs("Try `fpe-tui --help`.\n", stderr);
	return EXIT_USAGE;
}

int options_blame(const char *what, const char *allowed)
{
	return usage_error(NULL, what, allowed);
}

/* A whole number from low to high, or false. */
static bool read_number(const char *text, unsigned long long low, unsigned long long high,
			unsigned long long *out)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return !errno && !*end && *out >= low && *out <= high;
}

static int read_count(struct settings *s, const struct option_row *o, const char *value)
{
	unsigned long long *out = (unsigned long long *)((char *)s + o->at);

	return read_number(value, o->low, o->high, out) ? -1 : usage_error(o, value, o->allowed);
}

static int read_seed(struct settings *s, const struct option_row *o, const char *value)
{
	s->seed_fixed = true;
	return read_count(s, o, value);
}

static int read_text(struct settings *s, const struct option_row *o, const char *value)
{
	*(const char **)((char *)s + o->at) = value;
	return -1;
}

static int read_command(struct settings *s, const struct option_row *o, const char *value)
{
	(void)o;
	s->command[s->commands++] = value;
	return -1;
}

/* What is behind a separator, and before it, at most `most` bytes; NULL: not of that shape. */
static const char *cut(const char *text, char separator, int most, char before[12])
{
	const char *at = strchr(text, separator);

	if (!at || at - text > most)
		return NULL;
	snprintf(before, 12, "%.*s", (int)(at - text), text);
	return at + 1;
}

static int read_size(struct settings *s, const struct option_row *o, const char *value)
{
	unsigned long long columns, rows;
	char first[12];
	const char *second = cut(value, 'x', 5, first);

	if (!second)
		return usage_error(o, value, "COLSxROWS, as in 120x34");
	if (!read_number(first, 1, GRID_MAX_SIDE, &columns) ||
	    !read_number(second, 1, GRID_MAX_SIDE, &rows))
		return usage_error(o, value, "1x1 to 1000x1000");
	s->columns = (int)columns;
	s->rows = (int)rows;
	return -1;
}

static int read_shard(struct settings *s, const struct option_row *o, const char *value)
{
	unsigned long long part, parts;
	char first[12];
	const char *second = cut(value, '/', 9, first);

	if (!second)
		return usage_error(o, value, "I/N, as in 2/8");
	if (!read_number(second, 1, 1000000, &parts) || !read_number(first, 1, parts, &part))
		return usage_error(o, value, "I/N with I from 1 to N");
	s->shard = (int)part - 1;
	s->shards = (int)parts;
	return -1;
}

/* Which of the option's values it is, from 0. */
static int read_choice(struct settings *s, const struct option_row *o, const char *value)
{
	size_t size = strlen(value);
	int i = 0;

	for (const char *at = o->values; at; at = strchr(at, '|'), i++) {
		at += *at == '|';
		if (strcspn(at, "|") == size && strncmp(at, value, size) == 0) {
			*(int *)((char *)s + o->at) = i;
			return -1;
		}
	}
	return usage_error(o, value, o->help);
}

int output_failed(int error)
{
	if (error == EPIPE) /* the reader has gone: it was its wish */
		return 141;
	complain("standard output: %s", strerror(error));
	return EXIT_FAILED;
}

/* Frees it. */
static int print_text(char *text)
{
	bool fine;
	int error;

	errno = ENOMEM;
	fine = text && fputs(text, stdout) >= 0;
	error = errno;
	free(text);
	return fine ? EXIT_DONE : output_failed(error);
}

static json_t *option_json(int i);
static const struct table_source options_source = { "options", "options of the command line",
						    option_json };

static int print_reference(struct settings *s, const struct option_row *o, const char *part)
{
	char *text = reference_part(part);

	(void)s;
	if (!text)
		return usage_error(o, part, "no such part");
	return print_text(text);
}

static int print_completion(struct settings *s, const struct option_row *o, const char *shell)
{
	char *text = shells_script(shell, &options_source);

	(void)s;
	return text ? print_text(text) : usage_error(o, shell, o->help);
}

static char *help_text(void); /* of the table */

static const struct option_row option_rows[] = {
	{ "batch", 'b', NULL, "no screen, no prompt; implied when standard output is no terminal",
	  AT(batch) },
	{ "command", 'c', "CMD", "run CMD (repeatable, after FILE)", .read = read_command },
	{ "interactive", 'i', NULL, "stay after -c", AT(interactive) },
	{ "json", 0, NULL, "one JSON object a line on standard output, instead of tables",
	  AT(json) },
	{ "log", 0, "FILE", "write there what --batch would print", AT(log), .read = read_text },
	{ "check", 'n', NULL, "parse only", AT(check) },
	{ "keep-going", 'k', NULL, "run what parses, go on after errors; still exit 1",
	  AT(keep_going) },
	{ "seed", 0, "N", "base seed; beats `seed N` in scripts", AT(seed), .read = read_seed,
	  .high = ~0ull, .allowed = "a whole number" },
	{ "jobs", 0, "N", "trainer threads; results do not depend on it", AT(jobs),
	  .read = read_count, .low = 1, .high = 1024, .allowed = "1 to 1024" },
	{ "shard", 0, "I/N", "do only part I (from 1) of N of the runs of a sweep",
	  .read = read_shard },
	{ "color", 0, "WHEN", "auto, always or never", "auto|always|never", AT(colour),
	  .read = read_choice },
	{ "ascii", 0, NULL, "draw with ASCII only", AT(ascii) },
	{ "accessible", 0, NULL,
	  "for listeners: no screen, tables and figures as sentences; also ACCESSIBLE=1",
	  AT(accessible) },
	{ "safe", 0, NULL,
	  "write nothing, read only the script's folder; no single key changes a net", AT(safe) },
	{ "size", 0, "COLSxROWS", "size of `plot screen` (default 120x34)", .read = read_size },
	{ "quiet", 0, NULL, "no notes and no progress", AT(quiet) },
	{ "help", 'h', NULL, "this text", .text = help_text },
	{ "version", 'V', NULL, "versions of the program and its libraries", .text = version_text },
	{ "completion", 0, "SHELL",
	  "a script that completes options and scenarios: bash, zsh or fish", SHELLS,
	  .read = print_completion },
	/* parts of the manual, for `make manual`; scenarios, for completion */
	{ "reference", 0, "PART", NULL, .read = print_reference },
};
#define OPTIONS ((int)(sizeof option_rows / sizeof *option_rows))

/* Up to the option that is not a user's, which stands last. */
static json_t *option_json(int i)
{
	const struct option_row *o = &option_rows[i];

	if (i >= OPTIONS || !o->help)
		return NULL;
	return json_pack("{s:s, s:s#, s:s?, s:s?, s:s}", "name", o->name, "letter", &o->letter,
			 o->letter ? 1 : 0, "argument", o->arg, "values", o->values, "help",
			 o->help);
}

const struct table_source *const option_tables[] = { &reference_keys, &options_source, NULL };

static char *help_text(void)
{
	struct textbuf text = { 0 };

	textbuf_printf(&text,
		       "usage: fpe-tui [options] [FILE.fpe | NAME | -]\n\n"
		       "Explore Fixed Parameter Expansion: split neurons, keep the non-zeros.\n"
		       "Opens the screen; plays FILE (or the installed scenario NAME, or standard\n"
		       "input), then stays at the prompt.\n\n");
	for (int i = 0; i < OPTIONS; i++) {
		const struct option_row *o = &option_rows[i];
		char left[40];

		if (!o->help)
			continue;
		snprintf(left, sizeof left, "%s--%s%s%s", o->letter ? ", " : "    ", o->name,
			 o->arg ? " " : "", o->arg ? o->arg : "");
		if (o->letter)
			textbuf_printf(&text, "  -%c%-24s %s\n", o->letter, left, o->help);
		else
			textbuf_printf(&text, "  %-26s %s\n", left, o->help);
	}
	textbuf_printf(
		&text,
		"\nExit: 0 done; 1 a command failed or an assertion was false; 2 usage;\n"
		"3 the script does not parse (nothing ran); 130 interrupted; 141 the reader\n"
		"went away. At the prompt: `help`. Manual: man fpe-tui, man 5 fpe.\n");
	return textbuf_take(&text);
}

static const struct option_row *row_of_letter(int letter)
{
	for (int i = 0; i < OPTIONS; i++) {
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	}
	return NULL;
}

static int take_option(struct settings *s, const struct option_row *o)
{
	if (o->read)
		return o->read(s, o, optarg);
	if (o->text)
		return print_text(o->text());
	*(bool *)((char *)s + o->at) = true;
	return -1;
}

int options_read(int argc, char **argv, struct settings *s)
{
	struct option longs[OPTIONS + 1] = { 0 };
	char shorts[2 * OPTIONS + 2] = ":"; /* tells a missing value apart */
	int at, code = -1;

	for (int i = 0; i < OPTIONS; i++) {
		longs[i] = (struct option){ option_rows[i].name,
					    option_rows[i].arg ? required_argument : no_argument,
					    NULL, 256 + i };
		if (option_rows[i].letter)
			snprintf(shorts + strlen(shorts), 3, "%c%s", option_rows[i].letter,
				 option_rows[i].arg ? ":" : "");
	}
	opterr = 0; /* getopt would print names as they are */
	while (code < 0 && (at = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *o = at >= 256 ? &option_rows[at - 256] : row_of_letter(at);

		if (!o) {
			return usage_error(NULL, argv[optind - 1],
					   at == ':' ? "a value is missing" : "no such option");
		}
		code = take_option(s, o);
	}
	if (code < 0 && argc - optind > 1)
		return usage_error(NULL, argv[optind + 1], "one FILE only");
	s->file = optind < argc ? argv[optind] : NULL;
	return code;
}
