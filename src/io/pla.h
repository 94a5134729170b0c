/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pla.h - one output of a two-level cover as a task: Berkeley .pla files.
 *
 * `.i N`, `.o M`, then perhaps `.ilb`, `.ob` (names), `.p`, `.type f|fd|fr|fdr`;
 * then a cube a line: 0, 1 or - for each input, and for each output 1 where the
 * cube belongs to what makes it 1; `.e` ends it, # begins a comment. The cubes of
 * the chosen output are the clauses. Whatever no cube makes 1 is 0: also where the
 * file does not care.
 */
#ifndef IO_PLA_H
#define IO_PLA_H

#include <stddef.h>
#include <stdint.h>

#include "fpe/task.h"

/*
 * output: its name, or its number from 0; NULL where there is one. bytes are
 * borrowed; name (a path) stands in messages. Fills note [FPE_MESSAGE_SIZE] with
 * what was left out, "" where nothing was. FPE_EFORMAT, FPE_ELIMIT; FPE_ENAME: no
 * such output, or none chosen of several. Gives *out.
 */
enum fpe_status pla_read(const uint8_t *bytes, size_t size, const char *name, const char *output,
			 char *note, struct fpe_task **out, struct fpe_error *err);

#endif
