/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_metric.c - metrics against hand-made nets and the plain definitions. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/metric.h"
#include "fpe/welch.h"
#include "fpe/split.h"
#include "support/nets.h"

static void near(const char *name, double a, double b)
{
	if (isnan(a) && isnan(b))
		return;
	if (!(fabs(a - b) <= 1e-9 * (1 + fabs(b))))
		fail_msg("%s: %.12g, expected %.12g", name, a, b);
}

static struct fpe_net *net_of(int d, int h, const float *weight)
{
	const int widths[] = { d, h, 1 };
	struct fpe_error err;
	struct fpe_net *net;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	memcpy(net->layer[0].weight, weight, (size_t)(d * h) * sizeof *net->layer[0].weight);
	return net;
}

static void names_and_aliases_are_found(void **state)
{
	(void)state;
	assert_int_equal(fpe_metric_find("nnz"), FPE_METRIC_NNZ);
	assert_int_equal(fpe_metric_find("accuracy"), FPE_METRIC_TEST_ACCURACY);
	assert_int_equal(fpe_metric_find("loss"), FPE_METRIC_TEST_LOSS);
	assert_int_equal(fpe_metric_find("Nnz"), -1);
	assert_int_equal(fpe_metric_find(""), -1);
	for (int i = 0; i < FPE_METRIC_COUNT; i++) {
		test_row("%s", fpe_metric_info[i].name);
		assert_int_equal(fpe_metric_find(fpe_metric_info[i].name), i);
	}
}

/* Columns (1,0), (1,1), (0,0): capacities 1/(1+1), 4/(1+4), 0. */
static void small_net_by_hand(void **state)
{
	const float weight[] = { 1, 1, 0, 0, 1, 0 };
	struct fpe_net *net = net_of(3, 2, weight);
	double each[3], out[FPE_METRIC_COUNT];
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_capacity(net, 0, NULL, each, &err));
	near("x0", each[0], 0.5);
	near("x1", each[1], 0.8);
	near("x2", each[2], 0);
	assert_ok(fpe_metric_net(net, 0, NULL, NULL, out, &err));
	near("capacity", out[FPE_METRIC_CAPACITY], 1.3 / 3);
	near("cosine", out[FPE_METRIC_COSINE], sqrt(0.5));
	near("cross", out[FPE_METRIC_COSINE_CROSS], sqrt(0.5));
	near("nnz", out[FPE_METRIC_NNZ], 8);
	near("parameters", out[FPE_METRIC_PARAMETERS], 11);
	near("dead", out[FPE_METRIC_DEAD], 0);
	assert_true(isnan(out[FPE_METRIC_BUDGET]));
	assert_true(isnan(out[FPE_METRIC_TEST_ACCURACY]));
	assert_true(isnan(out[FPE_METRIC_COLLISIONS]));
	assert_true(isnan(out[FPE_METRIC_COVERAGE]));
	assert_true(isnan(out[FPE_METRIC_CLAUSES_PER_NEURON]));
	fpe_net_free(net);
}

/* Rows (1,1), (-1,-1), (0,0): pairs -1, 0, 0. */
static void zero_rows_count_nothing_and_signs_are_kept(void **state)
{
	const float weight[] = { 1, 1, -1, -1, 0, 0 };
	struct fpe_net *net = net_of(2, 3, weight);
	double out[FPE_METRIC_COUNT];
	struct fpe_error err;

	(void)state;
	net->origin[0][1].root = 0; /* a sibling of n0 */
	assert_ok(fpe_metric_net(net, 0, NULL, NULL, out, &err));
	near("cosine", out[FPE_METRIC_COSINE], 1.0 / 3);
	near("signed", out[FPE_METRIC_COSINE_SIGNED], -1.0 / 3);
	near("cross", out[FPE_METRIC_COSINE_CROSS], 0);
	/* the output layer has one neuron: no pairs */
	assert_ok(fpe_metric_net(net, 1, NULL, NULL, out, &err));
	assert_true(isnan(out[FPE_METRIC_COSINE]));
	assert_true(isnan(out[FPE_METRIC_COSINE_SIGNED]));
	assert_true(isnan(out[FPE_METRIC_COSINE_CROSS]));
	fpe_net_free(net);
}

