/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_set.c - samples from the tensors of a file, and what holds them. */
#include "io/sample_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fpe/limits.h"

static enum fpe_status check_samples(const struct tensors *file, const struct tensor *x,
				     const struct tensor *y, struct fpe_error *err)
{
	if (!x || !y)
		return fpe_fail(err, FPE_EFORMAT, "%s: it has %s but no %s", file->name,
				x ? "x" : "y", x ? "y" : "x");
	if (x->dims != 2 || x->shape[0] < 1 || x->shape[1] < 1)
		return tensors_bad(file, x, "its shape is not [samples, inputs]", err);
	if (y->dims != 1 || y->shape[0] != x->shape[0])
		return tensors_bad(file, y, "it is not one label for each sample of x", err);
	if (x->shape[0] > FPE_MAX_SAMPLES || x->shape[1] > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%s: x: at most %d samples of %d inputs",
				file->name, FPE_MAX_SAMPLES, FPE_MAX_INPUTS);
	return FPE_OK;
}

static enum fpe_status count_classes(const struct tensors *file, const struct tensor *y,
				     int *classes, struct fpe_error *err)
{
	double most = 1; /* two classes even where only one is seen */

	for (size_t i = 0; i < y->count; i++) {
		double value = tensor_value(y, i);

		if (value < 0 || value != floor(value))
			return tensors_bad(file, y, "labels are whole numbers >= 0", err);
		if (value >= FPE_MAX_NEURONS)
			return fpe_fail(err, FPE_ELIMIT, "%s: y: labels go up to %d", file->name,
					FPE_MAX_NEURONS - 1);
		most = fmax(most, value);
	}
	*classes = (int)most + 1;
	return FPE_OK;
}

static int is_boolean(const struct tensor *x)
{
	for (size_t i = 0; i < x->count; i++) {
		double value = tensor_value(x, i);

		if (value != 0 && value != 1)
			return 0;
	}
	return 1;
}

static void fill_bits(struct fpe_data *data, const struct tensor *x)
{
	for (int i = 0; i < data->count; i++) {
		uint64_t *row = data->bits + (size_t)i * (size_t)data->words;
		size_t first = (size_t)i * (size_t)data->inputs;

		for (int j = 0; j < data->inputs; j++) {
			if (tensor_value(x, first + (size_t)j) != 0)
				row[j / 64] |= UINT64_C(1) << (j % 64);
		}
	}
}

static enum fpe_status read_samples(const struct tensors *file, const struct tensor *x,
				    const struct tensor *y, struct fpe_data **out,
				    struct fpe_error *err)
{
	struct fpe_data *data;
	int classes = 2;
	enum fpe_status status = check_samples(file, x, y, err);

	if (!status)
		status = count_classes(file, y, &classes, err);
	if (!status)
		status = tensors_name_file(file,
					   fpe_data_new((int)x->shape[0], (int)x->shape[1], classes,
							!is_boolean(x), &data, err),
					   err);
	if (status)
		return status;
	for (int i = 0; i < data->count; i++)
		data->label[i] = (int32_t)tensor_value(y, (size_t)i);
	if (data->bits)
		fill_bits(data, x);
	else
		status = tensor_floats(file, x, data->real, err);
	if (status)
		fpe_data_free(data);
	else
		*out = data;
	return status;
}

static void free_names(char **name)
{
	for (int i = 0; name && name[i]; i++)
		free(name[i]);
	free(name);
}

void sample_set_clear(struct sample_set *set)
{
	free_names(set->input_name);
	free_names(set->class_name);
	fpe_alphabet_free(set->alphabet);
	free(set->unit);
	fpe_data_free(set->data);
	fpe_data_free(set->test);
	free(set->said);
	*set = (struct sample_set){ 0 };
}

enum fpe_status sample_set_allows(const char *name, int64_t samples, int64_t inputs, bool numbers,
				  struct fpe_error *err)
{
	double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
	double bytes = (double)samples * (double)inputs * (numbers ? sizeof(float) : 0.125);

