/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal.h - taking the terminal, and giving it back on every way out.
 *
 * One terminal a process. While it is taken, standard error is caught if it
 * would go to the screen.
 */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Alternate screen, raw keys, bracketed paste. False: curses does not know the
   terminal; nothing has changed. */
bool terminal_enter(void);
/* Back to what it was. Harmless when not taken. */
void terminal_leave(void);
/* Ctrl-Z: give it back, stop, take it again. group: the whole job stops, as
   by the terminal itself. */
void terminal_suspend(bool group);
/* After a stop by others: take it again. */
void terminal_resume(void);

/* Presses, drags and the wheel of the mouse come as keys do, or the terminal
   keeps them for its own selecting (as at the start). */
void terminal_mouse(bool on);

/* Size now, at least 1x1; tells curses. True if it changed. */
bool terminal_size(int *rows, int *columns);

/* Where caught standard error can be read, -1: it is not caught. */
int terminal_errors(void);

/* Send a capability of the terminal in use, padding and all. False: it has
   none of this name. */
bool terminfo_put(const char *name, int (*put)(int));

/* The modes of standard input; also from the background, and from a signal handler. */
struct termios;
void terminal_set_modes(const struct termios *modes);
/* Give it back from a signal handler, when nothing can go on. */
void terminal_crash(void);

/* Signals as numbers on a pipe: all that would end or stop the program, and new
   sizes. One that says that it has crashed ends it, after restore has given the
   terminal back by calls that a handler may make. False on failure. */
bool signals_start(void (*restore)(void));
int signals_fd(void); /* readable when one waits */
void signals_stop(void);
int signals_next(void); /* 0: none waits */
/* Does one wait there that ends what runs: not a new size, a stop or its end? */
bool signals_end_work(void);
/* End by this signal, as if it had not been caught. */
void signals_die(int signal_number);

#endif
