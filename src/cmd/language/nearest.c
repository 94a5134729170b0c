/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.c - edit distance of short names. Owns nothing. */
#include "cmd/language/nearest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST 64 /* bytes compared; no name of ours is longer */

/* ASCII only: names are, and the locale must not matter. */
static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static int smallest(int a, int b)
{
	return a < b ? a : b;
}

int nearest_distance(const char *a, const char *b, int limit)
{
	int row[3][LONGEST + 1]; /* of the table of prefixes, two kept */
	int n = (int)strlen(a), m = (int)strlen(b);

	if (n > LONGEST || m > LONGEST || abs(n - m) > limit)
		return limit + 1;
	for (int j = 0; j <= m; j++)
		row[0][j] = j;
	for (int i = 1; i <= n; i++) {
		int *now = row[i % 3], *above = row[(i + 2) % 3];
		const int *before = row[(i + 1) % 3];

		now[0] = i;
		for (int j = 1; j <= m; j++) {
			int x = lower(a[i - 1]), y = lower(b[j - 1]);
			int best = above[j - 1] + (x != y);

			best = smallest(best, above[j] + 1);
			best = smallest(best, now[j - 1] + 1);
			if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
				best = smallest(best, before[j - 2] + 1);
			now[j] = best;
		}
	}
	return smallest(row[n % 3][m], limit + 1);
}

void nearest_begin(struct nearest *nearest, const char *given)
{
	size_t size = strlen(given);

	nearest->given = given;
	nearest->best = NULL;
	nearest->distance = (size < 2 ? 0 : size < 4 ? 1 : 2) + 1;
}

static int begins(const char *name, const char *given)
{
	return strlen(given) >= 2 && strncasecmp(name, given, strlen(given)) == 0;
}

void nearest_offer(struct nearest *nearest, const char *name)
{
	int d = nearest_distance(nearest->given, name, nearest->distance);

	/* A beginning counts as one edit: `acc` is accuracy before it is arc. */
	if (d > 1 && begins(name, nearest->given))
		d = 1;
	if (d < nearest->distance) {
		nearest->distance = d;
		nearest->best = name;
	}
}
