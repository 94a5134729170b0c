/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flag.h - a flag that another thread sets, as the watch of what is to hear it. */
#ifndef LAB_FLAG_H
#define LAB_FLAG_H

#include <stdatomic.h>
#include <stdbool.h>

#include "fpe/watch.h"

static inline bool flag_is_set(void *flag)
{
	return atomic_load_explicit((const atomic_bool *)flag, memory_order_relaxed);
}

/* Borrows the flag. */
static inline struct fpe_watch flag_watch(const atomic_bool *flag)
{
	return (struct fpe_watch){ flag_is_set, (void *)flag };
}

#endif
