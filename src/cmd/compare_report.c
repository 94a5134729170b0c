/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_report.c - rows over seeds: mean, spread, paired gain. */
#include "cmd/compare_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table {
	struct compare *compare;
	const struct study *study;
	int seeds;
	double *values; /* [seeds], scratch */
};

static struct fpe_summary metric_of(const struct table *t, int row,
				    enum fpe_metric metric)
{
	compare_values(t->compare, row, metric, t->values);
	return fpe_summarise(t->values, t->seeds);
}

static struct fpe_summary gain_of(const struct table *t, int row, bool relative)
{
	compare_gain(t->compare, row, relative, t->values);
	return fpe_summarise(t->values, t->seeds);
}

static int alpha_of(const struct table *t, int row)
{
	return t->study->row[row].kind == ROW_DENSE ? 1 : t->study->alpha;
}

static json_t *metric_json(const struct table *t, int row, enum fpe_metric metric)
{
	struct fpe_summary s = metric_of(t, row, metric);
	json_t *values = json_array();

	for (int i = 0; i < t->seeds; i++)
		json_array_append_new(values, report_number(t->values[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "mean", report_number(s.mean),
			 "sd", report_number(s.sd), "min", report_number(s.min),
			 "max", report_number(s.max), "values", values);
}

static json_t *gain_json(const struct table *t, int row, bool relative)
{
	struct fpe_summary s = gain_of(t, row, relative);

	return json_pack("{s:o, s:o, s:o}", "mean", report_number(s.mean), "low",
			 report_number(s.low), "high", report_number(s.high));
}

static json_t *row_json(const struct table *t, int row)
{
	json_t *o = json_pack("{s:s, s:i, s:o}", "split", t->study->row[row].name,
			      "alpha", alpha_of(t, row), "nnz",
			      report_number(metric_of(t, row, FPE_METRIC_NNZ).mean));

	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if (m != FPE_METRIC_NNZ)
			json_object_set_new(o, fpe_metric_info[m].name,
					    metric_json(t, row, m));
	}
	json_object_set_new(o, "gain", gain_json(t, row, false));
	json_object_set_new(o, "relative_gain", gain_json(t, row, true));
	return o;
}

static void report_json(const struct table *t, json_t *o)
{
	json_t *rows = json_array();

	for (int i = 0; i < t->study->rows; i++)
		json_array_append_new(rows, row_json(t, i));
	json_object_set_new(o, "warmup", json_integer(t->study->warmup));
	json_object_set_new(o, "epochs", json_integer(t->study->epochs));
	json_object_set_new(o, "seeds", json_integer(t->seeds));
	json_object_set_new(o, "majority",
			    report_number(compare_majority(t->compare)));
	json_object_set_new(o, "rows", rows);
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

static void row_text(const struct table *t, int row, struct report_table *table)
{
	struct fpe_summary accuracy = metric_of(t, row, FPE_METRIC_TEST_ACCURACY);
	static const enum fpe_metric more[] = { FPE_METRIC_CAPACITY,
						FPE_METRIC_COSINE,
						FPE_METRIC_COLLISIONS,
						FPE_METRIC_COVERAGE };
	struct fpe_summary gain = gain_of(t, row, false);

	report_table_cell(table, false, "%s", t->study->row[row].name);
	report_table_cell(table, true, "%d", alpha_of(t, row));
	number_cell(table, "%.0f", metric_of(t, row, FPE_METRIC_NNZ).mean);
	number_cell(table, "%.3f", accuracy.mean);
	number_cell(table, "%.3f", accuracy.sd);
	if (row == 0) {
		report_table_cell(table, true, "%s", "");
		report_table_cell(table, true, "%s", "");
	} else {
		number_cell(table, "%+.3f", gain.mean);
		if (isfinite(gain.low))
			report_table_cell(table, true, "%+.3f … %+.3f", gain.low,
					  gain.high);
		else
			report_table_cell(table, true, "-");
	}
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		number_cell(table, "%.3f", metric_of(t, row, more[i]).mean);
	report_table_end_row(table);
}

static void report_plain(const struct table *t, struct report *report)
{
	static const char *const heads[] = { "alpha", "nnz", "accuracy", "sd", "gain",
					     "95 % interval", "capacity", "cosine",
					     "collisions", "coverage" };
	struct report_table *table = report_table_new();

	report_text(report, "compare: %d seed%s, split at epoch %d, %d epochs; "
			    "majority class %.3f\n",
		    t->seeds, t->seeds == 1 ? "" : "s", t->study->warmup,
		    t->study->epochs, compare_majority(t->compare));
	report_table_cell(table, false, "split");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		report_table_cell(table, true, "%s", heads[i]);
	report_table_end_row(table);
	for (int i = 0; i < t->study->rows; i++)
		row_text(t, i, table);
	report_table_print(table, report);
}

/* `compare … seeds=8 …` with another number of seeds. */
static char *with_seeds(const char *line, int at, int seeds)
{
	static const char verb[] = "compare";
	const char *start = strstr(line, verb); /* it is the first word */
	const char *old = line + at;
	char *out;
	int n;

	if (!start)
		return strdup(line);
	start += sizeof verb - 1;
	if (at < 0)
		n = asprintf(&out, "%s seeds=%d%s", verb, seeds, start);
	else
		n = asprintf(&out, "%.*s%d%s", at, line, seeds,
			     old + strcspn(old, " \t'\"#"));
	return n < 0 ? NULL : out;
}

char *compare_report(struct compare *compare, struct report *report,
		     const char *line, int seeds_at)
{
	struct table t = { .compare = compare, .study = compare_study(compare),
			   .seeds = compare_finished(compare) };
	json_t *o;

	t.values = malloc((size_t)t.seeds * sizeof *t.values);
	if (!t.values)
		return NULL;
	o = report_object(report, "compare");
	if (o)
		report_json(&t, o);
	else
		report_plain(&t, report);
	free(t.values);
	if (t.seeds == compare_seeds(compare))
		return strdup(line);
	return with_seeds(line, seeds_at, t.seeds);
}
