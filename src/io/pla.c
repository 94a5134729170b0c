/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pla.c - reading Berkeley .pla files, refusing whatever is odd.
 *
 * What the marks of outputs mean is as in espresso's manual, pla(5).
 */
#include "io/pla.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "fpe/limits.h"
#include "io/clause_list.h"
#include "io/textfile.h"

#define WORD 24 /* bytes of a word that is looked at or shown, but for names */

struct names {
	int count;
	char **name; /* [count]; NULL: none were given */
};

struct reader {
	const uint8_t *at, *end; /* what is left of the line */
	const uint8_t *next;	 /* the line behind it */
	const uint8_t *last;
	int line;
	char name[TEXTFILE_SHOWN];
	int inputs, outputs; /* 0: not said yet */
	int products;	     /* that .p says, -1 */
	struct names input_names, output_names;
	bool no_care; /* a - of an output means that the file does not care */
	const char *wanted;
	int output; /* the chosen one, -1: not yet */
	int cubes;
	int no_cares; /* cubes where the file does not care about the output */
	struct clause_list list;
	struct fpe_error *err;
};

static enum fpe_status bad(struct reader *r, enum fpe_status code, const char *what)
{
	return fpe_fail(r->err, code, "%s: line %d: %s", r->name, r->line, what);
}

/* ------------------------------------------------------------ lines, words */

/* The next line without its comment; false: there is none. */
static bool next_line(struct reader *r)
{
	const uint8_t *comment;

	if (r->next == r->last)
		return false;
	r->at = r->next;
	r->end = memchr(r->at, '\n', (size_t)(r->last - r->at));
	r->next = r->end ? r->end + 1 : r->last;
	r->end = r->end ? r->end : r->last;
	comment = memchr(r->at, '#', (size_t)(r->end - r->at));
	r->end = comment ? comment : r->end;
	r->line++;
	return true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of the line, cut to size - 1 bytes; returns its whole length. */
static size_t next_word(struct reader *r, char *word, size_t size)
{
	size_t length = 0;

	while (r->at < r->end && is_blank(*r->at))
		r->at++;
	for (; r->at < r->end && !is_blank(*r->at); r->at++, length++) {
		if (length + 1 < size)
			word[length] = *r->at < 0x7f && *r->at > 0x20 ? (char)*r->at : '?';
	}
	word[length < size ? length : size - 1] = '\0';
	return length;
}

static enum fpe_status line_ends(struct reader *r)
{
	char word[WORD];

	if (!next_word(r, word, sizeof word))
		return FPE_OK;
	return fpe_fail(r->err, FPE_EFORMAT,
			"%s: line %d: '%s' is too much; the line ends before it", r->name, r->line,
			word);
}

/* A whole number of at most nine digits. */
static bool is_number(const char *text, int *out)
{
	size_t size = strlen(text);

	if (size < 1 || size > 9 || text[strspn(text, "0123456789")] != '\0')
		return false;
	*out = atoi(text);
	return true;
}

static enum fpe_status read_number(struct reader *r, const char *what, int least, int most,
				   int *out)
{
	char word[WORD];
	int value;

	next_word(r, word, sizeof word);
	if (!is_number(word, &value) || value < least)
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: line %d: '%s' is no number of %s; whole numbers from %d are allowed",
			r->name, r->line, word, what, least);
	if (value > most)
		return fpe_fail(r->err, FPE_ELIMIT, "%s: line %d: %d %s; at most %d are allowed",
				r->name, r->line, value, what, most);
	*out = value;
	return line_ends(r);
}

/* ------------------------------------------------------------------- names */

static void free_names(struct names *names)
{
	for (int i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
}

static int find_name(const struct names *names, const char *text)
{
	for (int i = 0; names->name && i < names->count; i++) {
		if (strcmp(names->name[i], text) == 0)
			return i;
	}
	return -1;
}

static enum fpe_status take_name(struct reader *r, struct names *names, int count, bool *more)
{
	char word[FPE_MAX_NAME];
	const uint8_t *from = r->at;
	size_t length = next_word(r, word, sizeof word);

	*more = length > 0;
	if (!*more)
		return FPE_OK;
	if (names->count == count)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: line %d: more than %d names", r->name,
				r->line, count);
	if (length >= FPE_MAX_NAME)
		return fpe_fail(r->err, FPE_ELIMIT,
				"%s: line %d: name %s… of %zu bytes; at most %d are allowed",
				r->name, r->line, word, length, FPE_MAX_NAME - 1);
	while (is_blank(*from))
		from++;
	if (memcmp(word, from, length) != 0 || strpbrk(word, ",\"'"))
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: line %d: name %s: letters, digits and signs but for comma and quotes are allowed",
			r->name, r->line, word);
	if (find_name(names, word) >= 0)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: line %d: name %s is there twice", r->name,
				r->line, word);
	names->name[names->count] = strdup(word);
	if (!names->name[names->count])
		return fpe_no_memory(r->err);
	names->count++;
	return FPE_OK;
}

