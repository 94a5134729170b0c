/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_statistic.c - summaries against values computed elsewhere. */
#include "support/test.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>

#include "core/metric/student.h"
#include "fpe/statistic.h"

static void near(double a, double b)
{
	if (!(fabs(a - b) <= 1e-9 * (1 + fabs(b))))
		fail_msg("%.12g is not %.12g", a, b);
}

/* t(.975, 9) = 2.262157162740992 from published tables. */
static void interval_is_students(void **state)
{
	const double v[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct fpe_summary s = fpe_summarise(v, 10);
	double half = 2.2621571627409915 * sqrt(55.0 / 6) / sqrt(10);

	(void)state;
	assert_int_equal(s.n, 10);
	near(s.mean, 5.5);
	near(s.sd, sqrt(55.0 / 6));
	near(s.min, 1);
	near(s.max, 10);
	near(s.low, 5.5 - half);
	near(s.high, 5.5 + half);
}

/* t(.975, 1) = tan(.475 pi) = 12.706204736 */
static void two_values_have_a_wide_interval(void **state)
{
	const double v[] = { -1, 1 };
	struct fpe_summary s = fpe_summarise(v, 2);

	(void)state;
	near(s.mean, 0);
	near(s.sd, sqrt(2));
	near(s.high, tan(0.475 * 3.14159265358979323846));
	near(s.low, -s.high);
}

static void one_value_has_no_spread(void **state)
{
	const double v[] = { 3 };
	struct fpe_summary s = fpe_summarise(v, 1);

	(void)state;
	near(s.mean, 3);
	near(s.min, 3);
	near(s.max, 3);
	assert_true(isnan(s.sd) && isnan(s.low) && isnan(s.high));
}

static void nothing_gives_nan(void **state)
{
	struct fpe_summary s = fpe_summarise(NULL, 0);

	(void)state;
	assert_int_equal(s.n, 0);
	assert_true(isnan(s.mean) && isnan(s.sd) && isnan(s.min) && isnan(s.max) && isnan(s.low) &&
		    isnan(s.high));
}

static void a_nan_spoils_all_but_the_range(void **state)
{
	const double v[] = { NAN, 2, 5 };
	struct fpe_summary s = fpe_summarise(v, 3);

	(void)state;
	assert_true(isnan(s.mean) && isnan(s.sd) && isnan(s.low) && isnan(s.high));
	near(s.min, 2);
	near(s.max, 5);
}

static void equal_values_have_an_interval_of_no_width(void **state)
{
	const double v[] = { 0.25, 0.25, 0.25 };
	struct fpe_summary s = fpe_summarise(v, 3);

	(void)state;
	near(s.sd, 0);
	near(s.low, 0.25);
	near(s.high, 0.25);
}

/* Anscombe's first set (1973): slope .5001, its standard error .1179,
   intercept 3.0001, r2 .6665. */
static void a_line_is_fitted(void **state)
{
	static const double x[] = { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 };
	static const double y[] = { 8.04, 6.95, 7.58,  8.81, 8.33, 9.96,
				    7.24, 4.26, 10.84, 4.82, 5.68 };
	struct fpe_line line = fpe_fit_line(x, y, 11);

	(void)state;
	assert_int_equal(line.n, 11);
	assert_true(fabs(line.slope - 0.50009) < 1e-5);
	assert_true(fabs(line.intercept - 3.00009) < 1e-5);
	assert_true(fabs(line.r2 - 0.66654) < 1e-5);
	/* t of 9 degrees of freedom: 2.262157 */
	assert_true(fabs(line.high - line.slope - 2.262157 * 0.11791) < 1e-4);
	assert_true(fabs(line.slope - line.low - 2.262157 * 0.11791) < 1e-4);
}

static void a_line_needs_two_places(void **state)
{
	static const double x[] = { 1, 1, 3 }, y[] = { 2, 4, 4 };

	(void)state;
	assert_true(isnan(fpe_fit_line(x, y, 1).slope));
	assert_true(isnan(fpe_fit_line(x, y, 2).slope));
	assert_true(fpe_fit_line(x + 1, y + 1, 2).slope == 0);
	assert_true(isnan(fpe_fit_line(x + 1, y + 1, 2).r2));
	assert_true(isnan(fpe_fit_line(x + 1, y + 1, 2).low));
}

/* Tables of Cohen and of G*Power 3.1 for a paired t-test, two-sided 5 %, power 80 %. */
static void so_many_values_tell_a_mean_apart_from_0(void **state)
{
	static const struct {
		double effect;
		int n;
	} table[] = { { .2, 199 }, { .5, 34 }, { .8, 15 }, { 1, 10 } };

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		int n = fpe_values_to_tell(-3 * table[i].effect, 3, 10000);

		test_row("%g: %d", table[i].effect, n);
		assert_in_range(n, table[i].n - 1, table[i].n + 1);
	}
	assert_int_equal(fpe_values_to_tell(.001, 1, 10000), 0);
	assert_int_equal(fpe_values_to_tell(0, 1, 10000), 0);
	assert_int_equal(fpe_values_to_tell(NAN, 1, 10000), 0);
	assert_int_equal(fpe_values_to_tell(1, NAN, 10000), 0);
	assert_int_equal(fpe_values_to_tell(1e9, 1, 10000), 2);
}

