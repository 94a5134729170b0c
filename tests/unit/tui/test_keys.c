/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keys.c - the table of keys is whole and says one thing a key. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "tui/input.h"
#include "tui/keys.h"

static void every_row_has_a_name_and_help(void **state)
{
	(void)state;
	for (const struct key *key = key_table; key->name; key++) {
		assert_true(key->name[0] != '\0');
		assert_non_null(key->help);
		assert_true(key->help[0] != '\0');
		assert_true(key->place != 0);
		assert_true(key->code != 0);
		if ((key->action == ACT_COMMAND) != (key->command != NULL))
			fail_msg("%s: a command and no other action", key->name);
	}
}

/* An empty line is at the prompt, too. */
static int reach(const struct key *key)
{
	return key->place & KEY_PROMPT ? key->place | KEY_EMPTY : key->place;
}

static void no_key_means_two_things_in_one_place(void **state)
{
	(void)state;
	for (const struct key *a = key_table; a->name; a++) {
		for (const struct key *b = a + 1; b->name; b++) {
			bool both = (reach(a) & reach(b)) != 0;

			if (a->code == b->code && both)
				fail_msg("%s and %s", a->name, b->name);
		}
	}
}

static void letters_at_the_prompt_are_typed(void **state)
{
	(void)state;
	for (uint32_t c = ' '; c < 0x7f; c++) {
		assert_null(keys_find(c, false, false));
		if (c != '?')
			assert_null(keys_find(c, false, true));
	}
	/* and these stay readline's: Esc is Meta, arrows edit */
	assert_null(keys_find(27, false, true));
	assert_null(keys_find(INPUT_UP, false, true));
	assert_null(keys_find(INPUT_HOME, false, true));
	assert_null(keys_find('\t', false, false));
	assert_null(keys_find(4, false, false));
}

static void both_places_lead_to_each_other_and_out(void **state)
{
	(void)state;
	assert_int_equal(keys_find('\t', false, true)->action, ACT_PANELS);
	assert_int_equal(keys_find(INPUT_F1 + 5, false, false)->action, ACT_PLACE);
	assert_int_equal(keys_find(INPUT_F1 + 5, true, true)->action, ACT_PLACE);
	for (const char *p = ":q\033"; *p; p++)
		assert_int_equal(keys_find((uint32_t)*p, true, true)->action, ACT_BACK);
	for (int panels = 0; panels < 2; panels++) {
		assert_int_equal(keys_find(3, panels, false)->action, ACT_INTERRUPT);
		assert_int_equal(keys_find(INPUT_F1 + 9, panels, false)->action, ACT_QUIT);
		assert_int_equal(keys_find(4, panels, true)->action, ACT_END);
	}
}

static void hints_end_with_a_whole_word_at_any_size(void **state)
{
	char hint[200];

	(void)state;
	keys_hint(true, hint, sizeof hint);
	assert_non_null(strstr(hint, "Esc prompt"));
	for (size_t size = 1; size < sizeof hint; size++) {
		memset(hint, 'X', sizeof hint);
		keys_hint(false, hint, size);
		assert_true(strlen(hint) < size);
		if (hint[0])
			assert_true(hint[strlen(hint) - 1] != ' ');
	}
}

static void help_lists_every_key(void **state)
{
	char *help = keys_help(NULL);

	(void)state;
	assert_non_null(help);
	for (const struct key *key = key_table; key->name; key++)
		assert_non_null(strstr(help, key->help));
	free(help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_has_a_name_and_help),
		cmocka_unit_test(no_key_means_two_things_in_one_place),
		cmocka_unit_test(letters_at_the_prompt_are_typed),
		cmocka_unit_test(both_places_lead_to_each_other_and_out),
		cmocka_unit_test(hints_end_with_a_whole_word_at_any_size),
		cmocka_unit_test(help_lists_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
