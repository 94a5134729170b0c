/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_gate.c - what passes the gate once it is closed. It stays so for a process,
 * so all is asked in a child.
 */
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/gate.h"
#include "io/outfile.h"
#include "io/store.h"
#include "io/textfile.h"

static void put(const char *path, const char *text)
{
	struct fpe_error err;

	assert_ok(textfile_write(path, text, &err));
}

static void make_files(void)
{
	assert_int_equal(mkdir("in", 0700) | mkdir("in/sub", 0700) | mkdir("inner", 0700), 0);
	put("in/a", "a");
	put("in/sub/b", "b");
	put("inner/a", "outside, with a name that begins alike");
	put("named", "the one named file");
	put("other", "outside");
	assert_int_equal(symlink("a", "in/near") | symlink("../other", "in/away") |
				 symlink("..", "in/up") | symlink("in", "through") |
				 symlink("gone", "in/dangling"),
			 0);
}

/* errno of reading; 0: it passes. */
static int reads(const char *path)
{
	int fd = gate_open(path, O_RDONLY | O_CLOEXEC, 0);
	struct stat st;
	int error = fd < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	if (gate_there(path) != (error == 0) || (gate_stat(path, &st) == 0) != (error == 0))
		return -1;
	return error;
}

static const struct {
	const char *path;
	int error;
} cases[] = {
	{ "in/a", 0 },
	{ "in/sub/b", 0 },
	{ "in/near", 0 },
	{ "through/a", 0 },
	{ "in/up/in/a", 0 },
	{ "in/sub/../a", 0 },
	{ "in", 0 },
	{ "named", 0 },
	{ "in/none", ENOENT },
	{ "in/a/none", ENOTDIR },
	{ "in/dangling", ENOENT },
	{ "in/away", EXDEV },
	{ "in/up/other", EXDEV },
	{ "in/../other", EXDEV },
	{ "inner/a", EXDEV },
	{ "other", EXDEV },
	{ ".", EXDEV },
	{ "none", EXDEV },
	{ "/etc/passwd", EXDEV },
	{ "/none/at/all", EXDEV },
	{ "/proc/self/environ", EXDEV },
	{ "", EXDEV },
};

static int write_errors(void)
{
	static const int flags[] = { O_WRONLY,
				     O_RDWR,
				     O_RDONLY | O_CREAT,
				     O_RDONLY | O_TRUNC,
				     O_WRONLY | O_APPEND,
				     O_TMPFILE | O_RDWR };
	char pattern[] = "in/XXXXXX";
	struct outfile *file;
	struct store *store;
	struct fpe_error err;
	int wrong = 0;

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		wrong += gate_open("in/a", flags[i], 0600) >= 0 || errno != EROFS;
		wrong += gate_open("in/new", flags[i], 0600) >= 0 || errno != EROFS;
	}
	wrong += gate_temporary(pattern) >= 0 || errno != EROFS;
	wrong += outfile_open("in/new", NULL, &file, &err) != FPE_EIO ||
		 !strstr(err.message, "--safe");
	wrong += textfile_write("in/a", "b", &err) != FPE_EIO;
	wrong += store_open("in/new.db", STORE_WRITE, NULL, &store, &err) != FPE_EIO ||
		 !strstr(err.message, "--safe");
	return wrong;
}

static int ask(void)
{
	const char *folders[] = { "none", "in", NULL };
	struct fpe_error err;
	int wrong = gate_confined() || reads("other") != 0;

	wrong += gate_confine(folders, "named", &err) != FPE_OK || !gate_confined();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int error = reads(cases[i].path);

		if (error == cases[i].error)
			continue;
		printf("%s: %d, not %d\n", cases[i].path, error, cases[i].error);
		wrong++;
	}
	wrong += gate_folder("in/up") != NULL || errno != EXDEV;
	return wrong + write_errors();
}

static void what_lies_elsewhere_and_what_would_write_does_not_pass(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		status = ask();
		fflush(stdout);
		_exit(status);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_false(gate_confined());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lies_elsewhere_and_what_would_write_does_not_pass),
	};
	char folder[] = "/tmp/fpe-gate-XXXXXX", command[80];
	int failed;

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return 1;
	make_files();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	snprintf(command, sizeof command, "rm -r %s", folder);
	return failed + (system(command) != 0);
}
