/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room.c - realloc in steps that double. */
#include "core/base/room.h"

#include <stdlib.h>
#include <string.h>

#define FIRST 8 /* items */

enum fpe_status room_for(void *array, int *room, int count, size_t size, struct fpe_error *err)
{
	int more = *room ? *room : FIRST;
	void *items;

	if (count <= *room)
		return FPE_OK;
	while (more < count)
		more *= 2;
	/* whatever it points to: by its bytes */
	memcpy(&items, array, sizeof items);
	items = realloc(items, (size_t)more * size);
	if (!items)
		return fpe_no_memory(err);
	memcpy(array, &items, sizeof items);
	*room = more;
	return FPE_OK;
}
