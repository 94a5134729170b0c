/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors.c - reading .safetensors files, refusing whatever is odd.
 *
 * A file is 8 bytes of header length, that many bytes of JSON, then the
 * tensors' bytes, all little-endian. Tensors point into the bytes, at any
 * alignment. Nets and samples are taken out of a file in safetensors_net.c.
 */
#include "io/safetensors.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textfile.h"

static const struct {
	const char *name;
	size_t size;
} types[] = {
	[ST_F32] = { "F32", 4 },   [ST_F64] = { "F64", 8 }, [ST_F16] = { "F16", 2 },
	[ST_BF16] = { "BF16", 2 }, [ST_I64] = { "I64", 8 }, [ST_I32] = { "I32", 4 },
	[ST_I16] = { "I16", 2 },   [ST_I8] = { "I8", 1 },   [ST_U8] = { "U8", 1 },
	[ST_BOOL] = { "BOOL", 1 },
};
#define TYPES ((int)(sizeof types / sizeof *types))

/* What the checks of one file need; offsets are from the end of the header. */
struct reader {
	struct safetensors *file;
	size_t start; /* of the tensors' bytes */
	struct fpe_error *err;
};

static enum fpe_status bad_file(const struct reader *r, const char *what)
{
	return fpe_fail(r->err, FPE_EFORMAT, "%s: %s", r->file->name, what);
}

static enum fpe_status bad_tensor(const struct reader *r, const char *name, const char *what)
{
	char buffer[TEXTFILE_SHOWN];

	return fpe_fail(r->err, FPE_EFORMAT, "%s: tensor \"%s\": %s", r->file->name,
			textfile_shown(name, buffer), what);
}

static uint64_t little(const uint8_t *p, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)p[i] << (8 * i);
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

double safetensors_value(const struct safetensors_tensor *t, size_t i)
{
	size_t size = types[t->type].size;
	uint64_t bits = little(t->data + i * size, size);
	double value = 0;

	switch (t->type) {
	case ST_F32:
		return single((uint32_t)bits);
	case ST_F64:
		memcpy(&value, &bits, sizeof value);
		return value;
	case ST_F16:
		return half((uint16_t)bits);
	case ST_BF16:
		return single((uint32_t)bits << 16);
	case ST_I64:
		return (double)(int64_t)bits;
	case ST_I32:
		return (int32_t)bits;
	case ST_I16:
		return (int16_t)bits;
	case ST_I8:
		return (int8_t)bits;
	case ST_U8:
	case ST_BOOL:
		return (double)bits;
	}
	return value;
}

/* ------------------------------------------------------------ the header */

static enum fpe_status read_type(struct reader *r, struct safetensors_tensor *t,
				 const json_t *value)
{
	const char *text = json_string_value(value);

	if (!text)
		return bad_tensor(r, t->name, "dtype is missing or no string");
	for (int i = 0; i < TYPES; i++) {
		if (!strcmp(text, types[i].name)) {
			t->type = (enum safetensors_type)i;
			return FPE_OK;
		}
	}
	return bad_tensor(r, t->name, "its dtype is not known");
}

static enum fpe_status read_shape(struct reader *r, struct safetensors_tensor *t,
				  const json_t *value)
{
	size_t dims = json_array_size(value);

	if (!json_is_array(value))
		return bad_tensor(r, t->name, "shape is missing or no array");
	if (dims > SAFETENSORS_MAX_DIMS)
		return bad_tensor(r, t->name, "its shape has too many dimensions");
	t->dims = (int)dims;
	t->count = 1;
	for (size_t i = 0; i < dims; i++) {
		const json_t *item = json_array_get(value, i);

		t->shape[i] = json_integer_value(item);
		if (!json_is_integer(item) || t->shape[i] < 0)
			return bad_tensor(r, t->name,
					  "its shape holds something else than whole numbers >= 0");
		if (__builtin_mul_overflow(t->count, (size_t)t->shape[i], &t->count))
			return bad_tensor(r, t->name, "its shape is too large");
	}
	return FPE_OK;
}

