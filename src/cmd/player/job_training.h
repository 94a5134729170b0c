/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job_training.h - a training in the background. */
#ifndef CMD_JOB_TRAINING_H
#define CMD_JOB_TRAINING_H

#include "cmd/player/call.h"

/* arms NULL: all, those made meanwhile too. */
enum fpe_status job_training(struct call *call, const struct training_plan *plan,
			     struct arm *const *arms, int count);

#endif
