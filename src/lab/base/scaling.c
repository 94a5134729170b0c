/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scaling.c - means and deviations of inputs, summed in double. Owns nothing. */
#include "lab/base/scaling.h"

#include <math.h>
#include <stdlib.h>

/* For each input: it becomes (x - mean) * factor. */
struct scale {
	double mean, factor;
};

/* Sums over the samples of what each input is off its mean, raised to `power`. */
static void sum_up(const struct fpe_data *data, const struct scale *scale, int power, double *sum)
{
	const float *x = data->real;

	for (int j = 0; j < data->inputs; j++)
		sum[j] = 0;
	for (int i = 0; i < data->count; i++, x += data->inputs) {
		for (int j = 0; j < data->inputs; j++) {
			double off = (double)x[j] - scale[j].mean;

			sum[j] += power == 1 ? off : off * off;
		}
	}
}

/* Means over samples, and over inputs where they go together. */
static void average(double *sum, int inputs, double count, bool together)
{
	double all = 0;

	for (int j = 0; j < inputs; j++) {
		sum[j] /= count;
		all += sum[j];
	}
	for (int j = 0; together && j < inputs; j++)
		sum[j] = all / inputs;
}

static void fit(enum own_scaling how, const struct fpe_data *data, struct scale *scale, double *sum)
{
	bool together = how == OWN_GLOBAL;

	sum_up(data, scale, 1, sum); /* means are 0 so far */
	average(sum, data->inputs, data->count, together);
	for (int j = 0; j < data->inputs; j++)
		scale[j].mean = sum[j];
	sum_up(data, scale, 2, sum);
	average(sum, data->inputs, data->count, together);
	for (int j = 0; j < data->inputs; j++)
		scale[j].factor = sum[j] > 0 ? 1 / sqrt(sum[j]) : 1;
}

static void apply(const struct scale *scale, struct fpe_data *data)
{
	float *x = data->real;

	for (int i = 0; i < data->count; i++, x += data->inputs) {
		for (int j = 0; j < data->inputs; j++)
			x[j] = (float)(((double)x[j] - scale[j].mean) * scale[j].factor);
	}
}

enum fpe_status scale_parts(enum own_scaling how, struct fpe_data *train, struct fpe_data *test)
{
	struct scale *scale;
	double *sum;
	bool room;

	if (how == OWN_AS_IS || !train->real)
		return FPE_OK;
	scale = calloc((size_t)train->inputs, sizeof *scale);
	sum = calloc((size_t)train->inputs, sizeof *sum);
	room = scale && sum;
	if (room) {
		fit(how, train, scale, sum);
		apply(scale, train);
		if (test)
			apply(scale, test);
	}
	free(scale);
	free(sum);
	return room ? FPE_OK : FPE_ENOMEM;
}
