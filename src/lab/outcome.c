/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome.c - rows over seeds. */
#include "lab/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void outcome_clear(struct outcome *outcome)
{
	free(outcome->result);
	free(outcome->own);
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

double outcome_gain(const struct outcome *outcome, int row, bool relative,
		    int seed)
{
	const struct study_result *r = outcome->result[seed];
	double dense = r->metric[0][FPE_METRIC_TEST_ACCURACY];
	double gain = r->metric[row][FPE_METRIC_TEST_ACCURACY] - dense;

	return relative ? gain / dense : gain;
}

/* Room for a value a seed. */
static double *values_new(const struct outcome *outcome)
{
	return malloc((size_t)outcome->seeds * sizeof(double));
}

static struct fpe_summary summarise(const struct outcome *outcome,
				    double *values)
{
	struct fpe_summary s =
		fpe_summarise(values, values ? outcome->seeds : 0);

	free(values);
	return s;
}

struct fpe_summary outcome_metric(const struct outcome *outcome, int row,
				  enum fpe_metric metric)
{
	double *values = values_new(outcome);

	for (int i = 0; values && i < outcome->seeds; i++)
		values[i] = outcome->result[i]->metric[row][metric];
	return summarise(outcome, values);
}

struct fpe_summary outcome_gains(const struct outcome *outcome, int row,
				 bool relative)
{
	double *values = values_new(outcome);

	for (int i = 0; values && i < outcome->seeds; i++)
		values[i] = outcome_gain(outcome, row, relative, i);
	return summarise(outcome, values);
}

double outcome_majority(const struct outcome *outcome)
{
	double sum = 0;

	for (int i = 0; i < outcome->seeds; i++)
		sum += outcome->result[i]->majority;
	return sum / outcome->seeds;
}
