/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h - seconds that only go forward; for pacing and progress, never for
   results. */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <time.h>

double clock_seconds(void);

/* Processor time of the calling thread. */
double clock_work(void);

/* The time so many seconds from now, of CLOCK_MONOTONIC: for conditions that go by it. */
struct timespec clock_in(double seconds);

#endif
