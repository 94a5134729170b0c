/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors_net.c - the net and the samples that a file holds.
 *
 * Reads tensors by name and checks that they fit together. The file's own
 * rules are checked in safetensors.c, so here every float is finite.
 */
#include "io/safetensors.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"

/* One tensor of layer n (from 0): "fc1.weight". NULL where it is not there. */
static const struct safetensors_tensor *layer_tensor(const struct safetensors *file, int layer,
						     enum fpe_tensor_kind kind)
{
	char name[32];

	snprintf(name, sizeof name, "fc%d.%s", layer + 1, fpe_tensor_info[kind].file);
	return safetensors_find(file, name);
}

static enum fpe_status bad(const struct safetensors *file, const struct safetensors_tensor *t,
			   const char *what, struct fpe_error *err)
{
	return fpe_fail(err, FPE_EFORMAT, "%s: %s: %s", file->name, t->name, what);
}

static enum fpe_status check_type(const struct safetensors *file,
				  const struct safetensors_tensor *t, struct fpe_error *err)
{
	return t->type < ST_I64 ? FPE_OK : bad(file, t, "it is not of a float type", err);
}

/* The same failure, with the file's name before its message. */
static enum fpe_status name_file(const struct safetensors *file, enum fpe_status status,
				 struct fpe_error *err)
{
	struct fpe_error inner;

	if (!status || !err)
		return status;
	inner = *err;
	return fpe_fail(err, status, "%s: %.200s", file->name, inner.message);
}

/* A layer number after the chain's end, as fc4 where there is no fc3. */
static enum fpe_status check_no_gap(const struct safetensors *file, int layers,
				    struct fpe_error *err)
{
	for (int i = 0; i < file->count; i++) {
		const char *name = file->tensor[i].name;
		char *end;
		long n;

		if (strncmp(name, "fc", 2) || !isdigit((unsigned char)name[2]))
			continue;
		n = strtol(name + 2, &end, 10);
		if (*end == '.' && (n < 1 || n > layers))
			return fpe_fail(err, FPE_EFORMAT,
					"%s: it has a tensor of fc%ld, but weights only up to fc%d",
					file->name, n, layers);
	}
	return FPE_OK;
}

static enum fpe_status check_layer(const struct safetensors *file, int layer, int in,
				   struct fpe_error *err)
{
	const struct safetensors_tensor *w = layer_tensor(file, layer, FPE_WEIGHT);
	const struct safetensors_tensor *b = layer_tensor(file, layer, FPE_BIAS);
	const struct safetensors_tensor *m = layer_tensor(file, layer, FPE_MASK);
	enum fpe_status status;

	if (w->shape[1] != in)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: fc%d takes %lld inputs, but the layer before gives %d",
				file->name, layer + 1, (long long)w->shape[1], in);
	if (!b)
		return fpe_fail(err, FPE_EFORMAT, "%s: fc%d has no bias", file->name, layer + 1);
	if (b->dims != 1 || b->shape[0] != w->shape[0])
		return bad(file, b, "its shape does not fit the weights", err);
	if (m && (m->dims != 2 || m->shape[0] != w->shape[0] || m->shape[1] != w->shape[1]))
		return bad(file, m, "its shape does not fit the weights", err);
	status = check_type(file, w, err);
	return status ? status : check_type(file, b, err);
}

/* Fill widths[0 … layers]; every number is checked before it becomes an int. */
static enum fpe_status read_widths(const struct safetensors *file, int *widths, int *layers,
				   struct fpe_error *err)
{
	const struct safetensors_tensor *w;
	enum fpe_status status = FPE_OK;
	int n = 0;

	for (; !status && (w = layer_tensor(file, n, FPE_WEIGHT)); n++) {
		if (n == FPE_MAX_LAYERS)
			return fpe_fail(err, FPE_ELIMIT, "%s: more than %d layers", file->name,
					FPE_MAX_LAYERS);
		if (w->dims != 2)
			return bad(file, w, "its shape is not [out, in]", err);
		for (int i = 0; i < 2; i++) {
			if (w->shape[i] < 1 || w->shape[i] > FPE_MAX_NEURONS)
				return fpe_fail(err, FPE_ELIMIT, "%s: %s: each side is 1 to %d",
						file->name, w->name, FPE_MAX_NEURONS);
		}
		if (n == 0)
			widths[0] = (int)w->shape[1];
		widths[n + 1] = (int)w->shape[0];
		status = check_layer(file, n, widths[n], err);
	}
	if (!status && n == 0)
		status = fpe_fail(err, FPE_EFORMAT, "%s: it has no fc1.weight", file->name);
	*layers = n;
	return status ? status : check_no_gap(file, n, err);
}

static enum fpe_status read_floats(const struct safetensors *file,
				   const struct safetensors_tensor *t, float *to,
				   struct fpe_error *err)
{
	for (size_t i = 0; i < t->count; i++) {
		to[i] = (float)safetensors_value(t, i);
		if (!isfinite(to[i])) /* an F64 that no float can hold */
			return bad(file, t, "it holds a number too large", err);
	}
	return FPE_OK;
}

static enum fpe_status read_mask(const struct safetensors *file, int layer, struct fpe_layer *l,
				 struct fpe_error *err)
{
	const struct safetensors_tensor *m = layer_tensor(file, layer, FPE_MASK);

	for (size_t i = 0; m && i < m->count; i++) {
		double value = safetensors_value(m, i);

		if (value != 0 && value != 1)
			return bad(file, m, "a mask holds only 0 and 1", err);
		if (value == 0 && l->weight[i] != 0)
			return bad(file, m, "a weight outside the mask is not 0", err);
		l->mask[i] = (float)value;
	}
	return FPE_OK;
}

