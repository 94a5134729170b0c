/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.c - a file, or a name in one of two folders. */
#include "cmd/help/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef FPE_DATADIR
#define FPE_DATADIR "/usr/local/share/fpe-tui"
#endif

/* $XDG_DATA_HOME; empty and relative values count as unset. */
static void user_folder(char *out, size_t size)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (data && data[0] == '/')
		snprintf(out, size, "%s/fpe-tui", data);
	else
		snprintf(out, size, "%s/.local/share/fpe-tui", home ? home : "");
}

bool scenario_folder(int i, char *out, size_t size)
{
	char user[3000];

	user_folder(user, sizeof user);
	if (i > 1)
		return false;
	snprintf(out, size, "%s/scenarios", i ? FPE_DATADIR : user);
	return true;
}

bool scenario_path(const char *name, char *out, size_t size)
{
	char folder[3100];

	snprintf(out, size, "%s", name);
	if (strcmp(name, "-") == 0 || access(name, F_OK) == 0)
		return strlen(name) < size;
	if (strchr(name, '.'))
		return false; /* a file that is not there */
	for (int i = 0; scenario_folder(i, folder, sizeof folder); i++) {
		int n = snprintf(out, size, "%s/%s.fpe", folder, name);

		if (n > 0 && (size_t)n < size && access(out, F_OK) == 0)
			return true;
	}
	return false;
}

const char *scenario_title(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}
