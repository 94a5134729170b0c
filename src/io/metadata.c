/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metadata.c - how do strings come through a format that knows tensors only? */
#include "io/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "io/safetensors.h"

static bool holds_strings(const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
	{
		if (!json_is_string(value))
			return false;
	}
	return json_is_object(object);
}

static void remove_tensor(struct tensors *list, const struct tensor *t)
{
	size_t at = (size_t)(t - list->tensor);

	free(list->tensor[at].name);
	list->count--;
	memmove(list->tensor + at, list->tensor + at + 1,
		((size_t)list->count - at) * sizeof *list->tensor);
}

enum fpe_status metadata_take(struct tensors *list, struct fpe_error *err)
{
	const struct tensor *t = tensors_find(list, METADATA_TENSOR);
	json_error_t fault;
	json_t *object;

	if (!t || list->metadata)
		return FPE_OK;
	if (t->type != TENSOR_U8 || t->dims != 1 || t->count > SAFETENSORS_MAX_HEADER)
		return tensors_bad(list, t, "it is not a text: at most 2^20 bytes of U8", err);
	object = safetensors_json((const char *)t->data, t->count, &fault);
	if (!holds_strings(object)) {
		json_decref(object);
		return tensors_bad(list, t, "it is not a JSON object of strings", err);
	}
	list->metadata = object;
	remove_tensor(list, t);
	return FPE_OK;
}

enum fpe_status metadata_add(struct tensors *list, char **bytes, struct fpe_error *err)
{
	struct tensor text = { .type = TENSOR_U8, .dims = 1 };

	*bytes = NULL;
	if (!json_object_size(list->metadata))
		return FPE_OK;
	*bytes = json_dumps(list->metadata, JSON_COMPACT | JSON_SORT_KEYS);
	if (!*bytes)
		return fpe_no_memory(err);
	text.shape[0] = (int64_t)strlen(*bytes);
	text.data = (const uint8_t *)*bytes;
	return tensors_add(list, METADATA_TENSOR, &text, err);
}

void metadata_drop(struct tensors *list, char *bytes)
{
	const struct tensor *t = tensors_find(list, METADATA_TENSOR);

	if (t && bytes)
		remove_tensor(list, t);
	free(bytes);
}
