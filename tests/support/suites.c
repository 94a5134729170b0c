/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suites.c - the unit tests of a room as one program.
 *
 *     all [NAME…]      (base/test_rng …; default: all, in turn)
 *
 * Each suite runs in a process of its own, as it does when linked alone: none
 * sees what another left, and a crash ends one only.
 */
#include "support/suites.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool passes(const struct suite *suite)
{
	int status = 0;
	pid_t child;

	printf("# %s\n", suite->name);
	fflush(stdout);
	child = fork();
	if (child == 0)
		exit(suite->run() != 0);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (WIFSIGNALED(status))
		printf("# %s: ended by signal %d\n", suite->name, WTERMSIG(status));
	return status == 0;
}

static const struct suite *suite_of_name(const char *name)
{
	for (const struct suite *s = suites; s->name; s++) {
		if (strcmp(s->name, name) == 0)
			return s;
	}
	fprintf(stderr, "no suite %s\n", name);
	return NULL;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		const struct suite *suite = suite_of_name(argv[i]);

		failed += !suite || !passes(suite);
	}
	for (const struct suite *s = suites; argc < 2 && s->name; s++)
		failed += !passes(s);
	if (failed)
		printf("# %d of these suites failed\n", failed);
	return failed > 0;
}
