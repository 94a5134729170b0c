/* SPDX-License-Identifier: GPL-3.0-or-later */
/* player_fixture.h - a player that lines are typed at, and all that it says. */
#ifndef TESTS_PLAYER_FIXTURE_H
#define TESTS_PLAYER_FIXTURE_H

#include "support/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/player.h"
#include "lab/session/session.h"

struct fixture {
	struct player *player;
	char *log; /* what batch would print; complete once closed */
	size_t size;
	FILE *file;
	char said[40000]; /* but for progress */
};

static inline void fixture_keep(void *context, enum message_kind kind, const char *text)
{
	struct fixture *f = context;
	size_t used = strlen(f->said);

	if (kind != MESSAGE_PROGRESS)
		snprintf(f->said + used, sizeof f->said - used, "%s", text);
}

static inline void fixture_open(struct fixture *f, bool screen, int jobs)
{
	struct player_options options = {
		.call = { .screen = screen, .jobs = jobs, .rows = 24, .columns = 80 }, .seed = 1
	};
	struct player_sinks sinks = { .message = fixture_keep, .context = f };
	struct fpe_error err;

	memset(f, 0, sizeof *f);
	f->file = open_memstream(&f->log, &f->size);
	sinks.log = f->file;
	f->player = player_new(&options, &sinks, &err);
	assert_non_null(f->player);
}

static inline void fixture_close(struct fixture *f)
{
	player_free(f->player);
	fclose(f->file);
	free(f->log);
}

/* Wait as the screen's loop does, then poll. */
static inline void fixture_turn(struct fixture *f)
{
	struct pollfd fd = { player_fd(f->player), POLLIN, 0 };
	int most = player_timeout(f->player);

	poll(&fd, 1, most < 0 || most > 20 ? 20 : most);
	player_poll(f->player);
}

/* Until nothing is queued or running. */
static inline void fixture_settle(struct fixture *f)
{
	for (player_poll(f->player); !player_idle(f->player);)
		fixture_turn(f);
}

#endif
