/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.c - the signals and the priority of a thread. */
#include "lab/base/thread.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 19

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

void thread_give_way(void)
{
	/* on Linux this is the thread's own priority; failing is harmless */
	setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
}
