/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_report.h - one row of a study over seeds. */
#ifndef CMD_OUTCOME_REPORT_H
#define CMD_OUTCOME_REPORT_H

#include "cmd/report/column.h"
#include "lab/study/outcome.h"

/* Bits of the metrics that tables of runs show by their names. */
#define OUTCOME_METRIC(NAME) (UINT64_C(1) << FPE_METRIC_##NAME)
#define OUTCOME_METRICS                                                                   \
	(OUTCOME_METRIC(CAPACITY) | OUTCOME_METRIC(COSINE) | OUTCOME_METRIC(COLLISIONS) | \
	 OUTCOME_METRIC(COVERAGE))

extern const struct column outcome_columns[];

/* The data of a row. values: those of every seed, too, where reading may fail. */
enum fpe_status outcome_put(struct outcome *outcome, const struct outcome_summary *summary, int row,
			    bool values, struct rows *out, struct fpe_error *err);

/* Bits of `when`: what tables of the study show; diverged: some row of it did. */
unsigned outcome_shown(const struct study *study, bool diverged);

/* A line that says how many runs diverged, after the table; nothing where none did. */
void outcome_say_diverged(struct report *report, int runs, int rows);

#endif
