/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config.c - the user's own first lines: the folder of the XDG Base Directory Specification. */
#include "cmd/player/config.h"

#include <stdlib.h>

#include "cmd/player/player_state.h"
#include "io/gate.h"
#include "io/textbuf.h"

char *config_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	/* empty and relative values count as unset */
	if (config && config[0] == '/')
		return textbuf_text("%s/fpe-tui/config.fpe", config);
	if (home && home[0] == '/')
		return textbuf_text("%s/.config/fpe-tui/config.fpe", home);
	return NULL;
}

void config_queue(struct player *player, parse_report *report, void *context)
{
	struct script script = { 0 };
	char *path = config_path();

	if (path && gate_there(path) &&
	    !parse_file(path, TEXTFILE_REGULAR, false, report, context, &script))
		player_queue_config(player, &script);
	script_clear(&script);
	free(path);
}
