/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_deals.c - simulated expectations against every deal there is, against the closed
 * forms where these hold, and against what was measured of clauses that share inputs.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "fpe/deals.h"

/* a & b | b & c, of four inputs: b is in two clauses, d in none. */
static int start[] = { 0, 2, 4 };
static int input[] = { 0, 1, 1, 2 };
static const struct fpe_clauses two = { .count = 2, .start = start, .input = input };

static struct fpe_deals ask(const char *kind, const struct fpe_clauses *clauses, int inputs,
			    int neurons, int alpha, uint64_t seed)
{
	return (struct fpe_deals){ .kind = fpe_split_kind_find(kind),
				   .clauses = clauses,
				   .shape = { .alpha = alpha,
					      .neurons = neurons,
					      .inputs = inputs,
					      .clauses = clauses ? clauses->count : 0 },
				   .seed = seed,
				   .deals = FPE_DEALS };
}

/* Within 4.5 standard errors, of which the interval has some 1.96. */
static void near(const char *name, const struct fpe_summary *got, double want)
{
	double error = got->sd / sqrt(got->n);

	if (!(fabs(got->mean - want) <= 4.5 * error + 1e-12))
		fail_msg("%s: %.6f, expected %.6f +- %.6f", name, got->mean, want, error);
	assert_true(got->low <= got->mean && got->mean <= got->high);
}

/* Both clauses whole in one child; and the share of them whole in some child. */
static void count(const int owner[4], double *both, double *covered)
{
	bool first = owner[0] == owner[1], second = owner[1] == owner[2];

	*both += first && second;
	*covered += (first + second) / 2.0;
}

/* The six ways to deal four inputs evenly to two children, all alike likely. */
static void random_deals_are_all_there_are(void **state)
{
	struct fpe_deals deals =
		ask("random", &two, 4, 1, 2, test_seed("random against every deal"));
	double both = 0, covered = 0, ways = 0;
	struct fpe_dealt out;
	struct fpe_error err;

	(void)state;
	for (int set = 0; set < 16; set++) {
		const int owner[] = { set & 1, set >> 1 & 1, set >> 2 & 1, set >> 3 & 1 };

		if (owner[0] + owner[1] + owner[2] + owner[3] != 2)
			continue;
		count(owner, &both, &covered);
		ways++;
	}
	assert_true(ways == 6);
	deals.deals = 4000;
	assert_ok(fpe_deals_simulate(&deals, &out, &err));
	assert_int_equal(out.collisions.n, 4000);
	near("collisions", &out.collisions, both / ways);
	near("coverage", &out.coverage, covered / ways);
}

/* The clauses part; b follows either, and d goes to either child. */
static void clause_deals_are_all_there_are(void **state)
{
	struct fpe_deals deals =
		ask("clause", &two, 4, 1, 2, test_seed("clause against every deal"));
	double both = 0, covered = 0, ways = 0;
	struct fpe_dealt out;
	struct fpe_error err;

	(void)state;
	for (int set = 0; set < 8; set++) {
		int a = set & 1, b = set >> 1 & 1 ? a : !a, d = set >> 2 & 1;
		const int owner[] = { a, b, !a, d };

		count(owner, &both, &covered);
		ways++;
	}
	deals.deals = 4000;
	assert_ok(fpe_deals_simulate(&deals, &out, &err));
	near("collisions", &out.collisions, both / ways);
	near("coverage", &out.coverage, covered / ways);
	assert_true(covered / ways == 0.5);
}

static void where_a_closed_form_holds_they_agree(void **state)
{
	static const struct fpe_theory cases[] = {
		{ .alpha = 2, .literals = 4, .neurons = 8, .inputs = 32, .clauses = 8 },
		{ .alpha = 3, .literals = 2, .neurons = 5, .inputs = 14, .clauses = 7 },
		{ .alpha = 4, .literals = 3, .neurons = 6, .inputs = 33, .clauses = 11 },
	};
	uint64_t seed = test_seed("deals against theory");
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fpe_theory t = cases[i];
		struct fpe_deals deals = { .shape = t, .seed = seed, .deals = FPE_DEALS };
		struct fpe_dealt out;

		test_row("case %zu", i);
		fpe_theory_fill(&t);
		deals.kind = fpe_split_kind_find("random");
		assert_ok(fpe_deals_simulate(&deals, &out, &err));
		near("collisions", &out.collisions, t.collisions_even);
		near("coverage", &out.coverage, t.coverage_even);
		deals.kind = fpe_split_kind_find("clause");
		assert_ok(fpe_deals_simulate(&deals, &out, &err));
		near("collisions", &out.collisions, t.collisions_clause);
		assert_true(out.coverage.min == 1);
	}
}

/* 8 clauses of 4 of 16 inputs: coverage of a random split is linear, so its closed form is
   right for each clause; the clause split keeps .83 of the clauses whole and .032 of the pairs
   together, where the closed forms say 1 and .4286. */
static void shared_inputs_are_as_measured(void **state)
{
	struct fpe_theory t = {
		.alpha = 2, .literals = 4, .neurons = 8, .inputs = 16, .clauses = 8
	};
	struct fpe_deals deals = { .shape = t,
				   .seed = test_seed("shared inputs"),
				   .deals = FPE_DEALS };
	double q = 2 * 70.0 / 1820; /* 2 C(8,4) / C(16,4) */
	struct fpe_dealt out;
	struct fpe_error err;

	(void)state;
	deals.kind = fpe_split_kind_find("random");
	assert_ok(fpe_deals_simulate(&deals, &out, &err));
	near("coverage", &out.coverage, 1 - pow(1 - q, 8));
	deals.kind = fpe_split_kind_find("clause");
	assert_ok(fpe_deals_simulate(&deals, &out, &err));
	assert_true(fabs(out.collisions.mean - 0.032) < 0.004);
	assert_true(fabs(out.coverage.mean - 0.83) < 0.02);
}

static bool at_once(void *context)
{
	return ++*(int *)context > 3;
}

static void same_seed_same_numbers_and_it_can_be_stopped(void **state)
{
	struct fpe_deals deals = ask("clause", &two, 4, 3, 2, 7);
	struct fpe_dealt a, b;
	struct fpe_error err;
	int asked = 0;

	(void)state;
	assert_ok(fpe_deals_simulate(&deals, &a, &err));
	assert_ok(fpe_deals_simulate(&deals, &b, &err));
	assert_memory_equal(&a, &b, sizeof a);
	deals.seed = 8;
	assert_ok(fpe_deals_simulate(&deals, &b, &err));
	assert_true(a.coverage.mean != b.coverage.mean);
	deals.watch = &(struct fpe_watch){ at_once, &asked };
	assert_int_equal(fpe_deals_simulate(&deals, &b, &err), FPE_ESTOPPED);
	deals = ask("clause", &two, 4, 3, 3, 7); /* more children than clauses */
	assert_int_equal(fpe_deals_simulate(&deals, &b, &err), FPE_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_deals_are_all_there_are),
		cmocka_unit_test(clause_deals_are_all_there_are),
		cmocka_unit_test(where_a_closed_form_holds_they_agree),
		cmocka_unit_test(shared_inputs_are_as_measured),
		cmocka_unit_test(same_seed_same_numbers_and_it_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
