/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shells.h - what completes the command line in a shell: a script, from the tables.
 *
 * Options, what they take, verbs after --command, files, and the scenarios that are there
 * when Tab is pressed.
 */
#ifndef CMD_SHELLS_H
#define CMD_SHELLS_H

#include "cmd/help/tables.h"

#define SHELLS "bash|zsh|fish"

/* The script of a shell, malloc'ed; NULL: no such shell, or no memory. A row of options has
   name, letter ("": none), argument (null: none), values ("a|b", or null), help. */
char *shells_script(const char *shell, const struct table_source *options);
/* A scenario a line, its name, a tab and what it shows, malloc'ed; NULL: no memory. */
char *shells_scenarios(void);

#endif
