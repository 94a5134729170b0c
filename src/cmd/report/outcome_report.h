/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_report.h - one row of a study over seeds, as JSON and in a table. */
#ifndef CMD_OUTCOME_REPORT_H
#define CMD_OUTCOME_REPORT_H

#include "cmd/report/report.h"
#include "lab/study/outcome.h"

/* {"split":…, "alpha":…, every metric, gain, relative_gain}. Gives *out, NULL on
   failure: a result cannot be read. */
enum fpe_status outcome_row_json(struct outcome *outcome, const struct outcome_summary *summary,
				 int row, json_t **out, struct fpe_error *err);

/* Cells after the caller's own; the row is not ended. */
void outcome_table_heads(const struct study *study, struct report_table *table);
void outcome_table_row(const struct study *study, const struct outcome_summary *summary, int row,
		       struct report_table *table);

/* The JSON fields of a row, for a command's list: "rows[].split", … */
#define OUTCOME_FIELDS                                                                       \
	{ "rows[].split", "text", "dense, a kind of split, or a control" },                  \
		{ "rows[].alpha", "integer", "children of each neuron; 1 for dense" },       \
		{ "rows[].nnz", "integer", "mean of the mask entries set" },                 \
		{ "rows[].METRIC.mean", "number or null", "over seeds; for every metric" },  \
		{ "rows[].METRIC.sd", "number or null", "with n-1; null for one seed" },     \
		{ "rows[].METRIC.min", "number or null", "smallest" },                       \
		{ "rows[].METRIC.max", "number or null", "largest" },                        \
		{ "rows[].METRIC.values[]", "number or null", "one a seed" },                \
		{ "rows[].gain.mean", "number or null",                                      \
		  "test_accuracy minus dense's of the same seed" },                          \
		{ "rows[].gain.low", "number or null", "95 % Student-t interval, paired" },  \
		{ "rows[].gain.high", "number or null", "its other end" },                   \
		{ "rows[].relative_gain.mean", "number or null",                             \
		  "gain over dense's test_accuracy" },                                       \
		{ "rows[].relative_gain.low", "number or null", "95 % Student-t interval" }, \
	{                                                                                    \
		"rows[].relative_gain.high", "number or null", "its other end"               \
	}

#endif
