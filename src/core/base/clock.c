/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.c - the monotonic clock. Alone in its file: a test that defines its own
   clock_seconds replaces it. */
#include "core/base/clock.h"

#include <time.h>

double clock_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
