/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task.h - what the files that build tasks share. */
#ifndef CORE_TASK_H
#define CORE_TASK_H

#include <stddef.h>

#include "fpe/task.h"

/* A task without clauses; NULL: no memory. */
struct fpe_task *task_new(enum fpe_task_kind kind, int inputs);

/* Room for this many clauses and literals, all 0. FPE_ENOMEM: the caller frees
   the task and says so. */
enum fpe_status task_room(struct fpe_task *task, int clauses, size_t literals);

#endif
