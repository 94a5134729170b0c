/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h - seconds that only go forward; for pacing and progress, never for
   results. */
#ifndef LAB_CLOCK_H
#define LAB_CLOCK_H

double clock_seconds(void);

/* Processor time of the calling thread. */
double clock_work(void);

#endif
