/* SPDX-License-Identifier: GPL-3.0-or-later */
/* allocators.c - one allocator for the libraries that take one, and how it works. */
#include "io/allocators.h"

#include <stddef.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "io/json_read.h"
#include "io/platform.h"

#define LARGE_BLOCK (1 << 20) /* bytes */

/* Before each of SQLite's blocks, which asks how large one is. */
union head {
	int size;
	max_align_t aligned;
};

static void *get(int size)
{
	union head *head = malloc(sizeof *head + (size_t)size);

	if (!head)
		return NULL;
	head->size = size;
	return head + 1;
}

static void *resize(void *old, int size)
{
	union head *head = realloc((union head *)old - 1, sizeof *head + (size_t)size);

	if (!head)
		return NULL;
	head->size = size;
	return head + 1;
}

static int size_of(void *block)
{
	return block ? ((union head *)block - 1)->size : 0;
}

static void give_back(void *block)
{
	if (block)
		free((union head *)block - 1);
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

void allocators_share(void)
{
	const sqlite3_mem_methods methods = {
		.xMalloc = get,
		.xFree = give_back,
		.xRealloc = resize,
		.xSize = size_of,
		.xRoundup = round_up,
		.xInit = start,
		.xShutdown = stop,
	};

	/* nets of the past are a megabyte and more: in pieces of their own they leave no holes */
	platform_return_blocks(LARGE_BLOCK);
	json_set_alloc_funcs(json_piece, json_piece_free);
	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods); /* it keeps a copy */
}
