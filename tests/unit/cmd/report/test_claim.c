/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_claim.c - a bound holds by 2.6 standard errors of the mean, or not, or nobody knows. */
#include "support/test.h"

#include <math.h>

#include "cmd/report/claim.h"

/* Of 4 seeds, sd 2: the standard error is 1. */
static struct fpe_summary about(double mean, double sd)
{
	return (struct fpe_summary){ .n = 4, .mean = mean, .sd = sd };
}

static void margins_are_in_standard_errors(void **state)
{
	static const struct {
		struct claim claim;
		double mean, sd, margin;
		enum claim_verdict verdict;
	} cases[] = {
		{ { 5, NAN, NAN }, 8, 2, 3, CLAIM_HOLDS },
		{ { 5, NAN, NAN }, 7.5, 2, 2.5, CLAIM_UNDECIDED },
		{ { 5, NAN, NAN }, 2, 2, -3, CLAIM_FAILS },
		{ { NAN, 5, NAN }, 2, 2, 3, CLAIM_HOLDS },
		{ { 1, 9, NAN }, 4, 2, 3, CLAIM_HOLDS },
		{ { 1, 9, NAN }, 8, 2, 1, CLAIM_UNDECIDED },
		{ { NAN, NAN, 3 }, -0.25, 2, 2.75, CLAIM_HOLDS },
		{ { NAN, NAN, 3 }, -6, 2, -3, CLAIM_FAILS },
		{ { NAN, NAN, 0 }, 0, 0, INFINITY, CLAIM_HOLDS },
		{ { 0, NAN, NAN }, 0, 0, -INFINITY, CLAIM_FAILS },
		{ { 0, NAN, NAN }, 0.5, 0, INFINITY, CLAIM_HOLDS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fpe_summary mean = about(cases[i].mean, cases[i].sd);
		double margin = claim_margin(&cases[i].claim, &mean);

		test_row("case %zu", i);
		assert_true(claim_made(&cases[i].claim));
		assert_true(margin == cases[i].margin);
		assert_int_equal(claim_verdict(margin), cases[i].verdict);
	}
}

static void nothing_is_decided_of_nothing(void **state)
{
	const struct claim none = { NAN, NAN, NAN }, zero = { 0, NAN, NAN };
	struct fpe_summary mean = about(NAN, NAN);
	char words[64];

	(void)state;
	assert_false(claim_made(&none));
	assert_true(isnan(claim_margin(&none, &mean)));
	assert_true(isnan(claim_margin(&zero, &mean)));
	mean = about(3, NAN); /* one seed */
	assert_true(isnan(claim_margin(&zero, &mean)));
	assert_int_equal(claim_verdict(NAN), CLAIM_UNDECIDED);
	assert_string_equal(claim_words(&none, words, sizeof words), "");
	assert_string_equal(claim_words(&(struct claim){ 0.5, 2, NAN }, words, sizeof words),
			    "above 0.5 and below 2");
	assert_string_equal(claim_words(&(struct claim){ NAN, NAN, 3 }, words, sizeof words),
			    "within 3 of 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(margins_are_in_standard_errors),
		cmocka_unit_test(nothing_is_decided_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
