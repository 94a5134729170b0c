/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.h - hands of a team at the tiles of one call.
 *
 * The slices of the work are tiles, whoever does them. Slopes: as many tiles at once as there
 * are hands, the first into the gradient, each other one into a vector of its own; these
 * are added in order, so every number has one order of sums, that of a thread alone.
 */
#ifndef CORE_KERNEL_CREW_H
#define CORE_KERNEL_CREW_H

#include <stdbool.h>

#include "core/kernel/scratch.h"
#include "fpe/team.h"
#include "fpe/watch.h"

struct fpe_kernel;

/* Parameters, looked up. */
struct call {
	const float *parameters;	     /* packed, borrowed */
	const float *weight[FPE_MAX_LAYERS]; /* of layers by tiles */
	const float *across[FPE_MAX_LAYERS]; /* the same by columns, but the first; for slopes */
	const struct lookup *lookup;	     /* with the tables of these parameters */
	bool tables;			     /* the first layer goes by tables */
	bool shares;			     /* which share the slopes of one output */
	int first;			     /* layers from here on go by tiles */
};

/*
 * The call as a hand reads it. Where there are several hands each has a copy of the parameters:
 * what two cores read and one of them wrote last costs more than to copy it.
 */
struct crew_own {
	uint64_t number; /* of the call that this is of */
	struct call call;
	float *parameters; /* the copy; NULL: the caller was alone until now */
	float *turned;
	struct lookup lookup; /* the kernel's, but for where tables are */
	float *tables;	      /* owns those; NULL: the caller's, or there are none */
	bool copied;	      /* this call reads the copy */
};

/* Of a hand beside the caller's. */
struct crew_hand {
	struct scratch scratch;
	struct crew_own own;
	float *slopes; /* packed, of one tile; NULL: none were asked for yet */
};

struct crew {
	struct fpe_team *team;		       /* borrowed; or NULL */
	const struct fpe_watch *watch;	       /* borrowed; or NULL */
	int hands;			       /* at the call last */
	uint64_t number;		       /* of the call under way */
	struct crew_own own;		       /* the caller's */
	struct crew_hand *hand[FPE_MAX_HANDS]; /* from 1 on, made when there is such a hand */
};

/* k: with its packing; its crew is zeroed memory. On failure clear it too. */
enum fpe_status crew_init(struct fpe_kernel *k, struct fpe_error *err);
void crew_clear(struct crew *crew);

/* A hand's copy of these parameters, if it has worked with them in the call last; or NULL. */
float *crew_copy(struct fpe_kernel *k, int hand, const float *parameters);

/*
 * After pass_begin: slopes of the feed, all but pass_finish, and the sum of losses, NaN where
 * the watch stopped them; losses and hits of the feed, and the class of each sample to said (or
 * NULL).
 */
double crew_slopes(struct fpe_kernel *k, const struct feed *feed, bool rough, float *gradient);

/* Tiles of scores between two questions of the watch. */
int crew_unwatched(const struct fpe_kernel *k);

struct crew_score {
	double loss;
	long hits;
	bool stopped; /* by the watch: these are of some samples only */
} crew_score(struct fpe_kernel *k, const struct feed *feed, int32_t *said);

#endif
