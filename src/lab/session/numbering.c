/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbering.c - addresses in a table with free slots behind each that is taken. */
#include "lab/session/numbering.h"

#include <stdint.h>
#include <stdlib.h>

#define FIRST_SLOTS 64 /* a power of two, as all that come */

/* The slot of a thing, or the free one where it goes. */
static struct numbered *find(struct numbered *slot, int slots, const void *thing)
{
	uint64_t hash = (uint64_t)(uintptr_t)thing * UINT64_C(0x9e3779b97f4a7c15);
	int at = (int)(hash >> 40) & (slots - 1);

	while (slot[at].thing && slot[at].thing != thing)
		at = (at + 1) & (slots - 1);
	return &slot[at];
}

/* Half of the slots stay free. */
static enum fpe_status make_room(struct numbering *n, struct fpe_error *err)
{
	int slots = n->slots ? 2 * n->slots : FIRST_SLOTS;
	struct numbered *slot;

	if (n->count < n->slots / 2)
		return FPE_OK;
	slot = calloc((size_t)slots, sizeof *slot);
	if (!slot)
		return fpe_no_memory(err);
	for (int i = 0; i < n->slots; i++) {
		if (n->slot[i].thing)
			*find(slot, slots, n->slot[i].thing) = n->slot[i];
	}
	free(n->slot);
	n->slot = slot;
	n->slots = slots;
	return FPE_OK;
}

enum fpe_status numbering_ask(struct numbering *n, const void *thing, int *number,
			      struct fpe_error *err)
{
	enum fpe_status status = make_room(n, err);
	struct numbered *slot;

	if (status)
		return status;
	slot = find(n->slot, n->slots, thing);
	if (!slot->thing)
		*slot = (struct numbered){ thing, n->count++ };
	*number = slot->number;
	return FPE_OK;
}

void numbering_clear(struct numbering *n)
{
	free(n->slot);
	*n = (struct numbering){ 0 };
}
