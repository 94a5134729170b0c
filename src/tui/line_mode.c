/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_mode.c - the prompt without a screen. readline reads the terminal
 * itself; what the player says is printed above the line being typed.
 */
#include "tui/line_mode.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cmd/player/batch.h"
#include "cmd/player/signals.h"
#include "tui/completion.h"
#include "tui/leaving.h"
#include "tui/pager.h"
#include "tui/prompt.h"
#include "tui/terminal.h"

/* readline's hooks carry no context. */
static struct line_mode {
	struct player *player;
	struct histfile *history;
	char *typed; /* run when readline has returned */
	bool leaving, asked;
	bool pages; /* long answers go through PAGER */
	int died_of;
	struct termios modes; /* before readline's */
	bool has_modes;	      /* standard input is a terminal */
	bool pastes;	      /* readline asked for bracketed paste */
} * active;

/* What readline would do, by calls that a signal handler may make. */
static void restore_terminal(void)
{
	static const char paste_off[] = "\033[?2004l\r";

	if (active->pastes)
		terminal_put_last(paste_off, sizeof paste_off - 1);
	if (active->has_modes)
		terminal_set_modes(&active->modes, true);
}

static void run_typed(struct line_mode *mode)
{
	char *line = mode->typed;

	mode->typed = NULL;
	if (!line)
		return;
	if (line[0] == '\0' && player_key(mode->player)) {
		free(line);
		return;
	}
	if (histfile_wants(mode->history, line)) {
		add_history(line);
		histfile_add(mode->history, line);
	}
	player_type(mode->player, line);
	free(line);
}

/* A long answer through the user's PAGER. False: it is to be printed. */
static bool page(const char *text)
{
	bool shown;

	if (!active->pages || !pager_wants(text))
		return false;
	rl_clear_visible_line();
	rl_deprep_terminal();
	shown = pager_show(text);
	rl_prep_terminal(1);
	if (shown) {
		rl_on_new_line();
		rl_redisplay();
	}
	return shown;
}

/* Above the line being typed, which is drawn again. */
static void print_message(void *context, enum message_kind kind, const char *text)
{
	FILE *out = kind == MESSAGE_OUTPUT || kind == MESSAGE_SCRIPT ? stdout : stderr;
	char *clean = messages_clean(text);
	size_t size = clean ? strlen(clean) : 0;

	(void)context;
	if (kind == MESSAGE_CLEAR && isatty(STDOUT_FILENO))
		rl_clear_screen(0, 0);
	if (!clean || kind == MESSAGE_CLEAR || (kind == MESSAGE_OUTPUT && page(clean))) {
		free(clean);
		return;
	}
	if (RL_ISSTATE(RL_STATE_CALLBACK))
		rl_clear_visible_line();
	fflush(stdout);
	fputs(clean, out);
	if (size && clean[size - 1] != '\n')
		fputc('\n', out);
	fflush(out);
	free(clean);
	if (RL_ISSTATE(RL_STATE_CALLBACK)) {
		rl_on_new_line();
		rl_redisplay();
	}
}

/* Asks once when something is unsaved or runs. */
static void leave(struct line_mode *mode, const char *again)
{
	char question[160];

	if (!mode->asked && isatty(0) &&
	    leaving_asks(mode->player, again, question, sizeof question)) {
		mode->asked = true;
		print_message(mode, MESSAGE_NOTE, question);
		return;
	}
	mode->leaving = true;
	rl_callback_handler_remove();
}

static void take_line(char *line)
{
	struct line_mode *mode = active;

	if (!line) {
		fputc('\n', stdout);
		leave(mode, "Ctrl-D");
		return;
	}
	if (!leaving_line(line))
		mode->asked = false;
	free(mode->typed);
	mode->typed = line;
}

static void candidates(void *context, const char *line, int cursor, struct candidates *out)
{
	struct snapshot *snapshot = context;

	player_snapshot(active->player, snapshot);
	completion_with_arms(snapshot, line, cursor, out);
}

static void interrupt(struct line_mode *mode)
{
	bool typed = rl_end > 0;

	if (player_unheard(mode->player) >= SIGNALS_PATIENCE) {
		restore_terminal();
		_exit(SIGNALS_INTERRUPTED);
	}
	rl_callback_sigcleanup();
	printf("^C\n");
	rl_free_line_state();
	rl_replace_line("", 0);
	rl_point = rl_end = 0;
	if (!typed)
		player_interrupt(mode->player);
	rl_on_new_line();
	rl_redisplay();
}

