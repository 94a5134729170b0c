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

/* The modes of standard input; also from the background, and from a signal handler.
   at_once: else when all has been shown, which waits for who reads it. */
struct termios;
void terminal_set_modes(const struct termios *modes, bool at_once);
/* Bytes for the terminal from a signal handler: as far as it takes them at once. */
void terminal_put_last(const char *bytes, size_t size);
/* Give it back from a signal handler, when nothing can go on. */
void terminal_crash(void);

#endif
