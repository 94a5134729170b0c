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

double outcome_gain(int which, const double *row, const double *dense)
{
	double accuracy = dense[FPE_METRIC_TEST_ACCURACY];
	double gain = row[FPE_METRIC_TEST_ACCURACY] - accuracy;

	if (which == OUTCOME_LOSS_GAIN)
		return dense[FPE_METRIC_TEST_LOSS] - row[FPE_METRIC_TEST_LOSS];
	return which == OUTCOME_RELATIVE_GAIN ? gain / accuracy : gain;
}

int outcome_find_gain(const char *name)
{
	static const char *const names[] = {
#define NAME(GAIN, name, help) #name,
		OUTCOME_GAIN_LIST(NAME)
#undef NAME
	};

	for (int i = 0; i < OUTCOME_VALUES - OUTCOME_FIRST_GAIN; i++) {
		if (strcmp(name, names[i]) == 0)
			return OUTCOME_FIRST_GAIN + i;
	}
	return -1;
}

typedef struct fpe_tally tallies[STUDY_MAX_ROWS][OUTCOME_VALUES];

static void add_result(tallies t, const struct study_result *result, int rows)
{
	bool dense = !study_diverged(result->metric[0]);

	for (int r = 0; r < rows; r++) {
		if (study_diverged(result->metric[r]))
			continue;
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			fpe_tally_add(&t[r][m], result->metric[r][m]);
		for (int g = OUTCOME_FIRST_GAIN; g < OUTCOME_VALUES && dense; g++)
			fpe_tally_add(&t[r][g],
				      outcome_gain(g, result->metric[r], result->metric[0]));
	}
}

enum fpe_status outcome_summarise(struct outcome *outcome, struct outcome_summary *out,
				  struct fpe_error *err)
{
	struct fpe_tally(*t)[OUTCOME_VALUES] = calloc(1, sizeof(tallies));
	enum fpe_status status = t ? FPE_OK : fpe_no_memory(err);
	int rows = outcome->study.rows;
	double majority = 0;

	memset(out->diverged, 0, sizeof out->diverged);
	for (int pass = 0; pass < 2 && !status; pass++) {
		for (int i = 0; i < outcome->seeds && !status; i++) {
			const struct study_result *result;

			status = outcome->read(outcome, i, &result, err);
			if (status)
				break;
			add_result(t, result, rows);
			if (pass)
				continue;
			majority += result->majority;
			for (int r = 0; r < rows; r++)
				out->diverged[r] += study_diverged(result->metric[r]);
		}
		for (int r = 0; r < rows && !status && pass == 0; r++) {
			for (int v = 0; v < OUTCOME_VALUES; v++)
				fpe_tally_turn(&t[r][v]);
		}
	}
	for (int r = 0; r < rows && !status; r++) {
		for (int v = 0; v < OUTCOME_VALUES; v++)
			out->value[r][v] = fpe_tally_summary(&t[r][v]);
	}
	out->majority = majority / outcome->seeds;
	free(t);
	return status;
}
