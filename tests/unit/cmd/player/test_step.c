/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_step.c - a line that changes something is a step of its own for `undo`. */
#include "support/player_fixture.h"
#include "support/setting_fixture.h"

static void type(struct fixture *f, const char *line)
{
	player_type(f->player, line);
	fixture_settle(f);
}

/* With an arm, the line is one that changes nothing of it, only what new arms get. */
static void try(const char *line, bool with_arm)
{
	char of_arm[200], took[200];
	struct fixture f;

	test_row("%s%s", line, with_arm ? ", of new arms alone" : "");
	fixture_open(&f, false, 1);
	type(&f, "task xor");
	if (with_arm) {
		type(&f, "net");
		snprintf(of_arm, sizeof of_arm, "%s arm=dense", line);
		type(&f, of_arm);
	}
	type(&f, line);
	f.said[0] = '\0';
	type(&f, "undo");
	snprintf(took, sizeof took, "took back `%s`", line);
	assert_has(f.said, took);
	fixture_close(&f);
}

static void each_setting_is_a_step(void **state)
{
	(void)state;
	for (const struct setting *row = setting_train; row->name; row++) {
		struct fpe_train_settings set;
		char text[SETTING_TEXT], line[200];

		setting_reset(setting_train, &set);
		setting_vary(row, &set);
		snprintf(line, sizeof line, "set %s=%s", row->name, setting_text(row, &set, text));
		try(line, false);
		try(line, true);
	}
}

static void whatever_else_is_said_of_the_session_is_a_step(void **state)
{
	static const char *const lines[] = {
		"seed 7",	  "data train=300", "net hidden=3",    "task xor clauses=3",
		"set history=77", "set jobs=1",	    "group columns=2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		try(lines[i], false);
}

static void the_same_again_is_none(void **state)
{
	static const char *const lines[] = { "set lr=0.25", "set history=77", "seed 7" };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct fixture f;

		test_row("%s", lines[i]);
		fixture_open(&f, false, 1);
		type(&f, "task xor");
		type(&f, lines[i]);
		type(&f, lines[i]);
		type(&f, "undo");
		assert_has(f.said, lines[i]);
		type(&f, "undo");
		assert_has(f.said, "took back `task xor`");
		fixture_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_setting_is_a_step),
		cmocka_unit_test(whatever_else_is_said_of_the_session_is_a_step),
		cmocka_unit_test(the_same_again_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
