/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pager.h - long answers at a prompt without a screen, through the user's PAGER.
 *
 * The language runs no program: this is what the user's environment asks for, at a terminal
 * alone.
 */
#ifndef TUI_PAGER_H
#define TUI_PAGER_H

#include <stdbool.h>

/* Would the text be longer than the terminal, and is there a PAGER to show it? */
bool pager_wants(const char *text);
/* Runs it, and waits for its end; the terminal has its usual modes meanwhile. False: it could
   not be started, or did not take the text. */
bool pager_show(const char *text);

#endif
