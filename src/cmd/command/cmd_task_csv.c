/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_task_csv.c - `task csv`: a table as the task. */
#include "cmd/command/sample_args.h"
#include "io/csv.h"

#define MISSING_WORDS "error|drop"

static enum fpe_status read_table(const struct line *line, const struct reading *reading,
				  struct sample_set *out, struct fpe_error *err)
{
	const struct csv_options options = {
		.label = line_value(line, "label")->text,
		.drop = line_value(line, "missing")->choice == 1,
	};

	enum fpe_status status =
		csv_read(line_value(line, "file")->text, &options, reading, out, err);

	if (status && err->at >= 0)
		err->at = line_value(line, "label")->column;
	return status;
}

const struct command cmd_task_csv = {
	VERB("task", SAMPLE_FLAGS, task_samples),
	LARGE(LARGE_TASK "export data /tmp/fpe-large.csv\ntask csv /tmp/fpe-large.csv"),
	.samples = read_table,
	.word = "csv",
	.help = "A table of your own: a row a sample, one column the label.",
	.details =
		"Fields are separated by commas, semicolons or tabs; a header is recognised, and so is a file that gzip made. "
		"Inputs are numbers with a point; where all are 0 or 1 the task is Boolean. "
		"Labels that are texts, or two different numbers, are classes by name; whole numbers from 0 to 4095 are classes by number; other numbers are real targets. "
		"An empty field, NA, NaN, null or ? is a missing value. A new task ends the arms.",
	.example = "task csv tests/golden/flowers.csv label=kind",
	.args = { NEED("file", FILE, "the table", .reads = ".csv|.tsv|.csv.gz|.tsv.gz"),
		  ARG("label", TEXT, "the label's column: its name, or its number from 1",
		      .fallback = "the last"),
		  ARG("missing", CHOICE, "rows with a missing value: an error, or left out",
		      .choices = MISSING_WORDS, .fallback = "error"),
		  SAMPLE_ARGS },
};
