/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_split_kinds.c - to whom each kind of split deals an input. */
#include "support/split_fixture.h"

#include <math.h>
#include <string.h>

static void random_deals_every_row_evenly(void **state)
{
	uint64_t seed = test_seed("random even");
	const struct fpe_split_kind *kind = fpe_split_kind_find("random");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fixture f;
		int in;

		fixture_open(&f, seed, round, 0.7);
		in = f.net->layer[0].in;
		f.g.alpha = test_between(&f.rng, 2, in);
		assert_ok(fpe_split_owner(kind, &f.g, f.owner, &err));
		for (int n = 0; n < f.net->layer[0].out; n++)
			assert_in_range(unevenness(f.owner + n * in, in, f.g.alpha), 0, 1);
		fixture_close(&f);
	}
}

/* Where clauses share no input: each goes to one child whole, and the children
   have the same number of clauses, give or take one. */
static void clause_keeps_clauses_whole_and_deals_them_evenly(void **state)
{
	uint64_t seed = test_seed("clause even");
	const struct fpe_split_kind *kind = fpe_split_kind_find("clause");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fpe_rng rng;
		struct fpe_clauses clauses;
		struct fpe_net *net;
		int owner[4 * 60], child[10];

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		int m = test_between(&rng, 2, 10), k = test_between(&rng, 1, 6);
		const int widths[] = { m * k, 4, 1 };
		net = test_net(&rng, widths, 2, 1);
		clauses = test_clauses(&rng, m, k, m * k);
		struct fpe_grouping g = { .net = net,
					  .alpha = test_between(&rng, 2, m),
					  .clauses = &clauses,
					  .seed = seed };
		assert_ok(fpe_split_owner(kind, &g, owner, &err));
		for (int n = 0; n < 4; n++) {
			for (int j = 0; j < m * k; j++) {
				int c = j / k;

				if (j % k == 0)
					child[c] = owner[n * m * k + j];
				assert_int_equal(owner[n * m * k + j], child[c]);
			}
			assert_in_range(unevenness(child, m, g.alpha), 0, 1);
		}
		fpe_net_free(net);
		test_clauses_free(&clauses);
	}
}

/* Input 1 is in both clauses, inputs 3 to 6 in none. */
static void shared_inputs_follow_a_clause_and_loose_ones_any_child(void **state)
{
	const int widths[] = { 7, 1, 1 };
	int start[] = { 0, 2, 4 }, input[] = { 0, 1, 1, 2 };
	struct fpe_clauses clauses = { 2, start, input, NULL };
	const struct fpe_split_kind *kind = fpe_split_kind_find("clause");
	int follows[2] = { 0 }, first[2] = { 0 }, loose[2] = { 0 };
	int pair[2] = { 0 };
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int r = 0; r < 2000; r++) {
		struct fpe_grouping g = {
			.net = net, .alpha = 2, .clauses = &clauses, .seed = 1, .repeat = r
		};
		int owner[7];

		assert_ok(fpe_split_owner(kind, &g, owner, &err));
		assert_int_not_equal(owner[0], owner[2]);
		assert_in_range(unevenness(owner + 3, 4, 2), 0, 0);
		follows[owner[1] == owner[0]]++;
		first[owner[0]]++;
		loose[owner[3]]++;
		pair[owner[3] == owner[5]]++;
	}
	assert_in_range(follows[0], 880, 1120);
	assert_in_range(first[0], 880, 1120);
	assert_in_range(loose[0], 880, 1120);
	assert_in_range(pair[1], 570, 770); /* a third of 2000 */
	fpe_net_free(net);
}

/* 5 inputs to 2 children: each child gets the odd one half of the time. */
static void who_gets_the_remainder_is_drawn(void **state)
{
	const int widths[] = { 5, 1, 1 };
	const struct fpe_split_kind *kind = fpe_split_kind_find("random");
	int more[2] = { 0 };
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int r = 0; r < 2000; r++) {
		struct fpe_grouping g = { .net = net, .alpha = 2, .seed = 3, .repeat = r };
		int owner[5], sum = 0;

		assert_ok(fpe_split_owner(kind, &g, owner, &err));
		for (int j = 0; j < 5; j++)
			sum += owner[j];
		assert_in_range(sum, 2, 3);
		more[sum - 2]++;
	}
	assert_in_range(more[0], 880, 1120);
	fpe_net_free(net);
}

static int same_owner(struct fixture *f, struct fpe_grouping other,
		      const struct fpe_split_kind *kind)
{
	size_t n = (size_t)f->net->layer[0].in * (size_t)f->net->layer[0].out;
	int *owner = calloc(n, sizeof *owner), same;
	struct fpe_error err;

	assert_ok(fpe_split_owner(kind, &other, owner, &err));
	same = !memcmp(owner, f->owner, n * sizeof *owner);
	free(owner);
	return same;
}

static void same_name_same_split_and_every_part_of_it_counts(void **state)
{
	const struct fpe_split_kind *kind = fpe_split_kind_find("random");
	const int widths[] = { 40, 4, 1 };
	struct fixture f = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &f.net, &err));
	f.owner = calloc(160, sizeof *f.owner);
	f.g = (struct fpe_grouping){ .net = f.net, .alpha = 2, .seed = 5 };
	assert_ok(fpe_split_owner(kind, &f.g, f.owner, &err));
	assert_true(same_owner(&f, f.g, kind));
	struct fpe_grouping other = f.g;
	other.repeat = 1;
	assert_false(same_owner(&f, other, kind));
	other = f.g;
	other.seed = 6;
	assert_false(same_owner(&f, other, kind));
	other = f.g;
	other.alpha = 3;
	assert_false(same_owner(&f, other, kind));
	/* parents of equal rows are dealt differently */
	assert_memory_not_equal(f.owner, f.owner + 40, 40 * sizeof *f.owner);
	fpe_net_free(f.net);
	free(f.owner);
}

