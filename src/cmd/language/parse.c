/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse.c - text and files to scripts: lines, includes, the version line.
 *
 * Owns the script it builds until it is given. One line's words are in
 * parse_line.c, the text of errors in parse_error.c.
 */
#include "cmd/language/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/include.h"
#include "cmd/language/lex.h"
#include "cmd/language/parse_line.h"
#include "cmd/language/value.h"
#include "core/base/memory.h"
#include "core/base/room.h"
#include "io/textbuf.h"

#define VERSION "1"
_Static_assert(PARSE_MAX_BYTES == 16 << 20, "a message says so");

struct parser {
	parse_report *report;
	void *context;
	bool keep_going;
	bool failed; /* an error was reported */
	struct script *script;
	int room;  /* of script->line */
	int lines; /* read so far, in all files */
	size_t bytes;
	long items;
	int depth; /* of includes */
};

/* One file being parsed. */
struct file {
	struct lex_source source;
	const char *name;
	bool begun; /* a command or the version line was seen */
	/* A line's place, kept so that many errors are not each counted from
	   the file's start. */
	size_t start; /* offset of its first byte */
	int line;     /* its number; 0: not set yet */
};

static enum fpe_status parse_source(struct parser *p, const char *text, size_t size,
				    const char *name);

static void hand_on(struct parser *p, struct parse_error *error, const char *message)
{
	snprintf(error->message, sizeof error->message, "%s", message);
	p->failed = true;
	if (p->report)
		p->report(p->context, error);
}

/* Hand an error to the caller, unless the text was not read for want of memory. FPE_OK:
   go on with the next line. */
static enum fpe_status tell(struct parser *p, struct parse_error *error, const char *message)
{
	if (memory_refused())
		return FPE_ENOMEM;
	hand_on(p, error, message);
	return p->keep_going ? FPE_OK : FPE_EPARSE;
}

/* Move f->start and f->line to the line of offset. */
static void find_line(struct file *f, size_t offset)
{
	const char *text = f->source.text, *newline;

	if (f->line == 0 || offset < f->start) {
		f->line = 1;
		f->start = lex_mark(text, f->source.size);
	}
	while ((newline = memchr(text + f->start, '\n', offset - f->start))) {
		f->start = (size_t)(newline - text) + 1;
		f->line++;
	}
}

/* An error at an offset of the file's text. */
static enum fpe_status tell_at(struct parser *p, struct file *f, size_t offset, const char *message)
{
	struct parse_error error = { .file = (char *)f->name };
	const char *text = f->source.text;
	struct textbuf source = { 0 };
	enum fpe_status status;
	size_t end = offset;

	find_line(f, offset);
	while (end < f->source.size && text[end] != '\n')
		end++;
	if (end > offset && text[end - 1] == '\r')
		end--;
	/* A NUL stands at the offset or behind it: it is refused first. */
	for (size_t i = f->start; i < end; i++) {
		if (text[i])
			textbuf_add(&source, text + i, 1);
		else
			textbuf_puts(&source, "\\x00");
	}
	error.line = f->line;
	error.column = (int)(offset - f->start);
	error.source = textbuf_take(&source);
	status = error.source ? tell(p, &error, message) : FPE_ENOMEM;
	free(error.source);
	return status;
}

static enum fpe_status add_line(struct parser *p, struct line *line)
{
	struct script *script = p->script;

	if (room_for(&script->line, &p->room, script->count + 1, sizeof *line, NULL)) {
		line_clear(line);
		return FPE_ENOMEM;
	}
	script->line[script->count++] = *line;
	return FPE_OK;
}

/* The lines of the file an include names. */
static enum fpe_status splice(struct parser *p, struct file *f, const char *name, size_t offset)
{
	struct fpe_error err = { .code = FPE_OK };
	char *path = include_path(f->name, name), *text = NULL;
	size_t size = 0;
	enum fpe_status status;

	if (!path)
		return FPE_ENOMEM;
	if (p->depth == PARSE_MAX_DEPTH) {
		status = fpe_fail(&err, FPE_ELIMIT,
				  "include is nested deeper than %d files; does %s include itself?",
				  PARSE_MAX_DEPTH, path);
	} else {
		status = include_read(path, TEXTFILE_REGULAR, PARSE_MAX_BYTES - p->bytes, &text,
				      &size, &err);
	}
	if (status) {
		status = tell_at(p, f, offset, err.message);
	} else {
		p->depth++;
		status = parse_source(p, text, size, path);
		p->depth--;
	}
	free(text);
	free(path);
	return status;
}

