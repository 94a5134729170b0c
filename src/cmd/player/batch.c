/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch.c - poll the player until nothing is left. */
#include "cmd/player/batch.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/player/signals.h"
#include "core/base/utf8.h"
#include "core/base/clock.h"

/* Without memory of its own: the message may be that there is none. */
void batch_message(void *context, enum message_kind kind, const char *text)
{
	size_t size = strlen(text);
	char shown[UTF8_SHOWN];

	(void)context;
	(void)kind;
	for (size_t i = 0; i < size;) {
		i += utf8_show(text + i, size - i, UTF8_LINES, shown);
		fputs(shown, stderr);
	}
}

/* What ends a run before its end. */
struct ends {
	double deadline; /* of clock_seconds; INFINITY: none */
	bool late;	 /* it is past, which was said */
};

static bool is_late(const struct ends *ends)
{
	return clock_seconds() >= ends->deadline;
}

/* The signal itself stays for the loop. */
static bool must_stop(void *ends)
{
	return is_late(ends) || signals_end_work();
}

static void take_signals(struct player *player)
{
	while (signals_next())
		player_interrupt(player);
}

static void stop_late(struct player *player, struct ends *ends)
{
	if (ends->late || !is_late(ends))
		return;
	ends->late = true;
	batch_message(NULL, MESSAGE_ERROR, "error: it takes longer than --safe allows\n");
	player_interrupt(player);
}

/* Milliseconds that the loop may sleep. */
static int patience(const struct player *player, const struct ends *ends)
{
	int most = player_timeout(player);
	double left = 1000 * (ends->deadline - clock_seconds());

	if (isinf(left) || ends->late)
		return most;
	left = left < 0 ? 0 : left < 60000 ? left + 1 : 60000;
	return most < 0 || most > left ? (int)left : most;
}

int batch_run(struct player *player, double seconds)
{
	struct ends ends = { seconds > 0 ? clock_seconds() + seconds : INFINITY, false };
	bool hears = signals_start(false, NULL);
	int status;

	player_set_watch(player, &(struct fpe_watch){ must_stop, &ends });

	for (player_poll(player); !player_idle(player); player_poll(player)) {
		struct pollfd fds[2] = { { player_fd(player), POLLIN, 0 },
					 { signals_fd(), POLLIN, 0 } };

		if (poll(fds, 2, patience(player, &ends)) > 0 && fds[1].revents)
			take_signals(player);
		stop_late(player, &ends);
	}
	player_set_watch(player, &(struct fpe_watch){ NULL, NULL });
	/* a line that heard it failed by it, and the script with the line */
	status = signals_end_work() ? SIGNALS_INTERRUPTED : player_status(player);
	stop_late(player, &ends);
	if (ends.late)
		status = EXIT_FAILURE;
	if (hears)
		signals_stop();
	return status;
}
