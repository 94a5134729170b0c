/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_adam.c - steps of Adam (adam.h) against the formula in double, against the same
 * in scalar code bit by bit, and cut anywhere.
 */
#include "support/test.h"

#include <math.h>

#include "core/kernel/isa.h"
#include "support/float_bits.h"
#include "support/random_net.h"

#define MOST 300
static const char *const isas[] = { "generic", "v2", "v3", "v4" };
#define WITH_FMA 2 /* from here on */

struct state {
	float g[MOST], w[MOST], m[MOST], v[MOST];
};

static float model_root(float a)
{
	float y = as_float(0x5f3746c0 - (as_int(a) >> 1));
	float t = a * y, e = fmaf(-t, y, 1), p;

	p = fmaf(2.744894326e-01f, e, 3.136454821e-01f);
	p = fmaf(p, e, 3.749993742e-01f);
	p = fmaf(p, e, 4.999993443e-01f);
	return fmaf(t, p * e, t);
}

static void model(const struct tile_adam *a, int n, struct state *s)
{
	for (int i = 0; i < n; i++) {
		float g = s->g[i], below;

		s->m[i] = fmaf(a->beta1, s->m[i], fmaf(a->rest1, g, 0x1p-80f)) - 0x1p-80f;
		s->v[i] = fmaf(a->beta2, s->v[i], fmaf(a->rest2 * g, g, 0x1p-80f)) - 0x1p-80f;
		below = model_inverse(model_root(s->v[i]) + a->epsilon * a->root);
		s->w[i] = fmaf(-a->step * a->root * s->m[i], below, s->w[i]);
	}
}

/* Sizes from 10^-low to 10^high, either sign, some 0. */
static float draw(struct fpe_rng *rng, double low, double high)
{
	double size = pow(10, -low + (low + high) * fpe_rng_unit(rng));

	if (fpe_rng_below(rng, 10) == 0)
		return 0;
	return (float)(fpe_rng_below(rng, 2) ? size : -size);
}

static struct tile_adam constants(struct fpe_rng *rng)
{
	double power = pow(.999, random_between(rng, 1, 10000));

	return (struct tile_adam){ .9f, .1f, .999f, .001f, 1e-8f, .01f, (float)sqrt(1 - power) };
}

static void draw_state(struct fpe_rng *rng, struct state *s)
{
	for (int i = 0; i < MOST; i++) {
		s->g[i] = draw(rng, 20, 15);
		s->w[i] = draw(rng, 3, 2);
		s->m[i] = draw(rng, 20, 15);
		s->v[i] = fabsf(draw(rng, 30, 30));
	}
}

/* Nothing where this program or CPU has no such kernel. */
static const struct tile_ops *ops_of(const char *name)
{
	const struct isa *isa = isa_find(name);

	return isa ? isa->ops : NULL;
}

static void the_step_is_adams(void **unused)
{
	struct fpe_rng rng;

	(void)unused;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int round = 0; round < 40; round++) {
		struct tile_adam a = constants(&rng);
		struct state before;

		draw_state(&rng, &before);
		for (size_t k = 0; k < sizeof isas / sizeof *isas; k++) {
			const struct tile_ops *ops = ops_of(isas[k]);
			struct state s = before;

			if (!ops)
				continue;
			ops->adam(&a, MOST, s.g, s.w, s.m, s.v);
			for (int i = 0; i < MOST; i++) {
				double g = before.g[i], step;
				double m = (double)a.beta1 * before.m[i] + (double)a.rest1 * g;
				double v = (double)a.beta2 * before.v[i] + (double)a.rest2 * g * g;

				/* what cancels, and what is dust, is off by that much */
				assert_true(fabs(s.m[i] - m) <=
					    0x1p-22 * (fabs((double)before.m[i]) + fabs(g)) +
						    0x1p-100);
				assert_true(fabs(s.v[i] - v) <= 0x1p-21 * v + 0x1p-100);
				step = a.step * (double)s.m[i] /
				       (sqrt((double)s.v[i]) / a.root + a.epsilon);
				assert_true(
					fabs(before.w[i] - step - s.w[i]) <=
					0x1p-21 * fabs(step) +
						0x1p-23 * (fabs(step) + fabs((double)before.w[i])));
			}
		}
	}
}

static void every_build_steps_alike(void **unused)
{
	struct fpe_rng rng;

	(void)unused;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int round = 0; round < 200; round++) {
		struct tile_adam a = constants(&rng);
		int n = random_between(&rng, 0, MOST), cut = random_between(&rng, 0, n);
		struct state before, want;

		draw_state(&rng, &before);
		want = before;
		model(&a, n, &want);
		for (size_t k = WITH_FMA; k < sizeof isas / sizeof *isas; k++) {
			const struct tile_ops *ops = ops_of(isas[k]);
			struct state s = before;

			if (!ops)
				continue;
			ops->adam(&a, cut, s.g, s.w, s.m, s.v);
			ops->adam(&a, n - cut, s.g + cut, s.w + cut, s.m + cut, s.v + cut);
			assert_memory_equal(&s, &want, sizeof s);
		}
	}
}

/* Steps without a gradient: moments shrink, never to a subnormal number, and do not move
   a weight of 0 whose moments are 0. */
static void moments_fade_to_numbers(void **unused)
{
	const struct tile_adam a = { .9f, .1f, .999f, .001f, 1e-8f, .01f, .7f };
	const struct tile_ops *ops = isa_best()->ops;
	struct state s = { .w = { 1, 1 }, .m = { 1e-3f, -1e3f }, .v = { 1e-6f, 1 } };

	(void)unused;
	for (int step = 0; step < 120000; step++) {
		ops->adam(&a, 3, s.g, s.w, s.m, s.v);
		for (int i = 0; i < 3; i++) {
			assert_int_not_equal(fpclassify(s.m[i]), FP_SUBNORMAL);
			assert_int_not_equal(fpclassify(s.v[i]), FP_SUBNORMAL);
		}
	}
	assert_true(fabsf(s.m[0]) < 1e-30f && s.v[0] < 1e-27f);
	assert_true(s.w[2] == 0 && s.m[2] == 0 && s.v[2] == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_step_is_adams),
		cmocka_unit_test(every_build_steps_alike),
		cmocka_unit_test(moments_fade_to_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