/* Clauses {0,1} {2} {3}; n0 holds all, n1 only {2}. */
static void clause_metrics_by_hand(void **state)
{
	const float weight[] = { 1, 1, 2, 0, 0, 3, 1, 0 };
	int start[] = { 0, 2, 3, 4 }, input[] = { 0, 1, 2, 3 };
	struct fpe_clauses clauses = { 3, start, input, NULL };
	struct fpe_net *net = net_of(4, 2, weight);
	double out[FPE_METRIC_COUNT];
	struct fpe_error err;

	(void)state;
	net->layer[0].mask[4] = net->layer[0].mask[7] = 0;
	assert_ok(fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	near("collisions", out[FPE_METRIC_COLLISIONS], 0.5);
	near("coverage", out[FPE_METRIC_COVERAGE], 1);
	/* q: (2, 4, 0) and (9, 1, 0) */
	near("clauses", out[FPE_METRIC_CLAUSES_PER_NEURON], (36.0 / 20 + 100.0 / 82) / 2);
	net->layer[0].mask[0] = 0; /* n0 loses {0,1} */
	fpe_net_apply_masks(net);
	assert_ok(fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	near("collisions", out[FPE_METRIC_COLLISIONS], 1.0 / 6);
	near("coverage", out[FPE_METRIC_COVERAGE], 2.0 / 3);
	net->origin[0][1].root = 0; /* one parent */
	assert_ok(fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	near("collisions", out[FPE_METRIC_COLLISIONS], 1.0 / 3);
	clauses.count = 1;
	assert_ok(fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	assert_true(isnan(out[FPE_METRIC_COLLISIONS]));
	near("coverage", out[FPE_METRIC_COVERAGE], 0);
	assert_ok(fpe_metric_net(net, 1, &clauses, NULL, out, &err));
	assert_true(isnan(out[FPE_METRIC_COVERAGE]));
	fpe_net_free(net);
}

static void a_net_without_weights_has_no_clauses_per_neuron(void **state)
{
	const float weight[4] = { 0 };
	int start[] = { 0, 1, 2 }, input[] = { 0, 1 };
	struct fpe_clauses clauses = { 2, start, input, NULL };
	struct fpe_net *net = net_of(2, 2, weight);
	double out[FPE_METRIC_COUNT];
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	assert_true(isnan(out[FPE_METRIC_CLAUSES_PER_NEURON]));
	near("capacity", out[FPE_METRIC_CAPACITY], 0);
	near("collisions", out[FPE_METRIC_COLLISIONS], 1);
	fpe_net_free(net);
}

/* ------------------------------------------------ plain definitions */
static double weight_at(const struct fpe_layer *l, int n, int j)
{
	return (double)l->weight[n * l->in + j];
}

static double column_dot(const struct fpe_layer *l, int a, int b)
{
	double sum = 0;

	for (int n = 0; n < l->out; n++)
		sum += weight_at(l, n, a) * weight_at(l, n, b);
	return sum;
}

static double row_cosine(const struct fpe_layer *l, int a, int b)
{
	double ab = 0, aa = 0, bb = 0;

	for (int j = 0; j < l->in; j++) {
		ab += weight_at(l, a, j) * weight_at(l, b, j);
		aa += weight_at(l, a, j) * weight_at(l, a, j);
		bb += weight_at(l, b, j) * weight_at(l, b, j);
	}
	return aa == 0 || bb == 0 ? 0 : ab / sqrt(aa * bb);
}

static double naive_capacity(const struct fpe_layer *l, int j)
{
	double own = column_dot(l, j, j), all = 0;

	for (int c = 0; c < l->in; c++)
		all += column_dot(l, j, c) * column_dot(l, j, c);
	return all == 0 ? 0 : own * own / all;
}

static int naive_holds(const struct fpe_layer *l, int n, const struct fpe_clauses *clauses, int c)
{
	for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
		if (l->mask[n * l->in + clauses->input[i]] == 0)
			return 0;
	}
	return 1;
}

/* Of how many parents does some child hold both clauses? */
static int naive_pair(const struct fpe_net *net, int roots, const struct fpe_clauses *clauses,
		      int a, int b)
{
	const struct fpe_layer *l = &net->layer[0];
	int hit = 0;

	for (int r = 0; r < roots; r++) {
		int any = 0;

		for (int n = 0; n < l->out; n++)
			any |= net->origin[0][n].root == r && naive_holds(l, n, clauses, a) &&
			       naive_holds(l, n, clauses, b);
		hit += any;
	}
	return hit;
}

static double naive_collisions(const struct fpe_net *net, int roots,
			       const struct fpe_clauses *clauses)
{
	double hit = 0, m = clauses->count;

	for (int a = 0; a < clauses->count; a++) {
		for (int b = 0; b < a; b++)
			hit += naive_pair(net, roots, clauses, a, b);
	}
	return hit / (roots * m * (m - 1) / 2);
}

static void check_pairs(const struct fpe_net *net, int roots, const struct fpe_clauses *clauses)
{
	int m = clauses->count, parents = 0;
	int *pairs = malloc((size_t)(m * m) * sizeof *pairs);
	struct fpe_error err;

	assert_non_null(pairs);
	assert_ok(fpe_collisions(net, clauses, pairs, &parents, &err));
	assert_int_equal(parents, roots);
	for (int a = 0; a < m; a++) {
		for (int b = 0; b < m; b++)
			assert_int_equal(pairs[a * m + b], naive_pair(net, roots, clauses, a, b));
	}
	free(pairs);
}

static double naive_coverage(const struct fpe_layer *l, const struct fpe_clauses *clauses)
{
	double covered = 0;

	for (int c = 0; c < clauses->count; c++) {
		int any = 0;

		for (int n = 0; n < l->out; n++)
			any |= naive_holds(l, n, clauses, c);
		covered += any;
	}
	return covered / clauses->count;
}

static double naive_clauses_per_neuron(const struct fpe_layer *l, const struct fpe_clauses *clauses)
{
	double total = 0, neurons = 0;

	for (int n = 0; n < l->out; n++) {
		double sum = 0, squares = 0;

		for (int c = 0; c < clauses->count; c++) {
			double q = 0;

			for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++)
				q += pow(weight_at(l, n, clauses->input[i]), 2);
			sum += q;
			squares += q * q;
		}
		if (sum > 0)
			total += sum * sum / squares;
		neurons += sum > 0;
	}
	return total / neurons;
}

static void check_cosines(const struct fpe_net *net, int layer, const double out[FPE_METRIC_COUNT])
{
	const struct fpe_layer *l = &net->layer[layer];
	double all = 0, plain = 0, cross = 0, pairs = 0, others = 0;

	for (int a = 0; a < l->out; a++) {
		for (int b = 0; b < a; b++) {
			double cosine = row_cosine(l, a, b);
			bool other = net->origin[layer][a].root != net->origin[layer][b].root;

			all += fabs(cosine);
			plain += cosine;
			cross += other ? fabs(cosine) : 0;
			others += other;
			pairs++;
		}
	}
	near("cosine", out[FPE_METRIC_COSINE], all / pairs);
	near("cosine_signed", out[FPE_METRIC_COSINE_SIGNED], plain / pairs);
	near("cosine_cross", out[FPE_METRIC_COSINE_CROSS], cross / others);
}

static void check_all(const struct fpe_net *net, int roots, const struct fpe_clauses *clauses)
{
	double out[FPE_METRIC_COUNT];
	struct fpe_error err;

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		double mean = 0;

		assert_ok(fpe_metric_net(net, i, clauses, NULL, out, &err));
		for (int j = 0; j < l->in; j++)
			mean += naive_capacity(l, j) / l->in;
		near("capacity", out[FPE_METRIC_CAPACITY], mean);
		check_cosines(net, i, out);
	}
	assert_ok(fpe_metric_net(net, 0, clauses, NULL, out, &err));
	near("collisions", out[FPE_METRIC_COLLISIONS], naive_collisions(net, roots, clauses));
	check_pairs(net, roots, clauses);
	near("coverage", out[FPE_METRIC_COVERAGE], naive_coverage(&net->layer[0], clauses));
	near("clauses_per_neuron", out[FPE_METRIC_CLAUSES_PER_NEURON],
	     naive_clauses_per_neuron(&net->layer[0], clauses));
}

static void random_nets_agree_with_the_definitions(void **state)
{
	uint64_t seed = test_seed("metrics");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 150; round++) {
		struct fpe_rng rng;
		struct fpe_clauses clauses;
		struct fpe_net *net, *split;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		const int widths[] = { test_between(&rng, 3, 40), test_between(&rng, 1, 45),
				       test_between(&rng, 1, 3) };
		net = test_net(&rng, widths, 2, round % 2 ? 1 : 0.7);
		clauses = test_clauses(&rng, test_between(&rng, 2, 90), test_between(&rng, 1, 3),
				       widths[0]);
		check_all(net, widths[1], &clauses);
		struct fpe_grouping g = {
			.net = net, .alpha = 2, .clauses = &clauses, .seed = round
		};
		assert_ok(fpe_split(fpe_split_kinds[round % 2], &g, FPE_BUDGET_EXACT,
				    fpe_net_nnz(net), 0, &split, &err));
		check_all(split, widths[1], &clauses);
		fpe_net_free(net);
		fpe_net_free(split);
		test_clauses_free(&clauses);
	}
}

