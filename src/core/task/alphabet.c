/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alphabet.c - which characters a text has, and how a net sees them. */
#include "fpe/alphabet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "fpe/limits.h"

#define CODES 0x110000

/* Which code points occur, as bits; how many there are. NULL: no memory. */
static uint8_t *mark_codes(const uint32_t *text, size_t count, int *size)
{
	uint8_t *seen = calloc(CODES / 8, 1);

	*size = 0;
	for (size_t i = 0; seen && i < count; i++) {
		uint8_t bit = (uint8_t)(1u << text[i] % 8);

		*size += !(seen[text[i] / 8] & bit);
		seen[text[i] / 8] |= bit;
	}
	return seen;
}

static struct fpe_alphabet *make(int context, int size)
{
	struct fpe_alphabet *a = malloc(sizeof *a);

	if (!a)
		return NULL;
	*a = (struct fpe_alphabet){ .context = context,
				    .size = size,
				    .code = malloc((size_t)size * sizeof *a->code) };
	if (a->code)
		return a;
	free(a);
	return NULL;
}

static enum fpe_status check(int context, int size, struct fpe_error *err)
{
	if (context < 1)
		return fpe_fail(err, FPE_ERANGE, "a context of %d characters; at least 1", context);
	if (size < 2)
		return fpe_fail(err, FPE_ERANGE,
				"%d different character%s; a task needs two or more", size,
				size == 1 ? "" : "s");
	if (size > FPE_MAX_INPUTS / context)
		return fpe_fail(
			err, FPE_ELIMIT,
			"%d different characters, context %d: %lld inputs; at most %d are allowed",
			size, context, (long long)size * context, FPE_MAX_INPUTS);
	return FPE_OK;
}

enum fpe_status fpe_alphabet_new(const uint32_t *text, size_t count, int context,
				 struct fpe_alphabet **out, struct fpe_error *err)
{
	int size, n = 0;
	uint8_t *seen = mark_codes(text, count, &size);
	enum fpe_status status = seen ? check(context, size, err) : fpe_no_memory(err);

	*out = NULL;
	if (!status) {
		*out = make(context, size);
		status = *out ? FPE_OK : fpe_no_memory(err);
	}
	for (uint32_t code = 0; !status && n < size; code++) {
		if (seen[code / 8] >> code % 8 & 1)
			(*out)->code[n++] = code;
	}
	free(seen);
	return status;
}

struct fpe_alphabet *fpe_alphabet_copy(const struct fpe_alphabet *a)
{
	struct fpe_alphabet *copy = make(a->context, a->size);

	if (copy)
		memcpy(copy->code, a->code, (size_t)a->size * sizeof *a->code);
	return copy;
}

void fpe_alphabet_free(struct fpe_alphabet *a)
{
	if (a)
		free(a->code);
	free(a);
}

int fpe_alphabet_find(const struct fpe_alphabet *a, uint32_t code)
{
	int low = 0, high = a->size - 1;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (a->code[middle] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return a->code[low] == code ? low : -1;
}

int fpe_alphabet_before(const struct fpe_alphabet *a)
{
	return fpe_alphabet_find(a, '\n');
}

int fpe_alphabet_inputs(const struct fpe_alphabet *a)
{
	return a->context * a->size;
}

void fpe_alphabet_pack(const struct fpe_alphabet *a, const int32_t *last, uint64_t *bits)
{
	for (int p = 0; p < a->context; p++) {
		int j = p * a->size + last[p];

		if (last[p] >= 0)
			bits[j / 64] |= UINT64_C(1) << j % 64;
	}
}

/* Not a text's, or without a shape of its own: a no-break blank, zero-width characters,
   a mark of the byte order. */
static bool is_unseen(uint32_t code)
{
	return !utf8_is_shown(code) || code == 0xa0 || code == 0xad ||
	       (code >= 0x200b && code <= 0x200f) || (code >= 0x2060 && code <= 0x2064) ||
	       code == 0xfeff;
}

const char *fpe_alphabet_name(const struct fpe_alphabet *a, int character,
			      char buffer[FPE_CHARACTER_NAME])
{
	uint32_t code = a->code[character];
	char bytes[UTF8_LONGEST + 1] = "";

	if (code == ' ' || code == '\n')
		snprintf(buffer, FPE_CHARACTER_NAME, "%s", code == ' ' ? "␣" : "↵");
	else if (is_unseen(code))
		snprintf(buffer, FPE_CHARACTER_NAME, "U+%04X", (unsigned)code);
	else {
		utf8_write(code, bytes);
		snprintf(buffer, FPE_CHARACTER_NAME, "%s", bytes);
	}
	return buffer;
}

const char *fpe_alphabet_input_name(const struct fpe_alphabet *a, int input, char *buffer)
{
	char name[FPE_CHARACTER_NAME];

	snprintf(buffer, FPE_MAX_NAME, "%s@%d", fpe_alphabet_name(a, input % a->size, name),
		 a->context - input / a->size);
	return buffer;
}
