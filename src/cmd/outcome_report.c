/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_report.c - rows over seeds: mean, spread, paired gain. */
#include "cmd/outcome_report.h"

#include <math.h>
#include <stdio.h>

static json_t *metric_json(const struct outcome *o, int row,
			   enum fpe_metric metric)
{
	struct fpe_summary s = outcome_metric(o, row, metric);
	json_t *values = json_array();

	for (int i = 0; i < o->seeds; i++)
		json_array_append_new(
			values,
			report_number(o->result[i]->metric[row][metric]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "mean",
			 report_number(s.mean), "sd", report_number(s.sd),
			 "min", report_number(s.min), "max",
			 report_number(s.max), "values", values);
}

static json_t *gain_json(const struct outcome *o, int row, bool relative)
{
	struct fpe_summary s = outcome_gains(o, row, relative);

	return json_pack("{s:o, s:o, s:o}", "mean", report_number(s.mean),
			 "low", report_number(s.low), "high",
			 report_number(s.high));
}

json_t *outcome_row_json(const struct outcome *outcome, int row)
{
	const struct study *study = &outcome->study;
	struct fpe_summary nnz = outcome_metric(outcome, row, FPE_METRIC_NNZ);
	json_t *o = json_pack("{s:s, s:i, s:o}", "split", study->row[row].name,
			      "alpha", study_alpha(study, row), "nnz",
			      report_number(nnz.mean));

	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if (m != FPE_METRIC_NNZ)
			json_object_set_new(o, fpe_metric_info[m].name,
					    metric_json(outcome, row, m));
	}
	json_object_set_new(o, "gain", gain_json(outcome, row, false));
	json_object_set_new(o, "relative_gain", gain_json(outcome, row, true));
	return o;
}

static void number_cell(struct report_table *table, const char *format,
			double x)
{
	char text[32] = "-";

	if (isfinite(x)) {
		/* the formats are this file's own */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof text, format, x);
#pragma GCC diagnostic pop
	}
	report_table_cell(table, true, "%s", text);
}

void outcome_table_heads(const struct study *study, struct report_table *table)
{
	static const char *const heads[] = { "alpha",	   "nnz",
					     "accuracy",   "sd",
					     "gain",	   "95 % interval",
					     "capacity",   "cosine",
					     "collisions", "coverage" };

	report_table_cell(table, false, "split");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		report_table_cell(table, true, "%s", heads[i]);
	for (int m = FPE_METRIC_ASKED; study->robustness && m < FPE_METRIC_COUNT;
	     m++)
		report_table_cell(table, true, "%s", fpe_metric_info[m].name);
}

static void gain_cells(const struct outcome *outcome, int row,
		       struct report_table *table)
{
	struct fpe_summary gain = outcome_gains(outcome, row, false);

	if (row == 0) {
		report_table_cell(table, true, "%s", "");
		report_table_cell(table, true, "%s", "");
		return;
	}
	number_cell(table, "%+.3f", gain.mean);
	if (isfinite(gain.low))
		report_table_cell(table, true, "%+.3f … %+.3f", gain.low,
				  gain.high);
	else
		report_table_cell(table, true, "-");
}

void outcome_table_row(const struct outcome *outcome, int row,
		       struct report_table *table)
{
	static const enum fpe_metric more[] = { FPE_METRIC_CAPACITY,
						FPE_METRIC_COSINE,
						FPE_METRIC_COLLISIONS,
						FPE_METRIC_COVERAGE };
	struct fpe_summary accuracy =
		outcome_metric(outcome, row, FPE_METRIC_TEST_ACCURACY);

	report_table_cell(table, false, "%s", outcome->study.row[row].name);
	report_table_cell(table, true, "%d", study_alpha(&outcome->study, row));
	number_cell(table, "%.0f",
		    outcome_metric(outcome, row, FPE_METRIC_NNZ).mean);
	number_cell(table, "%.3f", accuracy.mean);
	number_cell(table, "%.3f", accuracy.sd);
	gain_cells(outcome, row, table);
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		number_cell(table, "%.3f",
			    outcome_metric(outcome, row, more[i]).mean);
	for (int m = FPE_METRIC_ASKED;
	     outcome->study.robustness && m < FPE_METRIC_COUNT; m++)
		number_cell(table, "%.3f", outcome_metric(outcome, row, m).mean);
}
