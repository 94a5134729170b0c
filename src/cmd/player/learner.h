/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learner.h - what the line of a lesson waits for: an answer (`ask`), or a deed (`expect`).
 *
 * Owns its copies, knows no player. The line that waits is of the script that plays; it is
 * run again when a line that was typed has taken effect (player.c).
 */
#ifndef CMD_LEARNER_H
#define CMD_LEARNER_H

#include <stdbool.h>

#include "cmd/language/command.h"
#include "view/grid/grid.h"

struct learner {
	const struct line *line; /* that waits, borrowed; NULL: none of a script does */
	bool asks;		 /* for an answer */
	bool scripted;		 /* a script goes on behind it */
	bool answered;		 /* it was */
	bool skipped;		 /* what there was of a solution has been played */
	bool looks;		 /* it is to be tested again */
	unsigned long seen;	 /* lines that had taken effect when it was tested last */
	bool points;		 /* it asks where the cursor stands: also tested when that moves */
	struct hit pointed;	 /* where it stood then */
	int tries;		 /* that were none yet */
	bool tried;		 /* one was just now */
	int empty;		 /* times that Enter alone was pressed */
	char *name;		 /* of an answer */
	char *question;		 /* the line that takes the answer, but for that */
	char *choices;		 /* or NULL */
	char *hint, *solution;
};

/* It waits from now on: the first time, or again. False: no memory. */
bool learner_await(struct learner *learner, const struct line *line, unsigned long acts);
void learner_clear(struct learner *learner);

/* What is to be run for what was typed, where that is an answer, malloc'ed. NULL: it is a
   command, or there is no memory. */
char *learner_line(const struct learner *learner, const char *typed);

/* Does the hint tell the solution? Enter alone does it then. */
bool learner_tells_all(const struct learner *learner);

/* What to say after a try that was none, or (empty > 0) after Enter alone; malloc'ed. */
char *learner_hint(const struct learner *learner);

#endif
