/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages.c - pages of memory given back to the system. */
#include "core/base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define LEAST (1 << 18) /* bytes: what is less is written again sooner than given back */

void pages_forget(void *memory, size_t bytes)
{
#ifdef MADV_DONTNEED
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), at = (uintptr_t)memory;
	uintptr_t first = (at + page - 1) / page * page, end = (at + bytes) / page * page;

	/* refused, it only takes memory */
	if (bytes >= LEAST && end > first)
		madvise((void *)first, end - first, MADV_DONTNEED);
#else
	(void)memory;
	(void)bytes;
#endif
}
