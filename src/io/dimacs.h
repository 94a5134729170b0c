/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dimacs.h - a SAT problem's clauses as a task: DIMACS .cnf files.
 *
 * `c` lines are comments, `p cnf VARIABLES CLAUSES` comes first, then whole
 * numbers: a literal each, 0 ends a clause, over as many lines as it likes. A line
 * that begins with % ends the problem, as in the files of SATLIB. Variable 1 is
 * input x0.
 */
#ifndef IO_DIMACS_H
#define IO_DIMACS_H

#include <stddef.h>
#include <stdint.h>

#include "fpe/task.h"

/*
 * bytes are borrowed; name (a path) stands in messages. Fills note
 * [FPE_MESSAGE_SIZE] with what was left out or merged, "" where nothing was.
 * FPE_EFORMAT, FPE_ELIMIT. Gives *out.
 */
enum fpe_status dimacs_read(const uint8_t *bytes, size_t size, const char *name, char *note,
			    struct fpe_task **out, struct fpe_error *err);

#endif
