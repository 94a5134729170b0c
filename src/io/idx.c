/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idx.c - which array is in an IDX file, and is it all there? */
#include "io/idx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/file_kind.h"

/* The types of the format by their byte; TENSOR_TYPES: no such. */
static enum tensor_type type_of(uint8_t code)
{
	switch (code) {
	case 0x08:
		return TENSOR_U8;
	case 0x09:
		return TENSOR_I8;
	case 0x0b:
		return TENSOR_I16;
	case 0x0c:
		return TENSOR_I32;
	case 0x0d:
		return TENSOR_F32;
	case 0x0e:
		return TENSOR_F64;
	}
	return TENSOR_TYPES;
}

static uint32_t big(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static enum fpe_status bad(const struct tensors *file, const char *what, struct fpe_error *err)
{
	return fpe_fail(err, FPE_EFORMAT, "%s: %s", file->name, what);
}

/* Type and shape from the header; *start: where the elements begin. */
static enum fpe_status read_header(const struct tensors *file, const uint8_t *bytes, size_t size,
				   struct tensor *t, size_t *start, struct fpe_error *err)
{
	if (size < 4 || bytes[0] || bytes[1])
		return bad(file, "it does not begin as an IDX file does, with two zero bytes", err);
	t->type = type_of(bytes[2]);
	t->big_endian = true;
	t->dims = bytes[3];
	t->count = 1;
	if (t->type == TENSOR_TYPES)
		return fpe_fail(
			err, FPE_EFORMAT,
			"%s: its elements are of type 0x%02x; 0x08, 0x09, 0x0b, 0x0c, 0x0d and 0x0e are IDX types",
			file->name, bytes[2]);
	if (t->dims < 1 || t->dims > TENSORS_MAX_DIMS)
		return fpe_fail(err, FPE_EFORMAT, "%s: it has %d dimensions; 1 to %d are allowed",
				file->name, t->dims, TENSORS_MAX_DIMS);
	*start = 4 + 4 * (size_t)t->dims;
	if (size < *start)
		return bad(file, "it ends inside the header", err);
	for (int i = 0; i < t->dims; i++) {
		t->shape[i] = big(bytes + 4 + 4 * i);
		if (__builtin_mul_overflow(t->count, (size_t)t->shape[i], &t->count))
			return bad(file, "its shape is too large", err);
	}
	t->data = bytes + *start;
	return FPE_OK;
}

static enum fpe_status read_array(const struct tensors *file, const uint8_t *bytes, size_t size,
				  struct fpe_error *err)
{
	struct tensor *t = file->tensor;
	size_t start = 0, need;
	char shape[TENSOR_SHAPE_TEXT];
	enum fpe_status status = read_header(file, bytes, size, t, &start, err);

	if (status) /* what else is it? */
		return file_kind_refuse(file->name, bytes, size, err) ? FPE_EFORMAT : status;
	if (__builtin_mul_overflow(t->count, tensor_type_info[t->type].size, &need) ||
	    __builtin_add_overflow(need, start, &need))
		return bad(file, "its shape is too large", err);
	if (need != size)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: %s of %s need %zu bytes with the header, but there are %zu",
				file->name, tensor_shape_text(t, shape),
				tensor_type_info[t->type].name, need, size);
	return FPE_OK;
}

enum fpe_status idx_parse(const uint8_t *bytes, size_t size, const char *path, struct tensors **out,
			  struct fpe_error *err)
{
	struct tensors *file = tensors_new_array(path);
	enum fpe_status status;

	*out = NULL;
	if (!file)
		return fpe_no_memory(err);
	status = read_array(file, bytes, size, err);
	if (status)
		tensors_free(file);
	else
		*out = file;
	return status;
}
