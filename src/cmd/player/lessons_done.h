/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lessons_done.h - which lessons were done, kept in the folder for what outlives a program. */
#ifndef CMD_LESSONS_DONE_H
#define CMD_LESSONS_DONE_H

#include <stdbool.h>

#include "fpe/error.h"

#define LESSONS_MOST 64 /* numbers 1 … */

struct lessons_done {
	bool done[LESSONS_MOST + 1];
};

/* None, where nothing was kept yet, or (FPE_EIO, FPE_ELIMIT) it cannot be read. */
enum fpe_status lessons_done_read(struct lessons_done *out, struct fpe_error *err);
/* One lesson is done, or is not. A file that cannot be read stays as it is: FPE_EIO, FPE_ELIMIT. */
enum fpe_status lessons_done_mark(int number, bool done, struct fpe_error *err);

#endif
