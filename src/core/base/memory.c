/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.c - the allocator, and one bit for each thread: the only one that outlives a call. */
#include "core/base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>

static _Thread_local bool refused;

#ifdef CORE_MEMORY_NAMES_H
/* The compiler has given other names to what the program calls. */
#undef malloc
#undef calloc
#undef realloc
#undef aligned_alloc
#undef strdup
#undef strndup
#undef realpath
#undef fdopendir
#undef fopen
#undef fdopen
#undef newlocale
#define REAL(name) name
#define CALLED(name) memory_##name
#else
/* Names that the linker gives: what libc has, and what the program calls. */
#define REAL(name) __real_##name
#define CALLED(name) __wrap_##name
#endif
#define WRAPPED_IF(failed, type, name, parameters, ...) \
	type REAL(name) parameters;                     \
	type CALLED(name) parameters;                   \
	type CALLED(name) parameters                    \
	{                                               \
		type made = REAL(name) __VA_ARGS__;     \
                                                        \
		refused |= !made && (failed);           \
		return made;                            \
	}
#define WRAPPED(...) WRAPPED_IF(true, __VA_ARGS__)
/* What libc allocates inside, where the linker does not reach: these can fail for other reasons
 * too. */
#define WRAPPED_INSIDE(...) WRAPPED_IF(errno == ENOMEM, __VA_ARGS__)

WRAPPED(void *, malloc, (size_t size), (size))
WRAPPED(void *, calloc, (size_t count, size_t size), (count, size))
WRAPPED(void *, realloc, (void *old, size_t size), (old, size))
WRAPPED(void *, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
WRAPPED(char *, strdup, (const char *text), (text))
WRAPPED(char *, strndup, (const char *text, size_t most), (text, most))
WRAPPED_INSIDE(char *, realpath, (const char *path, char *out), (path, out))
WRAPPED_INSIDE(DIR *, fdopendir, (int fd), (fd))
WRAPPED_INSIDE(FILE *, fopen, (const char *path, const char *mode), (path, mode))
WRAPPED_INSIDE(FILE *, fdopen, (int fd, const char *mode), (fd, mode))
WRAPPED_INSIDE(locale_t, newlocale, (int mask, const char *name, locale_t base), (mask, name, base))

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
