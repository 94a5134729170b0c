/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals.c - signals as bytes on a pipe, so that the loop gets them in turn.
 */
#include "tui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH };
#define CAUGHT (int)(sizeof caught / sizeof *caught)

static struct {
	int read, write;
	struct sigaction before[CAUGHT];
	volatile sig_atomic_t ends; /* one that ends what runs is in the pipe */
} pipe_of = { .read = -1, .write = -1 };

static bool ends_work(int number)
{
	return number != SIGTSTP && number != SIGCONT && number != SIGWINCH;
}

static void on_signal(int number)
{
	unsigned char byte = (unsigned char)number;
	int error = errno;

	if (ends_work(number))
		pipe_of.ends = 1;

	/* full: a signal of ours is under way anyway */
	if (write(pipe_of.write, &byte, 1) < 0)
		errno = error;
	errno = error;
}

bool signals_start(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigset_t set;
	int end[2];

	if (pipe2(end, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	pipe_of.read = end[0];
	pipe_of.write = end[1];
	sigemptyset(&set);
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < CAUGHT; i++) {
		sigaddset(&set, caught[i]);
		sigaction(caught[i], &action, &pipe_of.before[i]);
		/* nohup asked for this one to be ignored */
		if (caught[i] == SIGHUP && pipe_of.before[i].sa_handler == SIG_IGN)
			sigaction(caught[i], &pipe_of.before[i], NULL);
	}
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	return true;
}

int signals_fd(void)
{
	return pipe_of.read;
}

void signals_stop(void)
{
	if (pipe_of.read < 0)
		return;
	for (int i = 0; i < CAUGHT; i++)
		sigaction(caught[i], &pipe_of.before[i], NULL);
	close(pipe_of.read);
	close(pipe_of.write);
	pipe_of.read = pipe_of.write = -1;
}

int signals_next(void)
{
	unsigned char byte;

	if (read(pipe_of.read, &byte, 1) != 1)
		byte = 0;
	/* none waits: one that found the pipe full went with those before it */
	if (!byte || ends_work(byte))
		pipe_of.ends = 0;
	return byte;
}

bool signals_end_work(void)
{
	return pipe_of.ends;
}

void signals_die(int signal_number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(signal_number);
}
