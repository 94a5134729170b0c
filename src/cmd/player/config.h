/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.h - lines of the user's own that run before all else.
 *
 * They are in $XDG_CONFIG_HOME/fpe-tui/config.fpe, else in ~/.config/fpe-tui/config.fpe, the
 * same language. They run at a screen or a prompt alone: what a script prints in batch
 * depends on nothing but itself. With --safe they do not run either.
 */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "cmd/player/player.h"

/* Malloc'ed; NULL: neither is set, or no memory. */
char *config_path(void);

/* Queue its lines, if there are any, before all that is queued later. Whatever is wrong with
   the file is told by `report`, and then none of it runs. */
void config_queue(struct player *player, parse_report *report, void *context);

#endif
