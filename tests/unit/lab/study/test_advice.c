/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_advice.c - laws that are known come back from their points, also where they were held
 * out; a slope and its interval against numpy (lstsq of rows times root of the seeds) and
 * scipy (stats.t).
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "fpe/rng.h"
#include "lab/study/advice.h"

/* Gain of a kind and alpha where the terms are these. */
typedef double law(const double *term, int kind, int alpha);

static double additive(const double *term, int kind, int alpha)
{
	return .01 + .02 * log(term[ADVICE_LOAD]) - .03 * term[ADVICE_LITERALS] +
	       (kind == 1 ? .05 : 0) - .04 * log(alpha);
}

static double crossed(const double *term, int kind, int alpha)
{
	double own = .1 * (3.4 - term[ADVICE_LITERALS]) + .01 * log(alpha);

	return additive(term, kind, alpha) + (kind == 1 ? own : 0);
}

static void add(struct advice *a, const struct advice_setting *s, int kind, int alpha, double gain)
{
	struct fpe_error err;

	assert_ok(advice_add(a, s, kind, alpha, gain, &err));
}

/* A grid, two seeds a point, whose mean is the law's gain. negate and p do not vary. */
static struct advice of_law(law *gain)
{
	static const double loads[] = { .25, .5, 1, 2 };
	struct advice a = { 0 };
	struct fpe_error err;

	for (int i = 0; i < 16; i++) {
		struct advice_setting s = {
			.hash = (uint64_t)i, .term = { loads[i % 4], 8, 2 + i / 4, 1, NAN, .5, .8 }
		};

		for (int k = 0; k < 6; k++) {
			double at = gain(s.term, k % 2, 2 << k / 2);

			add(&a, &s, k % 2, 2 << k / 2, at - .1);
			add(&a, &s, k % 2, 2 << k / 2, at + .1);
		}
	}
	assert_ok(advice_fit(&a, NULL, &err));
	return a;
}

static const double elsewhere[ADVICE_TERMS] = { 3, 8, 7, 1, 100, .5, .8 };

static struct advice_guess foretold(const struct advice *a, const double *term, int kind, int alpha)
{
	struct advice_guess guess;
	struct fpe_error err;

	assert_ok(advice_predict(a, term, kind, alpha, &guess, &err));
	return guess;
}

static const struct advice_check *best(const struct advice *a)
{
	return &a->check[a->best];
}

static void near(double got, double want)
{
	if (!(fabs(got - want) <= 1e-9))
		fail_msg("%.12f, not %.12f", got, want);
}

static void foretells(const struct advice *a, law *gain)
{
	assert_int_equal(a->settings, 16);
	assert_int_equal(a->points, 96);
	near(a->weight, 2);
	near(best(a)->r2, 1);
	near(best(a)->regret, 0);
	assert_int_equal(best(a)->choices, 16);
	for (int kind = 0; kind < 2; kind++) {
		struct advice_guess g = foretold(a, elsewhere, kind, 16);

		near(g.gain, gain(elsewhere, kind, 16));
		assert_true(g.low <= g.gain && g.gain <= g.high && g.high - g.low < 1e-6);
	}
}

static void a_law_comes_back(void **state)
{
	static const char *const kinds[ADVICE_KINDS] = { "random", "clause" };
	static const struct {
		const char *name;
		double slope;
	} want[] = { { "clause", .05 },
		     { "log alpha", -.04 },
		     { "log clauses/neurons", .02 },
		     { "literals", -.03 } };
	struct advice a = of_law(additive);

	(void)state;
	foretells(&a, additive);
	assert_false(a.line.shape.term[ADVICE_NEGATE]);	 /* does not vary */
	assert_false(a.line.shape.term[ADVICE_SAMPLES]); /* is not known */
	for (int i = 0; i < 4; i++) {
		struct advice_guess slope;
		char name[64];

		test_row("%s", want[i].name);
		/* products follow the constant of the kind and alpha, and each term */
		for (int c = 1; c < a.line.shape.columns; c++) {
			advice_column_name(&a.line.shape, c, kinds, name, sizeof name);
			slope = advice_slope(&a, c);
			if (strcmp(name, want[i].name) == 0)
				break;
		}
		assert_string_equal(name, want[i].name);
		near(slope.gain, want[i].slope);
	}
	advice_clear(&a);
}

static void products_are_found(void **state)
{
	struct advice a = of_law(crossed);

	(void)state;
	foretells(&a, crossed);
	assert_true(a.line.shape.products);
	/* one alpha and kind is not the best everywhere */
	assert_true(best(&a)->always > .001);
	advice_clear(&a);
}

