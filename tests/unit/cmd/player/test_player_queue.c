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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_paste_that_does_not_parse_says_that_none_ran),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
