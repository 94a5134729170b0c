/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standard.h - the standard descriptors: there from the first line of main, and
 * what was printed got to where it goes.
 */
#ifndef IO_STANDARD_H
#define IO_STANDARD_H

/* Descriptors 0 to 2 are open from here on, so that no file lands there and is
   taken for one of them. One that was closed fails as before, by EBADF. */
void standard_fill(void);

/* Close standard output. 0, or the errno of what has not got there. */
int standard_close(void);

#endif
