/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_report.c - rows over seeds: mean, spread, paired gain. */
#include "cmd/report/outcome_report.h"

#include <math.h>
#include <stdio.h>

/* Of every metric of a row but nnz: a list, one value a seed. */
static enum fpe_status read_values(struct outcome *outcome, int row,
				   json_t *values[FPE_METRIC_COUNT], struct fpe_error *err)
{
	for (int i = 0; i < outcome->seeds; i++) {
		const struct study_result *result;
		enum fpe_status status = outcome->read(outcome, i, &result, err);

		if (status)
			return status;
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			json_array_append_new(values[m], report_number(result->metric[row][m]));
	}
	return FPE_OK;
}

static json_t *metric_json(const struct fpe_summary *s, json_t *values)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:O}", "mean", report_number(s->mean), "sd",
			 report_number(s->sd), "min", report_number(s->min), "max",
			 report_number(s->max), "values", values);
}

static json_t *gain_json(const struct fpe_summary *s)
{
	return json_pack("{s:o, s:o, s:o}", "mean", report_number(s->mean), "low",
			 report_number(s->low), "high", report_number(s->high));
}

static json_t *row_json(const struct study *study, const struct outcome_summary *s, int row,
			json_t *const values[FPE_METRIC_COUNT])
{
	json_t *o = json_pack("{s:s, s:i, s:o}", "split", study->row[row].name, "alpha",
			      study_alpha(study, row), "nnz",
			      report_number(s->metric[row][FPE_METRIC_NNZ].mean));

	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if (m != FPE_METRIC_NNZ)
			json_object_set_new(o, fpe_metric_info[m].name,
					    metric_json(&s->metric[row][m], values[m]));
	}
	json_object_set_new(o, "gain", gain_json(&s->gain[row]));
	json_object_set_new(o, "relative_gain", gain_json(&s->relative_gain[row]));
	return o;
}

enum fpe_status outcome_row_json(struct outcome *outcome, const struct outcome_summary *summary,
				 int row, json_t **out, struct fpe_error *err)
{
	json_t *values[FPE_METRIC_COUNT];
	enum fpe_status status;

	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		values[m] = json_array();
	status = read_values(outcome, row, values, err);
	*out = status ? NULL : row_json(&outcome->study, summary, row, values);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		json_decref(values[m]);
	return status;
}

static void number_cell(struct report_table *table, const char *format, double x)
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
	static const char *const heads[] = { "alpha",	   "nnz",	    "accuracy", "sd",
					     "gain",	   "95 % interval", "capacity", "cosine",
					     "collisions", "coverage" };

	report_table_cell(table, false, "split");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		report_table_cell(table, true, "%s", heads[i]);
	for (int m = FPE_METRIC_ASKED; study->robustness && m < FPE_METRIC_COUNT; m++)
		report_table_cell(table, true, "%s", fpe_metric_info[m].name);
}

static void gain_cells(const struct fpe_summary *gain, int row, struct report_table *table)
{
	if (row == 0) {
		report_table_cell(table, true, "%s", "");
		report_table_cell(table, true, "%s", "");
		return;
	}
	number_cell(table, "%+.3f", gain->mean);
	if (isfinite(gain->low))
		report_table_cell(table, true, "%+.3f … %+.3f", gain->low, gain->high);
	else
		report_table_cell(table, true, "-");
}

void outcome_table_row(const struct study *study, const struct outcome_summary *summary, int row,
		       struct report_table *table)
{
	static const enum fpe_metric more[] = { FPE_METRIC_CAPACITY, FPE_METRIC_COSINE,
						FPE_METRIC_COLLISIONS, FPE_METRIC_COVERAGE };
	const struct fpe_summary *metric = summary->metric[row];

	report_table_cell(table, false, "%s", study->row[row].name);
	report_table_cell(table, true, "%d", study_alpha(study, row));
	number_cell(table, "%.0f", metric[FPE_METRIC_NNZ].mean);
	number_cell(table, "%.3f", metric[FPE_METRIC_TEST_ACCURACY].mean);
	number_cell(table, "%.3f", metric[FPE_METRIC_TEST_ACCURACY].sd);
	gain_cells(&summary->gain[row], row, table);
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		number_cell(table, "%.3f", metric[more[i]].mean);
	for (int m = FPE_METRIC_ASKED; study->robustness && m < FPE_METRIC_COUNT; m++)
		number_cell(table, "%.3f", metric[m].mean);
}
