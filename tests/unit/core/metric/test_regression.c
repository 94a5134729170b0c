/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_regression.c - slopes and their intervals by clusters, against numpy and scipy
 * (lstsq with a column for each group; inv(X'X) M inv(X'X); stats.t), on drawn points.
 */
#include "support/test.h"

#include <math.h>

#include "fpe/regression.h"
#include "fpe/rng.h"
#include "fpe/statistic.h"

static const struct fpe_regression_point points[] = {
	{ 1.000, -0.200, 0.806, 3, 0 },	 { 0.733, -0.188, 0.791, 20, 0 },
	{ 1.018, -0.167, 0.827, 37, 0 }, { 0.814, -0.185, 0.810, 54, 0 },
	{ 1.032, -0.221, 0.781, 71, 0 }, { 1.209, -0.233, 0.773, 88, 0 },
	{ 1.250, 0.111, 0.790, 3, 0 },	 { 0.930, -0.156, 0.824, 3, 1 },
	{ 1.429, -0.026, 0.825, 20, 1 }, { 1.547, -0.106, 0.846, 37, 1 },
	{ 1.338, -0.077, 0.849, 54, 1 }, { 1.041, -0.167, 0.840, 71, 1 },
	{ 1.257, -0.171, 0.871, 88, 1 }, { 1.990, 0.007, 0.918, 3, 2 },
	{ 1.966, 0.072, 0.902, 20, 2 },	 { 1.632, 0.097, 0.902, 37, 2 },
	{ 1.536, -0.033, 0.917, 71, 2 }, { 1.808, -0.017, 0.940, 88, 2 },
	{ 2.140, 0.139, 0.951, 3, 3 },	 { 2.443, 0.173, 0.964, 20, 3 },
	{ 2.700, 0.166, 0.979, 37, 3 },	 { 2.561, 0.157, 0.941, 54, 3 },
	{ 2.144, 0.082, 0.938, 71, 3 },	 { 2.770, 0.059, 0.973, 88, 3 },
};
#define POINTS ((int)(sizeof points / sizeof *points))

static void near(const char *name, double got, double want)
{
	if (!(fabs(got - want) <= 1e-9))
		fail_msg("%s: %.12f, numpy has %.12f", name, got, want);
}

static void is(const char *name, const struct fpe_trend *got, double slope, double low, double high,
	       double r2)
{
	test_row("%s", name);
	near("slope", got->slope, slope);
	near("low", got->low, low);
	near("high", got->high, high);
	near("r2", got->r2, r2);
}

static void slopes_are_those_of_numpy(void **state)
{
	struct fpe_regression r;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_regress(points, POINTS, &r, &err));
	assert_int_equal(r.n, 24);
	assert_int_equal(r.clusters, 6);
	assert_int_equal(r.groups, 4);
	is("pooled", &r.pooled, 0.19188008496440428, 0.1542072664946185, 0.22955290343419008,
	   0.7226765059194822);
	near("intercept", r.intercept, -0.34294602887987946);
	is("within", &r.within, 0.11447065317987361, -0.10223864349614271, 0.33117994985588994,
	   0.10508541029336749);
	is("beside", &r.beside, 0.16931517541116337, -0.019865785574410988, 0.3584961363967377,
	   0.72479926094897);
	near("r2 beside", r.r2_beside, 0.6262213590449943);
}

static void what_cannot_be_known_is_nan(void **state)
{
	struct fpe_regression_point p[3] = { points[0], points[1], points[2] };
	struct fpe_regression r;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_regress(p, 0, &r, &err));
	assert_true(isnan(r.pooled.slope) && r.n == 0);
	assert_ok(fpe_regress(p, 1, &r, &err));
	assert_true(isnan(r.pooled.slope) && isnan(r.within.slope) && isnan(r.r2_beside));
	for (int i = 0; i < 3; i++)
		p[i].cluster = 5;
	assert_ok(fpe_regress(p, 3, &r, &err));
	assert_true(isfinite(r.pooled.slope) && isnan(r.pooled.low)); /* one cluster */
	for (int i = 0; i < 3; i++)
		p[i].group = 7 * i; /* a group each: nothing varies within one */
	assert_ok(fpe_regress(p, 3, &r, &err));
	assert_true(isnan(r.within.slope));
	assert_int_equal(r.groups, 3);
	for (int i = 0; i < 3; i++)
		p[i].x = 2;
	assert_ok(fpe_regress(p, 3, &r, &err));
	assert_true(isnan(r.pooled.slope));
}

/* 20 runs of each seed that share its luck: an interval that takes them for independent
   misses the truth far too often, that by clusters does not. */
static void an_interval_by_clusters_holds_what_it_says(void **state)
{
	struct fpe_regression_point p[24 * 20];
	double x[24 * 20], y[24 * 20];
	int missed = 0, missed_alone = 0;
	struct fpe_rng rng;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, test_seed("clusters"), FPE_RNG_TEST_ONLY, 1);
	for (int round = 0; round < 400; round++) {
		struct fpe_regression r;
		struct fpe_line line;
		double luck = 0, place = 0;

		for (int i = 0; i < 24 * 20; i++) {
			if (i % 20 == 0) {
				luck = fpe_rng_unit(&rng) - 0.5;
				place = fpe_rng_unit(&rng);
			}
			p[i].x = x[i] = place + 0.2 * fpe_rng_unit(&rng);
			p[i].y = y[i] = luck + 0.2 * fpe_rng_unit(&rng); /* slope 0 */
			p[i].beside = 0;
			p[i].cluster = (uint64_t)(i / 20);
			p[i].group = 0;
		}
		assert_ok(fpe_regress(p, 24 * 20, &r, &err));
		line = fpe_fit_line(x, y, 24 * 20);
		missed += r.pooled.low > 0 || r.pooled.high < 0;
		missed_alone += line.low > 0 || line.high < 0;
	}
	/* 5 % of 400 is 20, give or take 4.4; some more for few clusters */
	assert_in_range(missed, 7, 48);
	assert_true(missed_alone > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slopes_are_those_of_numpy),
		cmocka_unit_test(what_cannot_be_known_is_nan),
		cmocka_unit_test(an_interval_by_clusters_holds_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
