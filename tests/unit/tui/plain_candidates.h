/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_candidates.h - a list of candidates for tests without commands. */
#ifndef PLAIN_CANDIDATES_H
#define PLAIN_CANDIDATES_H

#include <stdlib.h>
#include <string.h>

#include "cmd/help/complete.h"

static void add_candidate(struct candidates *c, const char *text, const char *help)
{
	struct candidate *item = realloc(c->item, (size_t)(c->count + 1) * sizeof *item);

	assert_non_null(item);
	c->item = item;
	item[c->count].text = strdup(text);
	item[c->count++].help = strdup(help);
}

#endif
