/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kept.h - sessions that running programs keep by themselves, and those that were left.
 *
 * In the folder `autosave` of state.h, of the user alone, each program that keeps something
 * has a place: NAME.session, whole or not there, and NAME.lock, which it holds locked as
 * long as it lives. Left cleanly both go. A lock that nobody holds is of a program that
 * ended otherwise: its session is offered until somebody takes it, then it is only kept.
 * The newest few stay.
 */
#ifndef CMD_KEPT_H
#define CMD_KEPT_H

#include <stdbool.h>

#include "fpe/error.h"

#define KEPT_MOST 8 /* sessions of programs that live no more */

struct kept;

/* A place of this program's own; *out, FPE_EIO, FPE_ENOMEM. */
enum fpe_status kept_open(struct kept **out, struct fpe_error *err);
/* Where its session is to be written. */
const char *kept_path(const struct kept *kept);
/* The program is left: nothing stays. kept may be NULL. */
void kept_close(struct kept *kept);

/* A sentence with the line that loads the newest session of those that are offered;
   malloc'ed, NULL: there is none. What is too much of them is removed. */
char *kept_offer(void);
/* It was loaded, if it is one of them: it is not offered any more, but stays, for a history
   may name it. */
void kept_taken(const char *path);

#endif
