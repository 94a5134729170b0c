/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_debian.c - a file of a package that is not installed is said to be of it. */
#include "support/test.h"

#include "io/debian.h"

static void paths_tell_packages(void **state)
{
	static const struct {
		const char *path, *line;
	} rows[] = {
		{ "/usr/share/dict/words", "; on Debian: sudo apt-get install wamerican" },
		{ "/usr/share/dict/words2", "" },
		{ "/usr/share/dict/", "" },
		{ "/usr/share/datasets/fashion-mnist",
		  "; on Debian: sudo apt-get install dataset-fashion-mnist" },
		{ "/usr/share/datasets/a/b", "; on Debian: sudo apt-get install dataset-a" },
		{ "/usr/share/datasets/", "" },
		{ "usr/share/dict/words", "" },
		{ "", "" },
	};
	char line[DEBIAN_LINE];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("%s", rows[i].path);
		assert_string_equal(debian_line(rows[i].path, line), rows[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_tell_packages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
