/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * include.h - files of commands: reading them, and where one stands as seen
 * from another.
 */
#ifndef CMD_INCLUDE_H
#define CMD_INCLUDE_H

#include <stddef.h>

#include "fpe/error.h"
#include "io/textfile.h"

/* textfile_read of commands, with a message of its own. */
enum fpe_status include_read(const char *path, enum textfile_kind kind, size_t limit, char **text,
			     size_t *size, struct fpe_error *err);

/* The path of `file` as the file `from` names it, or of the scenario of that name,
   malloc'ed; NULL: no memory. */
char *include_path(const char *from, const char *file);

#endif
