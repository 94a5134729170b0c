/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - the command line, and which of screen or batch.
 *
 * The options are one table; usage and parsing read it. A flag is a row; what
 * takes a value is a row and, where none fits yet, its reader.
 */
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "cmd/player/batch.h"
#include "cmd/player/log_file.h"
#include "cmd/language/parse.h"
#include "cmd/player/player.h"
#include "cmd/player/safe.h"
#include "cmd/language/scenario.h"
#include "io/allocators.h"
#include "io/standard.h"
#include "io/textbuf.h"
#include "io/textfile.h"
#include "lab/study/slurm.h"
#include "tui/reference.h"
#include "tui/tui.h"
#include "tui/version.h"
#include "view/grid/palette.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_PARSE = 3 };

struct settings {
	bool batch, interactive, json, check, keep_going, ascii, quiet, accessible, safe;
	bool seed_fixed;
	unsigned long long seed, jobs;
	int processors;
	int rows, columns;
	int shard, shards; /* from 0; 0 shards: all */
	int colour;	   /* 0 auto, 1 always, 2 never */
	const char *log, *file;
	const char **command; /* [commands], borrowed from argv */
	int commands;
};

struct option_row {
	const char *name;
	char letter; /* 0: none */
	const char *arg;
	const char *help;
	size_t at; /* in struct settings, of what it sets: a bool, or what its reader says */
	/* Exit code, or -1 to go on. */
	int (*read)(struct settings *s, const struct option_row *o, const char *value);
	unsigned long long low, high; /* bounds of a number … */
	const char *allowed;	      /* … as they are said */
	char *(*text)(void);	      /* printed instead of all else; malloc'ed */
};
#define AT(field) .at = offsetof(struct settings, field)

/* To standard error, nothing but printable text: names come from anywhere. */
__attribute__((format(printf, 1, 2))) static void complain(const char *format, ...)
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

static int read_colour(struct settings *s, const struct option_row *o, const char *value)
{
	static const char *const when[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(value, when[i]) == 0) {
			s->colour = i;
			return -1;
		}
	}
	return usage_error(o, value, o->help);
}

/* errno of a write. */
static int output_failed(int error)
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

static int print_reference(struct settings *s, const struct option_row *o, const char *part)
{
	char *text = reference_part(part);

	(void)s;
	if (!text)
		return usage_error(o, part, "no such part");
	return print_text(text);
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
	{ "color", 0, "WHEN", "auto, always or never", .read = read_colour },
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
	{ "reference", 0, "PART", NULL,
	  .read = print_reference }, /* parts of the manual, for `make manual` */
};
#define OPTIONS ((int)(sizeof option_rows / sizeof *option_rows))

/* Up to the option that is not a user's, which stands last. */
static json_t *option_json(int i)
{
	const struct option_row *o = &option_rows[i];

	if (i >= OPTIONS || !o->help)
		return NULL;
	return json_pack("{s:s, s:s#, s:s?, s:s}", "name", o->name, "letter", &o->letter,
			 o->letter ? 1 : 0, "argument", o->arg, "help", o->help);
}

static const struct table_source options_source = { "options", "options of the command line",
						    option_json };
static const struct table_source *const tables[] = { &reference_keys, &options_source, NULL };

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

/* Exit code, or -1 to go on. */
static int read_options(int argc, char **argv, struct settings *s)
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

static void print_parse_error(void *context, const struct parse_error *error)
{
	const struct settings *s = context;
	char *text = s->json ? parse_error_json(error) : parse_error_text(error);

	batch_message(NULL, MESSAGE_ERROR, text ? text : "error: out of memory\n");
	free(text);
}

/* A file, or standard input as "-". */
static enum fpe_status parse_input(const struct settings *s, const char *path,
				   struct script *script)
{
	struct parse_error error = { .file = NULL };
	struct fpe_error err;
	char *text;
	size_t size;
	enum fpe_status status;