/* Is this a version line, `fpe 1`? *at moves past its first word. */
static bool is_version(const struct lex_line *raw, int *at, int *column)
{
	struct lex_word word;
	bool is;

	if (lex_word(raw->text.bytes, at, &word, NULL))
		return false; /* parse_line finds the same fault again */
	is = word.text && word.key < 0 && !word.quoted && strcmp(word.text, "fpe") == 0;
	*column = word.column;
	lex_word_clear(&word);
	return is;
}

/* The rest of a version line, which may be a file's first line. */
static enum fpe_status version_line(struct parser *p, struct file *f, const struct lex_line *raw,
				    int at, int column)
{
	char shown[VALUE_SHOWN + 4], message[FPE_MESSAGE_SIZE] = "";
	struct lex_word number = { .text = NULL }, more = { .text = NULL };
	struct fpe_error err = { .at = 0 };
	enum fpe_status status = lex_word(raw->text.bytes, &at, &number, &err);

	if (!status)
		status = lex_word(raw->text.bytes, &at, &more, &err);
	if (status == FPE_ENOMEM) {
		lex_word_clear(&number);
		return status;
	}
	value_shown(number.text ? number.text : "", number.size, shown);
	if (status) {
		column = err.at;
		snprintf(message, sizeof message, "%s", err.message);
	} else if (f->begun) {
		snprintf(message, sizeof message, "fpe " VERSION " may only be the first line");
	} else if (!number.text || strcmp(number.text, VERSION) != 0) {
		column = number.column;
		snprintf(message, sizeof message,
			 "this program reads version " VERSION " of the language, not %s",
			 number.text ? shown : "(none)");
	} else if (more.text) {
		column = more.column;
		snprintf(message, sizeof message, "nothing may follow fpe " VERSION);
	}
	lex_word_clear(&number);
	lex_word_clear(&more);
	if (!message[0])
		return FPE_OK;
	return tell_at(p, f, lex_source_offset(raw, column), message);
}

static bool count_items(struct parser *p, const struct line *line)
{
	for (int i = 0; i < COMMAND_MAX_ARGS; i++)
		p->items += line->value[i].count;
	return p->items <= PARSE_MAX_ITEMS;
}

/* Take the text of raw and its joints into line. */
static enum fpe_status fill_line(struct line *line, struct lex_line *raw, const char *name)
{
	line->number = raw->number;
	line->file = strdup(name);
	line->text = strdup(raw->text.bytes);
	line->joints = raw->joints;
	line->joint = malloc((size_t)raw->joints * sizeof *line->joint);
	if (!line->file || !line->text || !line->joint)
		return FPE_ENOMEM;
	for (int i = 0; i < raw->joints; i++)
		line->joint[i] = raw->joint[i].line;
	return FPE_OK;
}

static enum fpe_status command_line(struct parser *p, struct file *f, struct lex_line *raw)
{
	struct parse_fault fault = { .at = 0 };
	struct line line = { .text = NULL };
	enum fpe_status status = fill_line(&line, raw, f->name);

	if (!status)
		status = parse_line(&line, &fault);
	if (!status && !count_items(p, &line))
		status = parse_fail(&fault, 0, "more than %d items in the lists of the script",
				    PARSE_MAX_ITEMS);
	if (status == FPE_EPARSE)
		status = tell_at(p, f, lex_source_offset(raw, fault.at), fault.message);
	else if (!status && line.command)
		f->begun = true;
	if (!status && line.command && !fault.message[0]) {
		if (!(line.command->flags & COMMAND_INCLUDE))
			return add_line(p, &line);
		status = splice(p, f, line_value(&line, "FILE")->text,
				lex_source_offset(raw, line_value(&line, "FILE")->column));
	}
	line_clear(&line);
	return status;
}

static enum fpe_status next_line(struct parser *p, struct file *f, bool *more)
{
	struct fpe_error err = { .at = 0 };
	size_t before = f->source.at;
	int number = f->source.number;
	struct lex_line raw;
	enum fpe_status status = lex_line(&f->source, &raw, &err);
	int at = 0, column;

