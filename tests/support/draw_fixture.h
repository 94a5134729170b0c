/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw_fixture.h - tasks made and samples drawn, in a line. */
#ifndef TESTS_DRAW_FIXTURE_H
#define TESTS_DRAW_FIXTURE_H

#include "support/test.h"

#include "fpe/data.h"
#include "fpe/rng.h"

static inline struct fpe_task *random_task(enum fpe_task_kind kind, int m, int k, int d,
					   bool negate)
{
	struct fpe_task_options o = { .clauses = m, .literals = k, .inputs = d, .negate = negate };
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_make(kind, &o, 11, &task, &err));
	return task;
}

static inline struct fpe_data *draw(const struct fpe_task *task, int count, double p,
				    enum fpe_sampling sampling)
{
	struct fpe_data_options o = { count, p, sampling, 0, NULL };
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data, &err));
	return data;
}

static inline enum fpe_status try_draw(const struct fpe_task *task, int count, double p,
				       enum fpe_sampling sampling, double noise,
				       struct fpe_error *err)
{
	struct fpe_data_options o = { count, p, sampling, noise, NULL };
	struct fpe_data *data = (struct fpe_data *)&o;
	enum fpe_status status = fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data, err);

	assert_true(!data == (status != FPE_OK));
	fpe_data_free(data);
	return status;
}

static inline int positives(const struct fpe_data *data)
{
	int n = 0;

	for (int i = 0; i < data->count; i++)
		n += data->label[i];
	return n;
}

#endif
