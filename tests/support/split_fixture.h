/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_fixture.h - nets with clauses and groups that any kind can split. */
#ifndef TESTS_SPLIT_FIXTURE_H
#define TESTS_SPLIT_FIXTURE_H

#include "support/test.h"

#include <stdlib.h>

#include "fpe/split.h"
#include "support/nets.h"

/* One random case: net, clauses, groups and a grouping that points at all three. */
struct fixture {
	struct fpe_rng rng;
	struct fpe_net *net;
	struct fpe_clauses clauses;
	struct fpe_groups *groups;
	struct fpe_grouping g;
	int *owner;
};

/* A number from -1 to 5 for each input. */
static inline struct fpe_groups *some_groups(struct fpe_rng *rng, int inputs)
{
	int number[FPE_MAX_INPUTS];
	struct fpe_groups *groups;
	struct fpe_error err;

	for (int j = 0; j < inputs; j++)
		number[j] = test_between(rng, -1, 5);
	assert_ok(fpe_groups_of(number, inputs, "some", &groups, &err));
	return groups;
}

static inline void fixture_open(struct fixture *f, uint64_t seed, uint64_t round, double density)
{
	int widths[4], layers, k;

	fpe_rng_open(&f->rng, seed, FPE_RNG_TEST_ONLY, round);
	layers = test_between(&f->rng, 2, 3);
	widths[0] = test_between(&f->rng, 2, 30);
	for (int i = 1; i <= layers; i++)
		widths[i] = test_between(&f->rng, 1, 9);
	f->net = test_net(&f->rng, widths, layers, density);
	k = test_between(&f->rng, 1, widths[0]);
	f->clauses = test_clauses(&f->rng, test_between(&f->rng, 2, 8), k, widths[0]);
	f->g = (struct fpe_grouping){
		.net = f->net, .layer = 0, .alpha = 2, .clauses = &f->clauses, .seed = seed + round
	};
	f->owner = calloc((size_t)widths[0] * (size_t)widths[1], sizeof *f->owner);
	f->g.groups = f->groups = some_groups(&f->rng, widths[0]);
}

static inline void fixture_close(struct fixture *f)
{
	free(f->owner);
	fpe_net_free(f->net);
	test_clauses_free(&f->clauses);
	fpe_groups_free(f->groups);
}

/* The i-th kind that needs no file. */
static inline const struct fpe_split_kind *some_kind(int i)
{
	int k = 0;

	while (fpe_split_kinds[k]->needs_partition || i-- > 0)
		k++;
	return fpe_split_kinds[k];
}
#define SOME_KINDS 6

static inline int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Largest minus smallest number of items a child of this row has. */
static inline int unevenness(const int *child, int n, int alpha)
{
	int count[FPE_MAX_ALPHA] = { 0 }, low = n, high = 0;

	for (int i = 0; i < n; i++) {
		if (child[i] >= 0)
			count[child[i]]++;
	}
	for (int c = 0; c < alpha; c++) {
		low = smaller(low, count[c]);
		high = count[c] > high ? count[c] : high;
	}
	return high - low;
}

#endif
