/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task.h - what the files that build tasks share. */
#ifndef CORE_TASK_H
#define CORE_TASK_H

#include <stddef.h>

#include "fpe/task.h"

#define TASK_KIND_DECLARE(kind, name) extern const struct fpe_task_info task_kind_##name;
FPE_TASK_KIND_LIST(TASK_KIND_DECLARE)
#undef TASK_KIND_DECLARE

/* A task without clauses; NULL: no memory. */
struct fpe_task *task_new(enum fpe_task_kind kind, int inputs);

/* Room for this many clauses and literals, all 0. FPE_ENOMEM: the caller frees
   the task and says so. */
enum fpe_status task_room(struct fpe_task *task, int clauses, size_t literals);

/* FPE_ERANGE, FPE_ELIMIT where no task has so many inputs. */
enum fpe_status task_check_inputs(long long inputs, struct fpe_error *err);

/* The label by the clauses: one must hold, or all. */
bool task_label_clauses(const struct fpe_task *task, const uint64_t *bits);

/* A buffer that may be too small; length is that of the whole text. */
struct task_writer {
	char *buffer;
	int size, length;
};
void task_put(struct task_writer *w, const char *text);
/* The clauses as a formula. */
void task_put_clauses(const struct fpe_task *task, struct task_writer *w);

#endif
