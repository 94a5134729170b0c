/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory.h - was this thread refused memory?
 *
 * Every allocation of the program's own objects comes past memory.c (the linker's --wrap),
 * and a refusal is remembered for its thread, as errno is. So what can only leave something
 * out where memory is short (a figure, a tree of JSON, a note) has no flag to carry to its
 * caller. Whoever runs a piece of work forgets what was before and asks once, where the
 * result leaves: what would have been a result with a hole is an error.
 */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <stdbool.h>

#include "fpe/error.h"

void memory_forget(void);
bool memory_refused(void);
/* A library was refused some, and only said so: that counts as well. */
void memory_is_short(void);
/* What a piece of work says that ended with `status`: where it was refused memory, that,
   whatever it took that for. */
enum fpe_status memory_verdict(enum fpe_status status, struct fpe_error *err);

#endif
