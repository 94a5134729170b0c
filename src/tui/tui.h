/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tui.h - the program at a terminal: the screen and the prompt, or the prompt
 * alone where no screen is possible.
 *
 *	struct messages *messages = messages_new();
 *	sinks.message = messages_receive; sinks.context = messages;
 *	player = player_new(...); player_queue(...);
 *	status = tui_run(player, &(struct tui_options){ .messages = messages });
 */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include <stdbool.h>

#include "tui/messages.h"

struct player;

struct tui_options {
	struct messages *messages; /* that the player's sink fills; borrowed */
	int palette;		   /* index in palettes */
	int colour;		   /* 0: what the terminal and NO_COLOR say, 1: always, 2: never */
	bool ascii;
	bool no_screen;	     /* line mode: --accessible */
	bool safe;	     /* single keys change nothing: --safe */
	bool welcome;	     /* no file was named: lessons and scenarios are offered */
	const char *history; /* file; NULL: the usual one */
};

/*
 * Until the user leaves, the terminal goes away or `quit` runs. Then the final
 * table is on the normal screen. Returns player_status, or 1 where not even a prompt could
 * be had, which is said; ends by the signal that ended it, terminal restored.
 */
int tui_run(struct player *player, const struct tui_options *options);

/* Is a full screen possible? If not, why says what is missing (static text). */
bool tui_usable(const char **why);
/* How many colours TERM has; -1: it says none, or is not known. */
int tui_colours(void);

#endif
