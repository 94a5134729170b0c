/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminfo.c - what the terminal can do, by its name. Asked before curses is,
 * which would say yes to a terminal that cannot place its cursor. Alone in its
 * file because term.h defines words like `lines` as macros.
 */
#include "tui/tui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

bool terminfo_put(const char *name, int (*put)(int)); /* as terminal.h has it */

bool terminfo_put(const char *name, int (*put)(int))
{
	char *text = tigetstr(name);

	if (!text || text == (char *)-1)
		return false;
	tputs(text, 1, put);
	return true;
}

static const char *unknown_terminal(const char *name)
{
	static char text[160];
	char shown[64];
	size_t n = 0;

	for (; name[n] && n + 1 < sizeof shown; n++)
		shown[n] = name[n] >= ' ' && name[n] < 127 ? name[n] : '?';
	shown[n] = '\0';
	snprintf(
		text, sizeof text,
		"terminal \"%s\" is not known here: install ncurses-term, or try TERM=xterm-256color",
		shown);
	return text;
}

bool tui_usable(const char **why)
{
	const char *name = getenv("TERM"), *cup;
	TERMINAL *before = cur_term;
	int error;

	*why = NULL;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		*why = "standard input or output is no terminal";
	} else if (!name || !name[0]) {
		*why = "TERM is not set: TERM=xterm-256color fpe-tui may do";
	} else if (strcmp(name, "dumb") == 0) {
		*why = "terminal \"dumb\" cannot place its cursor: TERM=xterm-256color fpe-tui may do";
	} else if (setupterm(NULL, STDOUT_FILENO, &error) == ERR) {
		*why = unknown_terminal(name);
	} else {
		cup = tigetstr("cup");
		if (!cup || cup == (char *)-1)
			*why = "this terminal cannot place its cursor";
		del_curterm(cur_term);
		set_curterm(before);
	}
	return *why == NULL;
}

int tui_colours(void)
{
	TERMINAL *before = cur_term;
	int error, colours;

	if (setupterm(NULL, STDOUT_FILENO, &error) == ERR)
		return -1;
	colours = tigetnum("colors");
	del_curterm(cur_term);
	set_curterm(before);
	return colours < 0 ? -1 : colours;
}
