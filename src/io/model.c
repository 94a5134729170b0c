/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c - which net do the tensors of a file make?
 *
 * Reads tensors by name and checks that they fit together. The file's own
 * rules were checked by its reader, so here every float is finite.
 */
#include "io/model.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One tensor of layer n (from 0): "fc1.weight". NULL where it is not there. */
static const struct tensor *layer_tensor(const struct tensors *file, int layer,
					 enum fpe_tensor_kind kind)
{
	char name[32];

	snprintf(name, sizeof name, "fc%d.%s", layer + 1, fpe_tensor_info[kind].file);
	return tensors_find(file, name);
}

static enum fpe_status check_type(const struct tensors *file, const struct tensor *t,
				  struct fpe_error *err)
{
	return tensor_type_info[t->type].is_float
		       ? FPE_OK
		       : tensors_bad(file, t, "it is not of a float type", err);
}

/* A layer number after the chain's end, as fc4 where there is no fc3. */
static enum fpe_status check_no_gap(const struct tensors *file, int layers, struct fpe_error *err)
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

static enum fpe_status check_layer(const struct tensors *file, int layer, int in,
				   struct fpe_error *err)
{
	const struct tensor *w = layer_tensor(file, layer, FPE_WEIGHT);
	const struct tensor *b = layer_tensor(file, layer, FPE_BIAS);
	const struct tensor *m = layer_tensor(file, layer, FPE_MASK);
	enum fpe_status status;

	if (w->shape[1] != in)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: fc%d takes %lld inputs, but the layer before gives %d",
				file->name, layer + 1, (long long)w->shape[1], in);
	if (!b)
		return fpe_fail(err, FPE_EFORMAT, "%s: fc%d has no bias", file->name, layer + 1);
	if (b->dims != 1 || b->shape[0] != w->shape[0])
		return tensors_bad(file, b, "its shape does not fit the weights", err);
	if (m && (m->dims != 2 || m->shape[0] != w->shape[0] || m->shape[1] != w->shape[1]))
		return tensors_bad(file, m, "its shape does not fit the weights", err);
	status = check_type(file, w, err);
	return status ? status : check_type(file, b, err);
}

/* Fill widths[0 … layers]; every number is checked before it becomes an int. */
static enum fpe_status read_widths(const struct tensors *file, int *widths, int *layers,
				   struct fpe_error *err)
{
	const struct tensor *w;
	enum fpe_status status = FPE_OK;
	int n = 0;

	for (; !status && (w = layer_tensor(file, n, FPE_WEIGHT)); n++) {
		if (n == FPE_MAX_LAYERS)
			return fpe_fail(err, FPE_ELIMIT, "%s: more than %d layers", file->name,
					FPE_MAX_LAYERS);
		if (w->dims != 2)
			return tensors_bad(file, w, "its shape is not [out, in]", err);
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

static enum fpe_status read_mask(const struct tensors *file, int layer, struct fpe_layer *l,
				 struct fpe_error *err)
{
	const struct tensor *m = layer_tensor(file, layer, FPE_MASK);

	for (size_t i = 0; m && i < m->count; i++) {
		double value = tensor_value(m, i);

		if (value != 0 && value != 1)
			return tensors_bad(file, m, "a mask holds only 0 and 1", err);
		if (value == 0 && l->weight[i] != 0)
			return tensors_bad(file, m, "a weight outside the mask is not 0", err);
		l->mask[i] = (float)value;
	}
	return FPE_OK;
}

static enum fpe_status fill_net(const struct tensors *file, struct fpe_net *net,
				struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; !status && i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		status = tensor_floats(file, layer_tensor(file, i, FPE_WEIGHT), l->weight, err);
		if (!status)
			status = tensor_floats(file, layer_tensor(file, i, FPE_BIAS), l->bias, err);
		if (!status)
			status = read_mask(file, i, l, err);
	}
	fpe_net_apply_masks(net); /* -0 outside the mask becomes 0 */
	return status;
}

enum fpe_status model_net(const struct tensors *file, struct fpe_net **out, struct fpe_error *err)
{
	int widths[FPE_MAX_LAYERS + 1], layers = 0;
	struct fpe_net *net;
	enum fpe_status status = read_widths(file, widths, &layers, err);

	*out = NULL;
	if (status)
		return status;
	status = tensors_name_file(file, fpe_net_new(widths, layers, &net, err), err);
	if (status)
		return status;
	status = fill_net(file, net, err);
	if (status)
		fpe_net_free(net);
	else
		*out = net;
	return status;
}