	if (strcmp(path, "-") != 0)
		return parse_file(path, s->keep_going, print_parse_error, (void *)s, script);
	status = textfile_read(path, TEXTFILE_ANY, PARSE_MAX_BYTES, &text, &size, &err);
	if (status) {
		error.file = (char *)"-";
		snprintf(error.message, sizeof error.message, "-: %s", err.message);
		print_parse_error((void *)s, &error);
		return status;
	}
	status = parse_text(text, size, "-", s->keep_going, print_parse_error, (void *)s, script);
	free(text);
	return status;
}

/* What FILE and every -c say. */
struct scripts {
	int count;
	struct script *script; /* [count] */
	char (*name)[64];      /* [count] as the status bar shows it */
	bool bad;	       /* not all of it parses */
};

static void free_scripts(struct scripts *all)
{
	for (int i = 0; i < all->count; i++)
		script_clear(&all->script[i]);
	free(all->script);
	free(all->name);
}

/* Before the first file is read. Exit code, or -1 to go on. */
static int be_safe(const struct settings *s, const char *path)
{
	struct fpe_error err;

	if (!s->safe || !safe_begin(path, &err))
		return -1;
	complain("%s", err.message);
	return EXIT_FAILED;
}

/* Exit code, or -1 to go on. */
static int parse_scripts(const struct settings *s, struct scripts *all)
{
	size_t most = (size_t)s->commands + 1;
	char path[4096], name[64];
	int code;

	all->script = calloc(most, sizeof *all->script);
	all->name = calloc(most, sizeof *all->name);
	if (!all->script || !all->name) {
		complain("%s", fpe_status_text(FPE_ENOMEM));
		return EXIT_FAILED;
	}
	if (s->file && !scenario_path(s->file, path, sizeof path)) {
		complain("%s: no such file or scenario", s->file);
		return EXIT_USAGE;
	}
	code = be_safe(s, s->file ? path : NULL);
	if (code >= 0)
		return code;
	if (s->file) {
		snprintf(all->name[0], sizeof *all->name, "%s", scenario_title(path));
		all->bad |= parse_input(s, path, &all->script[all->count++]) != FPE_OK;
	}
	for (int i = 0; i < s->commands; i++) {
		snprintf(name, sizeof name, "-c%d", i + 1);
		all->bad |= parse_text(s->command[i], strlen(s->command[i]), name, s->keep_going,
				       print_parse_error, (void *)s,
				       &all->script[all->count++]) != FPE_OK;
	}
	if (all->bad && !s->keep_going)
		return EXIT_PARSE;
	return !s->check ? -1 : all->bad ? EXIT_PARSE : EXIT_DONE;
}

static enum colour_depth text_colour(const struct settings *s, bool screen)
{
	const char *no = getenv("NO_COLOR");

	if (s->colour == 1)
		return COLOUR_256;
	if (screen || s->colour == 2 || (no && *no) || !isatty(STDOUT_FILENO))
		return COLOUR_MONO;
	return COLOUR_256;
}

static struct player_options player_options(const struct settings *s, bool screen)
{
	return (struct player_options){
		.call = { .json = s->json,
			  .ascii = s->ascii,
			  .quiet = s->quiet,
			  .screen = screen,
			  .jobs = (int)s->jobs,
			  /* on the screen one is the screen's */
			  .sharing = screen ? s->processors - 1 : (int)s->jobs,
			  .rows = s->rows,
			  .columns = s->columns,
			  .shard = s->shard,
			  .shards = s->shards,
			  .colour = (int)text_colour(s, screen),
			  .light = palette_light_terminal(getenv("COLORFGBG")),
			  .accessible = s->accessible && !s->json,
			  .safe = s->safe,
			  .tables = tables },
		.keep_going = s->keep_going,
		.keeps = screen && !s->safe,
		.seed_fixed = s->seed_fixed,
		.most_output = s->safe && !screen ? SAFE_OUTPUT : 0,
		.seed = s->seed,
	};
}

