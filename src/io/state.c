/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state.c - the folder of the XDG Base Directory Specification for states. */
#include "io/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/textbuf.h"

char *state_path(const char *name, size_t *there)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	char *path = NULL;

	*there = 0;
	if (state && state[0] == '/') {
		path = textbuf_text("%s/fpe-tui/%s", state, name);
	} else if (home && home[0] == '/') {
		path = textbuf_text("%s/.local/state/fpe-tui/%s", home, name);
		*there = strlen(home);
	}
	return path;
}

void state_make_folders(const char *path, size_t there)
{
	char *copy = strdup(path);

	if (!copy)
		return;
	for (char *p = strchr(copy + there + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(copy, 0700);
		*p = '/';
	}
	free(copy);
}

bool state_keeps(void)
{
	size_t there;
	char *path = state_path("", &there), *slash;
	bool keeps;

	while (path && access(path, F_OK) != 0 && (slash = strrchr(path, '/')) && slash != path)
		*slash = '\0';
	keeps = path && strlen(path) >= there && access(path, W_OK | X_OK) == 0;
	free(path);
	return keeps;
}
