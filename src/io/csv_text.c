/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_text.c - separators, quotes and line ends. Owns nothing. */
#include "io/csv_text.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "core/base/utf8.h"

static bool is_blank(const struct csv_text *t, char c)
{
	return c == ' ' || (c == '\t' && t->separator != '\t');
}

char csv_separator(const char *text, size_t size)
{
	static const char separators[] = { '\t', ';', ',' }; /* of as many the first */
	int seen[3] = { 0 }, most = 2;
	bool quoted = false;

	for (size_t i = 0; i < size && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
		quoted ^= text[i] == '"';
		for (int k = 0; k < 3 && !quoted; k++)
			seen[k] += text[i] == separators[k];
	}
	for (int k = 2; k >= 0; k--) {
		if (seen[k] && seen[k] >= seen[most])
			most = k;
	}
	return separators[most];
}

/* A line end there may be at `at`. */
static const char *skip_line_end(struct csv_text *t, const char *at)
{
	if (at == t->end)
		return at;
	t->line++;
	return at + (at[0] == '\r' && at[1] == '\n' ? 2 : 1);
}

bool csv_more(struct csv_text *t)
{
	while (t->at < t->end) {
		const char *at = t->at;

		while (at < t->end && is_blank(t, *at))
			at++;
		if (at < t->end && *at != '\n' && *at != '\r')
			return true;
		t->at = skip_line_end(t, at);
	}
	return false;
}

/* The field's end, and whether another one follows. */
static enum fpe_status end_field(struct csv_text *t, const char *at, bool *last,
				 struct fpe_error *err)
{
	while (at < t->end && is_blank(t, *at))
		at++;
	*last = at == t->end || *at != t->separator;
	if (!*last) {
		t->at = at + 1;
		return FPE_OK;
	}
	if (at < t->end && *at != '\n' && *at != '\r')
		return fpe_fail(err, FPE_EFORMAT, "text follows a closing quote");
	t->at = skip_line_end(t, at);
	return FPE_OK;
}

/* at: behind the opening quote. */
static enum fpe_status read_quoted(struct csv_text *t, const char *at, struct csv_field *out,
				   bool *last, struct fpe_error *err)
{
	const char *begin = at;

	for (; at < t->end && (at[0] != '"' || at[1] == '"'); at++) {
		at += *at == '"'; /* the first of two */
		if (*at == '\n' || (*at == '\r' && at[1] != '\n'))
			t->line++;
	}
	if (at >= t->end)
		return fpe_fail(err, FPE_EFORMAT, "a quote is never closed");
	*out = (struct csv_field){ begin, (size_t)(at - begin), true };
	return end_field(t, at + 1, last, err);
}

enum fpe_status csv_next(struct csv_text *t, struct csv_field *out, bool *last,
			 struct fpe_error *err)
{
	const char *at = t->at, *end;
	enum fpe_status status = FPE_OK;

	while (at < t->end && is_blank(t, *at))
		at++;
	if (at < t->end && *at == '"') {
		status = read_quoted(t, at + 1, out, last, err);
	} else {
		end = at;
		while (end < t->end && *end != t->separator && *end != '\n' && *end != '\r')
			end++;
		*out = (struct csv_field){ at, (size_t)(end - at), false };
		while (out->size && is_blank(t, at[out->size - 1]))
			out->size--;
		status = end_field(t, end, last, err);
	}
	if (!status && memchr(out->at, 0, out->size))
		return fpe_fail(err, FPE_EFORMAT, "a byte is NUL; a table is a text");
	return status;
}

char *csv_copy(const struct csv_field *field)
{
	char *copy = malloc(field->size + 1);
	size_t n = 0;

	if (!copy)
		return NULL;
	for (size_t i = 0; i < field->size; i++) {
		copy[n++] = field->at[i];
		i += field->quoted && field->at[i] == '"';
	}
	copy[n] = 0;
	return copy;
}

const char *csv_shown(const struct csv_field *field, char buffer[CSV_SHOWN])
{
	size_t n = 0, i = 0;

	while (i < field->size) {
		char shown[UTF8_SHOWN];
		size_t length = utf8_show(field->at + i, field->size - i, UTF8_LINE, shown);
		size_t room = strlen(shown);

		room = room < UTF8_LONGEST ? UTF8_LONGEST : room;
		if (n + room + sizeof "…" > CSV_SHOWN) {
			fixed_put(buffer, CSV_SHOWN, &n, "…");
			break;
		}
		fixed_put(buffer, CSV_SHOWN, &n, "%s", shown);
		i += length + (field->quoted && field->at[i] == '"');
	}
	buffer[n] = 0;
	return buffer;
}

bool csv_is(const struct csv_field *field, const char *text)
{
	size_t i = 0;

	for (; i < field->size; i++, text++) {
		if (field->at[i] != *text)
			return false;
		i += field->quoted && *text == '"';
	}
	return !*text;
}
