/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stored.h - texts that are compared with a stored file. After a wanted change
 * write them anew with FPE_UPDATE_SCREENS=1 and read the difference before
 * committing it.
 */
#ifndef STORED_H
#define STORED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/test.h"

/* Fails where path holds another text than `got`. */
static inline void assert_stored(const char *path, const char *got)
{
	char *want = calloc(1, 100000);
	FILE *file;

	if (getenv("FPE_UPDATE_SCREENS")) {
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(got, file);
		fclose(file);
	}
	file = fopen(path, "r");
	if (file) {
		want[fread(want, 1, 99999, file)] = 0;
		fclose(file);
	}
	if (strcmp(got, want) != 0)
		fail_msg("%s (FPE_UPDATE_SCREENS=1 writes it anew) differs:\n%s", path, got);
	free(want);
}

#endif
