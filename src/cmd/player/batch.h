/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch.h - a player without a screen: run what is queued, then be done. */
#ifndef CMD_BATCH_H
#define CMD_BATCH_H

#include "cmd/player/player.h"

/* Messages on standard error; notes and progress as plain lines, nothing but
   printable text. */
void batch_message(void *context, enum message_kind kind, const char *text);

/* Until the player is idle. SIGINT, SIGTERM and SIGHUP stop it after the
   minibatch; a second Ctrl-C ends the program at once, and what should end it does so
   though something does not hear (signals.h). So does, said and with 1 as the
   result, that it took so many seconds (0: it may take any). Returns the exit code. */
int batch_run(struct player *player, double seconds);

#endif
