/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keys.c - the table of keys is whole and says one thing a key. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/input.h"
#include "tui/keys.h"
#include "view/screen/bar.h"
#include "io/textbuf.h"
#include "view/sink/sink.h"

static void every_row_has_a_name_and_help(void **state)
{
	const struct key *key;

	(void)state;
	for (int i = 0; (key = keys_row(i)); i++) {
		int does = !!key->command + !!key->act + !!key->act_by + !!key->on_panel;

		assert_true(key->name[0] != '\0');
		assert_non_null(key->help);
		assert_true(key->help[0] != '\0');
		assert_true(key->place != 0);
		assert_true(key->code != 0);
		if (does != 1)
			fail_msg("%s does %d things", key->name, does);
	}
}

/* An empty line is at the prompt, too. */
static int reach(const struct key *key)
{
	return key->place & KEY_PROMPT ? key->place | KEY_EMPTY : key->place;
}

static void no_key_means_two_things_in_one_place(void **state)
{
	const struct key *a, *b;

	(void)state;
	for (int i = 0; (a = keys_row(i)); i++) {
		for (int j = i + 1; (b = keys_row(j)); j++) {
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
	const struct key *back = keys_find('\033', true, true);

	(void)state;
	assert_ptr_equal(keys_find('\t', false, true)->act,
			 keys_find(INPUT_F1 + 5, true, true)->act);
	assert_ptr_equal(keys_find(INPUT_F1 + 5, false, false),
			 keys_find(INPUT_F1 + 5, true, true));
	for (const char *p = ":q"; *p; p++)
		assert_ptr_equal(keys_find((uint32_t)*p, true, true)->act, back->act);
	for (int panels = 0; panels < 2; panels++) {
		assert_true(keys_find(KEY_CTRL('C'), panels, false)->place & KEY_SIGNAL);
		assert_true(keys_find(INPUT_F1 + 9, panels, false)->place & KEY_LEAVES);
		assert_true(keys_find(KEY_CTRL('D'), panels, true)->place & KEY_LEAVES);
	}
}

static void help_lists_every_key(void **state)
{
	struct textbuf text = { 0 };
	const struct key *key;
	char *help;

	(void)state;
	keys_help(NULL, &text);
	help = textbuf_take(&text);
	assert_non_null(help);
	for (int i = 0; (key = keys_row(i)); i++)
		assert_non_null(strstr(help, key->help));
	free(help);
}

/* A panel's own keys go first: none may hide one of the whole screen. */
static void panels_hide_no_key_of_the_screen(void **state)
{
	(void)state;
	for (int p = 0; p < panel_count(); p++) {
		const struct panel_key *own = panel_table[p]->keys;

		for (; own && own->name; own++) {
			for (const struct key *key = keys_everywhere; key->name; key++) {
				if (key->code == own->code)
					fail_msg("%s: %s is %s", panel_table[p]->name, own->name,
						 key->name);
			}
		}
	}
}

static bool is_row(const char *name, int place)
{
	const struct key *key;

	if (strcmp(name, "arrows") == 0)
		name = "Up";
	for (int i = 0; (key = keys_row(i)); i++) {
		if (key->place & place && strcmp(key->name, name) == 0)
			return true;
	}
	return false;
}

static void hints_are_of_keys_there_are(void **state)
{
	(void)state;
	for (int panels = 0; panels < 2; panels++) {
		struct screen_focus focus = { .panels = panels };
		struct grid *g = grid_new(1, 250, true);
		char *text, *at, name[20];
		int n = 0, used;

		bar_hint(&focus, true, grid_area(g));
		text = at = sink_text(g, 0, COLOUR_MONO);
		while (sscanf(at, "%19s%n", name, &used) == 1) {
			if (!is_row(name, panels ? KEY_PANELS : KEY_PROMPT))
				fail_msg("there is no key %s", name);
			at = strstr(at + used, "  ");
			at = at ? at : text + strlen(text);
			n++;
		}
		assert_in_range(n, 6, 20);
		free(text);
		grid_free(g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_has_a_name_and_help),
		cmocka_unit_test(no_key_means_two_things_in_one_place),
		cmocka_unit_test(letters_at_the_prompt_are_typed),
		cmocka_unit_test(both_places_lead_to_each_other_and_out),
		cmocka_unit_test(help_lists_every_key),
		cmocka_unit_test(panels_hide_no_key_of_the_screen),
		cmocka_unit_test(hints_are_of_keys_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
