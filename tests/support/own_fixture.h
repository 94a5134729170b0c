/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own_fixture.h - samples of a user's own, made from a set in memory. */
#ifndef TESTS_OWN_FIXTURE_H
#define TESTS_OWN_FIXTURE_H

#include "support/test.h"

#include "lab/base/own_samples.h"

/* Takes the set. */
static inline struct shared *own_of_set(struct sample_set set, double holdout,
					enum own_scaling scaling)
{
	const struct own_how how = { .holdout = holdout, .standardise = scaling };
	struct fpe_error err;
	struct shared *own;

	assert_ok(own_samples_new(&set, "csv", "a.csv", &how, &own, &err));
	return own;
}

/* As imported: takes data, and nothing is held out or scaled. */
static inline struct shared *own_of(struct fpe_data *data)
{
	return own_of_set((struct sample_set){ .data = data }, 0, OWN_AS_IS);
}

#endif