/* A block of b is 16 vectors of 128 components; go past both. */
static void large_nets_agree_with_the_definitions(void **state)
{
	const int shapes[][2] = { { 300, 37 }, { 33, 270 } };
	struct fpe_rng rng;

	(void)state;
	for (int i = 0; i < 2; i++) {
		const int widths[] = { shapes[i][0], shapes[i][1], 1 };
		struct fpe_net *net;
		struct fpe_clauses clauses;

		fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, (uint64_t)i);
		net = test_net(&rng, widths, 2, 0.8);
		clauses = test_clauses(&rng, 8, 3, widths[0]);
		check_all(net, widths[1], &clauses);
		fpe_net_free(net);
		test_clauses_free(&clauses);
	}
}

/* ------------------------------------------------ matrices */
static void matrices_are_cosines(void **state)
{
	/* n0 (3,4,0), n1 (0,0,0), n2 (4,-3,0) */
	const float weight[] = { 3, 4, 0, 0, 0, 0, 4, -3, 0 };
	int start[] = { 0, 1, 2, 3 }, input[] = { 0, 1, 2 };
	struct fpe_clauses clauses = { 3, start, input, NULL };
	struct fpe_net *net = net_of(3, 3, weight);
	double m[9];
	struct fpe_error err;

	(void)state;
	assert_int_equal(fpe_interference_size(net, 0, NULL, FPE_OF_NEURONS), 3);
	assert_ok(fpe_interference(net, 0, NULL, FPE_OF_NEURONS, NULL, m, &err));
	near("own", m[0], 1);
	near("zero", m[4], 0);
	near("right angle", m[2], 0);
	assert_ok(fpe_interference(net, 0, NULL, FPE_OF_INPUTS, NULL, m, &err));
	near("x0 x1", m[1], 0);
	near("x1 x1", m[4], 1);
	near("x2 x2", m[8], 0);
	assert_ok(fpe_interference(net, 0, &clauses, FPE_OF_CLAUSES, NULL, m, &err));
	/* footprints (9,0,16) and (16,0,9) */
	near("c0 c1", m[1], 288.0 / 337);
	near("c1 c0", m[3], 288.0 / 337);
	near("c2 c2", m[8], 0);
	assert_int_equal(fpe_interference_size(net, 0, NULL, FPE_OF_CLAUSES), 0);
	assert_fails(FPE_ESTATE, fpe_interference(net, 0, NULL, FPE_OF_CLAUSES, NULL, m, &err));
	assert_fails(FPE_ESTATE, fpe_interference(net, 1, &clauses, FPE_OF_CLAUSES, NULL, m, &err));
	fpe_net_free(net);
}