static void suspend(void)
{
	rl_deprep_terminal();
	raise(SIGSTOP);
	rl_prep_terminal(1);
	rl_on_new_line();
	rl_redisplay();
}

static void take_signals(struct line_mode *mode)
{
	int number;

	while ((number = signals_next()) != 0) {
		if (number == SIGINT)
			interrupt(mode);
		else if (number == SIGTSTP)
			suspend();
		else if (number == SIGWINCH)
			rl_resize_terminal();
		else if (number != SIGCONT)
			mode->died_of = number;
	}
}

static int read_key(FILE *in)
{
	prompt_bound_count();
	return rl_getc(in);
}

static void start_readline(struct line_mode *mode, struct snapshot *snapshot)
{
	rl_readline_name = "fpe-tui";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	/* the screen's prompt may have been open and failed to get a screen */
	rl_getc_function = read_key;
	rl_input_available_hook = NULL;
	rl_redisplay_function = rl_redisplay;
	rl_completion_display_matches_hook = NULL;
	rl_prep_term_function = rl_prep_terminal;
	rl_deprep_term_function = rl_deprep_terminal;
	rl_instream = stdin;
	rl_outstream = stdout;
	completion_start(candidates, snapshot);
	using_history();
	for (int i = 0; i < histfile_count(mode->history); i++)
		add_history(histfile_line(mode->history, i));
	rl_initialize(); /* the user's inputrc is read */
	/* before readline asks: a crash may come as soon as it has */
	mode->pastes = strcmp(rl_variable_value("enable-bracketed-paste"), "on") == 0;
	rl_callback_handler_install(PROMPT_TEXT, take_line);
}

static void run_loop(struct line_mode *mode)
{
	while (!mode->leaving && !mode->died_of && !player_quitting(mode->player)) {
		struct pollfd fd[] = {
			{ STDIN_FILENO, POLLIN, 0 },
			{ signals_fd(), POLLIN, 0 },
			{ player_fd(mode->player), POLLIN, 0 },
		};

		if (poll(fd, 3, player_timeout(mode->player)) < 0 && errno != EINTR)
			return;
		if (fd[1].revents)
			take_signals(mode);
		if (fd[0].revents & (POLLHUP | POLLERR) && !(fd[0].revents & POLLIN))
			mode->died_of = SIGHUP;
		else if (fd[0].revents)
			rl_callback_read_char();
		run_typed(mode);
		player_poll(mode->player);
		while (!mode->leaving && player_takes_leave(mode->player))
			leave(mode, "`quit`");
	}
}

static bool is_interrupted(void *nothing)
{
	(void)nothing;
	return signals_end_work();
}

static void warn(const char *what)
{
	batch_message(NULL, MESSAGE_ERROR, "fpe-tui: ");
	batch_message(NULL, MESSAGE_ERROR, what);
	batch_message(NULL, MESSAGE_ERROR, "\n");
}

bool line_mode_run(struct player *player, const struct tui_options *options,
		   struct messages *messages, const char *why)
{
	struct line_mode mode = { .player = player };
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);

	mode.history = histfile_open(options->history);
	mode.has_modes = tcgetattr(STDIN_FILENO, &mode.modes) == 0;
	mode.pages = !options->safe;
	active = &mode; /* before a signal may ask it */
	if (!snapshot || !mode.history || !signals_start(true, restore_terminal)) {
		warn(snapshot && mode.history ? "signals cannot be taken"
					      : fpe_status_text(FPE_ENOMEM));
		free(snapshot);
		histfile_close(mode.history);
		active = NULL;
		return false;
	}
	if (why) {
		warn(why);
		warn("no screen, only the prompt");
	}
	if (options->welcome)
		batch_message(
			NULL, MESSAGE_NOTE,
			"`lesson 1` begins the lessons, `play` lists scenarios, `help` commands\n");
	if (histfile_warning(mode.history))
		warn(histfile_warning(mode.history));
	player_set_lines(player);
	player_ask_before_quit(player);
	messages_set_tap(messages, print_message, &mode);
	start_readline(&mode, snapshot);
	player_poll(player);
	player_set_watch(player, &(struct fpe_watch){ is_interrupted, NULL });
	run_loop(&mode);
	player_set_watch(player, &(struct fpe_watch){ NULL, NULL });
	if (!mode.leaving)
		rl_callback_handler_remove();
	completion_start(NULL, NULL);
	messages_set_tap(messages, NULL, NULL);
	signals_stop();
	histfile_close(mode.history);
	free(snapshot);
	active = NULL;
	if (mode.died_of)
		signals_die(mode.died_of);
	return true;
}
