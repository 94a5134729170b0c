/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study_value.h - numbers of the last compare or sweep, for expressions.
 *
 * The argument of a statistic is itself an expression, worked out seed by seed:
 * low(gain(clause) - gain(random)) is the lower end of the interval of paired
 * differences. After a sweep a row is named with its point:
 * gain(clause, alpha == 4 and clauses == 8). METRIC(row) is at the end,
 * split_METRIC(row) at the split.
 */
#ifndef CMD_STUDY_VALUE_H
#define CMD_STUDY_VALUE_H

#include "fpe/statistic.h"
#include "lab/study/compare.h"
#include "lab/study/sweep.h"

struct study_values {
	struct fpe_summary over; /* the seeds that did not diverge; NaN where one is null */
	int seeds;		 /* of the study */
	int diverged, nulls;	 /* of these: at which something asked for diverged, and at
				    which else the expression has no value */
};

/* One of the two is NULL. FPE_ENAME: no such row, metric or point. */
enum fpe_status study_value(struct compare *compare, struct sweep *sweep, const char *expression,
			    struct study_values *out, struct fpe_error *err);

#endif
