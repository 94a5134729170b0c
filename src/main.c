/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - what the command line asks for: which scripts, and screen or batch.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "cmd/player/batch.h"
#include "cmd/player/config.h"
#include "cmd/player/log_file.h"
#include "cmd/language/parse.h"
#include "cmd/player/player.h"
#include "cmd/player/safe.h"
#include "cmd/language/scenario.h"
#include "io/allocators.h"
#include "io/standard.h"
#include "io/textfile.h"
#include "lab/base/thread.h"
#include "lab/study/slurm.h"
#include "tui/checks.h"
#include "tui/tui.h"
#include "view/grid/palette.h"

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
		return parse_file(path, TEXTFILE_ANY, s->keep_going, print_parse_error, (void *)s,
				  script);
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
			  .sharing = screen ? s->processors - 1 : POOL_MOST,
			  .rows = s->rows,
			  .columns = s->columns,
			  .shard = s->shard,
			  .shards = s->shards,
			  .colour = (int)text_colour(s, screen),
			  .light = palette_light_terminal(getenv("COLORFGBG")),
			  .accessible = s->accessible && !s->json,
			  .safe = s->safe,
			  .tables = option_tables,
			  .checks = terminal_checks },
		.keep_going = s->keep_going,
		.keeps = screen && !s->safe,
		.seed_fixed = s->seed_fixed,
		.most_output = s->safe && !screen ? SAFE_OUTPUT : 0,
		.seed = s->seed,
	};
}

/* What is wrong with the user's own first lines is a message of the screen, too. */
static void tell_config_error(void *messages, const struct parse_error *error)
{
	char *text = parse_error_text(error);

	messages_receive(messages, MESSAGE_ERROR, text ? text : "error: out of memory\n");
	free(text);
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
	struct player *player = NULL;
	int code = EXIT_FAILED;

	if (screen && !messages)
		fpe_no_memory(&err);
	else
		player = player_new(&options, &sinks, &err);
	if (player) {
		if (messages && !s->safe)
			config_queue(player, tell_config_error, messages);
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
	int code = options_read(argc, argv, s);
	bool screen;

	if (code >= 0)
		return code;
	if (s->safe && s->log)
		return options_blame("--log", "no file is written with --safe");
	if (!s->shards)
		slurm_part(&s->shard, &s->shards);
	screen = wants_screen(s);
	if (!screen && !s->file && !s->commands)
		s->file = "-";
	return run(s, screen);
}

/* Too little would end it in the middle, without a word. */
static bool has_stack(void)
{
	size_t size = thread_first_stack();

	if (size)
		complain("the stack may have %zu KiB (ulimit -s), and %zu are needed", size >> 10,
			 THREAD_STACK >> 10);
	return !size;
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
	if (!s.command)
		complain("%s", fpe_status_text(FPE_ENOMEM));
	else if (has_stack())
		code = run_arguments(argc, argv, &s);
	free(s.command);
	error = standard_close();
	return error && code == EXIT_DONE ? output_failed(error) : code;
}
