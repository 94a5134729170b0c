/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_theory.c - closed forms against published figures and real splits. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

#include "fpe/metric.h"
#include "fpe/split.h"
#include "fpe/theory.h"
#include "support/nets.h"

static void near(const char *name, double a, double b, double allowed)
{
	if (!(fabs(a - b) <= allowed))
		fail_msg("%s: %.6f, expected %.6f +- %.6f", name, a, b, allowed);
}

static void default_task_gives_the_documented_figures(void **state)
{
	struct fpe_theory t = {
		.alpha = 2, .literals = 4, .neurons = 8, .inputs = 32, .clauses = 8
	};

	(void)state;
	fpe_theory_fill(&t);
	near("even", t.collisions_even, 0.0024, 5e-5);
	near("independent", t.collisions_independent, 0.0078, 5e-5);
	near("clause", t.collisions_clause, 0.4286, 5e-5);
	near("coverage even", t.coverage_even, 0.574, 5e-4);
	near("coverage independent", t.coverage_independent, 0.656, 5e-4);
}

static void uneven_deals_are_summed_over_the_children(void **state)
{
	struct fpe_theory t = {
		.alpha = 3, .literals = 2, .neurons = 1, .inputs = 11, .clauses = 5
	};

	(void)state;
	fpe_theory_fill(&t);
	/* 4, 4, 3 inputs; 2, 2, 1 clauses */
	near("even", t.collisions_even, 2.0 / 330, 1e-12);
	near("coverage", t.coverage_even, (6 + 6 + 3) / 55.0, 1e-12);
	near("clause", t.collisions_clause, 2.0 / 10, 1e-12);
}

static void all_nan(const struct fpe_theory *t)
{
	assert_true(isnan(t->collisions_independent));
	assert_true(isnan(t->collisions_even));
	assert_true(isnan(t->collisions_clause));
	assert_true(isnan(t->coverage_independent));
	assert_true(isnan(t->coverage_even));
	assert_true(isnan(t->coverage_clause));
}

static void what_does_not_apply_is_nan(void **state)
{
	struct fpe_theory one = {
		.alpha = 2, .literals = 3, .neurons = 4, .inputs = 9, .clauses = 1
	};
	struct fpe_theory many = {
		.alpha = 4, .literals = 3, .neurons = 4, .inputs = 9, .clauses = 3
	};
	struct fpe_theory shared = {
		.alpha = 2, .literals = 5, .neurons = 4, .inputs = 9, .clauses = 3
	};

	(void)state;
	fpe_theory_fill(&one);
	assert_true(isnan(one.collisions_clause));
	assert_true(isnan(one.collisions_even));
	assert_true(isnan(one.collisions_independent));
	assert_true(isfinite(one.coverage_even));
	fpe_theory_fill(&many);
	assert_true(isnan(many.collisions_clause));
	assert_true(isnan(many.coverage_clause));
	assert_true(isfinite(many.collisions_even));
	fpe_theory_fill(&shared);
	all_nan(&shared);
}

/* Twice the inputs of 4 literals is not enough for 8 clauses; nor is enough of them where
   two clauses share one, or where they differ in length, or where there are none. */
