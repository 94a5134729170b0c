/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_player_queue.c - lines that come together: a paste runs whole or not at all. */
#include "support/player_fixture.h"

/* One that does not parse keeps all of a paste from running; who sees only the last
   line of messages knows that, too. */
static void a_paste_that_does_not_parse_says_that_none_ran(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	player_paste(f.player, "task xor\n\nspilt by=clause\n  \ntrain 3\n");
	fixture_settle(&f);
	assert_non_null(strstr(f.said, "did you mean split?"));
	assert_non_null(strstr(f.said, "none of the 3 pasted lines has run"));
	assert_null(player_session(f.player)->task);
	*f.said = '\0';
	player_paste(f.player, "spilt by=clause\n");
	fixture_settle(&f);
	assert_null(strstr(f.said, "pasted lines"));
	fixture_close(&f);
}

/* What fails when it runs ends its paste, whether the line itself fails or the job it began:
   the lines after it may rest on it. */
static void a_pasted_line_that_fails_ends_its_paste(void **state)
{
	static const char *const failing[] = { "use nosuch", "task csv /nothing/there.csv" };

	(void)state;
	for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
		struct fixture f;
		char paste[200];

		test_row("%s", failing[i]);
		fixture_open(&f, true, 1);
		snprintf(paste, sizeof paste, "task xor\n%s\nnet hidden=3\nnet hidden=4\n",
			 failing[i]);
		player_paste(f.player, paste);
		player_paste(f.player, "data train=20 test=10\n");
		fixture_settle(&f);
		assert_non_null(strstr(f.said, "the 2 lines after it have not run"));
		assert_int_equal(player_session(f.player)->arms, 0);
		/* another paste is another matter */
		assert_non_null(player_session(f.player)->train);
		*f.said = '\0';
		snprintf(paste, sizeof paste, "task xor\n%s\n", failing[i]);
		player_paste(f.player, paste);
		fixture_settle(&f);
		assert_null(strstr(f.said, "after it"));
		fixture_close(&f);
	}
}

static void pastes_run_in_the_order_they_came(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	player_paste(f.player, "seed 5\ntask xor\nseed 6\n");
	player_paste(f.player, "seed 7\n");
	player_paste(f.player, "seed 8\n");
	fixture_settle(&f);
	assert_int_equal(player_session(f.player)->seed, 8);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_paste_that_does_not_parse_says_that_none_ran),
		cmocka_unit_test(a_pasted_line_that_fails_ends_its_paste),
		cmocka_unit_test(pastes_run_in_the_order_they_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
