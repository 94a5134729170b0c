/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dealt.h - what is expected of splits of which theory has no closed form, kept.
 *
 * The figures ask at every frame; a number is worked out once for a task, kind, alpha and
 * width. Any thread may ask.
 */
#ifndef LAB_DEALT_H
#define LAB_DEALT_H

#include "fpe/deals.h"

struct dealt_cache;

struct dealt_cache *dealt_new(void); /* NULL: no memory */
void dealt_free(struct dealt_cache *cache);

/* Cost (fpe_deals_cost) of what a frame may wait for, once: some .2 s. */
#define DEALT_AT_ONCE 2e7

/* As fpe_deals_simulate, for the clauses of a task of this hash (fpe_task_hash). */
enum fpe_status dealt_find(struct dealt_cache *cache, uint64_t task, const struct fpe_deals *deals,
			   struct fpe_dealt *out, struct fpe_error *err);

#endif