static enum fpe_status read_range(struct reader *r, struct safetensors_tensor *t,
				  const json_t *value)
{
	const json_t *from = json_array_get(value, 0);
	const json_t *to = json_array_get(value, 1);
	size_t room = r->file->size - r->start, need;
	json_int_t begin = json_integer_value(from), end = json_integer_value(to);

	if (json_array_size(value) != 2 || !json_is_integer(from) || !json_is_integer(to))
		return bad_tensor(r, t->name, "data_offsets is missing or not two whole numbers");
	if (begin < 0 || end < begin)
		return bad_tensor(r, t->name, "its data_offsets are reversed or negative");
	if ((uint64_t)end > room)
		return bad_tensor(r, t->name, "its bytes reach past the end of the file");
	if (__builtin_mul_overflow(t->count, types[t->type].size, &need) ||
	    need != (size_t)(end - begin))
		return bad_tensor(r, t->name, "its shape does not fit its bytes");
	t->data = r->file->bytes + r->start + begin;
	return FPE_OK;
}

static enum fpe_status read_tensor(struct reader *r, const char *name, const json_t *entry)
{
	struct safetensors_tensor *t = &r->file->tensor[r->file->count];
	enum fpe_status status;

	t->name = strdup(name);
	if (!t->name)
		return fpe_no_memory(r->err);
	r->file->count++;
	if (!json_is_object(entry))
		return bad_tensor(r, name, "its entry is no JSON object");
	status = read_type(r, t, json_object_get(entry, "dtype"));
	if (!status)
		status = read_shape(r, t, json_object_get(entry, "shape"));
	if (!status)
		status = read_range(r, t, json_object_get(entry, "data_offsets"));
	/* the three are there: a fourth is none of them */
	if (!status && json_object_size(entry) != 3)
		return bad_tensor(r, name, "its entry has an unknown field");
	return status;
}

static enum fpe_status check_metadata(struct reader *r, json_t *metadata)
{
	const char *key;
	json_t *value;

	if (!json_is_object(metadata))
		return bad_file(r, "__metadata__ is no JSON object");
	json_object_foreach(metadata, key, value)
	{
		if (!json_is_string(value))
			return bad_file(r, "__metadata__ holds something else than strings");
	}
	return FPE_OK;
}

static enum fpe_status read_entries(struct reader *r, json_t *root)
{
	size_t count = json_object_size(root);
	const char *name;
	json_t *entry;

	if (count > SAFETENSORS_MAX_TENSORS)
		return fpe_fail(r->err, FPE_ELIMIT, "%s: %zu tensors; at most %d are allowed",
				r->file->name, count, SAFETENSORS_MAX_TENSORS);
	r->file->tensor = calloc(count + 1, sizeof *r->file->tensor);
	if (!r->file->tensor)
		return fpe_no_memory(r->err);
	json_object_foreach(root, name, entry)
	{
		enum fpe_status status;

		if (!strcmp(name, "__metadata__"))
			status = check_metadata(r, entry);
		else
			status = read_tensor(r, name, entry);
		if (status)
			return status;
	}
	return FPE_OK;
}

static enum fpe_status read_header(struct reader *r, size_t length)
{
	const char *text = (const char *)r->file->bytes + 8;
	size_t used = length;
	json_error_t fault;
	json_t *root;
	enum fpe_status status;
	char buffer[TEXTFILE_SHOWN];

	/* the format pads with spaces behind the object, and nowhere else */
	while (used > 0 && text[used - 1] == ' ')
		used--;
	if (used < 2 || text[0] != '{' || text[used - 1] != '}')
		return bad_file(r, "the header is not one JSON object");
	root = json_loadb(text, used, JSON_REJECT_DUPLICATES, &fault);
	if (!root)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: the header is no JSON: %s", r->file->name,
				textfile_shown(fault.text, buffer));
	status = read_entries(r, root);
	json_decref(root);
	return status;
}

