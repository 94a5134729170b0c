/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log_file.h - the file of --log: opened when all is parsed, and never over what the run reads. */
#ifndef CMD_LOG_FILE_H
#define CMD_LOG_FILE_H

#include <stdio.h>

#include "cmd/language/parse.h"

/*
 * Open the file of this name (value_file) to be written, empty. scripts: what will be run; their
 * files, what they include and what their lines read, and standard input, are inputs. FPE_EIO, and
 * nothing has changed, where it is one of them under whatever name.
 */
enum fpe_status log_file_open(const char *name, const struct script *script, int scripts,
			      FILE **out, struct fpe_error *err);

/* Says on standard error how large it has become. */
void log_file_tell(const char *name);

#endif
