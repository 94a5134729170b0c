/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * npy.c - what array is in a .npy file, and is it all there?
 *
 * The header is a Python dict of three fields. NumPy evaluates it; here only
 * what NumPy writes is understood, and everything else is refused by name.
 */
#include "io/npy.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "io/file_kind.h"
#include "io/format.h"
#include "io/npy_type.h"

#define MAGIC "\x93NUMPY"
#define MAGIC_SIZE 6

/* One header as it is read. */
struct header {
	const struct tensors *file;
	struct tensor *t;
	const char *at, *end; /* what is left of the dict */
	bool seen[3];	      /* fields, in the order of field_table */
	struct fpe_error *err;
};

static_assert(TENSORS_MAX_DIMS == 8, "a message says so");
static_assert(NPY_MAX_HEADER == 65536, "a message says so");

static enum fpe_status bad(const struct header *h, const char *what)
{
	return tensors_bad(h->file, h->t, what, h->err);
}

/* ----------------------------------------------------------------- the dict */

static void skip_spaces(struct header *h)
{
	while (h->at < h->end && *h->at == ' ')
		h->at++;
}

/* Is c the next that is no space? Then it is behind us. */
static bool take(struct header *h, char c)
{
	skip_spaces(h);
	if (h->at == h->end || *h->at != c)
		return false;
	h->at++;
	return true;
}

/* 'text' or "text" without escapes; false: no such string is next. */
static bool take_string(struct header *h, const char **text, size_t *length)
{
	char quote = take(h, '\'') ? '\'' : '"';

	if (quote == '"' && !take(h, '"'))
		return false;
	*text = h->at;
	while (h->at < h->end && *h->at != quote && *h->at != '\\')
		h->at++;
	*length = (size_t)(h->at - *text);
	return take(h, quote);
}

static bool take_word(struct header *h, const char *word)
{
	size_t length = strlen(word);

	skip_spaces(h);
	if ((size_t)(h->end - h->at) < length || memcmp(h->at, word, length))
		return false;
	h->at += length;
	return true;
}

/* Digits, and the L that Python 2 put behind them; false: none, or too many. */
static bool take_side(struct header *h, int64_t *out)
{
	const char *from;

	skip_spaces(h);
	from = h->at;
	*out = 0;
	for (; h->at < h->end && *h->at >= '0' && *h->at <= '9'; h->at++) {
		if (__builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, *h->at - '0', out))
			return false;
	}
	if (h->at == from)
		return false;
	take(h, 'L');
	return true;
}

/* --------------------------------------------------------------- its fields */

/* What cannot be read, by the letter of its dtype, and the way out. */
static enum fpe_status refuse_type(const struct header *h, char letter)
{
	static const struct {
		const char *letters, *what;
	} refused[] = {
		{ "O",
		  "it holds Python objects (pickle), and reading those would run code; save it with numpy.save(FILE, numpy.asarray(x, dtype=\"float32\"), allow_pickle=False)" },
		{ "SaU",
		  "it holds strings; save numbers: numpy.unique(x, return_inverse=True)[1] makes classes of strings" },
		{ "V", "it holds records or raw bytes; save each field as an array of its own" },
		{ "c", "it holds complex numbers; save x.real and x.imag" },
		{ "Mm", "it holds dates or times; save them as numbers: x.astype(\"int64\")" },
		{ "fg",
		  "it holds floats that are not of 2, 4 or 8 bytes; save x.astype(\"float64\")" },
	};

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (strchr(refused[i].letters, letter))
			return bad(h, refused[i].what);
	}
	return bad(h, "its dtype is not known; f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 and b1 are");
}

static enum fpe_status read_type(struct header *h)
{
	static const struct {
		char code[3];
		enum tensor_type type;
	} known[] = {
#define KNOWN(text, name) { text, TENSOR_##name },
		NPY_TYPE_LIST(KNOWN)
#undef KNOWN
	};
	const char *text;
	size_t length;

	if (take(h, '['))
		return bad(h, "it is a structured array; save each field as an array of its own");
	if (!take_string(h, &text, &length))
		return bad(h, "the header's descr is no string");
	if (length < 2 || !strchr("<>|=", text[0]))
		return bad(h, "the header's descr does not begin with one of < > | =");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (length != 3 || memcmp(text + 1, known[i].code, 2))
			continue;
		h->t->type = known[i].type;
		h->t->big_endian = text[0] == '>';
		if (text[0] == '|' && known[i].code[1] != '1')
			return bad(h, "its dtype has several bytes, but no order of them");
		return FPE_OK;
	}
	return refuse_type(h, text[1]);
}

static enum fpe_status read_order(struct header *h)
{
	h->t->fortran = take_word(h, "True");
	if (!h->t->fortran && !take_word(h, "False"))
		return bad(h, "the header's fortran_order is neither True nor False");
	return FPE_OK;
}

static enum fpe_status read_shape(struct header *h)
{
	struct tensor *t = h->t;

	t->dims = 0;
	t->count = 1;
	if (!take(h, '('))
		return bad(h, "the header's shape is no tuple");
	while (!take(h, ')')) {
		if (t->dims == TENSORS_MAX_DIMS)
			return bad(h, "its shape has more than 8 dimensions");
		if (!take_side(h, &t->shape[t->dims]))
			return bad(h, "its shape holds something else than whole numbers >= 0");
		if (__builtin_mul_overflow(t->count, (size_t)t->shape[t->dims], &t->count))
			return bad(h, "its shape is too large");
		t->dims++;
		if (take(h, ','))
			continue;
		if (t->dims == 1 || !take(h, ')'))
			return bad(h, "the header's shape is no tuple");
		break;
	}
	return FPE_OK;
}

