/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timing.h - how long an arm's passes take on this machine, now.
 *
 * Measured on a copy, so the arm stays as it is; processor time of this thread, so
 * others on the machine do not count. Some tenths of a second.
 */
#ifndef LAB_TIMING_H
#define LAB_TIMING_H

#include "lab/arm/arm.h"

/* Seconds a sample, on one thread: the least of some rounds. NaN: not measured. */
struct timing {
	double forward;	 /* outputs of the samples */
	double training; /* a step of the optimiser, with its passes both ways */
};

/* data: what the arm trains on. watch (may be NULL) is asked between rounds. */
enum fpe_status timing_measure(const struct arm *arm, const struct fpe_data *data,
			       const struct fpe_watch *watch, struct timing *out,
			       struct fpe_error *err);

#endif
