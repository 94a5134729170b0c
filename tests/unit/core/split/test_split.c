/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_split.c - what every split keeps, and what it refuses. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/split.h"
#include "support/nets.h"

/* One random case: net, clauses, groups and a grouping that points at all three. */
struct fixture {
	struct fpe_rng rng;
	struct fpe_net *net;
	struct fpe_clauses clauses;
	struct fpe_groups *groups;
	struct fpe_grouping g;
	int *owner;
};

/* A number from -1 to 5 for each input. */
static struct fpe_groups *some_groups(struct fpe_rng *rng, int inputs)
{
	int number[FPE_MAX_INPUTS];
	struct fpe_groups *groups;
	struct fpe_error err;

	for (int j = 0; j < inputs; j++)
		number[j] = test_between(rng, -1, 5);
	assert_ok(fpe_groups_of(number, inputs, "some", &groups, &err));
	return groups;
}

static void fixture_open(struct fixture *f, uint64_t seed, uint64_t round, double density)
{
	int widths[4], layers, k;

	fpe_rng_open(&f->rng, seed, FPE_RNG_TEST_ONLY, round);
	layers = test_between(&f->rng, 2, 3);
	widths[0] = test_between(&f->rng, 2, 30);
	for (int i = 1; i <= layers; i++)
		widths[i] = test_between(&f->rng, 1, 9);
	f->net = test_net(&f->rng, widths, layers, density);
	k = test_between(&f->rng, 1, widths[0]);
	f->clauses = test_clauses(&f->rng, test_between(&f->rng, 2, 8), k, widths[0]);
	f->g = (struct fpe_grouping){
		.net = f->net, .layer = 0, .alpha = 2, .clauses = &f->clauses, .seed = seed + round
	};
	f->owner = calloc((size_t)widths[0] * (size_t)widths[1], sizeof *f->owner);
	f->g.groups = f->groups = some_groups(&f->rng, widths[0]);
}

/* The i-th kind that needs no file. */
static const struct fpe_split_kind *some_kind(int i)
{
	int k = 0;

	while (fpe_split_kinds[k]->needs_partition || i-- > 0)
		k++;
	return fpe_split_kinds[k];
}
#define SOME_KINDS 6

