/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.h - one candidate at one seed: trained for some epochs, scored, kept.
 *
 * Its dense net is drawn at the seed, or is the arm's own as it stands, and warmed
 * up, split at the candidate's epoch and trained on, as a live arm would be: the
 * same core functions and random streams, so the numbers are the same.
 */
#ifndef LAB_TRIAL_H
#define LAB_TRIAL_H

#include <stdatomic.h>

#include "fpe/trainer.h"
#include "lab/auto/contender.h"
#include "lab/base/recipe.h"

/* What all trials of a search share. */
struct trial_terms {
	struct fpe_net *shape; /* a dense net: its widths and masks … */
	bool own;	       /* … and its weights, which all begin with, at … */
	int from;	       /* … this epoch; else 0 */
	enum fpe_init init;
	struct part_seed init_seed;
	struct fpe_train_settings settings;
	struct split_basis basis;
};

/* Whom to train at which seed, on what; all borrowed. */
struct trial_job {
	const struct trial_terms *terms;
	const struct contender *candidate;
	uint64_t seed;
	const struct fpe_data *train;
	const atomic_bool *stop;  /* as in study_terms */
	struct fpe_team *team;	  /* likewise */
	atomic_long *epochs_done; /* every one is counted */
};

/* A net on its way; zeroed: not begun. */
struct trial {
	struct fpe_net *net; /* with its moments; NULL: not begun */
	int epoch;
};

void trial_clear(struct trial *trial);

/*
 * Cut `data` at a seed: `held` samples, at least 1 and not all, drawn from
 * stream (seed, FPE_RNG_HOLDOUT, 0) are the validation part, the others are to
 * train on. Gives both.
 */
enum fpe_status trial_cut(const struct fpe_data *data, int held, uint64_t seed,
			  struct fpe_data **train, struct fpe_data **validation,
			  struct fpe_error *err);

/*
 * Train up to epoch `epochs`, from where the trial stands, and score on other
 * samples (not NULL). A trial that diverges scores NaN and begins anew the next time.
 * On failure it is cleared.
 */
enum fpe_status trial_run(struct trial *trial, const struct trial_job *job, int epochs,
			  const struct fpe_data *score_on, struct fpe_score *out,
			  struct fpe_error *err);

#endif
