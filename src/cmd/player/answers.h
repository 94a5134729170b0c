/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers.h - what was answered to the questions of a lesson, by name. */
#ifndef CMD_ANSWERS_H
#define CMD_ANSWERS_H

#include "fpe/error.h"

struct answer {
	char *name, *text; /* "": it was passed over */
};

/* Start with a zeroed struct. */
struct answers {
	int count, room;
	struct answer *item;
};

/* The last answer to a question of this name; NULL: there was none. */
const char *answers_find(const struct answers *answers, const char *name);
/* Copies both. FPE_ENOMEM. */
enum fpe_status answers_set(struct answers *answers, const char *name, const char *text,
			    struct fpe_error *err);
void answers_clear(struct answers *answers);

/*
 * Which choice of "up,stays,down" is meant: its words, whatever their case, the letter
 * a, b, c … of its place, or how it alone begins. Gives *out, a copy of its words.
 * FPE_ENAME: none, or several.
 */
enum fpe_status answers_choose(const char *choices, const char *typed, char **out,
			       struct fpe_error *err);
/* "a) up  b) stays  c) down", malloc'ed; NULL: no memory. */
char *answers_offer(const char *choices);

#endif