static enum fpe_status fill_net(const struct safetensors *file, struct fpe_net *net,
				struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; !status && i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		status = read_floats(file, layer_tensor(file, i, FPE_WEIGHT), l->weight, err);
		if (!status)
			status = read_floats(file, layer_tensor(file, i, FPE_BIAS), l->bias, err);
		if (!status)
			status = read_mask(file, i, l, err);
	}
	fpe_net_apply_masks(net); /* -0 outside the mask becomes 0 */
	return status;
}

enum fpe_status safetensors_net(const struct safetensors *file, struct fpe_net **out,
				struct fpe_error *err)
{
	int widths[FPE_MAX_LAYERS + 1], layers = 0;
	struct fpe_net *net;
	enum fpe_status status = read_widths(file, widths, &layers, err);

	*out = NULL;
	if (status)
		return status;
	status = name_file(file, fpe_net_new(widths, layers, &net, err), err);
	if (status)
		return status;
	status = fill_net(file, net, err);
	if (status)
		fpe_net_free(net);
	else
		*out = net;
	return status;
}

/* --------------------------------------------------------------- samples */

static enum fpe_status check_samples(const struct safetensors *file,
				     const struct safetensors_tensor *x,
				     const struct safetensors_tensor *y, struct fpe_error *err)
{
	if (!x || !y)
		return fpe_fail(err, FPE_EFORMAT, "%s: it has %s but no %s", file->name,
				x ? "x" : "y", x ? "y" : "x");
	if (x->dims != 2 || x->shape[0] < 1 || x->shape[1] < 1)
		return bad(file, x, "its shape is not [samples, inputs]", err);
	if (y->dims != 1 || y->shape[0] != x->shape[0])
		return bad(file, y, "it is not one label for each sample of x", err);
	if (x->shape[0] > FPE_MAX_SAMPLES || x->shape[1] > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%s: x: at most %d samples of %d inputs",
				file->name, FPE_MAX_SAMPLES, FPE_MAX_INPUTS);
	return FPE_OK;
}

static enum fpe_status count_classes(const struct safetensors *file,
				     const struct safetensors_tensor *y, int *classes,
				     struct fpe_error *err)
{
	double most = 1; /* two classes even where only one is seen */

	for (size_t i = 0; i < y->count; i++) {
		double value = safetensors_value(y, i);

		if (value < 0 || value != floor(value))
			return bad(file, y, "labels are whole numbers >= 0", err);
		if (value >= FPE_MAX_NEURONS)
			return fpe_fail(err, FPE_ELIMIT, "%s: y: labels go up to %d", file->name,
					FPE_MAX_NEURONS - 1);
		most = fmax(most, value);
	}
	*classes = (int)most + 1;
	return FPE_OK;
}

static int is_boolean(const struct safetensors_tensor *x)
{
	for (size_t i = 0; i < x->count; i++) {
		double value = safetensors_value(x, i);

		if (value != 0 && value != 1)
			return 0;
	}
	return 1;
}

static void fill_bits(struct fpe_data *data, const struct safetensors_tensor *x)
{
	for (int i = 0; i < data->count; i++) {
		uint64_t *row = data->bits + (size_t)i * (size_t)data->words;
		size_t first = (size_t)i * (size_t)data->inputs;

		for (int j = 0; j < data->inputs; j++) {
			if (safetensors_value(x, first + (size_t)j) != 0)
				row[j / 64] |= UINT64_C(1) << (j % 64);
		}
	}
}

enum fpe_status safetensors_data(const struct safetensors *file, struct fpe_data **out,
				 struct fpe_error *err)
{
	const struct safetensors_tensor *x = safetensors_find(file, "x");
	const struct safetensors_tensor *y = safetensors_find(file, "y");
	enum fpe_status status;
	struct fpe_data *data;
	int classes = 2;

	*out = NULL;
	if (!x && !y)
		return FPE_OK;
	status = check_samples(file, x, y, err);
	if (!status)
		status = count_classes(file, y, &classes, err);
	if (status)
		return status;
	status = name_file(file,
			   fpe_data_new((int)x->shape[0], (int)x->shape[1], classes, !is_boolean(x),
					&data, err),
			   err);
	if (status)
		return status;
	for (int i = 0; i < data->count; i++)
		data->label[i] = (int32_t)safetensors_value(y, (size_t)i);
	if (data->bits)
		fill_bits(data, x);
	else
		status = read_floats(file, x, data->real, err);
	if (status)
		fpe_data_free(data);
	else
		*out = data;
	return status;
}

/* ---------------------------------------------------------------- the row */

static bool sniff(const uint8_t *bytes, size_t size)
{
	return size > 8 && bytes[8] == '{';
}

static bool holds_samples_alone(const struct safetensors *file)
{
	return file->count == 2 && safetensors_find(file, "x") && safetensors_find(file, "y");
}

static enum fpe_status read_content(const uint8_t *bytes, size_t size, const char *name,
				    struct format_content *out, struct fpe_error *err)
{
	struct safetensors *file;
	enum fpe_status status = safetensors_parse(bytes, size, name, &file, err);

	if (status)
		return status;
	if (!holds_samples_alone(file))
		status = safetensors_net(file, &out->net, err);
	if (!status)
		status = safetensors_data(file, &out->data, err);
	safetensors_free(file);
	return status;
}

const struct format format_safetensors = {
	.suffix = ".safetensors",
	.help = "Tensors are named as PyTorch does: fc1.weight [out, in], fc1.bias, and optionally fc1.weight_mask. A file's x and y become the training samples; there are no test samples then.",
	.sniff = sniff,
	.read = read_content,
};
