/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock_work.c - a thread's own time. */
#include "lab/base/clock.h"

#include <time.h>

double clock_work(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