static void fixture_close(struct fixture *f)
{
	free(f->owner);
	fpe_net_free(f->net);
	test_clauses_free(&f->clauses);
	fpe_groups_free(f->groups);
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Rows of the split layer: each live parent entry lives in the owner child
   only, weight and bias unchanged. */
static void check_rows(const struct fpe_layer *parent, const struct fpe_layer *child, int alpha,
		       const int *owner)
{
	assert_int_equal(child->out, parent->out * alpha);
	for (int n = 0; n < child->out; n++) {
		int from = n / alpha;

		assert_true(child->bias[n] == parent->bias[from]);
		for (int j = 0; j < parent->in; j++) {
			size_t old = (size_t)(from * parent->in + j);
			size_t at = (size_t)(n * parent->in + j);
			bool here = owner[old] == n % alpha;

			assert_int_equal(child->mask[at], here);
			assert_true(child->weight[at] == (here ? parent->weight[old] : 0));
			assert_true(!here || parent->mask[old] != 0);
		}
	}
}

static void check_columns(const struct fpe_layer *parent, const struct fpe_layer *child, int alpha)
{
	for (int r = 0; r < parent->out; r++) {
		assert_true(child->bias[r] == parent->bias[r]);
		for (int j = 0; j < child->in; j++) {
			size_t old = (size_t)(r * parent->in + j / alpha);
			size_t at = (size_t)(r * child->in + j);

			assert_true(child->weight[at] == parent->weight[old]);
			assert_true(child->mask[at] == parent->mask[old]);
		}
	}
}

/* Every live input has a child, no masked one has. */
static void check_complete(const struct fpe_layer *l, int alpha, const int *owner)
{
	for (int i = 0; i < l->out * l->in; i++) {
		if (l->mask[i] == 0)
			assert_int_equal(owner[i], -1);
		else
			assert_in_range(owner[i], 0, alpha - 1);
	}
}

/* Largest minus smallest number of items a child of this row has. */
static int unevenness(const int *child, int n, int alpha)
{
	int count[FPE_MAX_ALPHA] = { 0 }, low = n, high = 0;

	for (int i = 0; i < n; i++) {
		if (child[i] >= 0)
			count[child[i]]++;
	}
	for (int c = 0; c < alpha; c++) {
		low = smaller(low, count[c]);
		high = count[c] > high ? count[c] : high;
	}
	return high - low;
}

static void check_moments(const struct fpe_net *net)
{
	assert_int_equal(net->steps, 0);
	for (int i = 0; i < net->layers; i++) {
		for (int j = 0; j < net->layer[i].out * net->layer[i].in; j++) {
			assert_true(net->layer[i].weight_m[j] == 0);
			assert_true(net->layer[i].weight_v[j] == 0);
		}
	}
}

static void children_share_the_parent_and_copy_the_rest(void **state)
{
	uint64_t seed = test_seed("children");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 300; round++) {
		struct fixture f;
		struct fpe_net *split;
		const struct fpe_split_kind *kind = some_kind((int)(round % SOME_KINDS));

		fixture_open(&f, seed, round, round % 4 ? 1 : 0.6);
		f.net->steps = 9;
		f.net->layer[0].weight_m[0] = f.net->layer[0].mask[0];
		f.g.alpha = test_between(&f.rng, 2, smaller(f.net->layer[0].in, f.clauses.count));
		if (kind->needs_groups && f.g.alpha > f.groups->count)
			f.g.alpha = 2;
		if (kind->needs_groups && f.groups->count < 2)
			kind = some_kind(0);
		assert_ok(fpe_split_owner(kind, &f.g, f.owner, &err));
		check_complete(&f.net->layer[0], f.g.alpha, f.owner);
		assert_ok(fpe_split_apply(f.net, 0, f.g.alpha, f.owner, &split, &err));
		check_rows(&f.net->layer[0], &split->layer[0], f.g.alpha, f.owner);
		check_columns(&f.net->layer[1], &split->layer[1], f.g.alpha);
		if (f.net->layers == 3)
			check_columns(&f.net->layer[2], &split->layer[2], 1);
		check_moments(split);
		fpe_net_free(split);
		fixture_close(&f);
	}
}

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

static void splitting_keeps_the_budget_for_generations(void **state)
{
	uint64_t seed = test_seed("generations");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fixture f;
		size_t budget, biases;
		const struct fpe_net *parent;

		fixture_open(&f, seed, round, 1);
		parent = f.net;
		budget = fpe_net_nnz(f.net);
		biases = fpe_net_biases(f.net);
		struct fpe_net *owned = NULL;
		for (int generation = 0; generation < 4; generation++) {
			struct fpe_net *next;

			f.g.net = parent;
			f.g.repeat = generation;
			f.g.layer = round % 4 == 3 ? -1 : 0;
			assert_ok(fpe_split(fpe_split_kinds[round % 4 == 1], &f.g, FPE_BUDGET_EXACT,
					    budget, biases, &next, &err));
			assert_int_equal(fpe_net_nnz(next), budget);
			assert_int_equal(next->layer[0].out, 2 * parent->layer[0].out);
			assert_int_equal(next->origin[0][0].depth, generation + 1);
			fpe_net_free(owned);
			parent = owned = next;
		}
		fpe_net_free(owned);
		fixture_close(&f);
	}
}