static const struct {
	const char *name;
	enum fpe_status (*read)(struct header *h);
} field_table[] = { { "descr", read_type },
		    { "fortran_order", read_order },
		    { "shape", read_shape } };
#define FIELDS (sizeof field_table / sizeof *field_table)

static enum fpe_status read_field(struct header *h)
{
	const char *text;
	size_t length;

	if (!take_string(h, &text, &length) || !take(h, ':'))
		return bad(h, "the header is not the dict that NumPy writes");
	for (size_t i = 0; i < FIELDS; i++) {
		if (length != strlen(field_table[i].name) ||
		    memcmp(text, field_table[i].name, length))
			continue;
		if (h->seen[i])
			return bad(h, "the header has a field twice");
		h->seen[i] = true;
		return field_table[i].read(h);
	}
	return bad(h, "the header has another field than descr, fortran_order and shape");
}

static enum fpe_status read_dict(struct header *h)
{
	bool more = take(h, '{');
	enum fpe_status status;

	if (!more)
		return bad(h, "the header is not the dict that NumPy writes");
	while (!take(h, '}')) {
		if (!more)
			return bad(h, "the header's fields are not parted by commas");
		status = read_field(h);
		if (status)
			return status;
		more = take(h, ',');
	}
	for (size_t i = 0; i < FIELDS; i++) {
		if (!h->seen[i])
			return bad(h, "the header lacks one of descr, fortran_order and shape");
	}
	skip_spaces(h);
	if (h->at + 1 != h->end || *h->at != '\n')
		return bad(h, "the header does not end in a newline");
	return FPE_OK;
}

/* ------------------------------------------------------------------ the file */

static size_t little(const uint8_t *p, int bytes)
{
	size_t value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (size_t)p[i] << (8 * i);
	return value;
}

/* Does it begin as such a file does? */
static bool sniff(const uint8_t *bytes, size_t size)
{
	return size >= MAGIC_SIZE && !memcmp(bytes, MAGIC, MAGIC_SIZE);
}

/* Where the dict begins and how long it is. */
static enum fpe_status read_prefix(struct header *h, const uint8_t *bytes, size_t size,
				   size_t *start, size_t *length)
{
	int width;

	if (!sniff(bytes, size))
		return bad(h, "it does not begin as a .npy file does");
	if (size < MAGIC_SIZE + 2)
		return bad(h, "it ends inside the header");
	if (bytes[6] < 1 || bytes[6] > 3 || bytes[7] != 0)
		return bad(h, "its version of the .npy format is not 1.0, 2.0 or 3.0");
	width = bytes[6] == 1 ? 2 : 4;
	*start = MAGIC_SIZE + 2 + (size_t)width;
	if (size < *start)
		return bad(h, "it ends inside the header");
	*length = little(bytes + MAGIC_SIZE + 2, width);
	if (*length > NPY_MAX_HEADER)
		return bad(h, "its header has more than 65536 bytes");
	return *length > size - *start ? bad(h, "it ends inside the header") : FPE_OK;
}

enum fpe_status npy_header(const struct tensors *file, const uint8_t *bytes, size_t size,
			   struct tensor *t, size_t *need, struct fpe_error *err)
{
	struct header h = { .file = file, .t = t, .err = err };
	size_t start = 0, length = 0;
	enum fpe_status status = read_prefix(&h, bytes, size, &start, &length);

	if (status)
		return status;
	h.at = (const char *)bytes + start;
	h.end = h.at + length;
	status = read_dict(&h);
	if (status)
		return status;
	if (__builtin_mul_overflow(t->count, tensor_type_info[t->type].size, need) ||
	    __builtin_add_overflow(*need, start + length, need))
		return bad(&h, "its shape is too large");
	t->data = bytes + start + length;
	return FPE_OK;
}

static enum fpe_status check_bools(const struct tensors *file, const struct tensor *t,
				   struct fpe_error *err)
{
	for (size_t i = 0; t->type == TENSOR_BOOL && i < t->count; i++) {
		if (t->data[i] > 1)
			return tensors_bad(file, t, "it holds a bool other than 0 and 1", err);
	}
	return FPE_OK;
}

enum fpe_status npy_array(const struct tensors *file, const uint8_t *bytes, size_t size,
			  struct tensor *t, struct fpe_error *err)
{
	size_t need;
	char shape[TENSOR_SHAPE_TEXT], what[200];
	enum fpe_status status = npy_header(file, bytes, size, t, &need, err);

	if (status)
		return status;
	if (need != size) {
		snprintf(what, sizeof what,
			 "%s of %s need %zu bytes with the header, but there are %zu",
			 tensor_shape_text(t, shape), tensor_type_info[t->type].name, need, size);
		return tensors_bad(file, t, what, err);
	}
	return check_bools(file, t, err);
}

enum fpe_status npy_parse(const uint8_t *bytes, size_t size, const char *path, struct tensors **out,
			  struct fpe_error *err)
{
	struct tensors *file = tensors_new_array(path);
	enum fpe_status status;

	*out = NULL;
	if (!file)
		return fpe_no_memory(err);
	status = sniff(bytes, size) ? FPE_OK : file_kind_refuse(path, bytes, size, err);
	if (!status)
		status = npy_array(file, bytes, size, file->tensor, err);
	if (status)
		tensors_free(file);
	else
		*out = file;
	return status;
}

const struct format format_npy = {
	.suffix = ".npy",
	.help = "A .npy file is one array, for task npy and for files of whole numbers.",
	.instead =
		"it is one NumPy array; task npy x=FILE y=FILE reads samples, and an .npz file holds the arrays of a net",
	.sniff = sniff,
	.parse = npy_parse,
};
