/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.c - the signals, the stack and the priority of a thread. */
#include "lab/base/thread.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "io/platform.h"

size_t thread_first_stack(void)
{
	struct rlimit stack, more;

	if (getrlimit(RLIMIT_STACK, &stack) || stack.rlim_cur >= THREAD_STACK)
		return 0;
	more = (struct rlimit){ .rlim_cur = THREAD_STACK, .rlim_max = stack.rlim_max };
	if (stack.rlim_max >= THREAD_STACK && setrlimit(RLIMIT_STACK, &more) == 0)
		return 0;
	return (size_t)stack.rlim_cur;
}

/* What libc gives was read from the limit before it was raised. */
static int start(pthread_t *out, void *(*run)(void *argument), void *argument)
{
	pthread_attr_t how;
	size_t size;
	int error = pthread_attr_init(&how);

	if (error)
		return error;
	if (pthread_attr_getstacksize(&how, &size) == 0 && size < THREAD_STACK)
		pthread_attr_setstacksize(&how, THREAD_STACK);
	error = pthread_create(out, &how, run, argument);
	pthread_attr_destroy(&how);
	return error;
}

int thread_start(pthread_t *out, void *(*run)(void *argument), void *argument)
{
	sigset_t all, before;
	int error;

	/* threads inherit the mask */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = start(out, run, argument);
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
