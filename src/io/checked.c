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

#define BLOCK ((size_t)1 << 24) /* bytes summed before who waits is asked */

/* share: of the work that is done, meanwhile. */
struct sum {
	uint32_t crc;
	const struct reading *reading;
	double share;
};

static enum fpe_status add(struct sum *sum, struct tensor_piece piece, struct fpe_error *err)
{
	const uint8_t *at = piece.data;
	enum fpe_status status = FPE_OK;

	for (size_t left = piece.bytes; left && !status;) {
		size_t n = left < BLOCK ? left : BLOCK;

		sum->crc = (uint32_t)crc32_z(sum->crc, at, n);
		at += n;
		left -= n;
		if (n == BLOCK)
			status = reading_goes_on(sum->reading, sum->share, err);
	}
	return status;
}

static enum fpe_status add_tensor(struct sum *sum, const struct tensor *t, struct fpe_error *err)
{
	const char *type = tensor_type_name(t);
	char shape[TENSOR_SHAPE_TEXT];

	const char *facts[] = { t->name, type, tensor_shape_text(t, shape) };
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < 3; i++)
		sum->crc = (uint32_t)crc32_z(sum->crc, (const uint8_t *)facts[i],
					     strlen(facts[i]) + 1);
	for (int i = 0; i < tensor_pieces(t) && !status; i++)
		status = add(sum, tensor_piece(t, i), err);
	return status;
}

static int by_name(const void *a, const void *b)
{
	const struct tensor *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* In the order of names, for a list that is to be written stands in another one. */
static enum fpe_status tell(const struct tensors *list, int format, struct sum sum, char told[TOLD],
			    struct fpe_error *err)
{
	const struct tensor **order = malloc(((size_t)list->count + 1) * sizeof *order);
	enum fpe_status status = FPE_OK;

	if (!order)
		return fpe_no_memory(err);
	for (int i = 0; i < list->count; i++)
		order[i] = &list->tensor[i];
	qsort(order, (size_t)list->count, sizeof *order, by_name);
	for (int i = 0; i < list->count && !status; i++)
		status = add_tensor(&sum, order[i], err);
	free(order);
	snprintf(told, TOLD, "%d %08" PRIx32, format, sum.crc);
	return status;
}

enum fpe_status checked_write(struct tensors *list, const char *key, int format, const char *path,
			      const struct checked_how *how, uint64_t *bytes, struct fpe_error *err)
{
	struct outfile *to = NULL;
	char told[TOLD];
	const struct sum sum = { 0, how->reading, 0 };
	enum fpe_status status = tell(list, format, sum, told, err);

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
			     const char *what, const struct reading *reading, struct fpe_error *err)
{
	const struct sum sum = { 0, reading, 1 };
	const char *found = json_string_value(json_object_get(file->tensors->metadata, key));
	const char *name = file->tensors->name;
	int other = found ? atoi(found) : 0;
	enum fpe_status status;
	char told[TOLD];

	if (!found)
		return fpe_fail(err, FPE_EFORMAT, "%s: it is not %s", name, what);
	if (other != format)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: it is %s of format %d; this program reads format %d", name,
				what, other, format);
	status = tell(file->tensors, format, sum, told, err);
	if (status)
		return status;
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
	status = check(out, key, format, what, reading, err);
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
