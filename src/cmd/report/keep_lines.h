/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keep_lines.h - one run of a compare as lines that make its rows arms of the session.
 *
 * Run, they give arms with the run's bits. Controls are no arms, and are left out.
 */
#ifndef CMD_KEEP_LINES_H
#define CMD_KEEP_LINES_H

#include <jansson.h>

#include "lab/session/session.h"

/*
 * The lines, each with a newline: malloc'ed, *out. Samples of one's own and clauses of a file
 * are those of the session, whose arms end one by one: FPE_ESTATE where it has others now.
 */
enum fpe_status keep_lines(const struct compare *compare, const struct session *s, uint64_t seed,
			   char **out, struct fpe_error *err);

/* Is a row of the study an arm then? */
bool keep_has_row(const struct study_row *row);

/* A list, a line each; of NULL an empty one. */
json_t *lines_json(const char *lines);

#endif