static void without_its_assumptions_it_says_nothing(void **state)
{
	static const struct fpe_theory cases[] = {
		{ .alpha = 2, .literals = 4, .neurons = 8, .inputs = 16, .clauses = 8 },
		{ .alpha = 2, .literals = 4, .neurons = 8, .inputs = 31, .clauses = 8 },
		{ .alpha = 2,
		  .literals = 4,
		  .neurons = 8,
		  .inputs = 40,
		  .clauses = 8,
		  .shared = true },
		{ .alpha = 2, .literals = 0, .neurons = 8, .inputs = 40, .clauses = 8 },
		{ .alpha = 2, .literals = 0, .neurons = 8, .inputs = 40, .clauses = 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fpe_theory t = cases[i];

		test_row("case %zu", i);
		assert_false(fpe_theory_holds(&t));
		fpe_theory_fill(&t);
		all_nan(&t);
	}
}

static void one_literal_is_always_covered(void **state)
{
	struct fpe_theory t = {
		.alpha = 2, .literals = 1, .neurons = 3, .inputs = 5, .clauses = 5
	};

	(void)state;
	fpe_theory_fill(&t);
	near("even", t.coverage_even, 1, 1e-12);
	near("independent", t.coverage_independent, 1, 1e-12);
	near("collisions", t.collisions_independent, 0.5, 1e-12);
	near("collisions", t.collisions_even, 4.0 / 10, 1e-12);
}

/* Mean collisions and coverage of real splits before pruning, and their
   standard errors. */
static void measure(const char *kind, const struct fpe_theory *t, int rounds, uint64_t seed,
		    double mean[2], double error[2])
{
	const int widths[] = { t->inputs, t->neurons, 1 };
	struct fpe_rng rng;
	struct fpe_error err;
	struct fpe_net *net;
	struct fpe_clauses clauses;
	int *owner = calloc((size_t)t->inputs * (size_t)t->neurons, sizeof *owner);
	double sum[2] = { 0 }, squares[2] = { 0 };

	fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, 0);
	net = test_net(&rng, widths, 2, 1);
	clauses = test_clauses(&rng, t->clauses, t->literals, t->inputs);
	for (int r = 0; r < rounds; r++) {
		struct fpe_grouping g = { .net = net,
					  .alpha = t->alpha,
					  .clauses = &clauses,
					  .seed = seed,
					  .repeat = r };
		double out[FPE_METRIC_COUNT];
		struct fpe_net *split;

		assert_ok(fpe_split_owner(fpe_split_kind_find(kind), &g, owner, &err));
		assert_ok(fpe_split_apply(net, 0, t->alpha, owner, &split, &err));
		assert_ok(fpe_metric_net(split, 0, &clauses, NULL, out, &err));
		const double got[2] = { out[FPE_METRIC_COLLISIONS], out[FPE_METRIC_COVERAGE] };
		for (int i = 0; i < 2; i++) {
			sum[i] += got[i];
			squares[i] += got[i] * got[i];
		}
		fpe_net_free(split);
	}
	for (int i = 0; i < 2; i++) {
		mean[i] = sum[i] / rounds;
		error[i] = sqrt(fmax(0, squares[i] / rounds - mean[i] * mean[i]) / rounds);
	}
	free(owner);
	fpe_net_free(net);
	test_clauses_free(&clauses);
}

static void random_splits_agree_with_the_even_formula(void **state)
{
	static const struct fpe_theory cases[] = {
		{ .alpha = 2, .literals = 2, .neurons = 8, .inputs = 12, .clauses = 6 },
		{ .alpha = 3, .literals = 2, .neurons = 5, .inputs = 14, .clauses = 7 },
		{ .alpha = 4, .literals = 3, .neurons = 6, .inputs = 33, .clauses = 11 },
		{ .alpha = 5, .literals = 1, .neurons = 4, .inputs = 11, .clauses = 11 },
	};
	uint64_t seed = test_seed("random against theory");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu", i);
		struct fpe_theory t = cases[i];
		double mean[2], error[2];

		fpe_theory_fill(&t);
		measure("random", &t, 3000, seed, mean, error);
		near("collisions", mean[0], t.collisions_even, 4 * error[0] + 1e-9);
		near("coverage", mean[1], t.coverage_even, 4 * error[1] + 1e-9);
	}
}

static void clause_splits_agree_exactly(void **state)
{
	static const struct fpe_theory cases[] = {
		{ .alpha = 2, .literals = 4, .neurons = 8, .inputs = 32, .clauses = 8 },
		{ .alpha = 3, .literals = 2, .neurons = 5, .inputs = 14, .clauses = 7 },
		{ .alpha = 5, .literals = 3, .neurons = 3, .inputs = 15, .clauses = 5 },
	};
	uint64_t seed = test_seed("clause against theory");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu", i);
		struct fpe_theory t = cases[i];
		double mean[2], error[2];

		fpe_theory_fill(&t);
		measure("clause", &t, 20, seed, mean, error);
		near("collisions", mean[0], t.collisions_clause, 1e-9);
		near("coverage", mean[1], 1, 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_task_gives_the_documented_figures),
		cmocka_unit_test(uneven_deals_are_summed_over_the_children),
		cmocka_unit_test(what_does_not_apply_is_nan),
		cmocka_unit_test(without_its_assumptions_it_says_nothing),
		cmocka_unit_test(one_literal_is_always_covered),
		cmocka_unit_test(random_splits_agree_with_the_even_formula),
		cmocka_unit_test(clause_splits_agree_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
