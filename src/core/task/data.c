/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.c - memory for a set of samples, and what can be read off its labels.
 *
 * Owns the three arrays of a set. Drawing the samples of a task is in draw.c.
 */
#include "fpe/data.h"

#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"

static enum fpe_status check_size(int count, int inputs, int classes, struct fpe_error *err)
{
	if (count < 0 || count > FPE_MAX_SAMPLES)
		return fpe_fail(err, FPE_ELIMIT, "%d samples; 0 to %d are allowed", count,
				FPE_MAX_SAMPLES);
	if (inputs < 1 || inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%d inputs; 1 to %d are allowed", inputs,
				FPE_MAX_INPUTS);
	if (classes < 2 || classes > FPE_MAX_NEURONS)
		return fpe_fail(err, FPE_ELIMIT, "%d classes; 2 to %d are allowed", classes,
				FPE_MAX_NEURONS);
	if ((long long)count * inputs > FPE_MAX_SAMPLE_INPUTS)
		return fpe_fail(err, FPE_ELIMIT,
				"%d samples of %d inputs; samples x inputs may be at most %lld",
				count, inputs, FPE_MAX_SAMPLE_INPUTS);
	return FPE_OK;
}

enum fpe_status fpe_data_new(int count, int inputs, int classes, int real, struct fpe_data **out,
			     struct fpe_error *err)
{
	enum fpe_status status = check_size(count, inputs, classes, err);
	size_t n = count > 0 ? (size_t)count : 1; /* never a calloc of 0 */
	struct fpe_data *data;

	*out = NULL;
	if (status)
		return status;
	data = calloc(1, sizeof *data);
	if (!data)
		return fpe_no_memory(err);
	data->count = count;
	data->inputs = inputs;
	data->classes = classes;
	data->words = (inputs + 63) / 64;
	data->label = calloc(n, sizeof *data->label);
	if (real)
		data->real = calloc(n * (size_t)inputs, sizeof *data->real);
	else
		data->bits = calloc(n * (size_t)data->words, sizeof *data->bits);
	if (!data->label || (!data->real && !data->bits)) {
		fpe_data_free(data);
		return fpe_no_memory(err);
	}
	*out = data;
	return FPE_OK;
}

void fpe_data_free(struct fpe_data *data)
{
	if (!data)
		return;
	free(data->bits);
	free(data->real);
	free(data->label);
	free(data);
}

enum fpe_status fpe_data_pick(const struct fpe_data *data, const int32_t *order, int count,
			      struct fpe_data **out, struct fpe_error *err)
{
	size_t words = (size_t)data->words, inputs = (size_t)data->inputs;
	enum fpe_status status =
		fpe_data_new(count, data->inputs, data->classes, data->real != NULL, out, err);

	for (int i = 0; i < count && !status; i++) {
		size_t to = (size_t)i, from = (size_t)order[i];

		(*out)->label[i] = data->label[from];
		if (data->real)
			memcpy((*out)->real + to * inputs, data->real + from * inputs,
			       inputs * sizeof *data->real);
		else
			memcpy((*out)->bits + to * words, data->bits + from * words,
			       words * sizeof *data->bits);
	}
	return status;
}

double fpe_data_majority(const struct fpe_data *data)
{
	int seen[FPE_MAX_NEURONS] = { 0 };
	int most = 0;

	if (data->count < 1)
		return 0;
	for (int i = 0; i < data->count; i++) {
		int n = ++seen[data->label[i]];

		if (n > most)
			most = n;
	}
	return (double)most / data->count;
}

int fpe_data_outputs(const struct fpe_data *data)
{
	return data->classes == 2 ? 1 : data->classes;
}
