/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_mode.h - the prompt without a screen: where the terminal cannot place
 * its cursor, is unknown, or the user wants plain lines.
 */
#ifndef TUI_LINE_MODE_H
#define TUI_LINE_MODE_H

#include "tui/tui.h"

/* why: what is missing, said once; NULL: line mode was asked for. False: it could not begin,
   which is said. */
bool line_mode_run(struct player *player, const struct tui_options *options,
		   struct messages *messages, const char *why);

#endif