static enum fpe_status read_names(struct reader *r, struct names *names, int count,
				  const char *before)
{
	enum fpe_status status = FPE_OK;
	bool more = true;

	if (count == 0)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: line %d: names before %s", r->name,
				r->line, before);
	if (names->name)
		return bad(r, FPE_EFORMAT, "a second line of the same names; one is allowed");
	names->name = calloc((size_t)count, sizeof *names->name);
	if (!names->name)
		return fpe_no_memory(r->err);
	while (more && status == FPE_OK)
		status = take_name(r, names, count, &more);
	if (status == FPE_OK && names->count != count)
		status = fpe_fail(r->err, FPE_EFORMAT, "%s: line %d: %d names, but %s says %d",
				  r->name, r->line, names->count, before, count);
	return status;
}

/* ---------------------------------------------------------------- keywords */

static enum fpe_status read_inputs(struct reader *r)
{
	if (r->inputs)
		return bad(r, FPE_EFORMAT, "a second .i; one is allowed");
	return read_number(r, "inputs", 1, FPE_MAX_INPUTS, &r->inputs);
}

static enum fpe_status read_outputs(struct reader *r)
{
	if (r->outputs)
		return bad(r, FPE_EFORMAT, "a second .o; one is allowed");
	return read_number(r, "outputs", 1, FPE_MAX_NEURONS, &r->outputs);
}

static enum fpe_status read_input_names(struct reader *r)
{
	return read_names(r, &r->input_names, r->inputs, ".i");
}

static enum fpe_status read_output_names(struct reader *r)
{
	return read_names(r, &r->output_names, r->outputs, ".o");
}

static enum fpe_status read_products(struct reader *r)
{
	return read_number(r, "cubes", 0, 999999999, &r->products);
}

/* r, dr: the cubes say where an output is 0, or that nobody cares. */
static enum fpe_status read_type(struct reader *r)
{
	static const char *const types[] = { "f", "fd", "fr", "fdr" };
	char word[WORD];

	next_word(r, word, sizeof word);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(word, types[i]) != 0)
			continue;
		r->no_care = strchr(word, 'd') != NULL;
		return line_ends(r);
	}
	return fpe_fail(
		r->err, FPE_EFORMAT,
		"%s: line %d: .type %s; f, fd, fr and fdr are allowed, which list where an output is 1",
		r->name, r->line, word);
}

static const struct keyword {
	const char *name;
	enum fpe_status (*read)(struct reader *r);
} keywords[] = {
	{ ".i", read_inputs },	      { ".o", read_outputs },  { ".ilb", read_input_names },
	{ ".ob", read_output_names }, { ".p", read_products }, { ".type", read_type },
};

static enum fpe_status read_keyword(struct reader *r, const char *word)
{
	if (r->cubes)
		return fpe_fail(r->err, FPE_EFORMAT,
				"%s: line %d: %s behind the first cube; .e alone is allowed there",
				r->name, r->line, word);
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		if (strcmp(word, keywords[i].name) == 0)
			return keywords[i].read(r);
	}
	return fpe_fail(
		r->err, FPE_EFORMAT,
		"%s: line %d: %s is not known here; .i .o .ilb .ob .p .type and .e are allowed",
		r->name, r->line, word);
}

/* ------------------------------------------------------------------- cubes */

/* "f, g, h", cut; "0 to 5" where they have no names. */
static void list_outputs(const struct reader *r, char *text, size_t size)
{
	size_t at = 0;

	snprintf(text, size, "0 to %d", r->outputs - 1);
	for (int i = 0; i < r->output_names.count && at + FPE_MAX_NAME + 8 < size; i++)
		fixed_put(text, size, &at, "%s%s", i ? ", " : "", r->output_names.name[i]);
	if (at && at + FPE_MAX_NAME + 8 >= size)
		snprintf(text + at, size - at, ", …");
}

static enum fpe_status choose_output(struct reader *r)
{
	char text[160], wanted[TEXTFILE_SHOWN];
	int number;

	r->output = r->outputs == 1 ? 0 : -1;
	if (r->wanted) {
		r->output = find_name(&r->output_names, r->wanted);
		if (r->output < 0 && is_number(r->wanted, &number) && number < r->outputs)
			r->output = number;
	}
	if (r->output >= 0)
		return FPE_OK;
	list_outputs(r, text, sizeof text);
	if (r->wanted)
		return fpe_fail(r->err, FPE_ENAME, "%s: no output %s; allowed: %s", r->name,
				textfile_shown(r->wanted, wanted), text);
	return fpe_fail(r->err, FPE_ENAME, "%s: %d outputs; output= chooses one of %s", r->name,
			r->outputs, text);
}

/* The next mark of a cube; 0 at the line's end. */
static char next_mark(struct reader *r)
{
	while (r->at < r->end && (is_blank(*r->at) || *r->at == '|'))
		r->at++;
	return r->at < r->end ? (char)*r->at++ : '\0';
}

