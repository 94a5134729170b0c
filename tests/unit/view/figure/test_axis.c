/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_axis.c - ticks of random ranges: round, evenly spaced, told apart by labels that lose no
 * digit. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "view/figure/axes.h"
#include "view/figure/axis.h"

#define ROUNDS 4000

static double draw(struct fpe_rng *rng)
{
	return fpe_rng_unit(rng);
}

/* Of a size between 10^-12 and 10^38, and a range from all of it to a millionth. */
static void draw_range(struct fpe_rng *rng, double *low, double *high)
{
	double size = pow(10, 50 * draw(rng) - 12);
	double width = size * pow(10, -6 * draw(rng));

	*low = draw(rng) < 0.3 ? 0 : size * (2 * draw(rng) - 1);
	*high = *low + width;
}

enum kind { FREE, SHARE, DIFFERENCE, BETWEEN, LOGARITHM, KINDS };

static struct axis axis_of(enum kind kind, double low, double high, int ticks)
{
	switch (kind) {
	case FREE:
		return axis_for(FPE_RANGE_FREE, low, high, ticks);
	case SHARE:
		return axis_for(FPE_RANGE_SHARE, fmax(low, 0), fmax(high, fmax(low, 0)), ticks);
	case DIFFERENCE:
		return axis_for_difference(low, high, ticks);
	case BETWEEN:
		return axis_between(low, high, ticks);
	default:
		return axis_for_log(fabs(high), fabs(high) * (1 + fabs(low)), ticks);
	}
}

/* A tick's label says the tick: all of its digits are there. */
static void check_label(const struct axis *a, double tick, const char *label)
{
	double said = strtod(label, NULL), size = fmax(fabs(a->low), fabs(a->high));

	if (fabs(said - tick) > 1e-12 * size)
		fail_msg("%.17g is labelled %s", tick, label);
}

static void check_ticks(const struct axis *a)
{
	int n = axis_ticks(a);

	assert_in_range(n, 1, 40);
	for (int i = 0; i < n; i++) {
		char label[AXIS_LABEL], other[AXIS_LABEL], bare[AXIS_LABEL];
		double tick = axis_tick(a, i);

		check_label(a, tick, axis_label(a, tick, label));
		assert_true(strlen(label) < sizeof label - 1);
		assert_true(tick <= a->high + 1e-9 * fabs(a->high) + 1e-9 * a->step);
		assert_true(axis_columns(a) > (int)strlen(label));
		axis_digits(a, tick, bare);
		assert_true(fabs(strtod(bare, NULL) * pow(10, a->exponent) - tick) <=
			    1e-9 * fmax(fabs(a->low), fabs(a->high)));
		if (i == 0)
			continue;
		axis_label(a, axis_tick(a, i - 1), other);
		if (strcmp(label, other) == 0)
			fail_msg("two ticks are labelled %s", label);
		if (!a->log)
			assert_true(fabs(axis_tick(a, i - 1) - tick - a->step) < 1e-6 * a->step);
	}
}

static void ticks_of_any_range_are_told_apart(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < ROUNDS; round++) {
		double low, high;
		int ticks = 1 + (int)(12 * draw(&rng));
		enum kind kind = (enum kind)(round % KINDS);
		struct axis a;

		draw_range(&rng, &low, &high);
		test_row("kind %d, %.17g to %.17g, %d ticks", (int)kind, low, high, ticks);
		a = axis_of(kind, low, high, ticks);
		assert_true(isfinite(a.low) && isfinite(a.high) && a.low < a.high);
		if (kind != SHARE && kind != LOGARITHM)
			assert_true(a.low <= low + 1e-6 * a.step && a.high >= high - 1e-6 * a.step);
		check_ticks(&a);
	}
}

static void large_and_small_values_have_an_exponent(void **state)
{
	static const struct {
		double low, high;
		int ticks;
		const char *top, *next;
	} rows[] = {
		{ 0, 3.4e30, 4, "4e30", "3e30" },
		{ 0, 2131453, 5, "2.5e6", "2.0e6" },
		{ 0, 250000, 5, "250000", "200000" },
		{ 0, 3e-9, 3, "3e-9", "2e-9" },
		{ 0, 0.0004, 4, ".0004", ".0003" },
		{ 0, 1, 5, "1.0", ".8" },
		{ -2e8, 2e8, 4, "2e8", "1e8" },
		{ 1e9, 1e9 + 4, 4, "1.000000004e9", "1.000000003e9" },
		{ 0, 1e308, 2, "1.0e300", ".5e300" },
	};
	char text[AXIS_LABEL];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct axis a = axis_between(rows[i].low, rows[i].high, rows[i].ticks);

		test_row("%s", rows[i].top);
		assert_string_equal(axis_label(&a, axis_tick(&a, 0), text), rows[i].top);
		assert_string_equal(axis_label(&a, axis_tick(&a, 1), text), rows[i].next);
	}
}

static void a_logarithmic_axis_of_many_decades_leaves_some_out(void **state)
{
	struct axis a = axis_for_log(1e-30, 1e30, 6);
	char text[AXIS_LABEL];

	(void)state;
	assert_in_range(axis_ticks(&a), 4, 9);
	assert_true(axis_tick(&a, axis_ticks(&a) - 1) >= a.low * (1 - 1e-9));
	assert_true(axis_tick(&a, axis_ticks(&a) - 1) < a.low * 1e12);
	assert_string_equal(axis_label(&a, 1e30, text), "1e30");
}

static int row_in_three(const void *axis, double value)
{
	return (int)lround((1 - axis_share(axis, value)) * 2);
}

/* In few rows two ticks would share one: then one of them is told. */
static void labels_of_ticks_do_not_share_a_row(void **state)
{
	static struct grid_watch watch;
	struct axis a = axis_between(-1, 1, 9);
	struct grid *g = grid_new(3, 8, false);

	(void)state;
	assert_true(axis_ticks(&a) > 3);
	g->watch = &watch;
	axes_left(grid_area(g), 3, axis_columns(&a), &a, row_in_three, &a);
	assert_true(watch.texts > 1);
	assert_int_equal(watch.covered, 0);
	grid_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_of_any_range_are_told_apart),
		cmocka_unit_test(large_and_small_values_have_an_exponent),
		cmocka_unit_test(a_logarithmic_axis_of_many_decades_leaves_some_out),
		cmocka_unit_test(labels_of_ticks_do_not_share_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
