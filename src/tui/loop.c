/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop.c - the screen's loop: keys, signals, the player, frames.
 *
 * Sleeps in poll until something happens: an idle screen uses no processor.
 * At most 30 frames a second, the first one at once. This thread alone owns
 * curses and readline.
 */
#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/player/signals.h"
#include "core/base/clock.h"
#include "tui/draw.h"
#include "tui/leaving.h"
#include "tui/line_mode.h"
#include "tui/terminal.h"

#define FRAME_MS 33
#define ECHO_MS 2 /* between frames while keys are pressed */

enum { POLL_KEYS, POLL_SIGNALS, POLL_PLAYER, POLL_ERRORS, POLLS };

static long now_ms(void)
{
	return (long)(1e3 * clock_seconds());
}

static int sooner(int a, int b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void read_keys(struct app *app)
{
	unsigned char bytes[INPUT_ROOM / 2];
	size_t room = INPUT_ROOM - app->input.used;
	ssize_t n;

	/* what was typed while this thread was held comes first, and none of it is lost */
	if (room < sizeof bytes) {
		app_take_events(app, false);
		return;
	}
	n = read(STDIN_FILENO, bytes, sizeof bytes);
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		app->died_of = SIGHUP; /* the terminal is gone */
	if (n <= 0)
		return;
	input_feed(&app->input, bytes, (size_t)n);
	app_take_events(app, false);
}

static void take_signals(struct app *app)
{
	int number;

	while ((number = signals_next()) != 0) {
		app->changed = true;
		switch (number) {
		case SIGINT:
			act_interrupt(app);
			break;
		case SIGTSTP:
			act_suspend(app, false);
			break;
		case SIGCONT:
			terminal_resume();
			painter_repaint(app->painter);
			break;
		case SIGWINCH:
			/* even if the size is the same again: what was cut off
			   in between is gone */
			painter_repaint(app->painter);
			break;
		default:
			app->died_of = number;
		}
	}
}

/*
 * Was Ctrl-C typed, or a signal sent, since this was asked last? For what holds this
 * thread for seconds. Keys are kept for their turn, as far as there is room; signals stay.
 */
static bool interrupt_waits(void *context)
{
	struct app *app = context;
	struct pollfd keys = { STDIN_FILENO, POLLIN, 0 };
	size_t room = INPUT_ROOM - app->input.used;
	unsigned char bytes[INPUT_ROOM];
	ssize_t n = 0;

	if (room > 0 && poll(&keys, 1, 0) > 0)
		n = read(STDIN_FILENO, bytes, room);
	if (n > 0)
		input_feed(&app->input, bytes, (size_t)n);
	return signals_end_work() || (n > 0 && memchr(bytes, KEY_CTRL('C'), (size_t)n));
}

/* What libraries print. A bell alone is readline's. */
static void take_errors(struct app *app)
{
	char text[1024];
	ssize_t n = read(terminal_errors(), text, sizeof text - 1);

	if (n <= 0)
		return;
	text[n] = '\0';
	for (char *p = text; *p; p++) {
		if (*p == '\a')
			memmove(p, p + 1, strlen(p));
	}
	if (text[0])
		messages_say(app->messages, MESSAGE_NOTE, "%s", text);
}

/* One round. Returns false when poll fails. */
static bool wait_and_take(struct app *app, long drawn)
{
	struct pollfd fd[POLLS] = {
		[POLL_KEYS] = { STDIN_FILENO, POLLIN, 0 },
		[POLL_SIGNALS] = { signals_fd(), POLLIN, 0 },
		[POLL_PLAYER] = { player_fd(app->player), POLLIN, 0 },
		[POLL_ERRORS] = { terminal_errors(), POLLIN, 0 },
	};
	int key_wait = input_timeout(&app->input);
	int player_wait = player_timeout(app->player);
	int wait = sooner(key_wait, player_wait);
	long due = drawn + (app->urgent ? ECHO_MS : FRAME_MS) - now_ms();
	int ready;

	if (app->changed || app->moving)
		wait = sooner(wait, due > 0 ? (int)due : 0);
	ready = poll(fd, POLLS, wait);
	if (ready < 0 && errno != EINTR)
		return false;
	if (ready < 0)
		return true;
	if (fd[POLL_SIGNALS].revents)
		take_signals(app);
	if (fd[POLL_KEYS].revents)
		read_keys(app);
	else if (key_wait >= 0 && ready == 0)
		app_take_events(app, true);
	if (fd[POLL_ERRORS].revents)
		take_errors(app);
	if (fd[POLL_PLAYER].revents || player_wait == 0 || ready == 0)
		app->changed |= fd[POLL_PLAYER].revents != 0 || !player_idle(app->player);
	app_poll(app);
	return true;
}

static void run_loop(struct app *app)
{
	long drawn = now_ms() - FRAME_MS;

	app->changed = true;
	app_poll(app);
	while (!app->leaving && !app->died_of && !app->given_up) {
		if (app_wants_frame(app) &&
		    now_ms() - drawn >= (app->urgent ? ECHO_MS : FRAME_MS)) {
			frame_draw(app);
			drawn = now_ms();
		}
		if (!wait_and_take(app, drawn))
			app->leaving = true;
		if (player_quitting(app->player))
			app->leaving = true;
	}
}

static bool start(struct app *app)
{
	const struct tui_options *o = app->options;

	/* the prompt first: it may fail while the terminal is as it was; signals before it is not
	 */
	return app_open(app) && signals_start(true, terminal_crash) && terminal_enter() &&
	       app_paint(app, draw_new(o->palette, o->colour, o->ascii));
}

static void stop(struct app *app)
{
	painter_free(app->painter);
	terminal_leave();
	signals_stop();
	app_close(app);
}

/* Nothing is waited for. */
static void give_up(struct app *app)
{
	painter_free(app->painter);
	terminal_leave();
	_exit(SIGNALS_INTERRUPTED);
}

/* False: there is none to be had. */
static bool run_screen(struct player *player, const struct tui_options *options)
{
	struct app *app = calloc(1, sizeof *app);
	bool good;
	int died_of = 0;

	if (!app)
		return false;
	app_init(app, player, options, options->messages);
	good = start(app);
	if (good) {
		player_set_watch(player, &(struct fpe_watch){ interrupt_waits, app });
		run_loop(app);
		if (app->given_up)
			give_up(app);
		player_set_watch(player, &(struct fpe_watch){ NULL, NULL });
		died_of = app->died_of;
	}
	stop(app);
	free(app);
	if (died_of)
		signals_die(died_of);
	return good;
}

static void print_summary(struct player *player)
{
	char *text = player_summary(player);

	if (text)
		fputs(text, stdout);
	fflush(stdout);
	free(text);
}

int tui_run(struct player *player, const struct tui_options *options)
{
	const char *why = NULL;
	bool ran = !options->no_screen && tui_usable(&why) && run_screen(player, options);

	if (!ran)
		ran = line_mode_run(player, options, options->messages, why);
	/* what still ran is in the table as far as it came */
	leaving_stop(player);
	print_summary(player);
	return ran ? player_status(player) : 1;
}