static void a_second_clause_split_deals_the_clauses_a_child_has(void **state)
{
	const int widths[] = { 16, 6, 1 };
	const struct fpe_split_kind *kind = fpe_split_kind_find("clause");
	struct fpe_rng rng;
	struct fpe_clauses clauses;
	struct fpe_net *net, *once, *twice;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, 0);
	net = test_net(&rng, widths, 2, 1);
	clauses = test_clauses(&rng, 4, 4, 16);
	struct fpe_grouping g = { .net = net, .alpha = 2, .clauses = &clauses, .seed = 1 };
	assert_ok(fpe_split(kind, &g, FPE_BUDGET_NONE, 0, 0, &once, &err));
	g.net = once;
	g.repeat = 1;
	assert_ok(fpe_split(kind, &g, FPE_BUDGET_NONE, 0, 0, &twice, &err));
	for (int n = 0; n < 24; n++) {
		int live = 0;

		for (int j = 0; j < 16; j++)
			live += twice->layer[0].mask[n * 16 + j] != 0;
		assert_int_equal(live, 4);
	}
	fpe_net_free(net);
	fpe_net_free(once);
	fpe_net_free(twice);
	test_clauses_free(&clauses);
}

/* Of sparse nets, any layer or all, with and without shared inputs. */
static void what_there_is_before_pruning_is_known_before(void **state)
{
	uint64_t seed = test_seed("what_there_is_before_pruning_is_known_before");

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fpe_error err;
		struct fpe_net *split;
		struct fixture f;

		test_row("%d", (int)round);
		fixture_open(&f, seed, round, .6);
		f.g.layer = test_between(&f.rng, -1, f.net->layers - 2);
		f.g.share = test_between(&f.rng, 0, 2) / 2.0;
		if (!fpe_split(fpe_split_kinds[0], &f.g, FPE_BUDGET_NONE, 0, 0, &split, &err)) {
			assert_int_equal(fpe_split_weights(f.net, f.g.layer, f.g.alpha, f.g.share),
					 fpe_net_nnz(split));
			fpe_net_free(split);
		}
		fixture_close(&f);
	}
}

static void strict_pays_for_biases_and_none_prunes_nothing(void **state)
{
	const int widths[] = { 10, 4, 3, 2 };
	struct fpe_rng rng;
	struct fpe_net *net, *split;
	struct fpe_error err;
	size_t budget, biases;

	(void)state;
	fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, 0);
	net = test_net(&rng, widths, 3, 1);
	budget = fpe_net_nnz(net);
	biases = fpe_net_biases(net);
	struct fpe_grouping g = { .net = net, .layer = -1, .alpha = 2, .seed = 1 };
	assert_ok(
		fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_STRICT, budget, biases, &split, &err));
	assert_int_equal(fpe_net_nnz(split), budget - 7);
	assert_int_equal(fpe_net_nnz(split) + fpe_net_biases(split), budget + biases);
	fpe_net_free(split);
	assert_ok(fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_NONE, budget, biases, &split, &err));
	/* fc1 as it was; fc2's and fc3's columns double, fc2's rows share */
	assert_int_equal(fpe_net_layer_nnz(split, 0), 40);
	assert_int_equal(fpe_net_layer_nnz(split, 1), 24);
	assert_int_equal(fpe_net_layer_nnz(split, 2), 12);
	fpe_net_free(split);
	assert_fails(FPE_ERANGE,
		     fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_STRICT, 6, biases, &split, &err));
	assert_null(split);
	fpe_net_free(net);
}

static void children_are_named_after_their_parents(void **state)
{
	const int widths[] = { 8, 3, 1 };
	char name[FPE_MAX_NAME];
	struct fpe_net *net, *once, *twice;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	struct fpe_grouping g = { .net = net, .alpha = 2, .seed = 1 };
	assert_ok(fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_EXACT, 27, 4, &once, &err));
	g.net = once;
	g.alpha = 3;
	assert_ok(fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_EXACT, 27, 4, &twice, &err));
	assert_string_equal(fpe_net_neuron_name(once, 0, 1, name, sizeof name), "n0.1");
	assert_string_equal(fpe_net_neuron_name(once, 1, 0, name, sizeof name), "n0");
	assert_string_equal(fpe_net_neuron_name(twice, 0, 17, name, sizeof name), "n2.1.2");
	assert_string_equal(fpe_net_neuron_name(twice, 0, 3, name, sizeof name), "n0.1.0");
	fpe_net_free(net);
	fpe_net_free(once);
	fpe_net_free(twice);
}

