/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * team.h - hands that share the work of one call.
 *
 * Core has no threads. Who has some lends a team of them to a trainer or a kernel, which
 * cuts long work into pieces; what comes out does not depend on how many hands there are,
 * nor on which piece falls to whom.
 */
#ifndef FPE_TEAM_H
#define FPE_TEAM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_MAX_HANDS 64 /* of one team */

/* hand: whose memory to use, 0 (the caller's) … hands - 1; at most one piece at a time has it. */
typedef void fpe_piece(void *context, int piece, int hand);

struct fpe_team {
	/* Hands there are now, the caller's included; as many as `most` would be of use, and
	   those that are missing may come later. */
	int (*hands)(struct fpe_team *team, int most);
	/* Each piece from 0 to count - 1 once, in any order, by at most `hands` of the hands
	   there were; returns when all are done. */
	void (*run)(struct fpe_team *team, int hands, int count, fpe_piece *piece, void *context);
};

/* The same; team NULL: one hand, pieces in their order. */
int fpe_team_hands(struct fpe_team *team, int most);
void fpe_team_run(struct fpe_team *team, int hands, int count, fpe_piece *piece, void *context);

/* Part `piece` of n floats side by side, which are cut into `pieces` where cache lines end. */
struct fpe_part {
	size_t first, end;
};
struct fpe_part fpe_part_of(size_t n, int pieces, int piece);

#ifdef __cplusplus
}
#endif

#endif
