/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dimacs.c - reading DIMACS .cnf files, refusing whatever is odd. */
#include "io/dimacs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "io/clause_list.h"
#include "io/textfile.h"

#define WORD 24 /* bytes of a word that is looked at or shown */

struct reader {
	const uint8_t *at, *end;
	int line;
	bool line_begins; /* nothing but blanks so far */
	char name[TEXTFILE_SHOWN];
	char word[WORD];	/* the last one, cut */
	int variables, clauses; /* of the header */
	struct clause_list list;
	struct fpe_error *err;
};

static enum fpe_status bad(struct reader *r, enum fpe_status code, const char *what)
{
	return fpe_fail(r->err, code, "%s: line %d: %s", r->name, r->line, what);
}

/* What the word is not. */
static enum fpe_status bad_word(struct reader *r, const char *what)
{
	return fpe_fail(r->err, FPE_EFORMAT, "%s: line %d: '%s' is %s", r->name, r->line, r->word,
			what);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

static void step(struct reader *r)
{
	if (*r->at == '\n') {
		r->line++;
		r->line_begins = true;
	} else if (!is_blank(*r->at)) {
		r->line_begins = false;
	}
	r->at++;
}

static void skip_line(struct reader *r)
{
	while (r->at < r->end && *r->at != '\n')
		r->at++;
}

/* Past blanks and comments, whose line begins with a c. */
static void skip(struct reader *r)
{
	for (; r->at < r->end; step(r)) {
		if (r->line_begins && *r->at == 'c')
			skip_line(r);
		if (r->at == r->end || !is_blank(*r->at))
			return;
	}
}

/* The next word; false: there is none. *first: its line begins with it. */
static bool next_word(struct reader *r, bool *first)
{
	size_t size = 0;

	skip(r);
	*first = r->line_begins;
	for (; r->at < r->end && !is_blank(*r->at); step(r)) {
		if (size + 1 < sizeof r->word)
			r->word[size++] = *r->at < 0x7f && *r->at > 0x20 ? (char)*r->at : '?';
	}
	r->word[size] = '\0';
	return size > 0;
}

/* The word as a whole number from -most to most. */
static bool read_number(const struct reader *r, int most, int *out)
{
	const char *digits = r->word + (r->word[0] == '-');
	long value;
	char *end;

	if (strlen(digits) > 9 || digits[strspn(digits, "0123456789")] != '\0' || !*digits)
		return false;
	value = strtol(r->word, &end, 10);
	*out = (int)value;
	return value >= -most && value <= most;
}

static enum fpe_status read_count(struct reader *r, const char *what, int most, int *out)
{
	bool first;

	if (!next_word(r, &first))
		return bad(r, FPE_EFORMAT,
			   "the header ends early: p cnf VARIABLES CLAUSES is allowed");
	if (!read_number(r, 999999999, out) || *out < 1)
		return bad_word(
			r, "no number of variables or clauses; whole numbers from 1 are allowed");
	if (*out > most)
		return fpe_fail(r->err, FPE_ELIMIT, "%s: line %d: %d %s; at most %d are allowed",
				r->name, r->line, *out, what, most);
	return FPE_OK;
}

static enum fpe_status read_header(struct reader *r)
{
	enum fpe_status status;
	bool first;

	if (!next_word(r, &first))
		return bad(r, FPE_EFORMAT,
			   "no header: a line p cnf VARIABLES CLAUSES is asked for");
	if (!first || strcmp(r->word, "p") != 0)
		return bad_word(r, "no header: a line p cnf VARIABLES CLAUSES is asked for");
	if (!next_word(r, &first) || first || strcmp(r->word, "cnf") != 0)
		return bad_word(r, "no kind of problem that is known here; p cnf is allowed");
	status = read_count(r, "variables", FPE_MAX_INPUTS, &r->variables);
	return status ? status : read_count(r, "clauses", FPE_MAX_CLAUSES, &r->clauses);
}

/* Behind % stands nothing, or a 0. */
static enum fpe_status read_end(struct reader *r)
{
	bool first;

	if (strcmp(r->word, "%") != 0)
		return bad_word(r, "no end; a line with % alone is allowed");
	while (next_word(r, &first)) {
		if (strcmp(r->word, "0") != 0)
			return bad_word(r, "behind the end, where a 0 alone is allowed");
	}
	return FPE_OK;
}

static enum fpe_status end_clause(struct reader *r)
{
	struct fpe_error inner;
	enum fpe_status status = clause_list_end(&r->list, &inner);

	if (status == FPE_EFORMAT)
		return bad(
			r, status,
			"an empty clause, which nothing makes true; at least one literal is allowed");
	return status ? bad(r, status, inner.message) : FPE_OK;
}

static enum fpe_status take_literal(struct reader *r)
{
	struct fpe_error inner;
	enum fpe_status status;
	int literal;

	if (!read_number(r, r->variables, &literal))
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: line %d: '%s' is no literal; whole numbers from %d to %d are allowed",
			r->name, r->line, r->word, -r->variables, r->variables);
	if (literal == 0)
		return end_clause(r);
	status = clause_list_put(&r->list, abs(literal) - 1, literal > 0, &inner);
	return status ? bad(r, status, inner.message) : FPE_OK;
}

/* Also checks that the last clause is whole. */
static enum fpe_status read_clauses(struct reader *r)
{
	const struct clause_list *list = &r->list;
	enum fpe_status status = FPE_OK;
	bool first;

	while (status == FPE_OK && next_word(r, &first)) {
		if (first && r->word[0] == '%') {
			status = read_end(r);
			break;
		}
		status = take_literal(r);
	}
	if (status)
		return status;
	if (list->literals > (list->count ? list->start[list->count] : 0))
		return bad(r, FPE_EFORMAT, "the last clause does not end in 0");
	if (list->count + list->dropped != r->clauses)
		return fpe_fail(r->err, FPE_EFORMAT, "%s: %d clauses, but its header says %d",
				r->name, list->count + list->dropped, r->clauses);
	if (list->count == 0)
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"%s: all clauses are always true; at least one that can be false is allowed",
			r->name);
	return FPE_OK;
}

static void tell(const struct clause_list *list, char *note)
{
	int at = 0;

	note[0] = '\0';
	if (list->dropped)
		at = snprintf(note, FPE_MESSAGE_SIZE,
			      "%d clause%s always true (an input plain and negated), left out%s",
			      list->dropped, list->dropped == 1 ? " is" : "s are",
			      list->twice ? "; " : "");
	if (list->twice)
		snprintf(note + at, (size_t)(FPE_MESSAGE_SIZE - at),
			 "%d literal%s twice in a clause, kept once", list->twice,
			 list->twice == 1 ? " stands" : "s stand");
}

enum fpe_status dimacs_read(const uint8_t *bytes, size_t size, const char *name, char *note,
			    struct fpe_task **out, struct fpe_error *err)
{
	struct reader r = {
		.at = bytes, .end = bytes + size, .line = 1, .line_begins = true, .err = err
	};
	enum fpe_status status;

	*out = NULL;
	textfile_shown(name, r.name);
	status = read_header(&r);
	if (status == FPE_OK)
		status = read_clauses(&r);
	if (status == FPE_OK)
		status = clause_list_task(&r.list, FPE_TASK_DIMACS, r.variables, NULL, out, err);
	if (status == FPE_OK)
		tell(&r.list, note);
	clause_list_clear(&r.list);
	return status;
}
