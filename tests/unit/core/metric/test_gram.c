/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner products of many vectors: every bit of the plain loop, on every instruction set. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/isa.h"
#include "core/metric/gram.h"
#include "fpe/metric.h"
#include "fpe/rng.h"
#include "support/test.h"

static const char *const names[] = { "v4", "v3", "v2", "generic" };

/* Some numbers are 0, as masked weights are; sizes differ by many powers of two. */
static double draw(struct fpe_rng *rng)
{
	if (fpe_rng_below(rng, 4) == 0)
		return 0;
	return ldexp(2 * fpe_rng_unit(rng) - 1, (int)fpe_rng_below(rng, 12) - 6);
}

struct sides {
	float *floats;	 /* [n x length] */
	double *doubles; /* [m x length] */
	struct gram_side a, b;
};

static void open_sides(struct sides *s, struct fpe_rng *rng, int n, int m, int length, bool turned)
{
	size_t a = (size_t)n * (size_t)length, b = (size_t)m * (size_t)length;

	s->floats = malloc(a * sizeof *s->floats);
	s->doubles = malloc(b * sizeof *s->doubles);
	for (size_t i = 0; i < a; i++)
		s->floats[i] = (float)draw(rng);
	for (size_t i = 0; i < b; i++)
		s->doubles[i] = draw(rng);
	s->a = (struct gram_side){ .floats = s->floats,
				   .n = n,
				   .length = length,
				   .next = turned ? 1 : (size_t)length,
				   .step = turned ? (size_t)n : 1 };
	s->b = (struct gram_side){
		.doubles = s->doubles, .n = m, .length = length, .next = (size_t)length, .step = 1
	};
}

static void close_sides(struct sides *s)
{
	free(s->floats);
	free(s->doubles);
}

static double at(const struct gram_side *s, int i, int k)
{
	size_t place = (size_t)i * s->next + (size_t)k * s->step;

	return s->floats ? (double)s->floats[place] : s->doubles[place];
}

/* From the first component to the last. */
static double naive(const struct gram_side *a, const struct gram_side *b, int i, int l, bool fused)
{
	double sum = 0;

	for (int k = 0; k < a->length; k++)
		sum = fused ? fma(at(a, i, k), at(b, l, k), sum) : sum + at(a, i, k) * at(b, l, k);
	return sum;
}

static const int shapes[][3] = { { 1, 1, 1 },	 { 1, 17, 3 },	  { 7, 5, 255 },  { 8, 16, 256 },
				 { 9, 31, 257 }, { 130, 33, 20 }, { 48, 48, 520 } };

static void each_isa(void (*check)(const char *isa, int n, int m, int length, bool turned))
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!isa_find(names[i]))
			continue;
		setenv("FPE_ISA", names[i], 1);
		for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
			test_row("%s, %d x %d of %d", names[i], shapes[k][0], shapes[k][1],
				 shapes[k][2]);
			check(names[i], shapes[k][0], shapes[k][1], shapes[k][2], k % 2);
		}
	}
	unsetenv("FPE_ISA");
}

static void check_floats(const char *isa, int n, int m, int length, bool turned)
{
	double *out = gram_alloc(n, n);
	struct fpe_rng rng;
	struct sides s;

	(void)isa;
	fpe_rng_open(&rng, test_seed("gram"), FPE_RNG_INIT, (uint64_t)(n * length));
	open_sides(&s, &rng, n, m, length, turned);
	assert_int_equal(gram_product(&s.a, &s.a, GRAM_UPPER, NULL, out, NULL), FPE_OK);
	gram_mirror(out, n);
	for (int i = 0; i < n; i++) {
		for (int l = 0; l < n; l++) {
			double sum = naive(&s.a, &s.a, i < l ? i : l, i < l ? l : i, false);

			assert_memory_equal(&out[i * n + l], &sum, sizeof sum);
		}
	}
	free(out);
	close_sides(&s);
}

/* Products of floats are exact: fused or not, the bits are the same. */
static void floats_have_the_bits_of_the_plain_loop(void **state)
{
	(void)state;
	each_isa(check_floats);
}

