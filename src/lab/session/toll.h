/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * toll.h - what did its split cost an arm, and has it got that back?
 *
 * Read from the curves of the arm and of its parent: test accuracy, or test loss where
 * samples have real targets.
 */
#ifndef LAB_TOLL_H
#define LAB_TOLL_H

#include "lab/session/session.h"

struct toll {
	enum fpe_metric metric;
	double before, after; /* the parent's score at the split, the child's before training */
	double lost;	      /* of it; below 0: gained */
	int left;	      /* epoch of the split */
	int back; /* first epoch at which the child is as good as `before`; -1: not yet */
};

/* False: it left its parent in another way, or that epoch is not known of both. */
bool toll_of(const struct session *s, const struct arm *arm, struct toll *out);

/* "the split cost 3 weights, and .12 of test accuracy: .80 before, .68 after"; malloc'ed.
   NULL: no memory. */
char *toll_verdict(const struct session *s, const struct arm *arm);
/* Once, when it has got back what the split cost: says so, malloc'ed. NULL: it has not, or
   it was said. */
char *toll_back(const struct session *s, struct arm *arm);

#endif
