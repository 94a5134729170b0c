/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_names.c - what are the inputs and classes of a file's samples called? */
#include "io/sample_names.h"

#include "io/safetensors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "fpe/limits.h"

static enum fpe_status bad(const struct tensors *file, const char *key, const char *what,
			   struct fpe_error *err)
{
	return fpe_fail(err, FPE_EFORMAT, "%s: metadata " SAMPLE_NAMES_KEY ": %s: %s", file->name,
			key, what);
}

static bool is_plain(const char *text)
{
	size_t size = text ? strlen(text) : 0;

	return size > 0 && size <= SAMPLE_NAMES_LONGEST && utf8_all_text(text);
}

static void free_list(char **list)
{
	for (int i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

/* least … most names, and a NULL. Gives *out; NULL where the object has none. */
static enum fpe_status read_list(const struct tensors *file, const json_t *object, const char *key,
				 int least, int most, char ***out, struct fpe_error *err)
{
	const json_t *list = json_object_get(object, key);
	size_t count = json_array_size(list);

	*out = NULL;
	if (!list)
		return FPE_OK;
	if (!json_is_array(list) || count < (size_t)least || count > (size_t)most)
		return bad(file, key, "it is not one name for each", err);
	*out = calloc(count + 1, sizeof **out);
	if (!*out)
		return fpe_no_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (!is_plain(name))
			return bad(file, key, "a name is 1 to 255 bytes of text without controls",
				   err);
		(*out)[i] = strdup(name);
		if (!(*out)[i])
			return fpe_no_memory(err);
	}
	return FPE_OK;
}

static enum fpe_status read_object(const struct tensors *file, const json_t *object,
				   struct sample_set *set, struct fpe_error *err)
{
	struct fpe_data *data = set->data;
	json_t *format = json_object_get(object, "format");
	char **inputs = NULL, **classes = NULL;
	enum fpe_status status = FPE_OK;

	if (!json_is_integer(format) || json_integer_value(format) != SAMPLE_NAMES_FORMAT)
		return bad(file, "format", "1 is known", err);
	status = read_list(file, object, "inputs", data->inputs, data->inputs, &inputs, err);
	if (!status)
		status = read_list(file, object, "classes", data->classes,
				   data->classes ? FPE_MAX_NEURONS : 0, &classes, err);
	if (status) {
		free_list(inputs);
		free_list(classes);
		return status;
	}
	set->input_name = inputs;
	set->class_name = classes;
	for (int i = data->classes; classes && classes[i]; i++)
		data->classes++;
	if (set->test)
		set->test->classes = data->classes;
	return FPE_OK;
}

enum fpe_status sample_names_read(const struct tensors *file, struct sample_set *set,
				  struct fpe_error *err)
{
	const char *text = json_string_value(json_object_get(file->metadata, SAMPLE_NAMES_KEY));
	json_error_t fault;
	json_t *object;
	enum fpe_status status;

	if (!text || !set->data || set->input_name || set->class_name)
		return FPE_OK;
	object = safetensors_json(text, strlen(text), &fault);
	status = read_object(file, object, set, err);
	json_decref(object);
	return status;
}

json_t *sample_names_json(int count, const char *prefix,
			  const char *(*name)(const void *context, int i, char *buffer),
			  const void *context)
{
	json_t *list = json_array();
	bool own = false;

	for (int i = 0; i < count; i++) {
		char buffer[FPE_MAX_NAME], plain[FPE_MAX_NAME];
		const char *is = name(context, i, buffer);

		snprintf(plain, sizeof plain, "%s%d", prefix, i);
		own |= strcmp(is, plain) != 0;
		json_array_append_new(list, json_string(is));
	}
	if (own)
		return list;
	json_decref(list);
	return NULL;
}
