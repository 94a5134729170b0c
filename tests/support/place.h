/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.h - a folder of its own for a test, and the path of one file in it. */
#ifndef TESTS_PLACE_H
#define TESTS_PLACE_H

#include "support/test.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct place {
	char folder[32], path[64];
};

static inline struct place place_make(const char *file)
{
	struct place p = { "/tmp/fpe-test.XXXXXX", "" };

	assert_non_null(mkdtemp(p.folder));
	snprintf(p.path, sizeof p.path, "%s/%s", p.folder, file);
	return p;
}

static inline int place_files(const struct place *p)
{
	char pattern[64];
	glob_t found;
	int n;

	snprintf(pattern, sizeof pattern, "%s/*", p->folder);
	n = glob(pattern, 0, NULL, &found) ? 0 : (int)found.gl_pathc;
	if (n)
		globfree(&found);
	return n;
}

/* Nothing but the file may be left there. */
static inline void place_remove(const struct place *p)
{
	unlink(p->path);
	assert_int_equal(rmdir(p->folder), 0);
}

#endif
