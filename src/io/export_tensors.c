/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_tensors.c - which named tensors are a net, or samples?
 *
 * Weights, biases and real samples are borrowed as they stand in memory. What has
 * to be made (masks as bytes, lists of live weights, unpacked bits, labels) lies
 * in one block that the list owns, larger elements first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/export_form.h"
#include "io/lineage.h"
#include "io/sample_names.h"
#include "io/tensors_make.h"

#define HOST_IS_BIG (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

struct maker {
	struct tensors *list;
	uint8_t *at; /* the next free byte of the block */
	enum fpe_status status;
	struct fpe_error *err;
};

/* All shapes here have one or two sides; columns -1: one. */
static void add(struct maker *m, const char *name, enum tensor_type type, int64_t rows,
		int64_t columns, const void *data)
{
	struct tensor t = { .type = type,
			    .big_endian = HOST_IS_BIG && tensor_type_info[type].size > 1,
			    .dims = columns < 0 ? 1 : 2,
			    .shape = { rows, columns },
			    .data = data };

	if (!m->status)
		m->status = tensors_add(m->list, name, &t, m->err);
}

static void add_of_layer(struct maker *m, int layer, const char *kind, enum tensor_type type,
			 int64_t rows, int64_t columns, const void *data)
{
	char name[48];

	snprintf(name, sizeof name, "fc%d.%s", layer + 1, kind);
	add(m, name, type, rows, columns, data);
}

static void *take(struct maker *m, size_t bytes)
{
	void *taken = m->at;

	m->at += bytes;
	return taken;
}

/* block: bytes that will be taken. Gives *out. */
static enum fpe_status begin(struct maker *m, const char *path, size_t block, const char *key,
			     const char *told, struct fpe_error *err)
{
	*m = (struct maker){ .list = tensors_new(path), .err = err };
	if (!m->list)
		return m->status = fpe_no_memory(err);
	m->list->inflated = malloc(block ? block : 1);
	m->at = m->list->inflated;
	m->status = m->at ? tensors_tell(m->list, key, told, err) : fpe_no_memory(err);
	if (!m->status)
		m->status = tensors_tell(m->list, "format", "pt", err);
	return m->status;
}

static enum fpe_status end(struct maker *m, struct tensors **out)
{
	if (m->status)
		tensors_free(m->list);
	else
		*out = m->list;
	return m->status;
}

/* ------------------------------------------------------------------ nets */

static bool is_masked(const struct fpe_net *net, int layer)
{
	return fpe_net_layer_nnz(net, layer) < fpe_layer_size(&net->layer[layer]);
}

static void add_bias(struct maker *m, const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];

	if (!l->unbiased)
		add_of_layer(m, layer, "bias", TENSOR_F32, l->out, -1, l->bias);
}

/* A mask of a layer that has none would say nothing. */
static void add_dense(struct maker *m, const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	uint8_t *mask;

	add_of_layer(m, layer, "weight", TENSOR_F32, l->out, l->in, l->weight);
	add_bias(m, net, layer);
	if (!is_masked(net, layer))
		return;
	mask = take(m, fpe_layer_size(l));
	for (size_t i = 0; i < fpe_layer_size(l); i++)
		mask[i] = l->mask[i] != 0;
	add_of_layer(m, layer, "weight_mask", TENSOR_BOOL, l->out, l->in, mask);
}

/* Every layer has the names of a pruned one, so that one line makes them fit. */
static void add_pruned(struct maker *m, const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];

	add_bias(m, net, layer);
	add_of_layer(m, layer, "weight_orig", TENSOR_F32, l->out, l->in, l->weight);
	add_of_layer(m, layer, "weight_mask", TENSOR_F32, l->out, l->in, l->mask);
}