static int play(const struct settings *s, struct scripts *all, bool screen, FILE *log)
{
	struct player_options options = player_options(s, screen);
	struct messages *messages = screen ? messages_new() : NULL;
	struct tui_options tui = { .messages = messages,
				   .ascii = s->ascii,
				   .colour = s->colour,
				   .no_screen = s->accessible,
				   .safe = s->safe,
				   .welcome = !s->file && !s->commands };
	struct player_sinks sinks = { .out = screen ? NULL : stdout,
				      .log = log,
				      .message = messages ? messages_receive : batch_message,
				      .context = messages };
	struct fpe_error err;
	struct player *player = player_new(&options, &sinks, &err);
	int code = EXIT_FAILED;

	if (player) {
		for (int i = 0; i < all->count; i++)
			player_queue(player, &all->script[i], all->name[i]);
		code = messages ? tui_run(player, &tui)
				: batch_run(player, s->safe ? SAFE_SECONDS : 0);
	} else {
		complain("%s", err.message);
	}
	player_free(player);
	messages_free(messages);
	return all->bad && !code ? EXIT_FAILED : code;
}

/* The log is begun when nothing is left that would make this a run of nothing. */
static int play_logged(const struct settings *s, struct scripts *all, bool screen)
{
	struct fpe_error err;
	FILE *log = NULL;
	int code;

	if (s->log && log_file_open(s->log, all->script, all->count, &log, &err)) {
		complain("%s", err.message);
		return EXIT_FAILED;
	}
	code = play(s, all, screen, log);
	if (log && fclose(log) && code == EXIT_DONE) {
		complain("%s: %s", s->log, strerror(errno));
		code = EXIT_FAILED;
	} else if (log && !s->quiet) {
		log_file_tell(s->log);
	}
	return code;
}

static int run(const struct settings *s, bool screen)
{
	struct scripts all = { 0 };
	int code;

	if (s->accessible && !s->json && !s->quiet && !s->check)
		batch_message(
			NULL, MESSAGE_NOTE,
			"accessible mode is on: no screen, tables and figures as sentences\n");
	code = parse_scripts(s, &all);
	if (code < 0)
		code = play_logged(s, &all, screen);
	free_scripts(&all);
	return code;
}

/* A screen needs a terminal on both sides, and a reason to stay. */
static bool wants_screen(const struct settings *s)
{
	if (s->batch || s->json || s->check || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	return !s->commands || s->interactive;
}

static int run_arguments(int argc, char **argv, struct settings *s)
{
	int code = read_options(argc, argv, s);
	bool screen;

	if (code >= 0)
		return code;
	if (s->safe && s->log)
		return usage_error(NULL, "--log", "no file is written with --safe");
	if (!s->shards)
		slurm_part(&s->shard, &s->shards);
	screen = wants_screen(s);
	if (!screen && !s->file && !s->commands)
		s->file = "-";
	return run(s, screen);
}

int main(int argc, char **argv)
{
	const char *accessible = getenv("ACCESSIBLE");
	struct settings s = {
		.seed = 1, .rows = 34, .columns = 120, .accessible = accessible && *accessible
	};
	int code = EXIT_FAILED, error;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	standard_fill();
	allocators_share();
	setlocale(LC_CTYPE, "");  /* numbers stay as they are in C */
	signal(SIGPIPE, SIG_IGN); /* the write fails instead */
	signal(SIGXFSZ, SIG_IGN);
	s.jobs = (unsigned long long)(s.processors = processors > 1 ? (int)processors : 1);
	s.command = calloc((size_t)argc + 1, sizeof *s.command);
	if (s.command)
		code = run_arguments(argc, argv, &s);
	else
		complain("%s", fpe_status_text(FPE_ENOMEM));
	free(s.command);
	error = standard_close();
	return error && code == EXIT_DONE ? output_failed(error) : code;
}
