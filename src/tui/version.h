/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version.h - what --version prints. */
#ifndef TUI_VERSION_H
#define TUI_VERSION_H

/* Of the program, its kernel and its libraries; malloc'ed, NULL: no memory. */
char *version_text(void);

#endif
