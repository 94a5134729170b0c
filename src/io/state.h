/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.h - where does a program keep what should outlive it?
 *
 * In $XDG_STATE_HOME/fpe-tui, else in ~/.local/state/fpe-tui; an empty or relative value
 * counts as unset.
 */
#ifndef IO_STATE_H
#define IO_STATE_H

#include <stdbool.h>
#include <stddef.h>

/* The path of a name there, malloc'ed; NULL: neither is set, or no memory. *there: so many
   of its first bytes name what is never made: HOME. */
char *state_path(const char *name, size_t *there);
/* The folders above path, each 0700 if it is new; none in its first bytes. */
void state_make_folders(const char *path, size_t there);

/* May something be kept there: HOME is there, and the nearest folder takes files? */
bool state_keeps(void);

#endif