static void matrices_agree_with_the_definitions(void **state)
{
	const int widths[] = { 21, 35, 1 };
	static double m[35 * 35], t[21 * 21];
	struct fpe_rng rng;
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	fpe_rng_open(&rng, 4, FPE_RNG_TEST_ONLY, 0);
	net = test_net(&rng, widths, 2, 0.5);
	const struct fpe_layer *l = &net->layer[0];
	assert_ok(fpe_interference(net, 0, NULL, FPE_OF_NEURONS, NULL, m, &err));
	for (int a = 0; a < 35; a++) {
		for (int b = 0; b < 35; b++)
			near("neurons", m[a * 35 + b], row_cosine(l, a, b));
	}
	assert_ok(fpe_interference(net, 0, NULL, FPE_OF_INPUTS, NULL, t, &err));
	for (int a = 0; a < 21; a++) {
		for (int b = 0; b < 21; b++)
			near("inputs", t[a * 21 + b],
			     column_dot(l, a, b) / sqrt(column_dot(l, a, a) * column_dot(l, b, b)));
	}
	fpe_net_free(net);
}

static void wrong_layers_and_clauses_are_refused(void **state)
{
	const float weight[4] = { 1, 2, 3, 4 };
	int start[] = { 0, 1, 2 }, input[] = { 0, 2 };
	struct fpe_clauses clauses = { 2, start, input, NULL };
	struct fpe_net *net = net_of(2, 2, weight);
	double out[FPE_METRIC_COUNT], each[4];
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ERANGE, fpe_metric_net(net, 2, NULL, NULL, out, &err));
	assert_fails(FPE_ERANGE, fpe_metric_net(net, -1, NULL, NULL, out, &err));
	assert_fails(FPE_ERANGE, fpe_capacity(net, 2, NULL, each, &err));
	assert_fails(FPE_ERANGE, fpe_interference(net, -1, NULL, FPE_OF_INPUTS, NULL, each, &err));
	assert_fails(FPE_ESHAPE, fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	fpe_net_free(net);
}

