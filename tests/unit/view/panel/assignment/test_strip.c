/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_strip.c - the order in which figures show inputs that belong together. */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/nets.h"
#include "support/snapshot_fixture.h"
#include "view/panel/assignment/strip.h"

/* The fixture's task is known by its samples; its inputs are in these groups. */
static struct snapshot_fixture *grouped(const int *number, struct fpe_groups **groups)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_error err;

	assert_ok(fpe_groups_of(number, FIXTURE_D, "some", groups, &err));
	f->task.clauses.count = 0;
	f->snapshot.groups = *groups;
	return f;
}

/* Every input once; groups of several in the order of their numbers and unbroken,
   then those that are alone. */
static void inputs_are_gathered_by_group(void **state)
{
	uint64_t seed = test_seed("strip");
	struct strip *t = malloc(sizeof *t);

	(void)state;
	for (uint64_t round = 0; round < 50; round++) {
		int number[FIXTURE_D], size[FIXTURE_D] = { 0 }, last = -1, several = 0;
		bool seen[FIXTURE_D] = { false }, alone = false;
		struct snapshot_fixture *f;
		struct fpe_groups *g;
		struct fpe_rng rng;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		for (int j = 0; j < FIXTURE_D; j++)
			number[j] = test_between(&rng, -1, 8);
		f = grouped(number, &g);
		strip_open(t, &f->snapshot, f->net[1], 0);
		for (int j = 0; j < FIXTURE_D; j++)
			size[g->of[j]]++;
		for (int k = 0; k < FIXTURE_D; k++) {
			int j = t->input[k], of = g->of[j];

			assert_false(seen[j]);
			seen[j] = true;
			assert_true(size[of] == 1 || !alone);
			alone |= size[of] == 1;
			if (size[of] > 1 && of != last) {
				assert_true(of > last);
				last = of;
				several++;
			}
			assert_int_equal(t->group[k], alone ? several : several - 1);
		}
		assert_int_equal(t->groups, several + alone);
		fpe_groups_free(g);
		snapshot_fixture_free(f);
	}
	free(t);
}

static void averages_keep_the_order_of_the_samples(void **state)
{
	int number[FIXTURE_D];
	struct strip *t = malloc(sizeof *t);
	struct snapshot_fixture *f;
	struct fpe_groups *g;

	(void)state;
	for (int j = 0; j < FIXTURE_D; j++)
		number[j] = j % 2;
	f = grouped(number, &g);
	strip_open(t, &f->snapshot, f->net[1], 0);
	assert_int_equal(t->input[1], 2);
	strip_fit(t, 2, 1, 0);
	assert_true(t->fit.per > 1);
	for (int j = 0; j < FIXTURE_D; j++)
		assert_int_equal(t->input[j], j);
	fpe_groups_free(g);
	snapshot_fixture_free(f);
	free(t);
}

static void figures_name_the_groups(void **state)
{
	static const char *const panels[] = { "assignment", "capacity", "network", "sample" };
	int number[FIXTURE_D];
	struct snapshot_fixture *f;
	struct fpe_groups *g;
	struct hit hit = { .kind = HIT_WEIGHT, .arm = 1, .row = 0, .column = 9 };
	char line[400], *numbers;

	(void)state;
	for (int j = 0; j < FIXTURE_D; j++)
		number[j] = j == 9 ? -1 : j % 3;
	f = grouped(number, &g);
	figure_described(panel_table[panel_find("assignment")]->describe, &f->snapshot,
			 &panel_defaults, &hit, true, line, sizeof line);
	assert_has(line, "in no group with others");
	hit.column = 8;
	figure_described(panel_table[panel_find("assignment")]->describe, &f->snapshot,
			 &panel_defaults, &hit, true, line, sizeof line);
	assert_has(line, "in g2 (8 inputs)");
	for (size_t i = 0; i < sizeof panels / sizeof *panels; i++) {
		char *text;

		test_row("%s", panels[i]);
		text = figure_text(&f->snapshot, panels[i], &panel_defaults, 34, 120, false);
		assert_has(text, "g0");
		assert_has(text, "g2");
		free(text);
	}
	numbers = figure_numbers(&f->snapshot, "assignment", &panel_defaults);
	assert_has(numbers, ",clause,group\n");
	assert_has(numbers, ",g1\n");
	free(numbers);
	fpe_groups_free(g);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_are_gathered_by_group),
		cmocka_unit_test(averages_keep_the_order_of_the_samples),
		cmocka_unit_test(figures_name_the_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
