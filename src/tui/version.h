/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version.h - what --version prints. */
#ifndef TUI_VERSION_H
#define TUI_VERSION_H

/* Of the program, its kernel and its libraries; malloc'ed, NULL: no memory. */
char *version_text(void);

/* The libraries it runs with, one line; malloc'ed, NULL: no memory. */
char *version_libraries(void);
/* One that is older than what the program was built with: its name. NULL: none. */
const char *version_older(void);

#endif
