/* SPDX-License-Identifier: GPL-3.0-or-later */
/* halving.c - who goes on, for how long, and who was best. */
#include "lab/auto/halving.h"

#include <math.h>

int halving_keep(int candidates)
{
	return (candidates + 1) / 2;
}

int halving_plan(int candidates, int epochs, struct halving_rung out[HALVING_RUNGS])
{
	int rungs = 1;

	while (rungs < HALVING_RUNGS && candidates >> (rungs + 1) && epochs >> rungs)
		rungs++;
	for (int i = 0; i < rungs; i++) {
		out[i].candidates = candidates;
		out[i].epochs = epochs >> (rungs - 1 - i);
		candidates = halving_keep(candidates);
	}
	return rungs;
}

/* Is a better than b? By accuracy, then by loss; what diverged is worst. */
static bool is_better(const struct halving_score *a, const struct halving_score *b)
{
	if (isnan(a->accuracy) || isnan(b->accuracy))
		return !isnan(a->accuracy);
	if (a->accuracy != b->accuracy)
		return a->accuracy > b->accuracy;
	return a->loss < b->loss;
}

/* By insertion: a few hundred at most, and equal ones keep their order. */
void halving_rank(const struct halving_score *score, int n, int *order)
{
	for (int i = 0; i < n; i++) {
		int at = i;

		while (at && is_better(&score[i], &score[order[at - 1]])) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
	}
}

bool halving_frontier(const struct halving_score *score, const int *neurons, int n, int i)
{
	if (isnan(score[i].accuracy))
		return false;
	for (int k = 0; k < n; k++) {
		if (neurons[k] <= neurons[i] && is_better(&score[k], &score[i]))
			return false;
		if (neurons[k] < neurons[i] && !is_better(&score[i], &score[k]))
			return false;
	}
	return true;
}
