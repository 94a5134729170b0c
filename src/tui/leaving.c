/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leaving.c - is something under way or unsaved, and how is it ended. */
#include "tui/leaving.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "cmd/player/player.h"
#include "core/base/clock.h"

#define PATIENCE 3 /* seconds */
#define STEP_MS 50

bool leaving_asks(const struct player *player, const char *again, char *out, size_t size)
{
	bool works = player_works(player), unsaved = player_dirty(player);

	snprintf(out, size, "%s%s%s; %s again leaves%s", works ? "a long command is under way" : "",
		 works && unsaved ? ", and " : "", unsaved ? "unsaved" : "", again,
		 unsaved ? ", `history FILE` keeps it" : "");
	return works || unsaved;
}

bool leaving_line(const char *line)
{
	line += strspn(line, " \t");
	return strncmp(line, "quit", 4) == 0 && strchr(" \t#;", line[4]);
}

void leaving_stop(struct player *player)
{
	double end = clock_seconds() + PATIENCE;

	if (!player_works(player))
		return;
	player_interrupt(player);
	while (player_works(player) && clock_seconds() < end) {
		struct pollfd fd = { player_fd(player), POLLIN, 0 };
		int wait = player_timeout(player);

		poll(&fd, 1, wait < 0 || wait > STEP_MS ? STEP_MS : wait);
		player_poll(player);
	}
}
