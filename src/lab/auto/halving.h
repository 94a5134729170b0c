/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * halving.h - successive halving: many candidates for a few epochs, the better
 * half for twice as many, and so on.
 *
 * Source: Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization", AISTATS 2016. Pure arithmetic.
 */
#ifndef LAB_HALVING_H
#define LAB_HALVING_H

#include <stdbool.h>

/* The first rung is never shorter than 1/8 of the last: what is behind after
   fewer epochs says little about the end. */
#define HALVING_RUNGS 4

struct halving_rung {
	int candidates;
	int epochs; /* that each has trained at the rung's end */
};

/* Of so many candidates (>= 1) the better half goes on; an odd one too. */
int halving_keep(int candidates);

/* Rungs for so many candidates, the last at `epochs` (>= 1); at least two are
   left for it where there were two. Returns how many rungs. */
int halving_plan(int candidates, int epochs, struct halving_rung out[HALVING_RUNGS]);

struct halving_score {
	double accuracy, loss; /* NaN: diverged; without classes minus the loss, and the loss */
};

/* order[n]: numbers of the scores, the best first; equal ones in their order.
 */
void halving_rank(const struct halving_score *score, int n, int *order);

/* Is score i on the frontier: has no other as few neurons and a better score,
   or fewer and as good a one? */
bool halving_frontier(const struct halving_score *score, const int *neurons, int n, int i);

#endif
