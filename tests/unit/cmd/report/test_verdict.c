/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_verdict.c - sentences say what the numbers say, and no more. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/verdict.h"

static char *said(const double *gain, int n)
{
	struct textbuf out = { 0 };
	struct verdict_gain g = { .name = "clause",
				  .on = "dense",
				  .unit = "",
				  .gain = fpe_summarise(gain, n),
				  .digits = 3 };

	verdict_gain(&out, &g);
	return textbuf_take(&out);
}

static void a_gain_is_decided_where_its_interval_has_no_zero(void **state)
{
	static const struct {
		int n;
		double gain[4];
		const char *want;
	} cases[] = {
		{ 3,
		  { .05, .06, .04 },
		  "over 3 seeds clause is better than dense, by 0.050 (95 %: 0.025 to 0.075)" },
		{ 3,
		  { -.05, -.06, -.04 },
		  "over 3 seeds clause is worse than dense, by 0.050 (95 %: 0.025 to 0.075)" },
		{ 4,
		  { .1, -.1, .1, .1 },
		  "over 4 seeds clause against dense is undecided (+0.050; 95 %: -0.109 to +0.209); about 30 more would tell" },
		{ 2, { 0, 0 }, "over 2 seeds clause is as good as dense, at every seed" },
		{ 2, { .1, -.1 }, "so small a difference would take more than 10000 seeds" },
		{ 1,
		  { .3 },
		  "clause against dense is undecided: one seed can mislead, more would tell" },
		{ 0, { 0 }, "clause against dense is undecided: there are no seeds to go by" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text;

		test_row("%s", cases[i].want);
		text = said(cases[i].gain, cases[i].n);
		assert_has(text, cases[i].want);
		free(text);
	}
}

/* Every mix of better or not, collisions and coverage: what is named as the reason pulls
   to the side that was decided. */
static void a_reason_is_given_only_where_the_numbers_are_one(void **state)
{
	static const double levels[] = { 1, .97, .5, 0 };

	(void)state;
	for (int i = 0; i < 2 * 4 * 4; i++) {
		struct verdict_why why = { .better = i & 1,
					   .collisions = levels[i / 2 % 4],
					   .coverage = levels[i / 8],
					   .dense_collisions = 1,
					   .dense_coverage = 1 };
		bool fewer = why.collisions < .9, lost = why.coverage < .9;
		struct textbuf out = { 0 };
		char *text;

		test_row("%d", i);
		verdict_why(&out, &why);
		text = textbuf_take(&out);
		if (why.better ? !fewer : !lost)
			assert_has(text, "do not explain it");
		else
			assert_null(strstr(text, "do not explain it"));
		if (fewer && lost)
			assert_has(text, why.better ? "fewer collisions ("
						    : "the coverage lost outweighs");
		free(text);
	}
}

static void without_clauses_there_is_no_reason(void **state)
{
	struct verdict_why why = { true, NAN, NAN, NAN, NAN };
	struct textbuf out = { 0 };
	char *text;

	(void)state;
	verdict_why(&out, &why);
	text = textbuf_take(&out);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gain_is_decided_where_its_interval_has_no_zero),
		cmocka_unit_test(a_reason_is_given_only_where_the_numbers_are_one),
		cmocka_unit_test(without_clauses_there_is_no_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