	if (inputs < 1 || inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%s: %lld inputs; 1 to %d are allowed", name,
				(long long)inputs, FPE_MAX_INPUTS);
	if (samples < 1 || samples > FPE_MAX_SAMPLES)
		return fpe_fail(err, FPE_ELIMIT, "%s: %lld samples; 1 to %d are allowed", name,
				(long long)samples, FPE_MAX_SAMPLES);
	if (samples * inputs > FPE_MAX_SAMPLE_INPUTS)
		return fpe_fail(
			err, FPE_ELIMIT,
			"%s: %lld samples of %lld inputs; samples x inputs may be at most %lld",
			name, (long long)samples, (long long)inputs, FPE_MAX_SAMPLE_INPUTS);
	if (bytes > memory / 2)
		return fpe_fail(
			err, FPE_ELIMIT,
			"%s: %lld samples of %lld inputs take %.0f MiB, more than half of the %.0f MiB of memory there are",
			name, (long long)samples, (long long)inputs, bytes / (1 << 20),
			memory / (1 << 20));
	return FPE_OK;
}

/* The new number of every old class, -1: it goes. */
static enum fpe_status number_classes(const struct fpe_data *data, const int *classes, int count,
				      int *number, int *kept, struct fpe_error *err)
{
	if (data->targets)
		return fpe_fail(err, FPE_ERANGE, "the samples have real targets, no classes");
	for (int c = 0; c < data->classes; c++)
		number[c] = -1;
	for (int i = 0; i < count; i++) {
		if (classes[i] < 0 || classes[i] >= data->classes)
			return fpe_fail(err, FPE_ERANGE, "there is no class %d; 0 to %d are there",
					classes[i], data->classes - 1);
		number[classes[i]] = 0;
	}
	*kept = 0;
	for (int c = 0; c < data->classes; c++) {
		if (number[c] == 0)
			number[c] = (*kept)++;
	}
	return *kept >= 2 ? FPE_OK
			  : fpe_fail(err, FPE_ERANGE, "%d class is kept; at least 2 are needed",
				     *kept);
}

static enum fpe_status keep_samples(struct fpe_data **data, const int *number, int kept,
				    struct fpe_error *err)
{
	const struct fpe_data *from = *data;
	int32_t *order = malloc(((size_t)from->count + 1) * sizeof *order);
	struct fpe_data *to = NULL;
	enum fpe_status status;
	int n = 0;

	if (!order)
		return fpe_no_memory(err);
	for (int i = 0; i < from->count; i++) {
		if (number[from->label[i]] >= 0)
			order[n++] = i;
	}
	status = n ? fpe_data_pick(from, order, n, &to, err)
		   : fpe_fail(err, FPE_ERANGE, "no sample is of the classes that are kept");
	for (int i = 0; to && i < n; i++)
		to->label[i] = number[from->label[order[i]]];
	free(order);
	if (status)
		return status;
	to->classes = kept;
	fpe_data_free(*data);
	*data = to;
	return FPE_OK;
}

/* Names of those kept, their numbers where they had none; NULL: no memory. */
static char **keep_names(char *const *name, const int *number, int classes, int kept)
{
	char **to = calloc((size_t)kept + 1, sizeof *to);
	bool failed = !to;

	for (int c = 0; !failed && c < classes; c++) {
		char **at = number[c] < 0 ? NULL : &to[number[c]];

		if (at && name)
			*at = strdup(name[c]);
		else if (at && asprintf(at, "%d", c) < 0)
			*at = NULL;
		failed = at && !*at;
	}
	if (failed)
		free_names(to);
	return failed ? NULL : to;
}

enum fpe_status sample_set_keep_classes(struct sample_set *set, const int *classes, int count,
					struct fpe_error *err)
{
	int before = set->data->classes, kept = 0,
	    *number = malloc(FPE_MAX_NEURONS * sizeof *number);
	char **name = NULL;
	enum fpe_status status =
		number ? number_classes(set->data, classes, count, number, &kept, err)
		       : fpe_no_memory(err);

	if (!status)
		name = keep_names(set->class_name, number, before, kept);
	if (!status && !name)
		status = fpe_no_memory(err);
	/* both parts, or neither: the second one may be without such samples */
	if (!status && set->test)
		status = keep_samples(&set->test, number, kept, err);
	if (!status)
		status = keep_samples(&set->data, number, kept, err);
	free(number);
	if (status) {
		free_names(name);
		return status;
	}
	free_names(set->class_name);
	set->class_name = name;
	return FPE_OK;
}

enum fpe_status sample_set_of(const struct tensors *file, struct sample_set *out,
			      struct fpe_error *err)
{
	const struct tensor *x = tensors_find(file, "x"), *y = tensors_find(file, "y");

	*out = (struct sample_set){ 0 };
	return x || y ? read_samples(file, x, y, &out->data, err) : FPE_OK;
}
