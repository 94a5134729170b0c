/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test.c - helpers shared by unit tests. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

uint64_t test_seed(const char *test)
{
	const char *text = getenv("FPE_TEST_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : 20251004u;

	print_message("# %s: FPE_TEST_SEED=%llu\n", test, (unsigned long long)seed);
	return seed;
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
