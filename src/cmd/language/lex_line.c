/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lex_line.c - text to lines: characters that are refused, joined lines.
 *
 * Owns nothing between calls. Words are in lex_word.c.
 */
#include "cmd/language/lex.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/parse.h"
#include "core/base/utf8.h"

size_t lex_mark(const char *text, size_t size)
{
	return size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

void lex_begin(struct lex_source *source, const char *text, size_t size)
{
	*source = (struct lex_source){ text, size, lex_mark(text, size), 1 };
}

/* The physical line at source->at; *end excludes the line end. */
static void take(struct lex_source *source, size_t *start, size_t *end)
{
	const char *from = source->text + source->at;
	const char *newline = memchr(from, '\n', source->size - source->at);

	*start = source->at;
	*end = newline ? (size_t)(newline - source->text) : source->size;
	source->at = newline ? *end + 1 : *end;
	source->number++;
	if (*end > *start && source->text[*end - 1] == '\r')
		--*end;
}

static enum fpe_status check(const char *text, size_t start, size_t end, struct fpe_error *err)
{
	for (size_t i = start; i < end;) {
		uint32_t ch = 0;
		int n = utf8_read(text + i, end - i, &ch);

		if (n == 0)
			return fpe_fail_at(err, FPE_EPARSE, (int)i,
					   "byte \\x%02x is not UTF-8 here",
					   (unsigned char)text[i]);
		if (utf8_is_control(ch) && ch != '\t')
			return fpe_fail_at(err, FPE_EPARSE, (int)i,
					   "control character \\x%02x is not allowed",
					   (unsigned)ch);
		if (utf8_reorders(ch))
			return fpe_fail_at(err, FPE_EPARSE, (int)i,
					   "U+%04X, which reorders text, is not allowed",
					   (unsigned)ch);
		i += (size_t)n;
	}
	return FPE_OK;
}

static bool is_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || (c & 0x80);
}

/*
 * Does this physical line go on? quote: the open one, or 0, before and after.
 * A \ at the end of a comment does not count: comments are for people.
 */
static bool goes_on(const char *text, size_t size, char *quote)
{
	char before = ' ';

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (*quote) {
			if (c == '\\' && *quote == '"' && i + 1 < size)
				i++;
			else if (c == *quote)
				*quote = 0;
		} else if (c == '#' && (before == ' ' || before == '\t')) {
			return false;
		} else if ((c == '"' || c == '\'') && !is_name(before)) {
			*quote = c;
		}
		before = c;
	}
	return size > 0 && text[size - 1] == '\\';
}

static enum fpe_status append(struct lex_line *out, const char *text, size_t start, size_t size,
			      struct fpe_error *err)
{
	struct lex_joint *joint;

	if (out->text.size + size > PARSE_MAX_LINE)
		return fpe_fail_at(err, FPE_EPARSE, (int)start, "the line is longer than %d bytes",
				   PARSE_MAX_LINE);
	joint = realloc(out->joint, ((size_t)out->joints + 1) * sizeof *joint);
	if (!joint)
		return fpe_no_memory(err);
	out->joint = joint;
	joint[out->joints++] = (struct lex_joint){ (int)out->text.size, (int)start };
	textbuf_add(&out->text, text + start, size);
	return out->text.failed ? fpe_no_memory(err) : FPE_OK;
}

/* Lines that are joined, "a \\" and an empty one, and go on again: as one line, in history,
   they would be another. */
static enum fpe_status check_joined(const struct lex_line *line, size_t end, struct fpe_error *err)
{
	char quote = 0;

	if (line->joints < 2 || !goes_on(line->text.bytes, line->text.size, &quote))
		return FPE_OK;
	return fpe_fail_at(err, FPE_EPARSE, (int)end,
			   "the lines that a \\ joins end in another one");
}

enum fpe_status lex_line(struct lex_source *source, struct lex_line *out, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	bool more = source->at < source->size;
	size_t start = 0, end = 0;
	char quote = 0;

	*out = (struct lex_line){ .number = source->number };
	while (more) {
		take(source, &start, &end);
		if (!status)
			status = check(source->text, start, end, err);
		more = goes_on(source->text + start, end - start, &quote);
		if (!status)
			status = append(out, source->text, start, end - start - more, err);
		if (more && source->at >= source->size) {
			if (!status)
				status = fpe_fail_at(err, FPE_EPARSE, (int)end - 1,
						     "a line must follow the \\");
			break;
		}
	}
	if (!status)
		status = check_joined(out, end, err);
	if (status)
		lex_line_clear(out);
	return status;
}

void lex_line_clear(struct lex_line *line)
{
	textbuf_clear(&line->text);
	free(line->joint);
	*line = (struct lex_line){ 0 };
}

size_t lex_source_offset(const struct lex_line *line, int at)
{
	int i = line->joints - 1;

	while (i > 0 && line->joint[i].line > at)
		i--;
	return (size_t)(line->joint[i].source + at - line->joint[i].line);
}
