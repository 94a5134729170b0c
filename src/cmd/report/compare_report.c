/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_report.c - the rows of a compare under their settings. */
#include "cmd/report/compare_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/outcome_report.h"

static void report_json(struct outcome *outcome, const struct outcome_summary *summary, json_t *o)
{
	const struct study *study = &outcome->study;
	json_t *rows = json_array(), *row;

	for (int i = 0; i < study->rows; i++) {
		/* a compare has its results in memory: reading never fails */
		outcome_row_json(outcome, summary, i, &row, NULL);
		json_array_append_new(rows, row);
	}
	json_object_set_new(o, "warmup", json_integer(study->warmup));
	json_object_set_new(o, "epochs", json_integer(study->epochs));
	json_object_set_new(o, "seeds", json_integer(outcome->seeds));
	json_object_set_new(o, "majority", report_number(summary->majority));
	json_object_set_new(o, "rows", rows);
}

static void report_plain(const struct outcome *outcome, const struct outcome_summary *summary,
			 struct report *report)
{
	const struct study *study = &outcome->study;
	struct report_table *table = report_table_new();

	report_text(report,
		    "compare: %d seed%s, split at epoch %d, %d epochs; majority class %.3f\n",
		    outcome->seeds, outcome->seeds == 1 ? "" : "s", study->warmup, study->epochs,
		    summary->majority);
	outcome_table_heads(study, table);
	report_table_end_row(table);
	for (int i = 0; i < study->rows; i++) {
		outcome_table_row(study, summary, i, table);
		report_table_end_row(table);
	}
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
		n = asprintf(&out, "%.*s%d%s", at, line, seeds, old + strcspn(old, " \t'\"#"));
	return n < 0 ? NULL : out;
}

char *compare_report(struct compare *compare, struct report *report, const char *line, int seeds_at)
{
	struct outcome outcome;
	struct outcome_summary *summary = malloc(sizeof *summary);
	json_t *o;
	char *replay;

	compare_outcome(compare, &outcome);
	if (!summary || outcome_summarise(&outcome, summary, NULL)) {
		free(summary);
		return NULL;
	}
	o = report_object(report, "compare");
	if (o)
		report_json(&outcome, summary, o);
	else
		report_plain(&outcome, summary, report);
	replay = outcome.seeds == compare_seeds(compare)
			 ? strdup(line)
			 : with_seeds(line, seeds_at, outcome.seeds);
	outcome_clear(&outcome);
	free(summary);
	return replay;
}
