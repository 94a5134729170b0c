/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clause_file.h - files that hold the clauses of a task. */
#ifndef IO_CLAUSE_FILE_H
#define IO_CLAUSE_FILE_H

#include "fpe/task.h"

/*
 * A task by a file of kind DIMACS or PLA (then output as pla.h says, else not
 * looked at). Fills note [FPE_MESSAGE_SIZE], "" where there is nothing to say.
 * FPE_EIO, FPE_EFORMAT, FPE_ELIMIT, FPE_ENAME. Gives *out.
 */
enum fpe_status clause_file_read(enum fpe_task_kind kind, const char *path, const char *output,
				 char *note, struct fpe_task **out, struct fpe_error *err);

#endif