/* A live weight that is 0 is one of the list: the list is the mask, too. */
static void add_csr(struct maker *m, const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	size_t nnz = fpe_net_layer_nnz(net, layer), n = 0, i = 0;
	int64_t *shape = take(m, 2 * sizeof *shape);
	float *data = take(m, nnz * sizeof *data);
	int32_t *indices = take(m, nnz * sizeof *indices);
	int32_t *first = take(m, ((size_t)l->out + 1) * sizeof *first);

	shape[0] = l->out;
	shape[1] = l->in;
	for (int row = 0; row < l->out; row++) {
		first[row] = (int32_t)n;
		for (int column = 0; column < l->in; column++, i++) {
			if (l->mask[i] == 0)
				continue;
			data[n] = l->weight[i];
			indices[n++] = column;
		}
	}
	first[l->out] = (int32_t)n;
	add_of_layer(m, layer, "weight.data", TENSOR_F32, (int64_t)nnz, -1, data);
	add_of_layer(m, layer, "weight.indices", TENSOR_I32, (int64_t)nnz, -1, indices);
	add_of_layer(m, layer, "weight.indptr", TENSOR_I32, l->out + 1, -1, first);
	add_of_layer(m, layer, "weight.shape", TENSOR_I64, 2, -1, shape);
	add_bias(m, net, layer);
}

/* Bytes that add_csr takes, a multiple of 8, or the one mask of add_dense. */
static size_t block_of(const struct export_net *what, int layer)
{
	const struct fpe_layer *l = &what->net->layer[layer];
	size_t lists = 2 * fpe_net_layer_nnz(what->net, layer) + (size_t)l->out + 1;

	if (what->layout == EXPORT_CSR)
		return 2 * sizeof(int64_t) + (lists * sizeof(int32_t) + 7) / 8 * 8;
	return what->prune == EXPORT_PRUNE_NONE && is_masked(what->net, layer) ? fpe_layer_size(l)
									       : 0;
}

enum fpe_status export_net_tensors(const struct export_net *what, const char *path,
				   struct tensors **out, struct fpe_error *err)
{
	struct maker m;
	size_t block = 0;

	for (int i = 0; i < what->net->layers; i++)
		block += block_of(what, i);
	begin(&m, path, block, LINEAGE_KEY, what->lineage, err);
	block = 0;
	for (int i = 0; i < what->net->layers && !m.status; i++) {
		m.at = m.list->inflated + block;
		if (what->layout == EXPORT_CSR)
			add_csr(&m, what->net, i);
		else if (what->prune == EXPORT_PRUNE_TORCH)
			add_pruned(&m, what->net, i);
		else
			add_dense(&m, what->net, i);
		block += block_of(what, i);
	}
	return end(&m, out);
}

/* --------------------------------------------------------------- samples */

static void unpack(const struct fpe_data *data, uint8_t *to)
{
	for (int i = 0; i < data->count; i++) {
		const uint64_t *row = data->bits + (size_t)i * (size_t)data->words;

		for (int j = 0; j < data->inputs; j++)
			*to++ = row[j / 64] >> (j % 64) & 1;
	}
}

static size_t elements(const struct fpe_data *data)
{
	return (size_t)data->count * (size_t)data->inputs;
}

static void add_labels(struct maker *m, const char *name, const struct fpe_data *data)
{
	int64_t *label;

	if (data->target) {
		add(m, name, TENSOR_F32, data->count, data->targets, data->target);
		return;
	}
	label = take(m, (size_t)data->count * sizeof *label);
	for (int i = 0; i < data->count; i++)
		label[i] = data->label[i];
	add(m, name, TENSOR_I64, data->count, -1, label);
}

static void add_inputs(struct maker *m, const char *name, const struct fpe_data *data)
{
	uint8_t *bytes;

	if (data->real) {
		add(m, name, TENSOR_F32, data->count, data->inputs, data->real);
		return;
	}
	bytes = take(m, elements(data));
	unpack(data, bytes);
	add(m, name, TENSOR_U8, data->count, data->inputs, bytes);
}

static size_t bytes_of(const struct fpe_data *data)
{
	return (data->bits ? elements(data) : 0) +
	       (data->label ? (size_t)data->count * sizeof(int64_t) : 0);
}

enum fpe_status export_sample_tensors(const struct export_samples *what, const char *path,
				      struct tensors **out, struct fpe_error *err)
{
	const struct fpe_data *test = what->test;
	struct maker m;

	begin(&m, path, bytes_of(what->train) + (test ? bytes_of(test) : 0), SAMPLE_NAMES_KEY,
	      what->metadata, err);
	if (m.status)
		return end(&m, out);
	add_labels(&m, "y", what->train);
	if (test)
		add_labels(&m, "test_y", test);
	add_inputs(&m, "x", what->train);
	if (test)
		add_inputs(&m, "test_x", test);
	return end(&m, out);
}
