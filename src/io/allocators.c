/* SPDX-License-Identifier: GPL-3.0-or-later */
/* allocators.c - one allocator for the libraries that take one, and how it works. */
#include "io/allocators.h"

#include <malloc.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "io/json_read.h"

static void *get(int size)
{
	return malloc((size_t)size);
}

static void *resize(void *old, int size)
{
	return realloc(old, (size_t)size);
}

static int size_of(void *block)
{
	return (int)malloc_usable_size(block);
}

static int round_up(int size)
{
	return (size + 7) & ~7;
}

static int start(void *nothing)
{
	(void)nothing;
	return SQLITE_OK;
}

static void stop(void *nothing)
{
	(void)nothing;
}

/* Nets of the past are a megabyte and more: in pieces of their own they leave no holes. */
static void return_large_blocks(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

void allocators_share(void)
{
	const sqlite3_mem_methods methods = {
		.xMalloc = get,
		.xFree = free,
		.xRealloc = resize,
		.xSize = size_of,
		.xRoundup = round_up,
		.xInit = start,
		.xShutdown = stop,
	};

	return_large_blocks();
	json_set_alloc_funcs(json_piece, json_piece_free);
	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods); /* it keeps a copy */
}
