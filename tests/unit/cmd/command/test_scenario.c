/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_scenario.c - scenarios are found by name, listed, played and included. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/help/complete.h"
#include "cmd/language/parse.h"
#include "cmd/language/scenario.h"
#include "cmd/language/value.h"
#include "io/textfile.h"

static char home[] = "/tmp/fpe-scenarios.XXXXXX";

static void put(const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof path, "%s/fpe-tui/scenarios/%s", home, name);
	assert_int_equal(textfile_write(path, text, NULL), FPE_OK);
}

static int make_home(void **state)
{
	static const char *const folders[] = { "fpe-tui", "fpe-tui/scenarios",
					       "fpe-tui/scenarios/zoo" };
	char path[200];

	(void)state;
	if (!mkdtemp(home))
		return -1;
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", home, folders[i]);
		if (mkdir(path, 0700))
			return -1;
	}
	setenv("XDG_DATA_HOME", home, 1);
	put("b.fpe", "fpe 1\n# By Elhage et al. 2022, e.g. this. More.\nsay \"b\"\n");
	put("a.fpe", "#!/usr/bin/env -S fpe-tui\n# What is it? Nobody\n# knows.\nsay \"a\"\n");
	put("none.fpe", "say \"none\"\n# late. Too late\n");
	put("zoo/ape.fpe", "# An ape\n# of two lines.\n");
	put("notes.txt", "# no scenario\n");
	return 0;
}

static int remove_home(void **state)
{
	static const char *const names[] = { "fpe-tui/scenarios/b.fpe",
					     "fpe-tui/scenarios/a.fpe",
					     "fpe-tui/scenarios/none.fpe",
					     "fpe-tui/scenarios/notes.txt",
					     "fpe-tui/scenarios/zoo/ape.fpe",
					     "fpe-tui/scenarios/zoo",
					     "fpe-tui/scenarios",
					     "fpe-tui",
					     "." };
	char path[200];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", home, names[i]);
		remove(path);
	}
	rmdir(home);
	unsetenv("XDG_DATA_HOME");
	return 0;
}

static void they_are_listed_with_what_they_say(void **state)
{
	static const char *const want[][2] = { { "a", "What is it?" },
					       { "b", "By Elhage et al. 2022, e.g. this" },
					       { "none", "late" },
					       { "zoo/ape", "An ape of two lines" } };
	struct scenarios all;
	int at = 0;

	(void)state;
	scenarios_find(&all);
	/* where the program is installed there are others, too */
	for (int i = 0; i < all.count; i++) {
		if (at < 4 && strcmp(all.item[i].name, want[at][0]) == 0)
			assert_string_equal(all.item[i].about, want[at++][1]);
		assert_string_not_equal(all.item[i].name, "notes");
	}
	assert_int_equal(at, 4);
	scenarios_clear(&all);
}

static void a_name_is_found_and_a_file_is_no_name(void **state)
{
	char path[400];

	(void)state;
	assert_true(scenario_named("a", path, sizeof path));
	assert_non_null(strstr(path, "/fpe-tui/scenarios/a.fpe"));
	assert_true(scenario_named("zoo/ape", path, sizeof path));
	assert_false(scenario_named("../a", path, sizeof path));
	assert_false(scenario_named("/a", path, sizeof path));
	assert_false(scenario_named("", path, sizeof path));
	assert_false(scenario_path("nosuch", path, sizeof path));
	assert_true(scenario_path("/tmp", path, sizeof path));
	assert_string_equal(path, "/tmp");
}

static void include_takes_a_scenario_by_name(void **state)
{
	static const char text[] = "include a\ninclude zoo/ape\n";
	struct script script;

	(void)state;
	assert_int_equal(parse_text(text, sizeof text - 1, "", false, NULL, NULL, &script), FPE_OK);
	assert_int_equal(script.count, 1);
	assert_string_equal(script.line[0].text, "say \"a\"");
	script_clear(&script);
}

static void tab_offers_them_with_what_they_say(void **state)
{
	static const char *const lines[] = { "play zo", "include zo" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct candidates found = { 0 };
		bool offered = false;

		test_row("%s", lines[i]);
		complete_line(lines[i], (int)strlen(lines[i]), NULL, &found);
		for (int k = 0; k < found.count; k++)
			offered |= strcmp(found.item[k].text, "zoo/ape") == 0 &&
				   strcmp(found.item[k].help, "An ape of two lines") == 0;
		assert_true(offered);
		candidates_clear(&found);
	}
}

/* Of every argument of every row that names a file. */
static void a_tilde_is_home_wherever_a_file_is_named(void **state)
{
	char want[200], given[] = "~/x.y";
	const char *before = getenv("HOME");
	char *kept = before ? strdup(before) : NULL;

	(void)state;
	setenv("HOME", home, 1);
	snprintf(want, sizeof want, "%s/x.y", home);
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];

		for (int k = 0; k < COMMAND_MAX_ARGS && row->args[k].name; k++) {
			struct value value = { 0 };

			test_row("%s %s", row->verb, row->args[k].name);
			if (row->args[k].type != ARG_FILE)
				continue;
			assert_int_equal(value_parse(&row->args[k], given, &value, NULL), FPE_OK);
			assert_string_equal(row->args[k].repeat ? value.texts[0] : value.text,
					    want);
			value_clear(&value);
		}
	}
	if (kept)
		setenv("HOME", kept, 1);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_listed_with_what_they_say),
		cmocka_unit_test(a_name_is_found_and_a_file_is_no_name),
		cmocka_unit_test(include_takes_a_scenario_by_name),
		cmocka_unit_test(tab_offers_them_with_what_they_say),
		cmocka_unit_test(a_tilde_is_home_wherever_a_file_is_named),
	};
	return cmocka_run_group_tests(tests, make_home, remove_home);
}
