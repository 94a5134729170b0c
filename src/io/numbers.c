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

/* The number at *at, which moves past it; false: there is none, or it is too large. */
static bool scan(const char **at, int *out)
{
	bool minus = **at == '-';
	const char *digits = *at += minus;
	long long value = 0;

	for (; **at >= '0' && **at <= '9' && value <= NUMBERS_SIZE; ++*at)
		value = 10 * value + (**at - '0');
	*out = (int)(minus ? -value : value);
	return *at > digits && value <= NUMBERS_SIZE;
}

static enum fpe_status add(struct numbers *n, int value, struct fpe_error *err)
{
	if (n->count == NUMBERS_MOST)
		return too_many(n, err);
	if ((n->count & (n->count - 1)) == 0) { /* full: room for twice as many */
		size_t room = n->count ? 2 * (size_t)n->count : 1;
		int *more = realloc(n->value, room * sizeof *more);

		if (!more)
			return fpe_no_memory(err);
		n->value = more;
	}
	n->value[n->count++] = value;
	return FPE_OK;
}

/* One line; *at moves to its end. */
static enum fpe_status read_line(struct numbers *n, int line, const char **at, const char *end,
				 struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	int value;

	while (!status && *at < end && **at != '\n') {
		const char *word = *at;

		if (parts(**at)) {
			++*at;
			continue;
		}
		if (!scan(at, &value) || (*at < end && !parts(**at) && **at != '\n')) {
			size_t size = 0;
			char shown[TEXTFILE_SHOWN], text[41];

			if ((unsigned char)*word < ' ' || *word == 127)
				return fpe_fail(
					err, FPE_EFORMAT,
					"%s:%d: byte 0x%02x; a text of whole numbers is read",
					n->name, line, (unsigned)*word);

			while (size < 40 && word + size < end && !parts(word[size]) &&
			       word[size] != '\n')
				size++;
			memcpy(text, word, size);
			text[size] = '\0';
			return fpe_fail(err, FPE_EFORMAT,
					"%s:%d: %s is no whole number from -%d to %d", n->name,
					line, textfile_shown(text, shown), NUMBERS_SIZE,
					NUMBERS_SIZE);
		}
		status = add(n, value, err);
	}
	return status;
}

/* Lines without numbers count for none. */
static enum fpe_status read_text(struct numbers *n, const char *text, size_t size,
				 struct fpe_error *err)
{
	const char *end = text + size;
	enum fpe_status status = FPE_OK;

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
	if (!status && n->count == 0)
		status = fpe_fail(err, FPE_EFORMAT, "%s: no numbers", n->name);
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

static const struct format *format_at(const uint8_t *bytes, size_t size)
{
	for (int i = 0; format_table[i]; i++) {
		if (format_table[i]->sniff(bytes, size))
			return format_table[i];
	}
	return NULL;
}

static enum fpe_status read_bytes(struct numbers *n, const char *path, const char *bytes,
				  size_t size, struct fpe_error *err)
{
	const struct format *format = format_at((const uint8_t *)bytes, size);
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

enum fpe_status numbers_read(const char *path, struct numbers *out, struct fpe_error *err)
{
	struct fpe_error inner;
	char *bytes;
	size_t size;
	enum fpe_status status;

	*out = (struct numbers){ 0 };
	textfile_shown(path, out->name);
	status = textfile_read(path, TEXTFILE_REGULAR, NUMBERS_MAX_FILE, &bytes, &size, &inner);
	if (status == FPE_ELIMIT)
		status = fpe_fail(err, status, "%s: the file is larger than %d bytes", out->name,
				  NUMBERS_MAX_FILE);
	else if (status)
		status = fpe_fail(err, status, "%s: %s", out->name, inner.message);
	if (status)
		return status;
	status = read_bytes(out, path, bytes, size, err);
	free(bytes);
	if (status)
		numbers_clear(out);
	return status;
}
