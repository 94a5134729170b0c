/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shared.h - a thing that several hold: the last one to let go frees it.
 *
 * Frozen sessions, histories and the live session hold the same task and the
 * same samples. The thing itself does not change while it is shared. Any thread
 * may hold and release.
 */
#ifndef LAB_SHARED_H
#define LAB_SHARED_H

#include <stdbool.h>

struct shared;

/* Takes thing (not NULL), also on failure: NULL is no memory. Gives one hold.
 */
struct shared *shared_new(void *thing, void (*release)(void *thing));
/* Either may be NULL. hold returns its argument. */
struct shared *shared_hold(struct shared *shared);
void shared_release(struct shared *shared);
/* True once for every mark: for one thread that counts what several hold. */
bool shared_count(struct shared *shared, unsigned mark);
/* How many hold it; it may be fewer already, but not more where the caller knows them all. */
int shared_holds(const struct shared *shared);
/* The thing, NULL of NULL: its holder's as long as it holds. */
void *shared_get(const struct shared *shared);

/* What the thing was made from, for who makes it again: malloc'ed, goes with it. By the
   thread that owns the session; where something was said already, that stays. Takes made. */
void shared_say_made(struct shared *shared, void *made);
const void *shared_made(const struct shared *shared); /* NULL: nobody said */

#endif
