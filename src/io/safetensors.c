/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors.c - reading .safetensors files, refusing whatever is odd.
 *
 * A file is 8 bytes of header length, that many bytes of JSON, then the
 * tensors' bytes, all little-endian. Tensors point into the bytes, at any
 * alignment.
 */
#include "io/safetensors.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"
#include "io/json_read.h"
#include "io/safetensors_write.h"
#include "io/textfile.h"

#define OTHER_MOST 16 /* bytes of an element whose type is not known here */

/* What the checks of one file need; offsets are from the end of the header. */
struct reader {
	struct tensors *file;
	const uint8_t *bytes;
	size_t size;
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

/* ------------------------------------------------------------ the header */

/* Types come and go (F8_E4M3, F4): one like them is kept, and refused where its
   numbers are asked for. */
static enum fpe_status read_other(struct reader *r, struct tensor *t, const char *text)
{
	size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	if (size == 0 || text[size] || size >= sizeof t->other)
		return bad_tensor(r, t->name, "its dtype is none that the format has");
	t->type = TENSOR_OTHER;
	memcpy(t->other, text, size + 1);
	return FPE_OK;
}

static enum fpe_status read_type(struct reader *r, struct tensor *t, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!text)
		return bad_tensor(r, t->name, "dtype is missing or no string");
	for (int i = 0; i < TENSOR_OTHER; i++) {
		if (!strcmp(text, tensor_type_info[i].name)) {
			t->type = (enum tensor_type)i;
			return FPE_OK;
		}
	}
	return read_other(r, t, text);
}

static enum fpe_status read_shape(struct reader *r, struct tensor *t, const json_t *value)
{
	size_t dims = json_array_size(value);

	if (!json_is_array(value))
		return bad_tensor(r, t->name, "shape is missing or no array");
	if (dims > TENSORS_MAX_DIMS)
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

static enum fpe_status read_range(struct reader *r, struct tensor *t, const json_t *value)
{
	const json_t *from = json_array_get(value, 0);
	const json_t *to = json_array_get(value, 1);
	size_t room = r->size - r->start, need;
	size_t size = t->type == TENSOR_OTHER ? OTHER_MOST : tensor_type_info[t->type].size;
	json_int_t begin = json_integer_value(from), end = json_integer_value(to);

	if (json_array_size(value) != 2 || !json_is_integer(from) || !json_is_integer(to))
		return bad_tensor(r, t->name, "data_offsets is missing or not two whole numbers");
	if (begin < 0 || end < begin)
		return bad_tensor(r, t->name, "its data_offsets are reversed or negative");
	if ((uint64_t)end > room)
		return bad_tensor(r, t->name, "its bytes reach past the end of the file");
	t->other_bytes = (size_t)(end - begin);
	if (__builtin_mul_overflow(t->count, size, &need) ||
	    (t->type == TENSOR_OTHER ? need < t->other_bytes : need != t->other_bytes))
		return bad_tensor(r, t->name, "its shape does not fit its bytes");
	t->data = r->bytes + r->start + begin;
	return FPE_OK;
}

static enum fpe_status read_tensor(struct reader *r, const char *name, const json_t *entry)
{
	struct tensor *t = &r->file->tensor[r->file->count];
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
	r->file->metadata = json_incref(metadata);
	return FPE_OK;
}

static enum fpe_status read_entries(struct reader *r, json_t *root)
{
	size_t count = json_object_size(root);
	const char *name;
	json_t *entry;

	if (count > TENSORS_MAX)
		return fpe_fail(r->err, FPE_ELIMIT, "%s: %zu tensors; at most %d are allowed",
				r->file->name, count, TENSORS_MAX);
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

/* Objects and arrays that begin, strings left out. */
static size_t openings(const char *text, size_t size)
{
	bool string = false;
	size_t count = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '"')
			string = !string;
		else if (string)
			i += text[i] == '\\';
		else
			count += text[i] == '{' || text[i] == '[';
	}
	return count;
}

json_t *safetensors_json(const char *text, size_t size, json_error_t *fault)
{
	/* three for each tensor; a MiB of nothing else would take 80 MiB */
	if (size <= SAFETENSORS_MAX_HEADER && openings(text, size) <= 4 * TENSORS_MAX)
		return json_read(text, size, JSON_REJECT_DUPLICATES, fault);
	*fault = (json_error_t){ .text = "too many objects" };
	return NULL;
}

