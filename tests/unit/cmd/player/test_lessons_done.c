/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_lessons_done.c - which lessons were done is kept, and never lost by one more. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/player/lessons_done.h"
#include "io/textfile.h"

static char folder[] = "/tmp/fpe-lessons.XXXXXX", path[100];

static int begin(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || setenv("XDG_STATE_HOME", folder, 1))
		return -1;
	snprintf(path, sizeof path, "%s/fpe-tui/lessons", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	remove(path);
	snprintf(path, sizeof path, "%s/fpe-tui", folder);
	return rmdir(path) || rmdir(folder);
}

static void assert_kept(const char *lines)
{
	struct fpe_error err;
	char *text;
	size_t size;

	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 100000, &text, &size, &err));
	assert_string_equal(text, lines);
	free(text);
}

static void what_is_not_there_is_none(void **state)
{
	struct lessons_done done;
	struct fpe_error err;

	(void)state;
	assert_ok(lessons_done_read(&done, &err));
	assert_false(done.done[1]);
}

static void one_more_keeps_the_others(void **state)
{
	struct lessons_done done;
	struct fpe_error err;

	(void)state;
	assert_ok(lessons_done_mark(5, true, &err));
	assert_ok(lessons_done_mark(2, true, &err));
	assert_kept("2\n5\n");
	assert_ok(lessons_done_mark(5, false, &err));
	assert_ok(lessons_done_read(&done, &err));
	assert_true(done.done[2]);
	assert_false(done.done[5]);
}

static void what_is_no_number_is_passed_over(void **state)
{
	struct lessons_done done;
	struct fpe_error err;

	(void)state;
	assert_ok(textfile_write(path, "x\n-3\n99999999999999999999\n65\n0\n\n7", &err));
	assert_ok(lessons_done_read(&done, &err));
	assert_true(done.done[7]);
	for (int i = 1; i <= LESSONS_MOST; i++)
		assert_int_equal(done.done[i], i == 7);
}

/* A file that cannot be read is not taken for an empty one. */
static void what_cannot_be_read_stays(void **state)
{
	char *long_file = malloc(5001);
	struct lessons_done done;
	struct fpe_error err;

	(void)state;
	memset(long_file, '\n', 5000);
	memcpy(long_file, "3\n", 3);
	long_file[2] = '\n';
	long_file[5000] = '\0';
	assert_ok(textfile_write(path, long_file, &err));
	assert_fails(FPE_ELIMIT, lessons_done_read(&done, &err));
	assert_fails(FPE_ELIMIT, lessons_done_mark(4, true, &err));
	assert_non_null(strstr(err.message, path));
	assert_kept(long_file);
	free(long_file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_there_is_none),
		cmocka_unit_test(one_more_keeps_the_others),
		cmocka_unit_test(what_is_no_number_is_passed_over),
		cmocka_unit_test(what_cannot_be_read_stays),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