/* Both the split and the grouping alone refuse, and *out is NULL. */
static void refuses(enum fpe_status status, const char *kind, struct fpe_grouping g,
		    const char *words)
{
	struct fpe_net *out = (struct fpe_net *)&g;
	struct fpe_error err = { 0 };
	int owner[256];

	assert_fails(status,
		     fpe_split(fpe_split_kind_find(kind), &g, FPE_BUDGET_EXACT, 1, 1, &out, &err));
	assert_null(out);
	if (!strstr(err.message, words))
		fail_msg("\"%s\" does not say \"%s\"", err.message, words);
	if (g.layer >= 0)
		assert_fails(status, fpe_split_owner(fpe_split_kind_find(kind), &g, owner, &err));
}

static void bad_requests_are_refused_with_reasons(void **state)
{
	const int widths[] = { 6, 4, 3, 2 };
	int start[] = { 0, 1, 2 }, input[] = { 0, 1 };
	struct fpe_clauses clauses = { 2, start, input, NULL };
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 3, &net, &err));
	struct fpe_grouping g = { .net = net, .alpha = 2, .clauses = &clauses, .seed = 1 };
#define WITH(layer_, alpha_, clauses_) \
	((struct fpe_grouping){        \
		.net = net, .layer = layer_, .alpha = alpha_, .clauses = clauses_, .seed = 1 })
	refuses(FPE_ERANGE, "random", WITH(2, 2, NULL), "hidden layers fc1 to fc2");
	refuses(FPE_ERANGE, "random", WITH(-2, 2, NULL), "cannot be split");
	refuses(FPE_ERANGE, "random", WITH(9, 2, NULL), "cannot be split");
	refuses(FPE_ERANGE, "random", WITH(0, 1, NULL), "2 to 64");
	refuses(FPE_ERANGE, "random", WITH(0, 65, NULL), "2 to 64");
	refuses(FPE_ERANGE, "random", WITH(0, 7, NULL), "only 6 inputs");
	refuses(FPE_ERANGE, "random", WITH(1, 5, NULL), "fc2 has only 4 inputs");
	refuses(FPE_ERANGE, "clause", WITH(0, 3, &clauses), "only 2 clauses");
	refuses(FPE_ERANGE, "clause", WITH(1, 2, &clauses), "need by=random");
	refuses(FPE_ERANGE, "clause", WITH(-1, 2, &clauses), "splits fc1 only");
	refuses(FPE_ESTATE, "clause", WITH(0, 2, NULL), "clauses");
	input[1] = 6;
	refuses(FPE_ESHAPE, "clause", g, "x6");
	input[1] = 1;
	net->origin[0][1].depth = FPE_MAX_GENERATIONS;
	refuses(FPE_ELIMIT, "clause", g, "12 times");
#undef WITH
	fpe_net_free(net);
}

static void nets_that_would_be_too_wide_are_refused(void **state)
{
	const int widths[] = { 70, 70, 1 }, plain[] = { 4, 2 };
	struct fpe_net *net, *flat;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	assert_ok(fpe_net_new(plain, 1, &flat, &err));
	refuses(FPE_ELIMIT, "random", (struct fpe_grouping){ .net = net, .alpha = 64, .seed = 1 },
		"64 x 70");
	refuses(FPE_ERANGE, "random",
		(struct fpe_grouping){ .net = flat, .layer = -1, .alpha = 2, .seed = 1 },
		"no hidden layer");
	fpe_net_free(net);
	fpe_net_free(flat);
}

