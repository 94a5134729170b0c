/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tensors.c - what stands in a named tensor, whatever its type and order. */
#include "io/tensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct tensor_type_info tensor_type_info[TENSOR_TYPES] = {
#define TENSOR_TYPE_ROW(type, name, bytes, is_float) { name, bytes, is_float },
	TENSOR_TYPE_LIST(TENSOR_TYPE_ROW)
#undef TENSOR_TYPE_ROW
};

struct tensors *tensors_new(const char *path)
{
	struct tensors *file = calloc(1, sizeof *file);

	if (file)
		textfile_shown(path, file->name);
	return file;
}

void tensors_free(struct tensors *file)
{
	if (!file)
		return;
	for (int i = 0; i < file->count; i++)
		free(file->tensor[i].name);
	free(file->tensor);
	free(file->inflated);
	json_decref(file->metadata);
	free(file);
}

const struct tensor *tensors_find(const struct tensors *file, const char *name)
{
	for (int i = 0; i < file->count; i++) {
		if (!strcmp(file->tensor[i].name, name))
			return &file->tensor[i];
	}
	return NULL;
}

/* ---------------------------------------------------------------- values */

static uint64_t read_bits(const uint8_t *p, size_t size, bool big_endian)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)p[i] << (8 * (big_endian ? size - 1 - i : i));
	return value;
}

static double half(uint16_t bits)
{
	int exponent = (bits >> 10) & 31, fraction = bits & 1023;
	double size;

	if (exponent == 31)
		size = fraction ? NAN : INFINITY;
	else if (exponent == 0)
		size = ldexp(fraction, -24);
	else
		size = ldexp(1024 + fraction, exponent - 25);
	return bits >> 15 ? -size : size;
}

static double single(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof value);
	return (double)value;
}

size_t tensor_place(const struct tensor *t, size_t i)
{
	size_t at = 0, step = t->count;

	if (!t->fortran)
		return i;
	for (int k = t->dims - 1; k >= 0; k--) {
		size_t side = (size_t)t->shape[k];

		step /= side;
		at += i % side * step;
		i /= side;
	}
	return at;
}

double tensor_value(const struct tensor *t, size_t i)
{
	size_t size = tensor_type_info[t->type].size;
	uint64_t bits = read_bits(t->data + tensor_place(t, i) * size, size, t->big_endian);
	double value = 0;

	switch (t->type) {
	case TENSOR_F32:
		return single((uint32_t)bits);
	case TENSOR_F64:
		memcpy(&value, &bits, sizeof value);
		return value;
	case TENSOR_F16:
		return half((uint16_t)bits);
	case TENSOR_BF16:
		return single((uint32_t)bits << 16);
	case TENSOR_I64:
		return (double)(int64_t)bits;
	case TENSOR_I32:
		return (int32_t)bits;
	case TENSOR_I16:
		return (int16_t)bits;
	case TENSOR_I8:
		return (int8_t)bits;
	case TENSOR_U64:
	case TENSOR_U32:
	case TENSOR_U16:
	case TENSOR_U8:
	case TENSOR_BOOL:
		return (double)bits;
	case TENSOR_TYPES:
		break;
	}
	return value;
}

bool tensor_is_finite(const struct tensor *t)
{
	if (!tensor_type_info[t->type].is_float)
		return true;
	for (size_t i = 0; i < t->count; i++) {
		if (!isfinite(tensor_value(t, i)))
			return false;
	}
	return true;
}

const char *tensor_shape_text(const struct tensor *t, char buffer[TENSOR_SHAPE_TEXT])
{
	int length = snprintf(buffer, TENSOR_SHAPE_TEXT, "[");

	for (int k = 0; k < t->dims && length < TENSOR_SHAPE_TEXT; k++)
		length += snprintf(buffer + length, (size_t)(TENSOR_SHAPE_TEXT - length), "%s%lld",
				   k ? ", " : "", (long long)t->shape[k]);
	if (length < TENSOR_SHAPE_TEXT)
		snprintf(buffer + length, (size_t)(TENSOR_SHAPE_TEXT - length), "]");
	return buffer;
}

/* -------------------------------------------------------------- messages */

enum fpe_status tensors_bad(const struct tensors *file, const struct tensor *t, const char *what,
			    struct fpe_error *err)
{
	char buffer[TEXTFILE_SHOWN];

	return fpe_fail(err, FPE_EFORMAT, "%s: %s: %s", file->name, textfile_shown(t->name, buffer),
			what);
}

enum fpe_status tensor_floats(const struct tensors *file, const struct tensor *t, float *to,
			      struct fpe_error *err)
{
	for (size_t i = 0; i < t->count; i++) {
		to[i] = (float)tensor_value(t, i);
		if (!isfinite(to[i])) /* a double that no float can hold */
			return tensors_bad(file, t, "it holds a number too large", err);
	}
	return FPE_OK;
}

enum fpe_status tensors_name_file(const struct tensors *file, enum fpe_status status,
				  struct fpe_error *err)
{
	struct fpe_error inner;

	if (!status || !err)
		return status;
	inner = *err;
	return fpe_fail(err, status, "%s: %.200s", file->name, inner.message);
}
