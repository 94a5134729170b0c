/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_report.c - the rows of a compare under their settings. */
#include "cmd/report/compare_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/keep_lines.h"
#include "cmd/report/outcome_report.h"
#include "cmd/report/verdict.h"

const struct column compare_fields[] = {
	FIELD("warmup", "integer", "E0, epochs before the split"),
	FIELD("epochs", "integer", "E0+E1, epochs of every row"),
	FIELD("seeds", "integer", "runs in the table"),
	FIELD("asked", "integer", "runs there were to be; more than in the table: it was stopped"),
	FIELD("majority", "number or null",
	      "majority-class rate of the test samples, mean over seeds; null: they have no classes"),
	FIELDS("rows[]", outcome_columns),
	FIELD("verdict", "text",
	      "of every split a sentence: decided or not, what it cost, and why where the numbers explain it"),
	FIELD("lines[]", "text", "of keep=, what makes that seed's rows arms; empty without"),
	FIELD("left_out[]", "text", "of keep=, rows that are no arms"),
	{ 0 }
};

static json_t *left_out(const struct study *study, const struct compare_kept *kept)
{
	json_t *list = json_array();

	for (int i = 0; kept->lines && i < study->rows; i++) {
		if (!keep_has_row(&study->row[i]))
			json_array_append_new(list, json_string(study->row[i].name));
	}
	return list;
}

static void report_kept(const struct study *study, const struct compare_kept *kept,
			struct report *report)
{
	const char *between = "Left out, as controls and partitions from files are no lines: ";

	if (!kept->lines)
		return;
	report_text(report, "Seed %" PRIu64 " as arms:\n%s", kept->seed, kept->lines);
	for (int i = 0; i < study->rows; i++) {
		if (keep_has_row(&study->row[i]))
			continue;
		report_text(report, "%s%s", between, study->row[i].name);
		between = ", ";
	}
	report_text(report, "%s", between[1] == ' ' ? ".\n" : "");
}

static void table_text(const struct outcome *outcome, const struct outcome_summary *summary,
		       int asked, const struct rows *rows, int diverged, struct report *report)
{
	const struct study *study = &outcome->study;

	report_text(report, "compare: ");
	if (asked > outcome->seeds)
		report_text(report, "stopped after %d of %d seeds", outcome->seeds, asked);
	else
		report_text(report, "%d seed%s", outcome->seeds, outcome->seeds == 1 ? "" : "s");
	report_text(report, ", split at epoch %d, %d epochs", study->warmup, study->epochs);
	if (!isnan(summary->majority))
		report_text(report, "; majority class %.3f", summary->majority);
	report_text(report, "\n");
	rows_table(rows, report, outcome_shown(study, diverged > 0));
	outcome_say_diverged(report, outcome->seeds, diverged);
}

static void report_rows(struct outcome *outcome, const struct outcome_summary *summary, int asked,
			const struct compare_kept *kept, struct report *report)
{
	const struct study *study = &outcome->study;
	struct rows rows = { .columns = outcome_columns };
	char *verdict = verdict_outcome(outcome, summary);
	int diverged = 0;

	/* a compare has its results in memory: reading never fails */
	for (int i = 0; i < study->rows; i++) {
		outcome_put(outcome, summary, i, report->json, &rows, NULL);
		diverged += summary->diverged[i];
	}
	if (!kept->only) {
		table_text(outcome, summary, asked, &rows, diverged, report);
		report_text(report, "%s", verdict ? verdict : "");
	}
	report_kept(study, kept, report);
	column_report(report, DATUM(study->warmup), DATUM(study->epochs), DATUM(outcome->seeds),
		      DATUM(asked), DATUM(summary->majority), datum_rows(&rows), DATUM(verdict),
		      datum_json(lines_json(kept->lines)), datum_json(left_out(study, kept)));
	free(verdict);
}

/* `compare … seeds=8 …` with another number of seeds unless 0, and behind the verb what was
   not there: asked=8, apply=no. */
static char *with_seeds(const char *line, int at, int seeds, const char *more)
{
	static const char verb[] = "compare";
	const char *start = strstr(line, verb); /* it is the first word */
	const char *old = line + at;
	struct textbuf out = { 0 };

	if (!start)
		return strdup(line);
	start += sizeof verb - 1;
	textbuf_printf(&out, "%s%s", verb, more);
	if (!seeds)
		textbuf_puts(&out, start);
	else if (at < 0)
		textbuf_printf(&out, " seeds=%d%s", seeds, start);
	else
		textbuf_printf(&out, "%.*s%d%s", (int)(line + at - start), start, seeds,
			       old + strcspn(old, " \t'\"#"));
	return textbuf_take(&out);
}

char *compare_report(struct compare *compare, int asked, const struct compare_kept *kept,
		     struct report *report, const char *line, int seeds_at)
{
	struct outcome outcome;
	struct outcome_summary *summary = malloc(sizeof *summary);
	bool whole;
	char *replay, more[60] = "";

	compare_outcome(compare, &outcome);
	if (!summary || outcome_summarise(&outcome, summary, NULL)) {
		free(summary);
		return NULL;
	}
	report_rows(&outcome, summary, asked > compare->seeds ? asked : compare->seeds, kept,
		    report);
	whole = outcome.seeds == compare->seeds;
	if (!whole && !asked)
		snprintf(more, sizeof more, " asked=%d", compare->seeds);
	if (kept->lines && kept->applied)
		strcat(more, " apply=no");
	replay = whole && !*more ? strdup(line)
				 : with_seeds(line, seeds_at, whole ? 0 : outcome.seeds, more);
	outcome_clear(&outcome);
	free(summary);
	return replay;
}