/* Falling abs(weight), one to each child in turn. */
static void magnitude_deals_by_falling_size(void **state)
{
	static const int widths[] = { 6, 1, 1 };
	static const float weight[] = { .1f, -.9f, .5f, 0, .5f, -.2f };
	struct fpe_net *net;
	struct fpe_grouping g = { .alpha = 2 };
	struct fpe_error err;
	int owner[6];

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	memcpy(net->layer[0].weight, weight, sizeof weight);
	net->layer[0].mask[3] = 0;
	g.net = net;
	assert_ok(fpe_split_owner(fpe_split_kind_find("magnitude"), &g, owner, &err));
	/* .9 .5 .5 .2 .1: of equal ones the first input goes first */
	assert_int_equal(owner[1], 0);
	assert_int_equal(owner[2], 1);
	assert_int_equal(owner[4], 0);
	assert_int_equal(owner[5], 1);
	assert_int_equal(owner[0], 0);
	assert_int_equal(owner[3], -1);
	fpe_net_free(net);
}

static void manual_gives_all_to_the_first_child(void **state)
{
	struct fixture f;
	struct fpe_error err;

	(void)state;
	fixture_open(&f, test_seed("manual"), 0, 0.6);
	f.g.alpha = 3;
	assert_ok(fpe_split_owner(fpe_split_kind_find("manual"), &f.g, f.owner, &err));
	for (int i = 0; i < f.net->layer[0].in * f.net->layer[0].out; i++)
		assert_int_equal(f.owner[i], f.net->layer[0].mask[i] != 0 ? 0 : -1);
	fixture_close(&f);
}

/* Inputs in four bundles of alike columns, some turned round: each bundle ends
   in one child of every parent, and children have as many inputs. */
static void gram_keeps_alike_columns_together(void **state)
{
	static const int widths[] = { 16, 6, 1 };
	struct fpe_net *net;
	struct fpe_grouping g = { .alpha = 2, .seed = 5 };
	struct fpe_error err;
	int owner[96], apart = 0;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed("gram"), FPE_RNG_TEST_ONLY, 0);
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int n = 0; n < 6; n++) {
		for (int j = 0; j < 16; j++) {
			double bundle = cos(1.0 + 2.3 * n * (1 + j / 4) + j / 4);
			double noise = .05 * (fpe_rng_unit(&rng) - .5);
			double turn = j % 3 ? 1 : -2.5;

			net->layer[0].weight[n * 16 + j] = (float)(turn * (bundle + noise));
		}
	}
	g.net = net;
	assert_ok(fpe_split_owner(fpe_split_kind_find("gram"), &g, owner, &err));
	for (int n = 0; n < 6; n++) {
		int first = 0;

		for (int j = 0; j < 16; j++) {
			assert_int_equal(owner[n * 16 + j], owner[n * 16 + j / 4 * 4]);
			first += owner[n * 16 + j] == 0;
		}
		assert_int_equal(first, 8);
		apart += owner[n * 16] != owner[n * 16 + 4];
	}
	/* which bundles share a child is drawn anew for each parent */
	assert_true(apart > 0 && apart < 6);
	fpe_net_free(net);
}

/* Any net, zero columns and masks: dealt evenly, the same again. */
static void gram_deals_evenly_and_repeats(void **state)
{
	const struct fpe_split_kind *kind = fpe_split_kind_find("gram");
	uint64_t seed = test_seed("gram even");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 100; round++) {
		struct fixture f;
		int in, out, *again;

		fixture_open(&f, seed, round, 0.7);
		in = f.net->layer[0].in;
		out = f.net->layer[0].out;
		for (int n = 0; n < out; n++)
			f.net->layer[0].weight[n * in] = 0;
		f.g.alpha = test_between(&f.rng, 2, smaller(in, 5));
		assert_ok(fpe_split_owner(kind, &f.g, f.owner, &err));
		for (int n = 0; n < out; n++) {
			int count[8] = { 0 }, most = 0, least = in;

			for (int j = 0; j < in; j++) {
				if (f.owner[n * in + j] >= 0)
					count[f.owner[n * in + j]]++;
			}
			for (int c = 0; c < f.g.alpha; c++) {
				most = count[c] > most ? count[c] : most;
				least = smaller(least, count[c]);
			}
			assert_true(most - least <= 1);
		}
		again = malloc((size_t)(in * out) * sizeof *again);
		assert_ok(fpe_split_owner(kind, &f.g, again, &err));
		assert_memory_equal(again, f.owner, (size_t)(in * out) * sizeof *again);
		free(again);
		fixture_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_deals_every_row_evenly),
		cmocka_unit_test(clause_keeps_clauses_whole_and_deals_them_evenly),
		cmocka_unit_test(shared_inputs_follow_a_clause_and_loose_ones_any_child),
		cmocka_unit_test(who_gets_the_remainder_is_drawn),
		cmocka_unit_test(same_name_same_split_and_every_part_of_it_counts),
		cmocka_unit_test(magnitude_deals_by_falling_size),
		cmocka_unit_test(manual_gives_all_to_the_first_child),
		cmocka_unit_test(gram_keeps_alike_columns_together),
		cmocka_unit_test(gram_deals_evenly_and_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
