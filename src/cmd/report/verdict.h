/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verdict.h - what numbers over seeds say, as a sentence.
 *
 * Whether it is decided: the 95 % interval of the paired gains has 0 in it or not; where
 * it has, how many seeds would tell (fpe_values_to_tell). What the split cost. And why,
 * but only where collisions and coverage explain it: not with plain literals.
 */
#ifndef CMD_VERDICT_H
#define CMD_VERDICT_H

#include "fpe/regression.h"
#include "io/textbuf.h"
#include "lab/study/outcome.h"

/* A gain in words. */
struct verdict_gain {
	const char *name;	 /* who gains … */
	const char *on;		 /* … on whom: "dense" */
	const char *unit;	 /* after a number: "" or " bits" */
	struct fpe_summary gain; /* of the paired differences */
	int digits;
};

/* "over 8 seeds clause is better than dense, by .044 (95 %: .035 to .054)", or that it is
   undecided and how many more seeds would tell. No stop at its end. */
void verdict_gain(struct textbuf *out, const struct verdict_gain *gain);

/* A sentence, with its stop, for each split of a study, a line each; malloc'ed. NULL: no
   memory, or results that cannot be read. "" where there is nothing to say. */
char *verdict_outcome(struct outcome *outcome, const struct outcome_summary *summary);

/*
 * Why a row came out as it did: its collisions and coverage beside dense's. better:
 * decided so; NaN in any: nothing is added.
 */
struct verdict_why {
	bool better;
	double collisions, coverage, dense_collisions, dense_coverage;
};
void verdict_why(struct textbuf *out, const struct verdict_why *why);

/*
 * What a line of `regress` says of the gain of a kind of split and a metric, with its stop and
 * the end of the line: pooled, within settings, and what dense's score explains by itself.
 */
void verdict_line(struct textbuf *out, const char *split, const char *metric,
		  const struct fpe_regression *line);

#endif
