/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pointer.h - two clauses that the cursor of the panel interference stands on. */
#ifndef CMD_POINTER_H
#define CMD_POINTER_H

#include "cmd/player/call.h"

struct pointer {
	struct arm *arm;
	int clause[2];
};

/* False: the cursor stands on no two clauses of an arm that is there. */
bool pointer_get(const struct call *call, struct pointer *out);

/* Does a neuron of the arm's first layer hold both whole, by its mask? */
bool pointer_collides(const struct call *call, const struct pointer *p);

/* "c2" or a number; -1: no clause of the task. */
int pointer_clause(const struct fpe_clauses *clauses, const char *text);

/* Does the neuron have all inputs of a clause? */
bool pointer_holds(const struct fpe_layer *layer, int neuron, const struct fpe_clauses *clauses,
		   int clause);

#endif
