/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * include.h - files of commands: reading them, and where one stands as seen
 * from another.
 */
#ifndef CMD_INCLUDE_H
#define CMD_INCLUDE_H

#include <stddef.h>

#include "fpe/error.h"

/*
 * Read a file of at most limit bytes; gives *text. regular: refuse what is no
 * regular file, so that an include waits for no pipe and no terminal.
 */
enum fpe_status include_read(const char *path, size_t limit, int regular, char **text, size_t *size,
			     struct fpe_error *err);

/* The path of `file` as the file `from` names it, malloc'ed; NULL: no memory. */
char *include_path(const char *from, const char *file);

#endif
