/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.c - a file, or a name in one of some folders. */
#include "cmd/language/scenario.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/gate.h"
#include "io/platform.h"

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

/* Where the program is, and from there. */
static void own_folder(const char *from_there, char *out, size_t size)
{
	char path[PATH_MAX];
	char *slash = platform_program(path, sizeof path) ? strrchr(path, '/') : NULL;

	if (slash)
		*slash = '\0';
	snprintf(out, size, "%s%s", slash ? path : "", from_there);
}

bool scenario_folder(int i, char *out, size_t size)
{
	char base[PATH_MAX + 32] = FPE_DATADIR;

	if (i >= SCENARIO_FOLDERS)
		return false;
	if (i == 0)
		user_folder(base, sizeof base);
	else if (i == 1)
		own_folder("/../share/fpe-tui", base, sizeof base);
	else if (i == 3)
		own_folder("", base, sizeof base);
	snprintf(out, size, "%s/scenarios", base);
	return true;
}

bool scenario_named(const char *name, char *out, size_t size)
{
	char folder[PATH_MAX + 64];

	if (!*name || *name == '/' || strchr(name, '.'))
		return false; /* a file */
	for (int i = 0; scenario_folder(i, folder, sizeof folder); i++) {
		int n = snprintf(out, size, "%s/%s.fpe", folder, name);

		if (n > 0 && (size_t)n < size && gate_there(out))
			return true;
	}
	return false;
}

bool scenario_path(const char *name, char *out, size_t size)
{
	char path[PATH_MAX + 256];
	bool file = strcmp(name, "-") == 0 || gate_there(name);

	if (!file && scenario_named(name, path, sizeof path))
		name = path;
	else if (!file)
		path[0] = '\0';
	snprintf(out, size, "%s", name);
	return (file || *path) && strlen(name) < size;
}

const char *scenario_title(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}
