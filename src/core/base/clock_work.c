/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock_work.c - a thread's own time, and times to come. */
#include "core/base/clock.h"

#include <time.h>

double clock_work(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct timespec clock_in(double seconds)
{
	struct timespec t;
	long whole = (long)seconds;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += whole;
	t.tv_nsec += (long)((seconds - (double)whole) * 1e9);
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}
