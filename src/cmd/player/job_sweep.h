/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job_sweep.h - a sweep in the background. */
#ifndef CMD_JOB_SWEEP_H
#define CMD_JOB_SWEEP_H

#include "cmd/player/call.h"
#include "lab/study/lattice.h"

/* Takes the lattice, also on failure. path: of the store. */
enum fpe_status job_sweep(struct call *call, struct lattice *lattice, const char *path);

#endif
