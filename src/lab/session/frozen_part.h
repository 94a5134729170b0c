/* SPDX-License-Identifier: GPL-3.0-or-later */
/* frozen_part.h - what a frozen session is made of, for those who write and read one. */
#ifndef LAB_FROZEN_PART_H
#define LAB_FROZEN_PART_H

#include "lab/session/frozen.h"

struct frozen {
	uint64_t version, seed;
	struct recipe recipe;
	struct shared *task, *train, *test;
	int arms;
	struct shared *arm[FPE_MAX_ARMS]; /* struct arm */
	int id[FPE_MAX_ARMS];
	int current;
	int jobs; /* trainer threads; 0: read from a file, which does not say */
	size_t history_limit;
	bool told_late;
	uint64_t *probe;	/* owned; as the session's, NULL: none */
	struct shared *circuit; /* the same of these two */
	struct snapshot_look look;
	unsigned mark;
};

void frozen_free(void *thing); /* of a struct shared; holds and recipe may be missing */

#endif
