/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.c - memory for a set of samples, and what can be read off its labels.
 *
 * Owns the arrays of a set. Drawing the samples of a task is in draw.c.
 */
#include "fpe/data.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"

static enum fpe_status check_size(int count, int inputs, int real, struct fpe_error *err)
{
	long long most = real ? FPE_MAX_SAMPLE_INPUTS : FPE_MAX_SAMPLE_BITS;

	if (count < 0 || count > FPE_MAX_SAMPLES)
		return fpe_fail(err, FPE_ELIMIT, "%d samples; 0 to %d are allowed", count,
				FPE_MAX_SAMPLES);
	if (inputs < 1 || inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%d inputs; 1 to %d are allowed", inputs,
				FPE_MAX_INPUTS);
	if ((long long)count * inputs > most)
		return fpe_fail(err, FPE_ELIMIT,
				"%d samples of %d inputs; samples x inputs may be at most %lld",
				count, inputs, most);
	return FPE_OK;
}

static enum fpe_status check_outputs(int count, int classes, int targets, struct fpe_error *err)
{
	if (!targets && (classes < 2 || classes > FPE_MAX_NEURONS))
		return fpe_fail(err, FPE_ELIMIT, "%d classes; 2 to %d are allowed", classes,
				FPE_MAX_NEURONS);
	if ((long long)count * targets > FPE_MAX_SAMPLE_INPUTS)
		return fpe_fail(err, FPE_ELIMIT,
				"%d samples of %d targets; samples x targets may be at most %lld",
				count, targets, FPE_MAX_SAMPLE_INPUTS);
	return FPE_OK;
}

static bool allocate(struct fpe_data *data, int real)
{
	size_t n = data->count > 0 ? (size_t)data->count : 1; /* never a calloc of 0 */

	if (data->targets)
		data->target = calloc(n * (size_t)data->targets, sizeof *data->target);
	else
		data->label = calloc(n, sizeof *data->label);
	if (real)
		data->real = calloc(n * (size_t)data->inputs, sizeof *data->real);
	else
		data->bits = calloc(n * (size_t)data->words, sizeof *data->bits);
	return (data->label || data->target) && (data->real || data->bits);
}

/* As the two of data.h; targets 0: of classes. */
static enum fpe_status new_set(int count, int inputs, int classes, int targets, int real,
			       struct fpe_data **out, struct fpe_error *err)
{
	enum fpe_status status = check_size(count, inputs, real, err);
	struct fpe_data *data;

	*out = NULL;
	if (!status)
		status = check_outputs(count, classes, targets, err);
	if (status)
		return status;
	data = calloc(1, sizeof *data);
	if (!data)
		return fpe_no_memory(err);
	data->count = count;
	data->inputs = inputs;
	data->classes = classes;
	data->targets = targets;
	data->words = (inputs + 63) / 64;
	if (!allocate(data, real)) {
		fpe_data_free(data);
		return fpe_no_memory(err);
	}
	*out = data;
	return FPE_OK;
}

enum fpe_status fpe_data_new(int count, int inputs, int classes, int real, struct fpe_data **out,
			     struct fpe_error *err)
{
	return new_set(count, inputs, classes, 0, real, out, err);
}

enum fpe_status fpe_data_new_targets(int count, int inputs, int targets, int real,
				     struct fpe_data **out, struct fpe_error *err)
{
	*out = NULL;
	if (targets < 1 || targets > FPE_MAX_NEURONS)
		return fpe_fail(err, FPE_ELIMIT, "%d targets; 1 to %d are allowed", targets,
				FPE_MAX_NEURONS);
	return new_set(count, inputs, 0, targets, real, out, err);
}

void fpe_data_free(struct fpe_data *data)
{
	if (!data)
		return;
	free(data->bits);
	free(data->real);
	free(data->label);
	free(data->target);
	free(data->importance);
	free(data);
}

