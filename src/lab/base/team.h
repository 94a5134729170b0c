/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * team.h - a thread and those that help it with pieces of its work.
 *
 * The leader's calls are answered by helpers that wait awake, since a call may be as short
 * as some microseconds, for TEAM_PATIENCE after the last piece; then they sleep until the
 * next call. The leader takes pieces like the others and waits for those under way alone,
 * so it is never late for a thread that does not run. Who helps whom, and when: pool.c.
 */
#ifndef LAB_TEAM_H
#define LAB_TEAM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "fpe/team.h"

#define TEAM_PATIENCE 200e-6 /* seconds of the waiting thread's own time (clock_work) */

struct team {
	struct fpe_team lent; /* first: what core sees is a team; `hands` is its owner's */
	void (*wake)(struct team *team);
	/* the call under way: its number, and below bit 32 how many pieces nobody has begun */
	_Alignas(64) _Atomic uint64_t call;
	/* written between calls; whoever takes a piece of a call has read what belongs to it */
	_Atomic(fpe_piece *) piece;
	_Atomic(void *) context;
	atomic_int count, limit; /* pieces; hands below limit may take them */
	_Alignas(64) atomic_int done;
	/* most hands that are of use; 0: nobody need wait here */
	_Alignas(64) atomic_int wanted;
	atomic_int hands;    /* 1 and the highest hand there is */
	atomic_int sleepers; /* helpers to be woken for a call */
	uint64_t taken;	     /* hands that are there, bit by bit; the owner's lock guards it */
	atomic_bool waits;
	pthread_mutex_t lock; /* of a leader that sleeps */
	pthread_cond_t over;
};

/* team: zeroed; `hands` as fpe_team's; wake: who sleeps in the team. */
void team_init(struct team *team, int (*hands)(struct fpe_team *team, int most),
	       void (*wake)(struct team *team));
void team_clear(struct team *team);

/* Under the owner's lock: a hand for one more helper, of less than FPE_MAX_HANDS; and back. */
int team_join(struct team *team);
void team_leave(struct team *team, int hand);

/* Is there a piece that nobody has begun? */
bool team_calls(struct team *team);

/*
 * Take pieces until *news is not `known`, nobody is wanted, or there was none for
 * TEAM_PATIENCE since *last (clock_work; set after pieces). False: that was why.
 */
bool team_help(struct team *team, int hand, const atomic_uint *news, unsigned known, double *last);

#endif
