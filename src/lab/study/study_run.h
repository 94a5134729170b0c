/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study_run.h - the inside of a run, for study*.c alone: its parts, and the net that each row
 * begins with.
 */
#ifndef LAB_STUDY_RUN_H
#define LAB_STUDY_RUN_H

#include "lab/study/study.h"

struct run {
	const struct study *study;
	uint64_t seed;
	const struct study_terms *terms;
	struct fpe_watch watch; /* of its stop */
	struct fpe_task *task;
	struct shared *shared_train, *shared_test;
	const struct fpe_data *train, *test; /* what these hold; test: or NULL */
	struct fpe_net *root;		     /* dense, warmed up */
	size_t budget, biases;
	struct fpe_train_settings settings; /* of the row under way */
	int members; /* of it: nets it is trained as (fpe_ensemble_member); 0: the one */
	int points, epoch[STUDY_MAX_POINTS];
};

/* The net of a row at the split, the settings that it is trained by, and the epoch its
   training starts at. Gives *out. */
enum fpe_status run_make_row(struct run *run, const struct study_row *row, struct fpe_net **out,
			     int *from, struct fpe_error *err);

/* Does its training begin before the split, with weights of its own? */
bool run_starts_anew(const struct study_row *row);

#endif
