/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test.c - helpers shared by unit tests. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint64_t test_seed(const char *test)
{
	const char *text = getenv("FPE_TEST_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : 20251004u;

	print_message("# %s: FPE_TEST_SEED=%llu\n", test, (unsigned long long)seed);
	return seed;
}

void assert_has(const char *text, const char *part)
{
	assert_non_null(text);
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

/* Rows begun and not ended. A failing assertion jumps out of its test past the
   end of its rows, so they stay, and later tests put theirs on top. */
#define ROWS 64
static struct {
	char text[ROWS][200];
	int depth;
	pid_t owner;
} rows;

static void tell_rows(void)
{
	for (int i = 0; rows.owner == getpid() && i < rows.depth; i++)
		fprintf(stderr, "# failed in row: %s\n", rows.text[i]);
}

struct test_row test_row_begin(const char *test, const char *format, ...)
{
	char name[150];
	va_list args;

	if (!rows.owner) {
		rows.owner = getpid();
		atexit(tell_rows);
	}
	if (rows.depth == ROWS)
		return (struct test_row){ ROWS };
	va_start(args, format);
	vsnprintf(name, sizeof name, format, args);
	va_end(args);
	snprintf(rows.text[rows.depth], sizeof rows.text[0], "%s: %s", test, name);
	return (struct test_row){ rows.depth++ };
}

void test_row_end(struct test_row *row)
{
	rows.depth = row->depth;
}

void assert_close(const char *name, const float *a, const float *b, size_t n, double tolerance)
{
	double worst = 0, scale = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(a[i]))
			fail_msg("%s: entry %zu is not finite", name, i);
		worst = fmax(worst, fabs((double)a[i] - (double)b[i]));
		scale = fmax(scale, fabs((double)b[i]));
	}
	if (worst > tolerance * scale)
		fail_msg("%s: off by %g, allowed %g", name, worst, tolerance * scale);
}
