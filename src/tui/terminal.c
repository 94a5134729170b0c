/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal.c - taking the terminal, and giving it back.
 *
 * The few variables that change are static here: a signal handler has no other
 * place to look. What a crash must write is prepared when the terminal is
 * taken, so that the handler only writes and sets modes.
 */
#include "tui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>

#include "io/platform.h"

#define LAST_MS 100 /* for a terminal to take what gives it back */

static struct {
	SCREEN *screen;
	struct termios modes; /* before */
	volatile sig_atomic_t taken;
	char restore[256]; /* what gives the screen back */
	size_t restore_size;
	int stderr_copy; /* the real one while caught */
	int stderr_pipe; /* where the caught bytes come out */
	bool paste;	 /* bracketed paste was asked for */
	bool mouse;	 /* and the mouse */
} terminal = { .stderr_copy = -1, .stderr_pipe = -1 };

static int collect(int c)
{
	if (terminal.restore_size < sizeof terminal.restore)
		terminal.restore[terminal.restore_size++] = (char)c;
	return c;
}

static void write_text(const char *text, size_t size)
{
	while (size > 0) {
		ssize_t n = write(STDOUT_FILENO, text, size);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			size -= (size_t)n;
		}
	}
}

void terminal_set_modes(const struct termios *modes, bool at_once)
{
	sigset_t background, before;

	/* in the background setting modes would stop us for good */
	sigemptyset(&background);
	sigaddset(&background, SIGTTOU);
	pthread_sigmask(SIG_BLOCK, &background, &before);
	tcsetattr(STDIN_FILENO, at_once ? TCSANOW : TCSADRAIN, modes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void terminal_put_last(const char *bytes, size_t size)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	/* one that takes nothing has perhaps nobody behind it */
	fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
	while (size > 0) {
		struct pollfd room = { STDOUT_FILENO, POLLOUT, 0 };
		ssize_t n = poll(&room, 1, LAST_MS) > 0 ? write(STDOUT_FILENO, bytes, size) : -1;

		if (n < 0)
			break;
		bytes += n;
		size -= (size_t)n;
	}
	fcntl(STDOUT_FILENO, F_SETFL, flags);
}

void terminal_crash(void)
{
	if (!terminal.taken)
		return;
	terminal.taken = 0;
	terminal_put_last(terminal.restore, terminal.restore_size);
	terminal_set_modes(&terminal.modes, true);
	if (terminal.stderr_copy >= 0)
		dup2(terminal.stderr_copy, STDERR_FILENO);
}

/* A stray line of a library must not tear the picture. */
static void catch_stderr(void)
{
	int end[2];

	if (!isatty(STDERR_FILENO) || !platform_pipe(end))
		return;
	terminal.stderr_copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (terminal.stderr_copy < 0 || dup2(end[1], STDERR_FILENO) < 0) {
		close(end[0]);
	} else {
		terminal.stderr_pipe = end[0];
	}
	close(end[1]);
}

static void let_stderr(void)
{
	if (terminal.stderr_copy < 0)
		return;
	dup2(terminal.stderr_copy, STDERR_FILENO);
	close(terminal.stderr_copy);
	terminal.stderr_copy = -1;
	if (terminal.stderr_pipe >= 0)
		close(terminal.stderr_pipe);
	terminal.stderr_pipe = -1;
}

int terminal_errors(void)
{
	return terminal.stderr_pipe;
}

static const char mouse_on[] = "\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1002l\033[?1006l";

void terminal_mouse(bool on)
{
	if (!terminal.paste || terminal.mouse == on)
		return;
	terminal.mouse = on;
	write_text(on ? mouse_on : mouse_off, sizeof mouse_on - 1);
}

static void take_modes(void)
{
	raw(); /* Ctrl-C and Ctrl-Z come in order with what is typed */
	noecho();
	nonl();
	def_prog_mode();
	if (terminal.paste)
		write_text("\033[?2004h", 8);
	if (terminal.mouse)
		write_text(mouse_on, sizeof mouse_on - 1);
	terminal.taken = 1;
}

static void prepare_restore(void)
{
	const char *cup = tigetstr("cup");

	/* asked for where sequences are of this kind at all */
	terminal.paste = cup && cup != (char *)-1 && strncmp(cup, "\033[", 2) == 0;
	terminal.restore_size = 0;
	for (const char *p = "\033[?2004l"; terminal.paste && *p; p++)
		collect(*p);
	for (const char *p = mouse_off; terminal.paste && *p; p++)
		collect(*p);
	terminfo_put("sgr0", collect);
	terminfo_put("cnorm", collect);
	terminfo_put("rmcup", collect);
	collect('\r');
}

bool terminal_enter(void)
{
	setlocale(LC_CTYPE, ""); /* no other part: numbers keep their point */
	if (tcgetattr(STDIN_FILENO, &terminal.modes) != 0)
		return false;
	use_env(TRUE);
	use_tioctl(TRUE); /* the real size, not an old LINES */
	/* Where curses thinks that letters are bytes it repeats them by a sequence (REP) that
	   not every emulator knows. It asks once. ASCII is the same in both. */
	setlocale(LC_CTYPE, "C.UTF-8");
	terminal.screen = newterm(NULL, stdout, stdin);
	setlocale(LC_CTYPE, "");
	if (!terminal.screen)
		return false;
	prepare_restore();
	catch_stderr();
	typeahead(-1);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	take_modes();
	return true;
}

static void give_back(void)
{
	if (terminal.paste)
		write_text("\033[?2004l", 8);
	if (terminal.mouse)
		write_text(mouse_off, sizeof mouse_off - 1);
	curs_set(1);
	endwin();
	terminal_set_modes(&terminal.modes, false);
	terminal.taken = 0; /* now: until then a signal may have to do it */
}

void terminal_leave(void)
{
	if (!terminal.screen)
		return;
	give_back();
	let_stderr();
	delscreen(terminal.screen);
	terminal.screen = NULL;
}

void terminal_resume(void)
{
	if (!terminal.screen)
		return;
	reset_prog_mode();
	take_modes();
	clearok(curscr, TRUE);
	refresh();
}

void terminal_suspend(bool group)
{
	struct sigaction stop = { .sa_handler = SIG_DFL }, before;

	if (terminal.screen)
		give_back();
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, &before);
	if (group)
		kill(0, SIGTSTP);
	else
		raise(SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
	if (terminal.screen)
		tcgetattr(STDIN_FILENO, &terminal.modes);
	terminal_resume();
}

bool terminal_size(int *rows, int *columns)
{
	struct winsize size = { 0 };
	int r = *rows, c = *columns;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		*rows = size.ws_row;
		*columns = size.ws_col;
	} else {
		*rows = LINES > 0 ? LINES : 24;
		*columns = COLS > 0 ? COLS : 80;
	}
	if (*rows != LINES || *columns != COLS)
		resize_term(*rows, *columns);
	return *rows != r || *columns != c;
}