/* Two clauses (x0 & !x1), (x2 & x3); the weights are written by hand. */
static void codes_are_signs_up_to_a_common_one(void **state)
{
	static int start[] = { 0, 2, 4 }, input[] = { 0, 1, 2, 3 };
	static signed char sign[] = { 1, -1, 1, 1 };
	static const float weight[4][4] = {
		{ 2, -1, 1, 1 },  /* both agree */
		{ -2, 1, 1, -1 }, /* the first, turned round */
		{ 1, 1, -3, -1 }, /* the second, turned round */
		{ 1, 1, 1, 0 },	  /* neither */
	};
	struct fpe_clauses clauses = { 2, start, input, sign };
	static const int widths[] = { 4, 4, 1 };
	double out[FPE_METRIC_COUNT];
	struct fpe_codes codes;
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	memcpy(net->layer[0].weight, weight, sizeof weight);
	codes = fpe_codes(net, &clauses);
	assert_int_equal(codes.pairs, 8);
	assert_int_equal(codes.agree, 4);
	assert_true(codes.share == .5 && codes.chance == .5);
	net->layer[0].mask[1] = 0; /* n0 does not hold the first any more */
	fpe_net_apply_masks(net);
	codes = fpe_codes(net, &clauses);
	assert_int_equal(codes.pairs, 7);
	assert_int_equal(codes.agree, 3);
	assert_ok(fpe_metric_net(net, 0, &clauses, NULL, out, &err));
	assert_true(out[FPE_METRIC_CODES] == codes.share);
	sign[2] = 0; /* as in a parity */
	assert_int_equal(fpe_codes(net, &clauses).pairs, 3);
	sign[0] = 0;
	assert_true(isnan(fpe_codes(net, &clauses).share));
	fpe_net_free(net);
}