/* ------------------------------------------------------------- the bytes */

static size_t tensor_bytes(const struct safetensors_tensor *t)
{
	return t->count * types[t->type].size;
}

/* By where they begin; empty ones before the one that begins there too. */
static int by_offset(const void *a, const void *b)
{
	const struct safetensors_tensor *x = a, *y = b;

	if (x->data != y->data)
		return x->data < y->data ? -1 : 1;
	if (tensor_bytes(x) != tensor_bytes(y))
		return tensor_bytes(x) < tensor_bytes(y) ? -1 : 1;
	return strcmp(x->name, y->name);
}

static enum fpe_status check_ranges(struct reader *r)
{
	struct safetensors *file = r->file;
	const uint8_t *at = file->bytes + r->start;

	qsort(file->tensor, (size_t)file->count, sizeof *file->tensor, by_offset);
	for (int i = 0; i < file->count; i++) {
		const struct safetensors_tensor *t = &file->tensor[i];

		if (t->data < at)
			return bad_tensor(r, t->name, "its bytes overlap another tensor's");
		if (t->data > at)
			return bad_tensor(r, t->name, "before its bytes is a hole");
		at += tensor_bytes(t);
	}
	if (at != file->bytes + file->size)
		return bad_file(r, "bytes follow the last tensor");
	return FPE_OK;
}

static enum fpe_status check_values(struct reader *r)
{
	for (int i = 0; i < r->file->count; i++) {
		const struct safetensors_tensor *t = &r->file->tensor[i];
		int whole = t->type >= ST_I64;

		for (size_t j = 0; !whole && j < t->count; j++) {
			if (!isfinite(safetensors_value(t, j)))
				return bad_tensor(r, t->name, "it holds a NaN or infinite number");
		}
		for (size_t j = 0; t->type == ST_BOOL && j < t->count; j++) {
			if (t->data[j] > 1)
				return bad_tensor(r, t->name, "it holds a BOOL other than 0 and 1");
		}
	}
	return FPE_OK;
}

static enum fpe_status check_file(struct safetensors *file, struct fpe_error *err)
{
	struct reader r = { .file = file, .err = err };
	enum fpe_status status;
	uint64_t length;

	if (file->size < 8)
		return bad_file(&r, "the file ends inside the header's length");
	length = little(file->bytes, 8);
	if (length > SAFETENSORS_MAX_HEADER)
		return fpe_fail(err, FPE_ELIMIT,
				"%s: a header of %" PRIu64 " bytes; at most %d are allowed",
				file->name, length, SAFETENSORS_MAX_HEADER);
	if (length > file->size - 8)
		return bad_file(&r, "the file ends inside the header");
	r.start = 8 + (size_t)length;
	status = read_header(&r, (size_t)length);
	if (!status)
		status = check_ranges(&r);
	if (!status)
		status = check_values(&r);
	return status;
}

enum fpe_status safetensors_parse(const uint8_t *bytes, size_t size, const char *name,
				  struct safetensors **out, struct fpe_error *err)
{
	struct safetensors *file = calloc(1, sizeof *file);
	enum fpe_status status;

	*out = NULL;
	if (!file)
		return fpe_no_memory(err);
	file->bytes = bytes;
	file->size = size;
	textfile_shown(name, file->name);
	status = check_file(file, err);
	if (status)
		safetensors_free(file);
	else
		*out = file;
	return status;
}

void safetensors_free(struct safetensors *file)
{
	if (!file)
		return;
	for (int i = 0; i < file->count; i++)
		free(file->tensor[i].name);
	free(file->tensor);
	free(file);
}

const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name)
{
	for (int i = 0; i < file->count; i++) {
		if (!strcmp(file->tensor[i].name, name))
			return &file->tensor[i];
	}
	return NULL;
}