static void owner_tables_that_do_not_fit_are_refused(void **state)
{
	const int widths[] = { 3, 1, 1 };
	int owner[] = { 0, 1, 0 };
	struct fpe_net *net, *out;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	assert_ok(fpe_split_apply(net, 0, 2, owner, &out, &err));
	fpe_net_free(out);
	owner[2] = -1; /* leaves out a live input */
	assert_fails(FPE_ESHAPE, fpe_split_apply(net, 0, 2, owner, &out, &err));
	assert_null(out);
	owner[2] = 2; /* no such child */
	assert_fails(FPE_ESHAPE, fpe_split_apply(net, 0, 2, owner, &out, &err));
	assert_null(out);
	owner[2] = 0; /* a masked input */
	net->layer[0].mask[2] = 0;
	assert_fails(FPE_ESHAPE, fpe_split_apply(net, 0, 2, owner, &out, &err));
	assert_null(out);
	assert_fails(FPE_ERANGE, fpe_split_apply(net, 1, 2, owner, &out, &err));
	assert_null(out);
	fpe_net_free(net);
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

/* Whatever is asked for, the check has the split's answer. */
static void the_check_says_what_the_split_does(void **state)
{
	uint64_t seed = test_seed("check");
	int refused = 0, fine = 0;

	(void)state;
	for (uint64_t round = 0; round < 400; round++) {
		struct fpe_error err, said;
		struct fpe_net *net;
		struct fixture f;
		const struct fpe_split_kind *kind;
		enum fpe_status status;

		fixture_open(&f, seed, round, 1);
		kind = some_kind(test_between(&f.rng, 0, SOME_KINDS - 1));
		f.g.alpha = test_between(&f.rng, 1, 12);
		f.g.layer = test_between(&f.rng, -2, 3);
		if (round % 5 == 0)
			f.g.clauses = NULL;
		if (round % 7 == 0)
			f.g.groups = NULL;
		status = fpe_split(kind, &f.g, FPE_BUDGET_EXACT, fpe_net_nnz(f.net), 0, &net, &err);
		assert_fails(status, fpe_split_check(kind, &f.g, &said));
		if (status)
			assert_string_equal(said.message, err.message);
		refused += status != FPE_OK;
		fine += status == FPE_OK;
		fpe_net_free(net);
		fixture_close(&f);
	}
	assert_true(refused > 50 && fine > 50);
}

static void every_kind_has_a_name_and_help(void **state)
{
	(void)state;
	for (int i = 0; fpe_split_kinds[i]; i++) {
		test_row("%s", fpe_split_kinds[i]->name);
		const struct fpe_split_kind *kind = fpe_split_kinds[i];

		assert_ptr_equal(fpe_split_kind_find(kind->name), kind);
		assert_true(strlen(kind->help) > 20);
		assert_int_equal(kind->help[strlen(kind->help) - 1], '.');
	}
	assert_null(fpe_split_kind_find("nonsense"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_share_the_parent_and_copy_the_rest),
		cmocka_unit_test(random_deals_every_row_evenly),
		cmocka_unit_test(clause_keeps_clauses_whole_and_deals_them_evenly),
		cmocka_unit_test(shared_inputs_follow_a_clause_and_loose_ones_any_child),
		cmocka_unit_test(who_gets_the_remainder_is_drawn),
		cmocka_unit_test(same_name_same_split_and_every_part_of_it_counts),
		cmocka_unit_test(splitting_keeps_the_budget_for_generations),
		cmocka_unit_test(a_second_clause_split_deals_the_clauses_a_child_has),
		cmocka_unit_test(what_there_is_before_pruning_is_known_before),
		cmocka_unit_test(strict_pays_for_biases_and_none_prunes_nothing),
		cmocka_unit_test(children_are_named_after_their_parents),
		cmocka_unit_test(bad_requests_are_refused_with_reasons),
		cmocka_unit_test(nets_that_would_be_too_wide_are_refused),
		cmocka_unit_test(owner_tables_that_do_not_fit_are_refused),
		cmocka_unit_test(magnitude_deals_by_falling_size),
		cmocka_unit_test(manual_gives_all_to_the_first_child),
		cmocka_unit_test(gram_keeps_alike_columns_together),
		cmocka_unit_test(gram_deals_evenly_and_repeats),
		cmocka_unit_test(the_check_says_what_the_split_does),
		cmocka_unit_test(every_kind_has_a_name_and_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
