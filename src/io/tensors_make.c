/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tensors_make.c - how are named tensors put together to be written? */
#include "io/tensors_make.h"

#include <stdlib.h>
#include <string.h>

size_t tensor_bytes(const struct tensor *t)
{
	return t->type == TENSOR_OTHER ? t->other_bytes : t->count * tensor_type_info[t->type].size;
}

size_t tensor_element_bytes(const struct tensor *t)
{
	size_t size = t->type == TENSOR_OTHER && t->count ? t->other_bytes / t->count
							  : tensor_type_info[t->type].size;
	size_t power = 8;

	while (power > 1 && (size < power || size % power))
		power /= 2;
	return power;
}

static enum fpe_status fill(struct tensor *t, const char *name, const struct tensor *like,
			    struct fpe_error *err)
{
	*t = *like;
	t->name = strdup(name);
	if (!t->name)
		return fpe_no_memory(err);
	t->count = 1;
	for (int i = 0; i < t->dims; i++)
		t->count *= (size_t)t->shape[i];
	return FPE_OK;
}

enum fpe_status tensors_add(struct tensors *list, const char *name, const struct tensor *like,
			    struct fpe_error *err)
{
	struct tensor *grown;
	enum fpe_status status;

	if (tensors_find(list, name))
		return fpe_fail(err, FPE_ENAME, "%s: there is a tensor %.100s already", list->name,
				name);
	if (list->count == TENSORS_MAX)
		return fpe_fail(err, FPE_ELIMIT, "%s: at most %d tensors", list->name, TENSORS_MAX);
	grown = realloc(list->tensor, ((size_t)list->count + 1) * sizeof *grown);
	if (!grown)
		return fpe_no_memory(err);
	list->tensor = grown;
	status = fill(&list->tensor[list->count], name, like, err);
	if (!status)
		list->count++;
	return status;
}

enum fpe_status tensors_tell(struct tensors *list, const char *key, const char *text,
			     struct fpe_error *err)
{
	if (!list->metadata)
		list->metadata = json_object();
	/* fails too where the text is not UTF-8 */
	return json_object_set_new(list->metadata, key, json_string(text)) ? fpe_no_memory(err)
									   : FPE_OK;
}

static enum fpe_status put_turned(const struct tensor *t, struct outfile *to, struct fpe_error *err)
{
	size_t size = tensor_type_info[t->type].size;
	enum fpe_status status = FPE_OK;

	for (size_t i = 0; i < t->count && !status; i++) {
		const uint8_t *from = t->data + tensor_place(t, i) * size;
		uint8_t bytes[8];

		for (size_t k = 0; k < size; k++)
			bytes[k] = from[t->big_endian ? size - 1 - k : k];
		status = outfile_put(to, bytes, size, err);
	}
	return status;
}

int tensor_pieces(const struct tensor *t)
{
	return t->piece ? t->pieces : 1;
}

struct tensor_piece tensor_piece(const struct tensor *t, int i)
{
	return t->piece ? t->piece[i] : (struct tensor_piece){ t->data, tensor_bytes(t) };
}

enum fpe_status tensor_put(const struct tensor *t, struct outfile *to, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (t->fortran || t->big_endian)
		return put_turned(t, to, err);
	for (int i = 0; i < tensor_pieces(t) && !status; i++) {
		struct tensor_piece piece = tensor_piece(t, i);

		status = outfile_put(to, piece.data, piece.bytes, err);
	}
	return status;
}
