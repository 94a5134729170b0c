/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_set.c - samples from the tensors of a file, and what holds them. */
#include "io/sample_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void free_names(char **name, int count)
{
	for (int i = 0; name && i < count; i++)
		free(name[i]);
	free(name);
}

void sample_set_clear(struct sample_set *set)
{
	if (set->data) {
		free_names(set->input_name, set->data->inputs);
		free_names(set->class_name, set->data->classes);
	}
	fpe_data_free(set->data);
	fpe_data_free(set->test);
	*set = (struct sample_set){ 0 };
}

enum fpe_status sample_set_of(const struct tensors *file, struct sample_set *out,
			      struct fpe_error *err)
{
	const struct tensor *x = tensors_find(file, "x"), *y = tensors_find(file, "y");

	*out = (struct sample_set){ 0 };
	return x || y ? read_samples(file, x, y, &out->data, err) : FPE_OK;
}