static void check_doubles(const char *isa, int n, int m, int length, bool turned)
{
	bool fused = !strcmp(isa, "v4") || !strcmp(isa, "v3");
	double *out = gram_alloc(n, m);
	struct fpe_rng rng;
	struct sides s;

#ifdef __FP_FAST_FMA
	fused = true;
#endif
	fpe_rng_open(&rng, test_seed("gram"), FPE_RNG_INIT, (uint64_t)(m * length));
	open_sides(&s, &rng, n, m, length, turned);
	assert_int_equal(gram_product(&s.a, &s.b, GRAM_ALL, NULL, out, NULL), FPE_OK);
	for (int i = 0; i < n; i++) {
		for (int l = 0; l < m; l++) {
			double sum = naive(&s.a, &s.b, i, l, fused);

			assert_memory_equal(&out[i * m + l], &sum, sizeof sum);
		}
	}
	free(out);
	close_sides(&s);
}

static void doubles_have_the_same_bits_where_there_is_fma(void **state)
{
	(void)state;
	each_isa(check_doubles);
}

/* b_l is 0 before component l: what is left out would have added nothing. */
static void check_later(const char *isa, int n, int m, int length, bool turned)
{
	double *all = gram_alloc(n, m), *later = gram_alloc(n, m);
	struct fpe_rng rng;
	struct sides s;

	(void)isa;
	fpe_rng_open(&rng, test_seed("gram"), FPE_RNG_INIT, (uint64_t)(m + length));
	open_sides(&s, &rng, n, m, length, turned);
	for (int l = 0; l < m; l++) {
		for (int k = 0; k < l && k < length; k++)
			s.doubles[l * length + k] = 0;
	}
	assert_int_equal(gram_product(&s.a, &s.b, GRAM_ALL, NULL, all, NULL), FPE_OK);
	assert_int_equal(gram_product(&s.a, &s.b, GRAM_LATER, NULL, later, NULL), FPE_OK);
	for (int i = 0; i < n * m; i++)
		assert_true(all[i] == later[i]);
	free(all);
	free(later);
	close_sides(&s);
}

static void sums_that_begin_later_are_the_same(void **state)
{
	(void)state;
	each_isa(check_later);
}

static bool stop_at_the_third(void *context)
{
	return ++*(int *)context == 3;
}

static void who_was_told_to_stop_stops(void **state)
{
	int asked = 0;
	struct fpe_watch watch = { stop_at_the_third, &asked };
	struct fpe_error err;
	double *gram = NULL;
	struct fpe_rng rng;
	struct sides s;

	(void)state;
	fpe_rng_open(&rng, test_seed("gram"), FPE_RNG_INIT, 1);
	open_sides(&s, &rng, 400, 1, 600, false);
	assert_int_equal(gram_new(&s.a, &watch, &gram, &err), FPE_ESTOPPED);
	assert_null(gram);
	assert_int_equal(asked, 3);
	close_sides(&s);
}

/* Capacity by its formula, for nets with more neurons than inputs and with fewer. */
static void capacity_is_that_of_the_formula(void **state)
{
	static const int sizes[][2] = { { 5, 40 }, { 40, 5 }, { 300, 270 }, { 16, 16 } };

	(void)state;
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		int d = sizes[k][0], h = sizes[k][1], widths[] = { d, h, 1 };
		double *out = gram_alloc(d, 1);
		struct fpe_net *net;
		struct fpe_error err;

		test_row("%d inputs, %d neurons", d, h);
		assert_ok(fpe_net_new(widths, 2, &net, &err));
		fpe_net_init(net, FPE_INIT_UNIFORM, test_seed("capacity") + k);
		assert_ok(fpe_capacity(net, 0, NULL, out, &err));
		for (int j = 0; j < d; j++) {
			struct gram_side columns = gram_of_columns(&net->layer[0]);
			double all = 0, own = naive(&columns, &columns, j, j, false);

			for (int l = 0; l < d; l++)
				all += pow(naive(&columns, &columns, j, l, false), 2);
			assert_true(fabs(out[j] - own * own / all) < 1e-12);
		}
		fpe_net_free(net);
		free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(floats_have_the_bits_of_the_plain_loop),
		cmocka_unit_test(doubles_have_the_same_bits_where_there_is_fma),
		cmocka_unit_test(sums_that_begin_later_are_the_same),
		cmocka_unit_test(who_was_told_to_stop_stops),
		cmocka_unit_test(capacity_is_that_of_the_formula),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
