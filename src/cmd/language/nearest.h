/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nearest.h - did you mean: the offered name a misspelt one is nearest to.
 *
 * A name is near if few letters were added, left out, changed or swapped (one
 * in short words, two in longer ones), or if it begins with what was given.
 * Case does not count.
 */
#ifndef CMD_NEAREST_H
#define CMD_NEAREST_H

struct nearest {
	const char *given; /* borrowed */
	const char *best;  /* borrowed; NULL: none is near */
	int distance;
};

/* Edits between two names; more than limit: limit + 1. */
int nearest_distance(const char *a, const char *b, int limit);

void nearest_begin(struct nearest *nearest, const char *given);
/* Offer a name, which must live as long as best is read. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
