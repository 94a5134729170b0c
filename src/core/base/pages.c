/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages.c - what the system is told of pages. */
#include "core/base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "fpe/net.h"

#define LEAST (1 << 18) /* bytes */
#define LARGE (1 << 21) /* bytes of a large page */
#define PAGES (1 << 16) /* whole pages of any system */

/* What a system does not know it is not told. */
#define UNKNOWN (-1)
#ifndef MADV_DONTNEED
#define MADV_DONTNEED UNKNOWN
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE UNKNOWN
#endif
#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE UNKNOWN
#endif

/* Of the whole pages in there. Refused, nothing is lost but memory or time. */
static void advise(void *memory, size_t bytes, int advice)
{
#ifdef MADV_NORMAL
	uintptr_t at = (uintptr_t)memory;
	uintptr_t first = (at + PAGES - 1) / PAGES * PAGES, end = (at + bytes) / PAGES * PAGES;

	if (bytes >= LEAST && advice != UNKNOWN)
		madvise((void *)first, end - first, advice);
#else
	(void)memory;
	(void)bytes;
	(void)advice;
#endif
}

void pages_forget(void *memory, size_t bytes)
{
	advise(memory, bytes, MADV_DONTNEED);
}

void pages_write(void *memory, size_t bytes)
{
	advise(memory, bytes, MADV_POPULATE_WRITE);
}

void pages_large(void *memory, size_t bytes)
{
	advise(memory, bytes, MADV_HUGEPAGE);
}

size_t pages_align(size_t bytes)
{
	return MADV_HUGEPAGE != UNKNOWN && bytes >= LARGE ? LARGE : FPE_ALIGN;
}

void *pages_alloc(size_t bytes, size_t hot)
{
	size_t align = pages_align(hot);
	void *memory;

	/* what is behind the last byte is never written to */
	memory = aligned_alloc(align, (bytes + align - 1) / align * align);
	if (memory) {
		pages_large(memory, hot);
		pages_write(memory, hot);
	}
	return memory;
}
