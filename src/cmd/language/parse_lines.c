/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parse_lines.c - do lines that stand in a quoted text, as a lesson's solution, parse? */
#include "cmd/language/parse_line.h"

#include <stdio.h>
#include <string.h>

#include "cmd/language/lex.h"

/* One line; nothing of it is kept. */
static enum fpe_status check_line(const struct lex_line *raw, struct parse_fault *fault)
{
	struct line line = { .text = strdup(raw->text.bytes) };
	enum fpe_status status = line.text ? parse_line(&line, fault) : FPE_ENOMEM;

	if (status == FPE_EPARSE)
		fault->at = (int)lex_source_offset(raw, fault->at);
	line_clear(&line);
	return status;
}

enum fpe_status parse_lines(const char *text, struct parse_fault *fault)
{
	struct lex_source source;
	enum fpe_status status = FPE_OK;
	bool more = true;

	lex_begin(&source, text, strlen(text));
	while (more && !status) {
		struct fpe_error err = { .at = 0 };
		struct lex_line raw;

		status = lex_line(&source, &raw, &err);
		more = !status && raw.text.bytes;
		if (status == FPE_EPARSE)
			parse_fail(fault, err.at, "%s", err.message);
		else if (more)
			status = check_line(&raw, fault);
		lex_line_clear(&raw);
	}
	return status;
}
