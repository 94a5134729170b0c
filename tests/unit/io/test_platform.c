/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_platform.c - what a system has calls of its own for, whichever of them does it. */
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/platform.h"

static bool is_readable(int fd)
{
	struct pollfd room = { fd, POLLIN, 0 };

	return poll(&room, 1, 0) == 1;
}

static void a_bell_rings_until_it_is_hushed(void **state)
{
	struct platform_bell bell;

	(void)state;
	assert_true(platform_bell_open(&bell));
	assert_false(is_readable(bell.read));
	/* more often than a pipe has bytes: nobody waits */
	for (int i = 0; i < 70000; i++)
		platform_bell_ring(&bell);
	assert_true(is_readable(bell.read));
	platform_bell_hush(&bell);
	assert_false(is_readable(bell.read));
	platform_bell_ring(&bell);
	assert_true(is_readable(bell.read));
	assert_true(fcntl(bell.read, F_GETFD) & FD_CLOEXEC);
	platform_bell_close(&bell);
	platform_bell_close(&bell);
}

static void a_pipe_keeps_nobody_waiting(void **state)
{
	int end[2];
	char byte;

	(void)state;
	assert_true(platform_pipe(end));
	assert_int_equal(read(end[0], &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	for (int i = 0; i < 2; i++) {
		assert_true(fcntl(end[i], F_GETFD) & FD_CLOEXEC);
		close(end[i]);
	}
}

static void the_program_knows_where_it_is(void **state)
{
	char path[PATH_MAX];
	struct stat st;

	(void)state;
	assert_true(platform_program(path, sizeof path));
	assert_int_equal(path[0], '/');
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_mode & S_IXUSR);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Where the link leads meanwhile does not matter: what was looked at is opened, or nothing. */
static void what_was_seen_is_opened(void **state)
{
	char folder[] = "/tmp/fpe-platform.XXXXXX", place[PATH_MAX], real[PATH_MAX], byte = 0;
	int seen, fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_non_null(realpath(".", real));
	write_file("mine", "m");
	write_file("other", "o");
	assert_int_equal(symlink("mine", "link"), 0);
	seen = platform_see("link", place);
	assert_true(seen >= 0);
	assert_memory_equal(place, real, strlen(real));
	assert_string_equal(place + strlen(real), "/mine");
	assert_int_equal(rename("other", "mine"), 0);
	fd = platform_open_seen(seen, place, O_RDONLY | O_CLOEXEC);
	assert_true(fd < 0 || (read(fd, &byte, 1) == 1 && byte == 'm'));
	if (fd >= 0)
		close(fd);
	close(seen);
	seen = platform_see("mine", place);
	fd = platform_open_seen(seen, place, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0 && read(fd, &byte, 1) == 1 && byte == 'o');
	close(fd);
	close(seen);
	assert_int_equal(platform_see("none", place), -1);
	assert_int_equal(errno, ENOENT);
	unlink("mine");
	unlink("link");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* It is there under its name alone, or the system has no such files. */
static void a_file_without_a_name_gets_one(void **state)
{
	char folder[] = "/tmp/fpe-platform.XXXXXX", path[PATH_MAX];
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	fd = platform_nameless(folder);
	snprintf(path, sizeof path, "%s/named", folder);
	if (fd >= 0) {
		assert_int_equal(write(fd, "x", 1), 1);
		assert_true(platform_name(fd, path));
		assert_false(platform_name(fd, path));
		assert_int_equal(errno, EEXIST);
		close(fd);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bell_rings_until_it_is_hushed),
		cmocka_unit_test(a_pipe_keeps_nobody_waiting),
		cmocka_unit_test(the_program_knows_where_it_is),
		cmocka_unit_test(what_was_seen_is_opened),
		cmocka_unit_test(a_file_without_a_name_gets_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