static enum fpe_status read_header(struct reader *r, size_t length)
{
	const char *text = (const char *)r->bytes + 8;
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
	root = safetensors_json(text, used, &fault);
	if (!root)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: the header is no JSON: %s", r->file->name,
				textfile_shown(fault.text, buffer));
	status = read_entries(r, root);
	json_decref(root);
	return status;
}

/* ------------------------------------------------------------- the bytes */

/* By where they begin; empty ones before the one that begins there too. */
static int by_offset(const void *a, const void *b)
{
	const struct tensor *x = a, *y = b;

	if (x->data != y->data)
		return x->data < y->data ? -1 : 1;
	if (tensor_bytes(x) != tensor_bytes(y))
		return tensor_bytes(x) < tensor_bytes(y) ? -1 : 1;
	return strcmp(x->name, y->name);
}

static enum fpe_status check_ranges(struct reader *r)
{
	struct tensors *file = r->file;
	const uint8_t *at = r->bytes + r->start;

	qsort(file->tensor, (size_t)file->count, sizeof *file->tensor, by_offset);
	for (int i = 0; i < file->count; i++) {
		const struct tensor *t = &file->tensor[i];

		if (t->data < at)
			return bad_tensor(r, t->name, "its bytes overlap another tensor's");
		if (t->data > at)
			return bad_tensor(r, t->name, "before its bytes is a hole");
		at += tensor_bytes(t);
	}
	if (at != r->bytes + r->size)
		return bad_file(r, "bytes follow the last tensor");
	return FPE_OK;
}

static enum fpe_status check_values(struct reader *r)
{
	for (int i = 0; i < r->file->count; i++) {
		const struct tensor *t = &r->file->tensor[i];

		for (size_t j = 0; t->type == TENSOR_BOOL && j < t->count; j++) {
			if (t->data[j] > 1)
				return bad_tensor(r, t->name, "it holds a BOOL other than 0 and 1");
		}
	}
	return FPE_OK;
}

/* What stands in a file's place: a pointer, or an answer of who was asked for it. A header
   of so many bytes as printed characters count would be one of exabytes. */
static bool is_text(const struct reader *r)
{
	for (int i = 0; i < 8; i++) {
		if ((r->bytes[i] < 0x20 && !strchr("\t\n\r", r->bytes[i])) || r->bytes[i] == 0x7f)
			return false;
	}
	return true;
}

static enum fpe_status bad_text(const struct reader *r)
{
	char line[41] = "", shown[TEXTFILE_SHOWN];
	size_t n = r->size < sizeof line - 1 ? r->size : sizeof line - 1;

	memcpy(line, r->bytes, n);
	line[strcspn(line, "\r\n")] = '\0';
	return fpe_fail(
		r->err, FPE_EFORMAT,
		"%s: it is a text that begins with \"%s\", not the file itself: a pointer to it, or what a server answered",
		r->file->name, textfile_shown(line, shown));
}

static enum fpe_status check_file(struct reader *r)
{
	enum fpe_status status;
	uint64_t length;

	if (r->size < 8)
		return bad_file(r, "the file ends inside the header's length");
	length = little(r->bytes, 8);
	if (length > r->size && is_text(r))
		return bad_text(r);
	if (length > SAFETENSORS_MAX_HEADER)
		return fpe_fail(r->err, FPE_ELIMIT,
				"%s: a header of %" PRIu64 " bytes; at most %d are allowed",
				r->file->name, length, SAFETENSORS_MAX_HEADER);
	if (length > r->size - 8)
		return bad_file(r, "the file ends inside the header");
	r->start = 8 + (size_t)length;
	status = read_header(r, (size_t)length);
	if (!status)
		status = check_ranges(r);
	if (!status)
		status = check_values(r);
	return status;
}

enum fpe_status safetensors_parse(const uint8_t *bytes, size_t size, const char *name,
				  struct tensors **out, struct fpe_error *err)
{
	struct reader r = { .file = tensors_new(name), .bytes = bytes, .size = size, .err = err };
	enum fpe_status status;

	*out = NULL;
	if (!r.file)
		return fpe_no_memory(err);
	status = check_file(&r);
	if (status)
		tensors_free(r.file);
	else
		*out = r.file;
	return status;
}

static bool sniff(const uint8_t *bytes, size_t size)
{
	return size > 8 && bytes[8] == '{';
}

const struct format format_safetensors = {
	.suffix = ".safetensors",
	.help = "Tensors are named as PyTorch does: fc1.weight [out, in], fc1.bias, and optionally fc1.weight_mask. A file's x and y become the training samples, test_x and test_y the test samples.",
	.sniff = sniff,
	.parse = safetensors_parse,
	.metadata = true,
	.write = safetensors_write,
};