static void an_interval_is_that_of_numpy(void **state)
{
	static const struct {
		double literals, gain;
		int seeds;
	} points[] = { { 2, .031, 1 },	{ 3, .012, 4 },	 { 4, .027, 2 },
		       { 5, -.011, 8 }, { 6, -.002, 3 }, { 8, -.024, 6 } };
	struct advice_guess slope, at;
	struct advice a = { 0 };
	struct fpe_error err;
	char name[64];

	(void)state;
	for (int i = 0; i < 6; i++) {
		struct advice_setting s = { .hash = (uint64_t)i,
					    .term = { 1, 8, points[i].literals, 1, 1, .5, .8 } };

		for (int k = 0; k < points[i].seeds; k++)
			add(&a, &s, 0, 2, points[i].gain);
	}
	assert_ok(advice_fit(&a, NULL, &err));
	advice_column_name(&a.line.shape, 1, NULL, name, sizeof name);
	slope = advice_slope(&a, 1);
	assert_string_equal(name, "literals");
	near(slope.gain, -0.007942622950819675);
	near(slope.low, -0.014546746719931603);
	near(slope.high, -0.001338499181707746);
	at = foretold(&a, (const double[]){ 1, 8, 7, 1, 1, .5, .8 }, 0, 2);
	near(at.gain, -0.01761270491803278);
	near(at.low, -0.051609512784071505);
	near(at.high, 0.016384102948005942);
	near(best(&a)->r2, 0.507422815779303);
	advice_clear(&a);
}

/* Of noise there is nothing to foretell, and intervals hold what they should. */
static void noise_is_not_foretold(void **state)
{
	struct advice a = { 0 };
	struct fpe_error err;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, 7, FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 45; i++) {
		struct advice_setting s = { .hash = (uint64_t)i };

		for (int t = 0; t < ADVICE_TERMS; t++)
			s.term[t] = 1 + fpe_rng_unit(&rng);
		for (int k = 0; k < 4; k++)
			add(&a, &s, k % 2, 2 + k / 2, fpe_rng_unit(&rng));
	}
	assert_ok(advice_fit(&a, NULL, &err));
	assert_true(best(&a)->r2 < .02);
	assert_true(best(&a)->inside > .93 && best(&a)->inside <= 1);
	advice_clear(&a);
}

/* No line: what lies near tells it, and how far off it may be. */
static double curved(const double *term, double noise)
{
	double load = log(term[ADVICE_LOAD]);

	return .1 / (1 + load * load) + .05 * term[ADVICE_P] * term[ADVICE_P] + .004 * noise;
}

static void what_lies_near_tells(void **state)
{
	struct advice a = { 0 };
	struct fpe_error err;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, 11, FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 100; i++) {
		struct advice_setting s = { .hash = (uint64_t)i * 7919 % 127 };

		s.term[ADVICE_LOAD] = exp(4 * fpe_rng_unit(&rng) - 2);
		s.term[ADVICE_P] = 2 * fpe_rng_unit(&rng) - 1;
		add(&a, &s, 0, 2, curved(s.term, 2 * fpe_rng_unit(&rng) - 1));
	}
	assert_ok(advice_fit(&a, NULL, &err));
	assert_int_equal(a.best, ADVICE_NEAR);
	assert_int_equal(a.folds, 3);
	if (!(a.check[ADVICE_NEAR].r2 > .97 && a.check[ADVICE_ADDITIVE].r2 < .3))
		fail_msg("R² near %f, additive %f", a.check[ADVICE_NEAR].r2,
			 a.check[ADVICE_ADDITIVE].r2);
	assert_true(best(&a)->inside >= .95);
	for (double load = .3; load < 3; load *= 1.3) {
		double here[ADVICE_TERMS] = { [ADVICE_LOAD] = load, [ADVICE_P] = .3 };
		struct advice_guess g = foretold(&a, here, 0, 2);

		if (!(fabs(g.gain - curved(here, 0)) < .01 && g.high - g.low < .03))
			fail_msg("at %g: %g (%g to %g), not %g", load, g.gain, g.low, g.high,
				 curved(here, 0));
	}
	/* a term left out is in no model, and what it told is lost */
	a.without[ADVICE_LOAD] = true;
	assert_ok(advice_fit(&a, NULL, &err));
	assert_false(a.near.term[ADVICE_LOAD] || a.line.shape.term[ADVICE_LOAD]);
	assert_true(best(&a)->r2 < .5);
	advice_clear(&a);
}

static bool at_once(void *context)
{
	(void)context;
	return true;
}

static void it_is_stopped_and_needs_points(void **state)
{
	struct fpe_watch watch = { .stopped = at_once };
	struct advice none = { 0 }, a = of_law(additive);
	struct fpe_error err;

	(void)state;
	assert_int_equal(advice_fit(&a, &watch, &err), FPE_ESTOPPED);
	assert_int_equal(advice_fit(&none, NULL, &err), FPE_ESTATE);
	advice_clear(&a);
}

/* One setting: there is nothing to hold out, and no interval. */
static void one_setting_has_no_check(void **state)
{
	struct advice_setting s = { .hash = 1, .term = { 1, 8, 4, 1, 1, .5, .8 } };
	struct advice a = { 0 };
	struct advice_guess g;
	struct fpe_error err;

	(void)state;
	add(&a, &s, 0, 2, .1);
	add(&a, &s, 1, 2, .3);
	assert_ok(advice_fit(&a, NULL, &err));
	assert_true(isnan(best(&a)->r2));
	g = foretold(&a, s.term, 1, 2);
	near(g.gain, .3);
	assert_true(isnan(g.low));
	advice_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_law_comes_back),
		cmocka_unit_test(products_are_found),
		cmocka_unit_test(an_interval_is_that_of_numpy),
		cmocka_unit_test(noise_is_not_foretold),
		cmocka_unit_test(what_lies_near_tells),
		cmocka_unit_test(it_is_stopped_and_needs_points),
		cmocka_unit_test(one_setting_has_no_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
