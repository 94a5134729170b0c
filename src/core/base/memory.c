/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.c - the allocator, and one bit for each thread: the only one that outlives a call. */
#include "core/base/memory.h"

#include <stddef.h>

static _Thread_local bool refused;

/* Names that the linker gives: what the program calls, and what libc has. */
#define WRAPPED(type, name, parameters, ...)           \
	type __real_##name parameters;                 \
	type __wrap_##name parameters;                 \
	type __wrap_##name parameters                  \
	{                                              \
		type made = __real_##name __VA_ARGS__; \
                                                       \
		refused |= !made;                      \
		return made;                           \
	}

WRAPPED(void *, malloc, (size_t size), (size))
WRAPPED(void *, calloc, (size_t count, size_t size), (count, size))
WRAPPED(void *, realloc, (void *old, size_t size), (old, size))
WRAPPED(void *, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
WRAPPED(char *, strdup, (const char *text), (text))
WRAPPED(char *, strndup, (const char *text, size_t most), (text, most))

void memory_forget(void)
{
	refused = false;
}

void memory_is_short(void)
{
	refused = true;
}

bool memory_refused(void)
{
	return refused;
}

enum fpe_status memory_verdict(enum fpe_status status, struct fpe_error *err)
{
	return refused ? fpe_no_memory(err) : status;
}