static enum fpe_status bad_mark(struct reader *r, char mark, const char *what, const char *allowed)
{
	if (!mark)
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: line %d: a cube that ends early; %d marks of inputs and %d of outputs are allowed",
			r->name, r->line, r->inputs, r->outputs);
	if (mark <= ' ' || mark > '~')
		mark = '?';
	return fpe_fail(r->err, FPE_EFORMAT, "%s: line %d: '%c' for an %s; %s are allowed", r->name,
			r->line, mark, what, allowed);
}

/* The literals of the cube into the list; those of a cube that is not the
   output's are taken out again. */
static enum fpe_status read_literals(struct reader *r)
{
	struct fpe_error inner;
	enum fpe_status status;

	for (int i = 0; i < r->inputs; i++) {
		char mark = next_mark(r);

		if (!mark || !strchr("01-2", mark))
			return bad_mark(r, mark, "input", "0, 1 and - (or 2)");
		if (mark == '-' || mark == '2')
			continue;
		status = clause_list_put(&r->list, i, mark == '1', &inner);
		if (status)
			return bad(r, status, inner.message);
	}
	return FPE_OK;
}

/* The mark of the chosen output. */
static enum fpe_status read_marks(struct reader *r, char *chosen)
{
	for (int i = 0; i < r->outputs; i++) {
		char mark = next_mark(r);

		if (!mark || !strchr("01-~234", mark))
			return bad_mark(r, mark, "output", "0, 1, - and ~ (or 2, 3, 4)");
		if (i == r->output)
			*chosen = mark;
	}
	if (next_mark(r))
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: line %d: a cube that goes on; %d marks of inputs and %d of outputs are allowed",
			r->name, r->line, r->inputs, r->outputs);
	return FPE_OK;
}

static enum fpe_status end_cube(struct reader *r)
{
	struct fpe_error inner;
	enum fpe_status status = clause_list_end(&r->list, &inner);

	if (status == FPE_EFORMAT)
		return bad(
			r, status,
			"a cube without a 0 or 1: the output is always 1, there is nothing to learn");
	return status ? bad(r, status, inner.message) : FPE_OK;
}

static enum fpe_status read_cube(struct reader *r)
{
	int before = r->list.literals;
	char chosen = '0';
	enum fpe_status status;

	if (!r->inputs || !r->outputs)
		return bad(r, FPE_EFORMAT, "a cube before .i and .o; these come first");
	status = r->cubes++ ? FPE_OK : choose_output(r);
	if (status == FPE_OK)
		status = read_literals(r);
	if (status == FPE_OK)
		status = read_marks(r, &chosen);
	if (status)
		return status;
	if (chosen == '1' || chosen == '4')
		return end_cube(r);
	r->list.literals = before;
	r->no_cares += r->no_care && (chosen == '-' || chosen == '2');
	return FPE_OK;
}

/* Nothing stands behind .e. */
static enum fpe_status read_end(struct reader *r)
{
	enum fpe_status status = line_ends(r);

	while (status == FPE_OK && next_line(r))
		status = line_ends(r);
	return status;
}

static enum fpe_status read_lines(struct reader *r)
{
	enum fpe_status status = FPE_OK;
	char word[WORD];

	while (status == FPE_OK && next_line(r)) {
		const uint8_t *from = r->at;

		if (!next_word(r, word, sizeof word))
			continue;
		if (strcmp(word, ".e") == 0 || strcmp(word, ".end") == 0)
			return read_end(r);
		if (word[0] == '.') {
			status = read_keyword(r, word);
		} else {
			r->at = from;
			status = read_cube(r);
		}
	}
	return status;
}

static enum fpe_status check_whole(struct reader *r)
{
	if (r->cubes == 0)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: no cubes; at least one is allowed",
				r->name);
	if (r->products >= 0 && r->products != r->cubes)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: %d cubes, but .p says %d", r->name,
				r->cubes, r->products);
	if (r->list.count == 0)
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: no cube makes the output %.40s 1: it is always 0, there is nothing to learn",
			r->name, r->wanted ? r->wanted : "0");
	return FPE_OK;
}

enum fpe_status pla_read(const uint8_t *bytes, size_t size, const char *name, const char *output,
			 char *note, struct fpe_task **out, struct fpe_error *err)
{
	struct reader r = { .next = bytes,
			    .last = bytes + size,
			    .products = -1,
			    .no_care = true, /* fd where no .type says else */
			    .wanted = output,
			    .output = -1,
			    .err = err };
	enum fpe_status status;

	*out = NULL;
	textfile_shown(name, r.name);
	status = read_lines(&r);
	if (status == FPE_OK)
		status = check_whole(&r);
	if (status == FPE_OK)
		status = clause_list_task(&r.list, FPE_TASK_PLA, r.inputs, r.input_names.name, out,
					  err);
	note[0] = '\0';
	if (r.no_cares)
		snprintf(note, FPE_MESSAGE_SIZE,
			 "%d cube%s left out where the file does not care: there the label is 0",
			 r.no_cares, r.no_cares == 1 ? " is" : "s are");
	clause_list_clear(&r.list);
	free_names(&r.input_names);
	free_names(&r.output_names);
	return status;
}
