/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numbering.h - which number has a thing among those that were asked about?
 *
 * Things are told apart by their address and numbered from 0 as they come. Nothing is
 * written into them, so several threads may number the same ones.
 */
#ifndef LAB_NUMBERING_H
#define LAB_NUMBERING_H

#include "fpe/error.h"

/* Zeroed: none yet. */
struct numbering {
	struct numbered {
		const void *thing; /* NULL: the slot is free */
		int number;
	} * slot;
	int slots, count;
};

/* FPE_ENOMEM, and nothing has changed. A number that is count - 1 now and was not there
   before is new. */
enum fpe_status numbering_ask(struct numbering *n, const void *thing, int *number,
			      struct fpe_error *err);
void numbering_clear(struct numbering *n);

#endif