static void a_median_leaves_out_what_is_none(void **state)
{
	double odd[] = { 5, NAN, 1, 3 }, even[] = { 4, 1, INFINITY, 2 }, none[] = { NAN };

	(void)state;
	assert_true(fpe_median(odd, 4) == 3);
	assert_true(fpe_median(even, 4) == 3);
	assert_true(isnan(fpe_median(none, 1)));
	assert_true(isnan(fpe_median(none, 0)));
}

/* GSL, which libfpe does not need, computes them another way. */
static void quantiles_are_gsls(void **state)
{
	static const double share[] = { 0.5, 0.6, 0.8, 0.975, 0.995 };

	(void)state;
	assert_true(isnan(student_quantile(0.975, 0)));
	for (int v = 1; v < 3000; v = v < 100 ? v + 1 : v + v / 3) {
		for (int i = 0; i < 5; i++) {
			double t = student_quantile(share[i], v);

			if (!(fabs(t - gsl_cdf_tdist_Pinv(share[i], v)) <= 1e-11 * (1 + t)))
				fail_msg("t(%g, %d) is %.17g", share[i], v, t);
		}
	}
}

static void normal_quantiles_are_gsls(void **state)
{
	(void)state;
	for (int i = 1; i < 20000; i += 7) {
		double p = i / 20000.0, z = normal_quantile(p);

		if (!(fabs(z - gsl_cdf_ugaussian_Pinv(p)) <= 1e-11))
			fail_msg("the quantile of %g is %.17g", p, z);
	}
}

static void lines_and_medians_are_gsls(void **state)
{
	double x[12], y[12], intercept, slope, c00, c01, c11, left;

	(void)state;
	for (int i = 0; i < 12; i++) {
		x[i] = 0.3 * i + i % 5;
		y[i] = 1 - 2 * x[i] + (i * 7 % 4);
	}
	for (int n = 3; n <= 12; n++) {
		struct fpe_line line = fpe_fit_line(x, y, n);
		double half = student_quantile(0.975, n - 2);

		gsl_fit_linear(x, 1, y, 1, (size_t)n, &intercept, &slope, &c00, &c01, &c11, &left);
		near(line.slope, slope);
		near(line.intercept, intercept);
		near(line.high - line.slope, half * sqrt(c11));
		near(line.r2, 1 - left / gsl_stats_tss(y, 1, (size_t)n));
	}
	near(fpe_median(y, 11), gsl_stats_median(y, 1, 11));
	near(fpe_median(y, 12), gsl_stats_median(y, 1, 12));
}

/* Their mean is theirs to the last bit, so there is no line. */
static void equal_places_have_no_line(void **state)
{
	const double x[] = { 0.1, 0.1, 0.1 }, y[] = { 1, 2, 3 };

	(void)state;
	assert_true(isnan(fpe_fit_line(x, y, 3).slope));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_values_tell_a_mean_apart_from_0),
		cmocka_unit_test(a_median_leaves_out_what_is_none),
		cmocka_unit_test(a_line_is_fitted),
		cmocka_unit_test(a_line_needs_two_places),
		cmocka_unit_test(interval_is_students),
		cmocka_unit_test(two_values_have_a_wide_interval),
		cmocka_unit_test(one_value_has_no_spread),
		cmocka_unit_test(nothing_gives_nan),
		cmocka_unit_test(a_nan_spoils_all_but_the_range),
		cmocka_unit_test(equal_values_have_an_interval_of_no_width),
		cmocka_unit_test(quantiles_are_gsls),
		cmocka_unit_test(normal_quantiles_are_gsls),
		cmocka_unit_test(lines_and_medians_are_gsls),
		cmocka_unit_test(equal_places_have_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
