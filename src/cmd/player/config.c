/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config.c - the user's own first lines: the folder of the XDG Base Directory Specification. */
#include "cmd/player/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/player_state.h"
#include "io/gate.h"

char *config_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *path = NULL;
	int size = -1;

	/* empty and relative values count as unset */
	if (config && config[0] == '/')
		size = asprintf(&path, "%s/fpe-tui/config.fpe", config);
	else if (home && home[0] == '/')
		size = asprintf(&path, "%s/.config/fpe-tui/config.fpe", home);
	return size < 0 ? NULL : path;
}

void config_queue(struct player *player, parse_report *report, void *context)
{
	struct script script = { 0 };
	char *path = config_path();

	if (path && gate_there(path) && !parse_file(path, false, report, context, &script))
		player_queue_config(player, &script);
	script_clear(&script);
	free(path);
}
