/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job_auto.h - a search in the background. */
#ifndef CMD_JOB_AUTO_H
#define CMD_JOB_AUTO_H

#include "cmd/player/call.h"
#include "lab/auto/search.h"

/* Takes the search, which is of the arm, also on failure. */
enum fpe_status job_auto(struct call *call, struct search *search, const struct arm *arm);

#endif
