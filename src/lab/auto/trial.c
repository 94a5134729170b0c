/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trial.c - a candidate's training in pieces, without a session. */
#include "lab/auto/trial.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "lab/base/flag.h"
#include "lab/study/study.h"

void trial_clear(struct trial *trial)
{
	fpe_net_free(trial->net);
	*trial = (struct trial){ 0 };
}

enum fpe_status trial_cut(const struct fpe_data *data, int held, uint64_t seed,
			  struct fpe_data **train, struct fpe_data **validation,
			  struct fpe_error *err)
{
	int32_t *order = malloc((size_t)data->count * sizeof *order);
	struct fpe_rng rng;
	enum fpe_status status;

	*train = *validation = NULL;
	if (!order)
		return fpe_no_memory(err);
	for (int i = 0; i < data->count; i++)
		order[i] = i;
	fpe_rng_open(&rng, seed, FPE_RNG_HOLDOUT, 0);
	fpe_rng_shuffle(&rng, order, data->count);
	status = fpe_data_pick(data, order, held, validation, err);
	if (!status)
		status = fpe_data_pick(data, order + held, data->count - held, train, err);
	free(order);
	if (status) {
		fpe_data_free(*validation);
		*validation = NULL;
	}
	return status;
}

static enum fpe_status begin(struct trial *trial, const struct trial_job *job,
			     struct fpe_error *err)
{
	const struct trial_terms *terms = job->terms;

	trial->epoch = terms->from;
	trial->net = fpe_net_copy(terms->shape);
	if (!trial->net)
		return fpe_no_memory(err);
	if (!terms->own)
		fpe_net_init(trial->net, terms->init, part_seed(&terms->init_seed, job->seed));
	return FPE_OK;
}

static enum fpe_status split(struct trial *trial, const struct trial_job *job,
			     struct fpe_error *err)
{
	const struct trial_terms *terms = job->terms;
	const struct contender *candidate = job->candidate;
	struct fpe_grouping g = recipe_split(&candidate->how, trial->net, &terms->basis, job->seed);
	struct fpe_net *net;
	enum fpe_status status =
		fpe_split(candidate->by, &g, candidate->how.budget, fpe_net_nnz(terms->shape),
			  fpe_net_biases(terms->shape), &net, err);

	if (status)
		return status;
	fpe_net_free(trial->net);
	trial->net = net;
	return FPE_OK;
}

/* Train to an epoch, and score where score_on is not NULL. */
static enum fpe_status go(struct trial *trial, const struct trial_job *job, int to,
			  const struct fpe_data *score_on, struct fpe_score *out,
			  struct fpe_error *err)
{
	const struct fpe_watch watch = flag_watch(job->stop);
	struct fpe_trainer *trainer;
	enum fpe_status status = fpe_trainer_new(trial->net, job->train, &job->terms->settings,
						 job->seed, trial->epoch, 0, &trainer, err);

	if (status)
		return status;
	fpe_trainer_lend(trainer, job->team);
	fpe_trainer_watch(trainer, &watch);
	while (trial->epoch < to && !status) {
		status = study_epoch(trainer, job->stop, err);
		trial->epoch = fpe_trainer_epoch(trainer);
		if (!status)
			atomic_fetch_add(job->epochs_done, 1);
	}
	if (!status && score_on) {
		*out = fpe_trainer_score(trainer, score_on, NULL);
		status = fpe_watch_ask(&watch, err);
	}
	fpe_trainer_free(trainer);
	return status;
}

enum fpe_status trial_run(struct trial *trial, const struct trial_job *job, int epochs,
			  const struct fpe_data *score_on, struct fpe_score *out,
			  struct fpe_error *err)
{
	const struct contender *candidate = job->candidate;
	bool begun = trial->net != NULL;
	enum fpe_status status = begun ? FPE_OK : begin(trial, job, err);

	assert(candidate->at <= epochs);
	/* a trial stands at a rung's end, and all splits are before the first
	 */
	if (!status && !begun && candidate->by) {
		status = go(trial, job, candidate->at, NULL, NULL, err);
		if (!status)
			status = split(trial, job, err);
	}
	if (!status)
		status = go(trial, job, epochs, score_on, out, err);
	if (status)
		trial_clear(trial);
	if (status == FPE_EDIVERGED) {
		*out = (struct fpe_score){ NAN, NAN };
		status = FPE_OK;
	}
	return status;
}
