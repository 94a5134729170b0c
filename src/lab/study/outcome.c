/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome.c - rows over seeds, in two passes. */
#include "lab/study/outcome.h"

#include <stdlib.h>
#include <string.h>

void outcome_clear(struct outcome *outcome)
{
	free(outcome->place);
	*outcome = (struct outcome){ 0 };
}

int outcome_row(const struct outcome *outcome, const char *name)
{
	for (int i = 0; i < outcome->study.rows; i++) {
		if (strcmp(outcome->study.row[i].name, name) == 0)
			return i;
	}
	return -1;
}

double outcome_gain(const struct study_result *result, int row, bool relative)
{
	double dense = result->metric[0][FPE_METRIC_TEST_ACCURACY];
	double gain = result->metric[row][FPE_METRIC_TEST_ACCURACY] - dense;

	return relative ? gain / dense : gain;
}

struct tallies {
	struct fpe_tally metric[STUDY_MAX_ROWS][FPE_METRIC_COUNT];
	struct fpe_tally gain[STUDY_MAX_ROWS], relative_gain[STUDY_MAX_ROWS];
};

static void add_result(struct tallies *t, const struct study_result *result, int rows)
{
	for (int r = 0; r < rows; r++) {
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			fpe_tally_add(&t->metric[r][m], result->metric[r][m]);
		fpe_tally_add(&t->gain[r], outcome_gain(result, r, false));
		fpe_tally_add(&t->relative_gain[r], outcome_gain(result, r, true));
	}
}

static void turn(struct tallies *t, int rows)
{
	for (int r = 0; r < rows; r++) {
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			fpe_tally_turn(&t->metric[r][m]);
		fpe_tally_turn(&t->gain[r]);
		fpe_tally_turn(&t->relative_gain[r]);
	}
}

static void finish(const struct tallies *t, int rows, struct outcome_summary *out)
{
	for (int r = 0; r < rows; r++) {
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			out->metric[r][m] = fpe_tally_summary(&t->metric[r][m]);
		out->gain[r] = fpe_tally_summary(&t->gain[r]);
		out->relative_gain[r] = fpe_tally_summary(&t->relative_gain[r]);
	}
}

enum fpe_status outcome_summarise(struct outcome *outcome, struct outcome_summary *out,
				  struct fpe_error *err)
{
	struct tallies *t = calloc(1, sizeof *t);
	enum fpe_status status = t ? FPE_OK : fpe_no_memory(err);
	double majority = 0;

	for (int pass = 0; pass < 2 && !status; pass++) {
		for (int i = 0; i < outcome->seeds && !status; i++) {
			const struct study_result *result;

			status = outcome->read(outcome, i, &result, err);
			if (status)
				break;
			add_result(t, result, outcome->study.rows);
			majority += pass ? 0 : result->majority;
		}
		if (!status && pass == 0)
			turn(t, outcome->study.rows);
	}
	if (!status) {
		finish(t, outcome->study.rows, out);
		out->majority = majority / outcome->seeds;
	}
	free(t);
	return status;
}