/* From a part of a layer: of a small one all of it, of a large one near to the whole. */
static void a_sample_is_near_the_whole(void **state)
{
	static const struct row {
		int inputs, neurons;
		double off;
	} rows[] = {
		{ 40, 30, 1e-12 }, { 256, 512, 1e-12 }, { 30, 1300, 2e-3 }, { 900, 40, 5e-3 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		double whole[FPE_METRIC_COUNT], out[FPE_METRIC_COUNT];
		struct fpe_net *net;
		struct fpe_error err;

		test_row("%d-%d", r->inputs, r->neurons);
		assert_ok(fpe_net_new((int[]){ r->inputs, r->neurons, 1 }, 2, &net, &err));
		fpe_net_init(net, FPE_INIT_UNIFORM, 5);
		assert_ok(fpe_metric_net(net, 0, NULL, NULL, whole, &err));
		assert_ok(fpe_metric_sample(net, 0, NULL, NULL, out, &err));
		for (int m = 0; m < FPE_METRIC_COUNT; m++) {
			test_row("%d-%d %s", r->inputs, r->neurons, fpe_metric_info[m].name);
			assert_true(isnan(whole[m]) == isnan(out[m]));
			assert_false(fabs(whole[m] - out[m]) > r->off);
		}
		fpe_net_free(net);
	}
}

/* Features of two neurons, an angle in degrees and a length each. */
static double welch_of(int n, const double *degrees, const double *length)
{
	float weight[2 * 8];
	struct fpe_net *net;
	struct fpe_error err;
	double out;

	for (int j = 0; j < n; j++) {
		weight[j] = (float)(length[j] * cos(degrees[j] * M_PI / 180));
		weight[n + j] = (float)(length[j] * sin(degrees[j] * M_PI / 180));
	}
	net = net_of(n, 2, weight);
	assert_ok(fpe_welch(net, 0, NULL, &out, &err));
	fpe_net_free(net);
	return out;
}

static void features_as_even_as_can_be_meet_the_bound(void **state)
{
	const double one[] = { 1, 1, 1, 1, 1, .3 };

	(void)state;
	near("pentagon", welch_of(5, (double[]){ 0, 72, 144, 216, 288 }, one), 1);
	near("two pairs", welch_of(4, (double[]){ 0, 90, 180, 270 }, one), 1);
	near("one of them short", welch_of(6, (double[]){ 0, 72, 144, 216, 288, 10 }, one), 1);
	/* cos^2 is 1 for one pair of three, the bound (3 - 2) / (2 x 2) */
	near("two alike", welch_of(3, (double[]){ 0, 90, 0 }, one), 4.0 / 3);
	assert_true(isnan(welch_of(2, (double[]){ 0, 90 }, one)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_signs_up_to_a_common_one),
		cmocka_unit_test(names_and_aliases_are_found),
		cmocka_unit_test(small_net_by_hand),
		cmocka_unit_test(zero_rows_count_nothing_and_signs_are_kept),
		cmocka_unit_test(clause_metrics_by_hand),
		cmocka_unit_test(a_net_without_weights_has_no_clauses_per_neuron),
		cmocka_unit_test(random_nets_agree_with_the_definitions),
		cmocka_unit_test(large_nets_agree_with_the_definitions),
		cmocka_unit_test(matrices_are_cosines),
		cmocka_unit_test(matrices_agree_with_the_definitions),
		cmocka_unit_test(wrong_layers_and_clauses_are_refused),
		cmocka_unit_test(a_sample_is_near_the_whole),
		cmocka_unit_test(features_as_even_as_can_be_meet_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
