/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contender.h - what a search may choose: a way to split, how far, where, when.
 *
 * The space is a grid: every kind of split that needs no user, alpha of a short
 * list, every hidden layer and all of them, epochs of a short list. What the
 * net or the task cannot have is not in it.
 */
#ifndef LAB_CONTENDER_H
#define LAB_CONTENDER_H

#include "lab/base/recipe.h"

struct contender {
	const struct fpe_split_kind *by; /* NULL: no split */
	struct split_spec how;		 /* alpha and layer; alpha 1: no split */
	int at;				 /* epoch of the split, as the arm counts */
};

struct contender_space {
	const struct fpe_net *net; /* not split yet; borrowed */
	struct split_basis basis;
	int from;   /* the epoch that all begin at */
	int latest; /* last epoch to split at, after that one */
	/* epochs up to `kept` are in the past, and there only every stride-th
	   one can be gone back to; 0, 1: no such bound */
	int kept, stride;
};

/*
 * No split, then at most `most` others: the kinds in turn, each in an order of
 * its own from stream (seed, FPE_RNG_SEARCH, hash of the kind's name). *possible:
 * how many there are to draw from. FPE_ESTATE: none. Gives *out, to free.
 */
enum fpe_status contender_draw(const struct contender_space *space, uint64_t seed, int most,
			       struct contender **out, int *count, int *possible,
			       struct fpe_error *err);

/* Hidden neurons of the net once it is split so. */
int contender_neurons(const struct contender *candidate, const struct fpe_net *net);

#endif
