/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.c - the signals and the priority of a thread. */
#include "lab/base/thread.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "io/platform.h"

int thread_start(pthread_t *out, void *(*run)(void *argument), void *argument)
{
	sigset_t all, before;
	int error;

	/* threads inherit the mask */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(out, NULL, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

enum fpe_status thread_fail(struct fpe_error *err, const char *what, int error)
{
	return fpe_fail(err, FPE_ENOMEM, "%s: %s", what,
			error == EAGAIN ? "there are too many, or no memory for one more"
					: strerror(error));
}

void thread_give_way(void)
{
	platform_give_way();
}
