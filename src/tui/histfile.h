/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * histfile.h - the lines typed before, kept in a file between sessions.
 *
 * $XDG_STATE_HOME/fpe-tui/history, else ~/.local/state/…; an empty or relative
 * value counts as unset. Several programs may share the file.
 */
#ifndef TUI_HISTFILE_H
#define TUI_HISTFILE_H

#include <stdbool.h>

#define HISTFILE_KEEP 2000	/* lines kept when trimming */
#define HISTFILE_TRIM 3000	/* lines at which it is trimmed */
#define HISTFILE_MAX_LINE 65536 /* longer ones are not kept */
#define HISTFILE_MAX_SIZE (8 << 20)

struct histfile;

/* path NULL: the one named above. NULL: no memory. Never fails otherwise: what
   went wrong is in histfile_warning, and lines are then kept in memory only. */
struct histfile *histfile_open(const char *path);
void histfile_close(struct histfile *h);
const char *histfile_warning(const struct histfile *h); /* or NULL */

/* Lines read at the start, oldest first. */
int histfile_count(const struct histfile *h);
const char *histfile_line(const struct histfile *h, int i);

/* Is it a line to keep? Not blank, not begun with a blank, not the one before,
   no control characters. */
bool histfile_wants(const struct histfile *h, const char *line);
/* Append at once. */
void histfile_add(struct histfile *h, const char *line);

#endif
