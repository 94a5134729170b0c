/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_history.c - the history file: where, what, and never a failed start. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/histfile.h"

static char folder[64];
static char path[160];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/fpe-history-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/a/b/history", folder);
	return 0;
}

static int remove_folder(void **state)
{
	static const char *const inside[] = { "a/b/history",
					      "a/b/link",
					      "a/b",
					      "a",
					      "fpe-tui/history",
					      "fpe-tui",
					      ".local/state/fpe-tui/history",
					      ".local/state/fpe-tui",
					      ".local/state",
					      ".local",
					      NULL };

	(void)state;
	for (int i = 0; inside[i]; i++) {
		char name[200];

		snprintf(name, sizeof name, "%s/%s", folder, inside[i]);
		if (unlink(name) != 0)
			rmdir(name);
	}
	return rmdir(folder);
}

static int mode_of(const char *name)
{
	struct stat st;

	assert_int_equal(stat(name, &st), 0);
	return (int)(st.st_mode & 0777);
}

static void expect_lines(const char *const *want)
{
	struct histfile *h = histfile_open(path);
	int n = 0;

	assert_null(histfile_warning(h));
	for (; want[n]; n++) {
		assert_true(n < histfile_count(h));
		assert_string_equal(histfile_line(h, n), want[n]);
	}
	assert_int_equal(histfile_count(h), n);
	histfile_close(h);
}

static void lines_are_there_at_once_and_private(void **state)
{
	struct histfile *h = histfile_open(path);
	char name[200];

	(void)state;
	assert_null(histfile_warning(h));
	histfile_add(h, "train 5");
	expect_lines((const char *const[]){ "train 5", NULL });
	histfile_add(h, "arms");
	expect_lines((const char *const[]){ "train 5", "arms", NULL });
	histfile_close(h);
	assert_int_equal(mode_of(path), 0600);
	snprintf(name, sizeof name, "%s/a/b", folder);
	assert_int_equal(mode_of(name), 0700);
}

static void blanks_repeats_and_controls_are_not_kept(void **state)
{
	struct histfile *h = histfile_open(path);

	(void)state;
	histfile_add(h, "");
	histfile_add(h, " secret");
	histfile_add(h, "arms");
	histfile_add(h, "arms");
	histfile_add(h, "two\nlines");
	histfile_add(h, "\033[2J");
	histfile_add(h, "\302\233");
	histfile_add(h, "train 5");
	histfile_add(h, "arms");
	histfile_close(h);
	expect_lines((const char *const[]){ "arms", "train 5", "arms", NULL });
}

static void two_programs_share_it(void **state)
{
	struct histfile *a = histfile_open(path), *b = histfile_open(path);

	(void)state;
	histfile_add(a, "one");
	histfile_add(b, "two");
	histfile_add(a, "three");
	histfile_close(a);
	histfile_close(b);
	expect_lines((const char *const[]){ "one", "two", "three", NULL });
}

static void fill(int lines)
{
	FILE *f;
	struct histfile *h = histfile_open(path); /* makes the folders */

	histfile_close(h);
	f = fopen(path, "w");
	assert_non_null(f);
	for (int i = 0; i < lines; i++)
		fprintf(f, "print %d\n", i);
	fclose(f);
}

static void a_long_file_is_trimmed_and_no_append_is_lost(void **state)
{
	struct histfile *before, *h;
	char last[40];

	(void)state;
	fill(HISTFILE_TRIM - 1);
	before = histfile_open(path);
	fill(HISTFILE_TRIM + 10);
	h = histfile_open(path); /* trims */
	histfile_close(h);
	histfile_add(before, "from before the trim");
	histfile_close(before);
	h = histfile_open(path);
	assert_int_equal(histfile_count(h), HISTFILE_KEEP + 1);
	snprintf(last, sizeof last, "print %d", HISTFILE_TRIM + 9);
	assert_string_equal(histfile_line(h, HISTFILE_KEEP - 1), last);
	assert_string_equal(histfile_line(h, HISTFILE_KEEP), "from before the trim");
	histfile_close(h);
	assert_int_equal(mode_of(path), 0600);
}

static void a_file_that_cannot_be_used_costs_a_warning(void **state)
{
	struct histfile *h = histfile_open("/dev/null/x/history");

	(void)state;
	assert_non_null(h);
	assert_non_null(histfile_warning(h));
	histfile_add(h, "arms");
	assert_false(histfile_wants(h, "arms"));
	histfile_close(h);
	h = histfile_open(folder); /* a folder */
	assert_non_null(histfile_warning(h));
	histfile_close(h);
}

static void broken_lines_are_passed_over(void **state)
{
	FILE *f;

	(void)state;
	fill(0);
	f = fopen(path, "w");
	assert_non_null(f);
	fwrite("one\nnul\0inside\n\033[A\ntwo", 1, 22, f);
	fclose(f);
	expect_lines((const char *const[]){ "one", "two", NULL });
}

static bool made(const char *inside)
{
	char name[200];

	snprintf(name, sizeof name, "%s/%s", folder, inside);
	return access(name, F_OK) == 0;
}

static void empty_and_relative_folders_count_as_unset(void **state)
{
	static const char *const unset[] = { "", "state", "./state" };

	(void)state;
	setenv("HOME", folder, 1);
	for (int i = 0; i < 3; i++) {
		setenv("XDG_STATE_HOME", unset[i], 1);
		histfile_close(histfile_open(NULL));
		assert_true(made(".local/state/fpe-tui/history"));
		assert_false(made("fpe-tui"));
	}
	setenv("XDG_STATE_HOME", folder, 1);
	histfile_close(histfile_open(NULL));
	assert_true(made("fpe-tui/history"));
	unsetenv("HOME");
	unsetenv("XDG_STATE_HOME");
	{
		struct histfile *h = histfile_open(NULL);

		assert_non_null(histfile_warning(h));
		histfile_close(h);
	}
}

static void a_home_that_is_not_there_is_not_made(void **state)
{
	char home[100];
	struct histfile *h;

	(void)state;
	snprintf(home, sizeof home, "%s/home", folder);
	setenv("HOME", home, 1);
	unsetenv("XDG_STATE_HOME");
	h = histfile_open(NULL);
	assert_has(histfile_warning(h), "No such file or directory");
	histfile_add(h, "train 5");
	histfile_close(h);
	assert_false(made("home"));
	unsetenv("HOME");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
		T(lines_are_there_at_once_and_private),
		T(blanks_repeats_and_controls_are_not_kept),
		T(two_programs_share_it),
		T(a_long_file_is_trimmed_and_no_append_is_lost),
		T(a_file_that_cannot_be_used_costs_a_warning),
		T(broken_lines_are_passed_over),
		T(empty_and_relative_folders_count_as_unset),
		T(a_home_that_is_not_there_is_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
