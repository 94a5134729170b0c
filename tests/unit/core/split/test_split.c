/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_split.c - what every split keeps: weights, budget, names, over generations. */
#include "support/split_fixture.h"

#include <string.h>

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
		cmocka_unit_test(splitting_keeps_the_budget_for_generations),
		cmocka_unit_test(a_second_clause_split_deals_the_clauses_a_child_has),
		cmocka_unit_test(what_there_is_before_pruning_is_known_before),
		cmocka_unit_test(strict_pays_for_biases_and_none_prunes_nothing),
		cmocka_unit_test(children_are_named_after_their_parents),
		cmocka_unit_test(every_kind_has_a_name_and_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
