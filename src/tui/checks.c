/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checks.c - terminal, colours, glyphs and libraries: what is there? */
#include "tui/checks.h"

#include <langinfo.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tui/tui.h"
#include "tui/version.h"

#define ROWS 24 /* less is drawn, too, but panels share the place */
#define COLUMNS 80

static const char *terminal_name(void)
{
	const char *name = getenv("TERM");

	return name && *name ? name : "TERM is not set";
}

static void look_at_terminal(struct finding *out, bool ascii)
{
	bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	struct winsize size = { 0 };
	const char *why;

	(void)ascii;
	textbuf_printf(&out->found, "%s", terminal_name());
	if (!terminal) {
		textbuf_puts(&out->found, "; input or output is no terminal, so no screen");
		return;
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row)
		textbuf_printf(&out->found, ", %dx%d", size.ws_col, size.ws_row);
	if (!tui_usable(&why))
		finding_blame(out, FINDING_WRONG, "no screen, only the prompt: %s", why);
	else if (size.ws_row && (size.ws_row < ROWS || size.ws_col < COLUMNS))
		finding_blame(out, FINDING_NOTE, "panels have more room from %dx%d on", COLUMNS,
			      ROWS);
}

static void look_at_colours(struct finding *out, bool ascii)
{
	const char *no = getenv("NO_COLOR");
	int colours = tui_colours();

	(void)ascii;
	if (no && *no) {
		textbuf_puts(&out->found, "none, as NO_COLOR asks");
		return;
	}
	if (colours < 0)
		textbuf_puts(&out->found, "not known");
	else
		textbuf_printf(&out->found, "%d", colours);
	if (colours < 256)
		finding_blame(
			out, FINDING_NOTE,
			"shades are told apart by glyphs alone. Most terminals have 256: try TERM=xterm-256color");
}

static void look_at_glyphs(struct finding *out, bool ascii)
{
	if (ascii) {
		textbuf_puts(&out->found, "ASCII, as --ascii asks");
	} else if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
		textbuf_puts(&out->found, "ASCII, as the locale asks");
	} else {
		/* bars, the shades of a tile, lines and dots, as panels draw them */
		textbuf_puts(&out->found, "▁▂▃▄▅▆▇█ ░▒▓█ ─│┌┐└┘ ⣀⣤⣶⣿ α±×");
	}
}

static void look_at_libraries(struct finding *out, bool ascii)
{
	char *text = version_libraries();
	const char *older = version_older();

	(void)ascii;
	textbuf_puts(&out->found, text ? text : "");
	if (older)
		finding_blame(
			out, FINDING_WRONG,
			"%s is older than what the program was built with: build it again (make clean all)",
			older);
	free(text);
}

const struct check terminal_checks[] = {
	{ "terminal", look_at_terminal },
	{ "colours", look_at_colours },
	{ "glyphs", look_at_glyphs },
	{ "libraries", look_at_libraries },
	{ 0 },
};
