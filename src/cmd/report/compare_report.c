/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_report.c - the rows of a compare under their settings. */
#include "cmd/report/compare_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
	{ 0 }
};

static void report_rows(struct outcome *outcome, const struct outcome_summary *summary, int asked,
			struct report *report)
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
	report_text(report, "compare: ");
	if (asked > outcome->seeds)
		report_text(report, "stopped after %d of %d seeds", outcome->seeds, asked);
	else
		report_text(report, "%d seed%s", outcome->seeds, outcome->seeds == 1 ? "" : "s");
	report_text(report, ", split at epoch %d, %d epochs", study->warmup, study->epochs);
	if (!isnan(summary->majority))
		report_text(report, "; majority class %.3f", summary->majority);
	report_text(report, "\n");
	rows_table(&rows, report, outcome_shown(study, diverged > 0));
	outcome_say_diverged(report, outcome->seeds, diverged);
	report_text(report, "%s", verdict ? verdict : "");
	column_report(report, DATUM(study->warmup), DATUM(study->epochs), DATUM(outcome->seeds),
		      DATUM(asked), DATUM(summary->majority), datum_rows(&rows), DATUM(verdict));
	free(verdict);
}

/* `compare … seeds=8 …` with another number of seeds, and asked=8 unless 0. */
static char *with_seeds(const char *line, int at, int seeds, int asked)
{
	static const char verb[] = "compare";
	const char *start = strstr(line, verb); /* it is the first word */
	const char *old = line + at;
	struct textbuf out = { 0 };

	if (!start)
		return strdup(line);
	start += sizeof verb - 1;
	textbuf_puts(&out, verb);
	if (asked)
		textbuf_printf(&out, " asked=%d", asked);
	if (at < 0)
		textbuf_printf(&out, " seeds=%d%s", seeds, start);
	else
		textbuf_printf(&out, "%.*s%d%s", (int)(line + at - start), start, seeds,
			       old + strcspn(old, " \t'\"#"));
	return textbuf_take(&out);
}

char *compare_report(struct compare *compare, int asked, struct report *report, const char *line,
		     int seeds_at)
{
	struct outcome outcome;
	struct outcome_summary *summary = malloc(sizeof *summary);
	char *replay;

	compare_outcome(compare, &outcome);
	if (!summary || outcome_summarise(&outcome, summary, NULL)) {
		free(summary);
		return NULL;
	}
	report_rows(&outcome, summary, asked > compare->seeds ? asked : compare->seeds, report);
	replay = outcome.seeds == compare->seeds
			 ? strdup(line)
			 : with_seeds(line, seeds_at, outcome.seeds, asked ? 0 : compare->seeds);
	outcome_clear(&outcome);
	free(summary);
	return replay;
}
