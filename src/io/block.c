/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block.c - one stack of layers replaced in a file's list of tensors. */
#include "io/block.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/half.h"
#include "io/textbuf.h"

/* Tensors of a module that may be replaced: weight, mask, bias and its mask. */
#define PER_LAYER 4
#define HOST_IS_BIG (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

enum block_form block_form_of(const struct model *model)
{
	for (int i = 0; i < model->layers; i++) {
		if (model->layer[i].module->pruned)
			return BLOCK_TORCH;
	}
	return BLOCK_MASKS;
}

/* --------------------------------------------------------------- rounding */

static float rounded(enum tensor_type type, float value)
{
	switch (type) {
	case TENSOR_F16:
		return half_value(half_of(value));
	case TENSOR_BF16:
		return bfloat_value(bfloat_of(value));
	default:
		return value;
	}
}

static void round_all(enum tensor_type type, float *value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		value[i] = rounded(type, value[i]);
}

void block_round(const struct model *model, struct fpe_net *net)
{
	for (int i = 0; i < net->layers; i++) {
		const struct module *m = model->layer[i].module;
		struct fpe_layer *l = &net->layer[i];

		round_all(m->weight->type, l->weight, fpe_layer_size(l));
		if (m->bias)
			round_all(m->bias->type, l->bias, (size_t)l->out);
	}
}

size_t block_zeros(const struct fpe_net *net)
{
	size_t n = 0;

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++)
			n += l->mask[j] != 0 && l->weight[j] == 0;
	}
	return n;
}

/* -------------------------------------------------------------- new tensors */

static void put_number(enum tensor_type type, float value, uint8_t *to)
{
	double wide = (double)value;
	uint16_t two;

	if (!tensor_type_info[type].is_float) { /* of a mask: 0 or 1 */
		memset(to, 0, tensor_type_info[type].size);
		to[HOST_IS_BIG ? tensor_type_info[type].size - 1 : 0] = value != 0;
		return;
	}
	switch (type) {
	case TENSOR_F64:
		memcpy(to, &wide, sizeof wide);
		break;
	case TENSOR_F16:
		two = half_of(value);
		memcpy(to, &two, sizeof two);
		break;
	case TENSOR_BF16:
		two = bfloat_of(value);
		memcpy(to, &two, sizeof two);
		break;
	default:
		memcpy(to, &value, sizeof value);
		break;
	}
}

/* What is to stand in the place of a tensor: `rows` x `columns` floats, or as many
   ones; columns 0: one side. */
struct part {
	const char *leaf; /* its name inside the module */
	enum tensor_type type;
	const float *value;
	int rows, columns;
};

static enum fpe_status add_part(struct block *b, const struct model *model,
				const struct module *module, const struct part *part,
				struct fpe_error *err)
{
	enum tensor_type type = part->type;
	size_t size = tensor_type_info[type].size;
	size_t count = (size_t)part->rows * (size_t)(part->columns ? part->columns : 1);
	struct tensor t = { .type = type,
			    .dims = part->columns ? 2 : 1,
			    .shape = { part->rows, part->columns },
			    .count = count,
			    .big_endian = HOST_IS_BIG && size > 1 };
	uint8_t *bytes = malloc(count * size);
	char *name = textbuf_text("%s%s%s", module->name, *module->name ? "." : "", part->leaf);
	enum fpe_status status;

	if (!bytes || !name) {
		free(bytes);
		free(name);
		return fpe_no_memory(err);
	}
	b->bytes[b->count++] = bytes;
	t.data = bytes;
	for (size_t i = 0; i < count; i++) {
		float value = part->value ? part->value[i] : 1;

		if (!isfinite(value)) {
			status = fpe_fail(
				err, FPE_EFORMAT,
				"%s: %.80s holds a number past what %s can, its type in the file",
				model->file->name, name, tensor_type_info[type].name);
			free(name);
			return status;
		}
		put_number(type, value, bytes + i * size);
	}
	status = tensors_add(b->list, name, &t, err);
	free(name);
	return status;
}

/* The new tensors of a layer, where its weights stood. */
static enum fpe_status add_weights(struct block *b, const struct model *model, int layer,
				   const struct fpe_layer *l, enum block_form form,
				   struct fpe_error *err)
{
	const struct module *m = model->layer[layer].module;
	struct part weight = { form == BLOCK_TORCH ? "weight_orig" : "weight", m->weight->type,
			       l->weight, l->out, l->in };
	/* as it was, else as PyTorch's pruning or `export` has it */
	struct part mask = { "weight_mask",
			     m->mask		   ? m->mask->type
			     : form == BLOCK_TORCH ? m->weight->type
						   : TENSOR_BOOL,
			     l->mask, l->out, l->in };
	enum fpe_status status = add_part(b, model, m, &weight, err);

	if (!status && form != BLOCK_ZEROS)
		status = add_part(b, model, m, &mask, err);
	return status;
}

/* Biases of neurons that are all there: a mask of them is of ones. */
static enum fpe_status add_biases(struct block *b, const struct model *model, int layer,
				  const struct fpe_layer *l, enum block_form form,
				  struct fpe_error *err)
{
	const struct module *m = model->layer[layer].module;
	bool pruned = form == BLOCK_TORCH && m->bias_mask;
	struct part bias = { pruned ? "bias_orig" : "bias", m->bias->type, l->bias, l->out, 0 };
	struct part mask = { "bias_mask", m->bias->type, NULL, l->out, 0 };
	enum fpe_status status = add_part(b, model, m, &bias, err);

	if (!status && pruned)
		status = add_part(b, model, m, &mask, err);
	return status;
}

static enum fpe_status add_tensor(struct block *b, const struct model *model,
				  const struct tensor *t, const struct fpe_net *net,
				  enum block_form form, struct fpe_error *err)
{
	for (int i = 0; i < net->layers; i++) {
		const struct module *m = model->layer[i].module;

		if (t == m->weight)
			return add_weights(b, model, i, &net->layer[i], form, err);
		if (t == m->bias)
			return add_biases(b, model, i, &net->layer[i], form, err);
		if (t == m->mask || t == m->bias_mask)
			return FPE_OK;
	}
	return tensors_add(b->list, t->name, t, err);
}

enum fpe_status block_new(const struct model *model, const struct fpe_net *net,
			  enum block_form form, struct block **out, struct fpe_error *err)
{
	const struct tensors *file = model->file;
	struct block *b = calloc(1, sizeof *b);
	enum fpe_status status = FPE_OK;

	*out = NULL;
	if (!b)
		return fpe_no_memory(err);
	b->list = tensors_new(file->name);
	b->bytes = calloc((size_t)net->layers * PER_LAYER, sizeof *b->bytes);
	if (b->list && file->metadata)
		b->list->metadata = json_deep_copy(file->metadata);
	if (!b->list || !b->bytes || (file->metadata && !b->list->metadata))
		status = fpe_no_memory(err);
	for (int i = 0; i < file->count && !status; i++)
		status = add_tensor(b, model, &file->tensor[i], net, form, err);
	if (status)
		block_free(b);
	else
		*out = b;
	return status;
}

void block_free(struct block *block)
{
	if (!block)
		return;
	tensors_free(block->list);
	for (int i = 0; i < block->count; i++)
		free(block->bytes[i]);
	free(block->bytes);
	free(block);
}
