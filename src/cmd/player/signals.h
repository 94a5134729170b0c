/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals.h - signals as numbers on a pipe, for a loop that takes them in turn.
 *
 * With a terminal these are all that would end or stop the program, and new sizes; in
 * batch only what a user sends to end it: INT, TERM, HUP. One that says that it has
 * crashed ends it at once. What keeps the loop from its pipe does not keep the program:
 * what should end it does so SIGNALS_LAST_MS after it came, and a second Ctrl-C ends what
 * has not taken the first, in batch at once, with a terminal after SIGNALS_PATIENCE. The
 * terminal is given back before.
 */
#ifndef CMD_SIGNALS_H
#define CMD_SIGNALS_H

#include <stdbool.h>
#include <stdio.h>

#define SIGNALS_LAST_MS 1500
#define SIGNALS_PATIENCE 2.0	/* seconds */
#define SIGNALS_INTERRUPTED 130 /* exit code */

/* restore: gives the terminal back, by calls that a handler may make, and waits for
   nobody; NULL: there is nothing to give back. False on failure. */
bool signals_start(bool terminal, void (*restore)(void));
int signals_fd(void); /* readable when one waits */
void signals_stop(void);
int signals_next(void); /* 0: none waits */
/* Does one wait there that ends what runs: not a new size, a stop or its end? */
bool signals_end_work(void);
/* As fputs and fflush; where nobody reads it waits until one that ends what runs is there:
   false, with errno EINTR. */
bool signals_put(const char *text, FILE *file);
/* End by this signal, as if it had not been caught. */
void signals_die(int signal_number);

#endif
