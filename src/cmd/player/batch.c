/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch.c - poll the player until nothing is left. */
#include "cmd/player/batch.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/utf8.h"

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

static int open_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, before);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* One signal stops the player; the next one does not wait for it. */
static void on_signal(struct player *player, int fd, int *count)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof info) != (ssize_t)sizeof info)
		return;
	if (++*count > 1)
		_exit(130);
	player_interrupt(player);
}

/* The signal itself stays for the loop. */
static bool signal_waits(void *fd)
{
	struct pollfd poll_of = { *(const int *)fd, POLLIN, 0 };

	return poll(&poll_of, 1, 0) > 0;
}

int batch_run(struct player *player)
{
	sigset_t before;
	int signals = open_signals(&before);
	int count = 0, status;

	player_set_watch(player, &(struct fpe_watch){ signal_waits, &signals });

	for (player_poll(player); !player_idle(player); player_poll(player)) {
		struct pollfd fds[2] = { { player_fd(player), POLLIN, 0 }, { signals, POLLIN, 0 } };

		if (poll(fds, 2, player_timeout(player)) > 0 && fds[1].revents)
			on_signal(player, signals, &count);
	}
	player_set_watch(player, &(struct fpe_watch){ NULL, NULL });
	/* a line that heard it failed by it, and the script with the line */
	status = signal_waits(&signals) ? 130 : player_status(player);
	if (signals >= 0)
		close(signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}
