/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arm_score.c - how does an arm do on the samples it is trained on, and what does that take? */
#include "lab/arm/arm.h"

double arm_scoring(const struct arm *arm, const struct fpe_data *data)
{
	return data ? (double)fpe_net_nnz(arm->net) * data->count : 0;
}

struct fpe_score arm_score_training(struct arm *arm)
{
	if (arm->training_of == arm->version + 1)
		return arm->training;
	arm->training = fpe_trainer_score(arm->trainer, arm->lesson->train, NULL);
	arm->training_of = fpe_watch_ask(arm->watch, NULL) ? 0 : arm->version + 1;
	return arm->training;
}