	*more = status || raw.text.bytes;
	p->lines += f->source.number - number;
	if (p->lines > PARSE_MAX_LINES) {
		char message[80];

		lex_line_clear(&raw);
		snprintf(message, sizeof message, "more than %d lines", PARSE_MAX_LINES);
		tell_at(p, f, before, message);
		return FPE_EPARSE;
	}
	if (status == FPE_EPARSE)
		return tell_at(p, f, (size_t)err.at, err.message);
	if (status || !raw.text.bytes)
		return status;
	if (is_version(&raw, &at, &column)) {
		status = version_line(p, f, &raw, at, column);
		f->begun = true;
	} else {
		status = command_line(p, f, &raw);
	}
	lex_line_clear(&raw);
	return status;
}

/* Keep the text of a file; a NUL in it is refused later. */
static enum fpe_status keep_source(struct script *script, const char *text, size_t size,
				   const char *name)
{
	struct script_source *more, new = { NULL, NULL };

	if (!*name)
		return FPE_OK;
	more = realloc(script->source, (size_t)(script->sources + 1) * sizeof *more);
	if (!more)
		return FPE_ENOMEM;
	script->source = more;
	new.name = strdup(name);
	new.text = strndup(text, size);
	more[script->sources++] = new;
	return new.name &&new.text ? FPE_OK : FPE_ENOMEM;
}

static enum fpe_status parse_source(struct parser *p, const char *text, size_t size,
				    const char *name)
{
	struct file f = { .name = name };
	enum fpe_status status = FPE_OK;
	bool more = true;

	p->bytes += size;
	if (p->bytes > PARSE_MAX_BYTES) {
		struct parse_error error = { .file = (char *)name, .source = (char *)"" };

		tell(p, &error, "more than 16 MiB of commands");
		return FPE_EPARSE;
	}
	status = keep_source(p->script, text, size, name);
	lex_begin(&f.source, text, size);
	while (more && !status)
		status = next_line(p, &f, &more);
	return status;
}

static enum fpe_status finish(struct parser *p, enum fpe_status status)
{
	struct parse_error error = { .file = (char *)"", .source = (char *)"" };

	if (!status && p->failed)
		return FPE_EPARSE;
	if (status)
		script_clear(p->script);
	if (status == FPE_ENOMEM)
		hand_on(p, &error, fpe_status_text(status));
	return status;
}

enum fpe_status parse_text(const char *text, size_t size, const char *name, bool keep_going,
			   parse_report *report, void *context, struct script *out)
{
	struct parser p = {
		.report = report, .context = context, .keep_going = keep_going, .script = out
	};

	*out = (struct script){ 0 };
	return finish(&p, parse_source(&p, text, size, name));
}

enum fpe_status parse_file(const char *path, enum textfile_kind kind, bool keep_going,
			   parse_report *report, void *context, struct script *out)
{
	struct parser p = { .report = report, .context = context };
	struct fpe_error err;
	enum fpe_status status;
	char *text;
	size_t size;

	*out = (struct script){ 0 };
	status = include_read(path, kind, PARSE_MAX_BYTES, &text, &size, &err);
	if (status) {
		struct parse_error error = { .file = (char *)path, .source = (char *)"" };

		hand_on(&p, &error, err.message);
		return status;
	}
	status = parse_text(text, size, path, keep_going, report, context, out);
	free(text);
	return status;
}

void script_clear(struct script *script)
{
	for (int i = 0; i < script->count; i++)
		line_clear(&script->line[i]);
	free(script->line);
	for (int i = 0; i < script->sources; i++) {
		free(script->source[i].name);
		free(script->source[i].text);
	}
	free(script->source);
	*script = (struct script){ 0 };
}

const struct script_source *script_source_of(const struct script *script, const struct line *line)
{
	for (int i = 0; i < script->sources; i++) {
		if (strcmp(script->source[i].name, line->file) == 0)
			return &script->source[i];
	}
	return NULL;
}

void line_copy_place(const struct line *line, struct line *out)
{
	size_t size = (size_t)line->joints * sizeof *line->joint;

	*out = (struct line){ .number = line->number, .joints = line->joints };
	out->text = strdup(line->text);
	out->file = strdup(line->file);
	out->joint = malloc(size);
	if (out->joint)
		memcpy(out->joint, line->joint, size);
	else
		out->joints = 0;
}
