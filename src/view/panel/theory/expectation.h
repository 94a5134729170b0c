/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expectation.h - what theory expects of an arm's collisions and coverage, what
 * its masks show, and both in words.
 */
#ifndef VIEW_EXPECTATION_H
#define VIEW_EXPECTATION_H

#include "fpe/theory.h"
#include "view/figure/panel.h"
/* Before pruning; NaN where nothing is expected. */
struct expectation {
	double collisions, coverage;
	struct fpe_theory t; /* what it is worked out from, where it was split */
	bool simulated;	     /* no closed form: means over deals, the snapshot's */
};
/* The task must have clauses. */
struct expectation expectation_of(const struct snapshot *s, const struct snapshot_arm *a);

/* What a hit of HIT_VALUE is: column = metric, row = one of these. */
enum expectation_row {
	EXPECTATION_NOW, /* by the mask as it is now */
	EXPECTATION_THEORY,
	EXPECTATION_CHANGE /* now, minus that of what is subtracted */
};
/* The number of such a cell; NaN: there is none. minus may be NULL. */
double expectation_value(const struct snapshot *s, const struct snapshot_arm *a,
			 const struct snapshot_arm *minus, int row, int metric);

panel_describe_fn expectation_describe;
panel_work_out_fn expectation_work_out;
panel_paper_fn theory_paper;

/* Why what is measured differs from theory, a sentence; "" where it does not.
 */
const char *expectation_gap(const struct snapshot *s, const struct snapshot_arm *a, char *out,
			    size_t size);

#endif
