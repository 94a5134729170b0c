/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checked.c - is a file still what was written? */
#include "io/checked.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/safetensors_write.h"
#include "io/tensors_make.h"

#define TOLD 32 /* bytes of "FORMAT CHECKSUM" */

static uint32_t sum_of(uint32_t crc, const struct tensor *t)
{
	const char *type = tensor_type_name(t);
	char shape[TENSOR_SHAPE_TEXT];

	tensor_shape_text(t, shape);
	crc = (uint32_t)crc32_z(crc, (const uint8_t *)t->name, strlen(t->name) + 1);
	crc = (uint32_t)crc32_z(crc, (const uint8_t *)type, strlen(type) + 1);
	crc = (uint32_t)crc32_z(crc, (const uint8_t *)shape, strlen(shape) + 1);
	return (uint32_t)crc32_z(crc, t->data, tensor_bytes(t));
}

static int by_name(const void *a, const void *b)
{
	const struct tensor *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* In the order of names, for a list that is to be written stands in another one. */
static enum fpe_status tell(const struct tensors *list, int format, char told[TOLD],
			    struct fpe_error *err)
{
	const struct tensor **order = malloc(((size_t)list->count + 1) * sizeof *order);
	uint32_t crc = 0;

	if (!order)
		return fpe_no_memory(err);
	for (int i = 0; i < list->count; i++)
		order[i] = &list->tensor[i];
	qsort(order, (size_t)list->count, sizeof *order, by_name);
	for (int i = 0; i < list->count; i++)
		crc = sum_of(crc, order[i]);
	free(order);
	snprintf(told, TOLD, "%d %08" PRIx32, format, crc);
	return FPE_OK;
}

enum fpe_status checked_write(struct tensors *list, const char *key, int format, const char *path,
			      const struct checked_how *how, uint64_t *bytes, struct fpe_error *err)
{
	struct outfile *to = NULL;
	char told[TOLD];
	enum fpe_status status = tell(list, format, told, err);

	if (!status)
		status = tensors_tell(list, key, told, err);
	if (!status)
		status = outfile_open(path, how->reading, &to, err);
	if (!status && how->own)
		outfile_own(to);
	if (!status)
		status = safetensors_write(list, to, err);
	if (status) {
		outfile_drop(to);
		return status;
	}
	*bytes = outfile_size(to);
	return outfile_close(to, err);
}

static enum fpe_status check(const struct format_file *file, const char *key, int format,
			     const char *what, struct fpe_error *err)
{
	const char *found = json_string_value(json_object_get(file->tensors->metadata, key));
	const char *name = file->tensors->name;
	int other = found ? atoi(found) : 0;
	char told[TOLD];

	if (!found)
		return fpe_fail(err, FPE_EFORMAT, "%s: it is not %s", name, what);
	if (other != format)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: it is %s of format %d; this program reads format %d", name,
				what, other, format);
	if (tell(file->tensors, format, told, err))
		return FPE_ENOMEM;
	if (strcmp(told, found) != 0)
		return fpe_fail(
			err, FPE_EFORMAT,
			"%s: it has changed since it was saved: its checksum is not that of its content",
			name);
	return FPE_OK;
}

enum fpe_status checked_open(const char *path, const char *key, int format, const char *what,
			     const struct reading *reading, struct format_file *out,
			     struct fpe_error *err)
{
	enum fpe_status status = format_open(path, reading, out, err);

	if (status)
		return status;
	status = check(out, key, format, what, err);
	if (status)
		format_close(out);
	return status;
}

uint32_t checked_sum(const struct format_file *file, const char *key)
{
	const char *told = json_string_value(json_object_get(file->tensors->metadata, key));
	const char *sum = told ? strchr(told, ' ') : NULL;

	return sum ? (uint32_t)strtoul(sum, NULL, 16) : 0;
}
