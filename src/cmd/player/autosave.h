/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * autosave.h - a thread that writes frozen sessions down while the program goes on.
 *
 * It says when one is due: some minutes after something changed, and not before ten times
 * as long has gone by as the last one took. All functions are for the thread that owns the
 * session.
 */
#ifndef CMD_AUTOSAVE_H
#define CMD_AUTOSAVE_H

#include "lab/base/pool.h"
#include "lab/session/saved.h"

#define AUTOSAVE_MINUTES 5.0

struct autosave;

/* pool (borrowed) is woken when one is due, and when it was written. NULL: no memory. */
struct autosave *autosave_new(struct pool *pool);
/* The program is left: what is being written is given up, and nothing is kept. May be NULL. */
void autosave_free(struct autosave *autosave);

void autosave_set(struct autosave *autosave, double minutes); /* 0: never */
/* Something has changed: one will be due. */
void autosave_want(struct autosave *autosave);
/* It is, and nothing is being written. */
bool autosave_due(struct autosave *autosave);
/* Nothing has changed after all. */
void autosave_need_not(struct autosave *autosave);
/* Write this one: takes the hold, and the order's screen; reading is not asked. */
void autosave_write(struct autosave *autosave, struct shared *frozen,
		    const struct saved_order *order);
/* Why a session could not be kept, once; malloc'ed, NULL: there is nothing to say. */
char *autosave_trouble(struct autosave *autosave);

#endif
