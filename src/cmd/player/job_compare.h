/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job_compare.h - a compare in the background. */
#ifndef CMD_JOB_COMPARE_H
#define CMD_JOB_COMPARE_H

#include "cmd/player/call.h"

/* Takes the study's recipe, but on failure. */
enum fpe_status job_compare(struct call *call, const struct study *study, int seeds);

#endif