/* What makes their loss, besides labels and targets. */
static enum fpe_status copy_loss(const struct fpe_data *from, struct fpe_data *to,
				 struct fpe_error *err)
{
	size_t size = (size_t)from->targets * sizeof *from->importance;

	to->context = from->context;
	to->rectified = from->rectified;
	to->rule = from->rule;
	if (!from->importance)
		return FPE_OK;
	to->importance = malloc(size);
	if (!to->importance)
		return fpe_no_memory(err);
	memcpy(to->importance, from->importance, size);
	return FPE_OK;
}

enum fpe_status fpe_data_pick(const struct fpe_data *data, const int32_t *order, int count,
			      struct fpe_data **out, struct fpe_error *err)
{
	size_t words = (size_t)data->words, inputs = (size_t)data->inputs;
	size_t targets = (size_t)data->targets;
	enum fpe_status status = new_set(count, data->inputs, data->classes, data->targets,
					 data->real != NULL, out, err);

	if (!status)
		status = copy_loss(data, *out, err);
	for (int i = 0; i < count && !status; i++) {
		size_t to = (size_t)i, from = (size_t)order[i];

		if (data->target)
			memcpy((*out)->target + to * targets, data->target + from * targets,
			       targets * sizeof *data->target);
		else
			(*out)->label[i] = data->label[from];
		if (data->real)
			memcpy((*out)->real + to * inputs, data->real + from * inputs,
			       inputs * sizeof *data->real);
		else
			memcpy((*out)->bits + to * words, data->bits + from * words,
			       words * sizeof *data->bits);
	}
	if (status) {
		fpe_data_free(*out);
		*out = NULL;
	}
	return status;
}

/* Selection sampling. Of two classes only the samples are drawn. */
void fpe_data_flip(struct fpe_data *data, double share, uint64_t seed)
{
	int left = (int)(share * data->count + 0.5);
	uint32_t others = (uint32_t)data->classes - 1;
	struct fpe_rng rng;

	fpe_rng_open(&rng, seed, FPE_RNG_NOISE, 0);
	for (int i = 0; i < data->count && left > 0; i++) {
		uint32_t candidates = (uint32_t)(data->count - i), step = 1;

		if (fpe_rng_below(&rng, candidates) >= (uint32_t)left)
			continue;
		if (others > 1)
			step += fpe_rng_below(&rng, others);
		data->label[i] = (int32_t)(((uint32_t)data->label[i] + step) % (others + 1));
		left--;
	}
}

double fpe_data_majority(const struct fpe_data *data)
{
	int seen[FPE_MAX_NEURONS] = { 0 };
	int most = 0;

	if (data->targets)
		return NAN;
	if (data->count < 1)
		return 0;
	for (int i = 0; i < data->count; i++) {
		int n = ++seen[data->label[i]];

		if (n > most)
			most = n;
	}
	return (double)most / data->count;
}

/* Of one target, by sums of it less its first value: few digits are lost so. */
static double target_variance(const struct fpe_data *data, int target)
{
	double n = data->count, sum = 0, squares = 0;
	const float *at = data->target + target;
	double first = (double)*at;

	for (int i = 0; i < data->count; i++, at += data->targets) {
		double off = (double)*at - first;

		sum += off;
		squares += off * off;
	}
	return (squares - sum * sum / n) / n;
}

double fpe_data_variance(const struct fpe_data *data)
{
	double sum = 0;

	if (!data->targets || data->count < 1)
		return NAN;
	for (int k = 0; k < data->targets; k++) {
		double weight = data->importance ? (double)data->importance[k] : 1;

		sum += weight * target_variance(data, k);
	}
	return sum / data->targets;
}

int fpe_data_outputs(const struct fpe_data *data)
{
	if (data->targets)
		return data->targets;
	return data->classes == 2 ? 1 : data->classes;
}

enum fpe_loss fpe_data_loss(const struct fpe_data *data, int outputs)
{
	if (!data || !data->targets)
		return fpe_loss_of(outputs);
	return data->rectified ? FPE_LOSS_RECTIFIED : FPE_LOSS_SQUARED;
}
