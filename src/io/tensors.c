/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tensors.c - what stands in a named tensor, whatever its type and order. */
#include "io/tensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/half.h"

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

struct tensors *tensors_new_array(const char *path)
{
	struct tensors *file = tensors_new(path);

	if (!file)
		return NULL;
	file->tensor = calloc(1, sizeof *file->tensor);
	if (file->tensor)
		file->tensor->name = strdup("");
	if (!file->tensor || !file->tensor->name) {
		tensors_free(file);
		return NULL;
	}
	file->count = 1;
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
	double value = NAN;
	uint64_t bits;

	if (t->type == TENSOR_OTHER)
		return value;
	bits = read_bits(t->data + tensor_place(t, i) * size, size, t->big_endian);
	switch (t->type) {
	case TENSOR_F32:
		return single((uint32_t)bits);
	case TENSOR_F64:
		memcpy(&value, &bits, sizeof value);
		return value;
	case TENSOR_F16:
		return (double)half_value((uint16_t)bits);
	case TENSOR_BF16:
		return (double)bfloat_value((uint16_t)bits);
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
	case TENSOR_OTHER:
	case TENSOR_TYPES:
		break;
	}
	return value;
}

const char *tensor_type_name(const struct tensor *t)
{
	return t->type == TENSOR_OTHER ? t->other : tensor_type_info[t->type].name;
}

enum fpe_status tensor_check_type(const struct tensors *file, const struct tensor *t,
				  struct fpe_error *err)
{
	char what[120];

	if (t->type != TENSOR_OTHER)
		return FPE_OK;
	snprintf(what, sizeof what,
		 "its numbers are of type %s, which is not read here; in PyTorch: tensor.float()",
		 t->other);
	return tensors_bad(file, t, what, err);
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

	return fpe_fail(err, FPE_EFORMAT, "%s: %s%s%s", file->name, textfile_shown(t->name, buffer),
			*t->name ? ": " : "", what);
}

/* Element i is none that a float can be: with its row and column, for which all but
   the last side are rows. */
static enum fpe_status bad_element(const struct tensors *file, const struct tensor *t, size_t i,
				   struct fpe_error *err)
{
	size_t columns = t->dims > 0 ? (size_t)t->shape[t->dims - 1] : 1;
	double value = tensor_value(t, i);
	const char *what = isnan(value)	      ? "is NaN; numbers must be finite"
			   : !isfinite(value) ? "is infinite; numbers must be finite"
					      : "is a number too large for a float";
	char text[160];

	if (t->dims < 2)
		snprintf(text, sizeof text, "element %zu (counted from 0) %s", i, what);
	else
		snprintf(text, sizeof text, "row %zu, column %zu (counted from 0) %s", i / columns,
			 i % columns, what);
	return tensors_bad(file, t, text, err);
}

/* The i-th number of a type; loops over tensors are copied for each. */
#define EACH(t, to, type, value)                                         \
	for (size_t i = 0; i < (t)->count; i++) {                        \
		type bits;                                               \
		memcpy(&bits, (t)->data + i * sizeof bits, sizeof bits); \
		(to)[i] = value;                                         \
	}

/* Floats that lie as this machine has them, in their order. False: they do not. */
static bool plain_floats(const struct tensor *t, float *to)
{
	if (t->big_endian || t->fortran || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		return false;
	switch (t->type) {
	case TENSOR_F32:
		if (t->count)
			memcpy(to, t->data, t->count * sizeof *to);
		return true;
	case TENSOR_F64:
		EACH(t, to, double, (float)bits)
		return true;
	case TENSOR_F16:
		EACH(t, to, uint16_t, half_value(bits))
		return true;
	case TENSOR_BF16:
		EACH(t, to, uint16_t, bfloat_value(bits))
		return true;
	case TENSOR_U8:
	case TENSOR_BOOL:
		EACH(t, to, uint8_t, (float)bits)
		return true;
	default:
		return false;
	}
}

enum fpe_status tensor_floats(const struct tensors *file, const struct tensor *t, float *to,
			      struct fpe_error *err)
{
	size_t at = 0;

	if (tensor_check_type(file, t, err))
		return FPE_EFORMAT;
	if (!plain_floats(t, to)) {
		for (size_t i = 0; i < t->count; i++)
			to[i] = (float)tensor_value(t, i);
	}
	while (at < t->count && isfinite(to[at]))
		at++;
	return at == t->count ? FPE_OK : bad_element(file, t, at, err);
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
