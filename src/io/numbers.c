/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbers.c - the whole numbers of a text, or of a file's one tensor. */
#include "io/numbers.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"

void numbers_clear(struct numbers *numbers)
{
	free(numbers->value);
	*numbers = (struct numbers){ 0 };
}

static enum fpe_status too_many(const struct numbers *n, struct fpe_error *err)
{
	return fpe_fail(err, FPE_ELIMIT, "%s: more than %d numbers", n->name, NUMBERS_MOST);
}

/* ------------------------------------------------------------------ a text */

static bool parts(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

static bool parts_words(char c)
{
	return parts(c) || c == '\n';
}

/* The number at *at, which moves past it; false: there is none, or it is too large. */
static bool scan(const char **at, const char *end, int *out)
{
	bool minus = **at == '-';
	const char *digits = *at += minus;
	long long value = 0;

	for (; *at < end && **at >= '0' && **at <= '9' && value <= NUMBERS_SIZE; ++*at)
		value = 10 * value + (**at - '0');
	if (*at == digits || value > NUMBERS_SIZE)
		return false;
	*out = (int)(minus ? -value : value);
	return true;
}

/* Room for as many numbers as there are words, if there are not too many. */
static enum fpe_status make_room(struct numbers *n, const char *text, size_t size,
				 struct fpe_error *err)
{
	size_t words = 0;

	for (size_t i = 0; i < size; i++)
		words += !parts_words(text[i]) && (i == 0 || parts_words(text[i - 1]));
	if (words == 0)
		return fpe_fail(err, FPE_EFORMAT, "%s: no numbers", n->name);
	if (words > NUMBERS_MOST)
		return too_many(n, err);
	n->value = malloc(words * sizeof *n->value);
	return n->value ? FPE_OK : fpe_no_memory(err);
}

static enum fpe_status bad_word(const struct numbers *n, int line, const char *word,
				const char *end, struct fpe_error *err)
{
	char shown[TEXTFILE_SHOWN], text[41];
	size_t size = 0;

	if ((unsigned char)*word < ' ' || *word == 127)
		return fpe_fail(err, FPE_EFORMAT,
				"%s:%d: byte 0x%02x; a text of whole numbers is read", n->name,
				line, (unsigned)*word);
	while (size < sizeof text - 1 && word + size < end && !parts_words(word[size]))
		size++;
	memcpy(text, word, size);
	text[size] = '\0';
	return fpe_fail(err, FPE_EFORMAT, "%s:%d: %s is no whole number from -%d to %d", n->name,
			line, textfile_shown(text, shown), NUMBERS_SIZE, NUMBERS_SIZE);
}

/* One line; *at moves to its end. */
static enum fpe_status read_line(struct numbers *n, int line, const char **at, const char *end,
				 struct fpe_error *err)
{
	while (*at < end && **at != '\n') {
		const char *word = *at;

		if (parts(**at))
			++*at;
		else if (scan(at, end, &n->value[n->count]) && (*at == end || parts_words(**at)))
			n->count++;
		else
			return bad_word(n, line, word, end, err);
	}
	return FPE_OK;
}

/* Lines without numbers count for none. */
static enum fpe_status read_text(struct numbers *n, const char *text, size_t size,
				 struct fpe_error *err)
{
	const char *end = text + size;
	enum fpe_status status = make_room(n, text, size, err);

	for (int line = 1; text < end && !status; line++) {
		int before = n->count;

		status = read_line(n, line, &text, end, err);
		text += !status && text < end;
		if (n->count == before)
			continue;
		if (n->rows == 0)
			n->columns = n->count;
		else if (n->count - before != n->columns)
			n->columns = 0;
		n->rows++;
	}
	return status;
}

/* ---------------------------------------------------------------- a tensor */

static enum fpe_status read_tensor(struct numbers *n, const struct tensors *file,
				   struct fpe_error *err)
{
	const struct tensor *t = file->tensor;
	char shape[TENSOR_SHAPE_TEXT];

	if (file->count != 1)
		return fpe_fail(err, FPE_EFORMAT, "%s: %d arrays; a file of one is read", n->name,
				file->count);
	if (t->dims < 1 || t->dims > 2 || t->count < 1)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: an array of shape %s; one of [n] or [n, m] is read", n->name,
				tensor_shape_text(t, shape));
	if (t->count > NUMBERS_MOST)
		return too_many(n, err);
	n->value = malloc(t->count * sizeof *n->value);
	if (!n->value)
		return fpe_no_memory(err);
	n->count = (int)t->count;
	n->rows = t->dims == 2 ? (int)t->shape[0] : 1;
	n->columns = n->count / n->rows;
	for (size_t i = 0; i < t->count; i++) {
		double value = tensor_value(t, i);

		if (!(fabs(value) <= NUMBERS_SIZE) || value != floor(value))
			return fpe_fail(
				err, FPE_EFORMAT,
				"%s: row %d, column %d (from 0) is %g, no whole number from -%d to %d",
				n->name, (int)i / n->columns, (int)i % n->columns, value,
				NUMBERS_SIZE, NUMBERS_SIZE);
		n->value[i] = (int)value;
	}
	return FPE_OK;
}

static enum fpe_status read_bytes(struct numbers *n, const char *path, const char *bytes,
				  size_t size, struct fpe_error *err)
{
	const struct format *format = format_sniffed((const uint8_t *)bytes, size);
	struct tensors *file = NULL;
	enum fpe_status status;

	if (!format)
		return read_text(n, bytes, size, err);
	status = format->parse((const uint8_t *)bytes, size, path, &file, err);
	if (!status)
		status = read_tensor(n, file, err);
	tensors_free(file);
	return status;
}

enum fpe_status numbers_of(const char *bytes, size_t size, const char *path, struct numbers *out,
			   struct fpe_error *err)
{
	enum fpe_status status;

	*out = (struct numbers){ 0 };
	textfile_shown(path, out->name);
	status = read_bytes(out, path, bytes, size, err);
	if (status)
		numbers_clear(out);
	return status;
}

enum fpe_status numbers_read(const char *path, struct numbers *out, struct fpe_error *err)
{
	char name[TEXTFILE_SHOWN], *bytes;
	struct fpe_error inner;
	size_t size;
	enum fpe_status status =
		textfile_read(path, TEXTFILE_REGULAR, NUMBERS_MAX_FILE, &bytes, &size, &inner);

	*out = (struct numbers){ 0 };
	textfile_shown(path, name);
	if (status == FPE_ELIMIT)
		return fpe_fail(err, status, "%s: the file is larger than %d bytes", name,
				NUMBERS_MAX_FILE);
	if (status)
		return fpe_fail(err, status, "%s: %s", name, inner.message);
	status = numbers_of(bytes, size, path, out, err);
	free(bytes);
	return status;
}
