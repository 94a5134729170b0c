/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expansion.h - a given net, split and fine-tuned, beside the same net trained as
 * long without a split.
 *
 * Both begin with the same weights, fresh moments and the same order of samples, so
 * what they answer on samples held out is compared pair by pair. Without samples to
 * train on the net is split and no more.
 */
#ifndef LAB_EXPANSION_H
#define LAB_EXPANSION_H

#include "fpe/statistic.h"
#include "lab/base/recipe.h"
#include "lab/study/runner.h"

/* All borrowed; it outlives the expansion. */
struct expansion_plan {
	const struct fpe_split_kind *by;
	struct split_spec how;
	struct split_basis basis; /* of the samples' task, or empty */
	struct fpe_train_settings settings;
	int epochs;
	uint64_t seed;
	const struct fpe_data *train, *test; /* NULL, both: none to train on */
	/* What becomes of a net where it is written: scores are of that. NULL: nothing */
	void (*written)(const void *context, struct fpe_net *net);
	const void *context;
};

enum expansion_arm {
	EXPANSION_DENSE,
	EXPANSION_SPLIT,
	EXPANSION_ARMS,
	EXPANSION_GIVEN = EXPANSION_ARMS, /* the net as it came: a score, and no net of its own */
	EXPANSION_SCORES
};

struct expansion {
	struct runner runner; /* first: a runner is an expansion */
	struct expansion_plan plan;
	struct fpe_net *net[EXPANSION_ARMS]; /* owned; the split one once its run is over */
	size_t parent_nnz;
	struct fpe_score score[EXPANSION_SCORES]; /* on test; NaN without */
	/* [test samples] 1 where it is answered right, else 0; of real targets: its loss,
	   negated */
	double *mark[EXPANSION_SCORES];
	atomic_int epochs; /* of both, done */
};

/* Check and begin. Takes net, also on failure. *blame: the setting at fault, or
   NULL. Gives *out. */
enum fpe_status expansion_new(const struct expansion_plan *plan, struct fpe_net *net,
			      struct pool *pool, struct expansion **out, const char **blame,
			      struct fpe_error *err);
/* Waits for what is under way. */
void expansion_free(struct expansion *expansion);

/* Over once runner_quiet. Epochs of both there will be. */
int expansion_epochs(const struct expansion *expansion);
/* Of split's accuracy over dense's, paired by test sample; of real targets, of dense's
   loss over split's. NaN where there are no samples. */
struct fpe_summary expansion_gain(const struct expansion *expansion);
/* The same, of dense over the net as it came: what training alone has done to it. */
struct fpe_summary expansion_change(const struct expansion *expansion);

#endif
