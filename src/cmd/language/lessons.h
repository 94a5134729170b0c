/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lessons.h - which lessons are there?
 *
 * A lesson is a scenario lessons/NN-NAME.fpe whose first comment begins
 * "Lesson N, M minutes: TITLE."
 */
#ifndef CMD_LESSONS_H
#define CMD_LESSONS_H

#include "fpe/error.h"

struct lesson_found {
	int number, minutes; /* minutes 0: it does not say */
	char *title, *name;  /* the scenario's */
};

struct lessons {
	int count;
	struct lesson_found *item; /* [count] by number */
	struct fpe_error failed;   /* as of struct scenarios */
};

/* Those there are; of two of a number the first. Without memory, or if something failed, some
   are left out. */
void lessons_find(struct lessons *out);
void lessons_clear(struct lessons *lessons);
/* NULL: none has this number. */
const struct lesson_found *lessons_get(const struct lessons *lessons, int number);

#endif
