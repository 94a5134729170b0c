/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_control.c - the wide and the sparse control. */
#include "support/test.h"

#include <string.h>

#include "fpe/split.h"
#include "support/nets.h"

static void wide_is_a_fresh_dense_net(void **state)
{
	const int widths[] = { 6, 4, 3, 2 }, wider[] = { 6, 12, 3, 2 };
	struct fpe_net *root, *wide, *want, *all;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 3, &root, &err));
	assert_ok(fpe_net_new(wider, 3, &want, &err));
	fpe_net_init(want, FPE_INIT_UNIFORM, 7);
	assert_ok(fpe_control_wide(root, 0, 3, FPE_INIT_UNIFORM, 7, &wide, &err));
	assert_int_equal(wide->floats, want->floats);
	assert_memory_equal(wide->block, want->block, want->floats * sizeof(float));
	assert_ok(fpe_control_wide(root, -1, 2, FPE_INIT_HE, 7, &all, &err));
	assert_int_equal(all->layer[0].out, 8);
	assert_int_equal(all->layer[1].out, 6);
	assert_int_equal(all->layer[2].out, 2);
	fpe_net_free(root);
	fpe_net_free(wide);
	fpe_net_free(want);
	fpe_net_free(all);
}

static void split_of(const struct fpe_net *parent, int layer, int alpha, struct fpe_net **out)
{
	struct fpe_grouping g = { .net = parent, .layer = layer, .alpha = alpha, .seed = 1 };
	struct fpe_error err;

	assert_ok(fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_EXACT, fpe_net_nnz(parent),
			    fpe_net_biases(parent), out, &err));
}

/* Each weight is the parent's where the mask is set, else 0. */
static void check_weights(const struct fpe_net *parent, const struct fpe_net *sparse, int layer,
			  int alpha)
{
	const struct fpe_layer *p = &parent->layer[layer];
	const struct fpe_layer *s = &sparse->layer[layer];
	int rows = s->out / p->out, columns = s->in / p->in;

	assert_true(rows == 1 || rows == alpha);
	for (int n = 0; n < s->out; n++) {
		assert_true(s->bias[n] == p->bias[n / rows]);
		for (int j = 0; j < s->in; j++) {
			float w = p->weight[n / rows * p->in + j / columns];
			int at = n * s->in + j;

			assert_true(s->weight[at] == (s->mask[at] != 0 ? w : 0));
		}
	}
}

static void sparse_has_the_entries_of_the_split_in_each_layer(void **state)
{
	uint64_t seed = test_seed("sparse");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fpe_rng rng;
		struct fpe_net *parent, *split, *sparse;
		int layer, alpha;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		const int widths[] = { test_between(&rng, 4, 20), test_between(&rng, 4, 8),
				       test_between(&rng, 1, 8), test_between(&rng, 1, 3) };
		parent = test_net(&rng, widths, 3, round % 2 ? 1 : 0.8);
		layer = test_between(&rng, -1, 1);
		alpha = test_between(&rng, 2, 4);
		split_of(parent, layer, alpha, &split);
		assert_ok(fpe_control_sparse(parent, split, layer, alpha, round, &sparse, &err));
		for (int i = 0; i < 3; i++) {
			assert_int_equal(fpe_net_layer_nnz(sparse, i), fpe_net_layer_nnz(split, i));
			check_weights(parent, sparse, i, alpha);
			if (i == layer || (layer == -1 && i < 2))
				continue;
			assert_memory_equal(sparse->layer[i].mask, split->layer[i].mask,
					    (size_t)(split->layer[i].in * split->layer[i].out) *
						    sizeof(float));
		}
		for (int i = 0; i < 3; i++)
			assert_memory_equal(sparse->origin[i], split->origin[i],
					    (size_t)split->layer[i].out * sizeof *split->origin[i]);
		fpe_net_free(parent);
		fpe_net_free(split);
		fpe_net_free(sparse);
	}
}

static void sparse_masks_are_uniform_and_follow_the_seed(void **state)
{
	const int widths[] = { 6, 2, 1 };
	struct fpe_net *parent, *split, *sparse;
	struct fpe_error err;
	int set[24] = { 0 };

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &parent, &err));
	parent->layer[0].mask[0] = 0; /* may grow in the control */
	split_of(parent, 0, 2, &split);
	for (uint64_t seed = 0; seed < 4000; seed++) {
		assert_ok(fpe_control_sparse(parent, split, 0, 2, seed / 2, &sparse, &err));
		for (int j = 0; j < 24; j++)
			set[j] += sparse->layer[0].mask[j] != 0;
		fpe_net_free(sparse);
	}
	int entries = (int)fpe_net_layer_nnz(split, 0), mean = 4000 * entries / 24;
	for (int j = 0; j < 24; j++) {
		assert_int_equal(set[j] % 2, 0); /* each seed ran twice */
		assert_in_range(set[j], mean - 200, mean + 200);
	}
	fpe_net_free(parent);
	fpe_net_free(split);
}

/* The output layer keeps the split's masks, both hidden ones are drawn. */
static void sparse_of_all_layers_draws_every_hidden_one(void **state)
{
	const int widths[] = { 12, 8, 6, 2 };
	struct fpe_rng rng;
	struct fpe_net *parent, *split, *sparse;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, 0);
	parent = test_net(&rng, widths, 3, 1);
	split_of(parent, -1, 2, &split);
	assert_ok(fpe_control_sparse(parent, split, -1, 2, 1, &sparse, &err));
	for (int i = 0; i < 3; i++) {
		const struct fpe_layer *l = &split->layer[i];
		int same = !memcmp(l->mask, sparse->layer[i].mask,
				   (size_t)(l->in * l->out) * sizeof *l->mask);

		assert_int_equal(same, i == 2);
	}
	fpe_net_free(parent);
	fpe_net_free(split);
	fpe_net_free(sparse);
}

static int row_nnz(const struct fpe_layer *l, int row)
{
	int n = 0;

	for (int j = 0; j < l->in; j++)
		n += l->mask[row * l->in + j] != 0;
	return n;
}

/* As many entries as the split in every layer; no neuron has more than its share of groups. */
static void nm_and_static_have_the_entries_of_the_split_in_each_layer(void **state)
{
	uint64_t seed = test_seed("nm");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct fpe_rng rng;
		struct fpe_net *parent, *split, *nm, *fixed;
		int layer, alpha;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		const int widths[] = { test_between(&rng, 4, 20), test_between(&rng, 4, 8),
				       test_between(&rng, 1, 8), test_between(&rng, 1, 3) };
		parent = test_net(&rng, widths, 3, 1);
		layer = test_between(&rng, -1, 1);
		alpha = test_between(&rng, 2, 4);
		split_of(parent, layer, alpha, &split);
		assert_ok(fpe_control_nm(parent, split, layer, alpha, round, &nm, &err));
		assert_ok(fpe_control_static(parent, split, layer, alpha, FPE_INIT_HE, 7, round,
					     &fixed, &err));
		for (int i = 0; i < 3; i++) {
			const struct fpe_layer *l = &nm->layer[i];
			bool drawn = i == layer || (layer == -1 && i < 2);

			assert_int_equal(fpe_net_layer_nnz(nm, i), fpe_net_layer_nnz(split, i));
			assert_int_equal(fpe_net_layer_nnz(fixed, i), fpe_net_layer_nnz(split, i));
			check_weights(parent, nm, i, alpha);
			for (int r = 0; drawn && r < l->out; r++)
				assert_in_range(row_nnz(l, r), 0,
						2 * ((l->in + 2 * alpha - 1) / (2 * alpha)));
		}
		fpe_net_free(parent);
		fpe_net_free(split);
		fpe_net_free(nm);
		fpe_net_free(fixed);
	}
}

/* 2:4 where everything divides and nothing is pruned: two a group, the same groups for all. */
static void nm_is_two_of_four(void **state)
{
	const int widths[] = { 16, 40, 1 };
	struct fpe_net *parent, *split, *nm;
	struct fpe_rng rng;
	struct fpe_error err;
	int together[16] = { 0 }, most = 0;

	(void)state;
	fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, 0);
	parent = test_net(&rng, widths, 2, 1);
	struct fpe_grouping g = { .net = parent, .layer = 0, .alpha = 2, .seed = 1 };
	assert_ok(fpe_split(fpe_split_kinds[0], &g, FPE_BUDGET_NONE, 0, 0, &split, &err));
	assert_ok(fpe_control_nm(parent, split, 0, 2, 5, &nm, &err));
	for (int r = 0; r < 80; r++) {
		const float *mask = nm->layer[0].mask + r * 16;

		assert_int_equal(row_nnz(&nm->layer[0], r), 8);
		for (int j = 1; j < 16; j++)
			together[j] += mask[0] == mask[j];
	}
	/* of a group of its own two are the same for one of three neurons, else for about half */
	for (int j = 1; j < 16; j++)
		most += together[j] <= 34;
	assert_in_range(most, 3, 5);
	fpe_net_free(parent);
	fpe_net_free(split);
	fpe_net_free(nm);
}

static void reinit_keeps_masks_and_nothing_else(void **state)
{
	const int widths[] = { 12, 8, 6, 2 };
	struct fpe_rng rng;
	struct fpe_net *parent, *split, *before, *again;

	(void)state;
	fpe_rng_open(&rng, 1, FPE_RNG_TEST_ONLY, 0);
	parent = test_net(&rng, widths, 3, 1);
	split_of(parent, 0, 2, &split);
	before = fpe_net_copy(split);
	again = fpe_net_copy(split);
	fpe_control_reinit(split, FPE_INIT_UNIFORM, 3);
	fpe_control_reinit(again, FPE_INIT_UNIFORM, 3);
	assert_memory_equal(split->block, again->block, split->floats * sizeof(float));
	fpe_net_init(again, FPE_INIT_UNIFORM, 3); /* that of the root itself */
	for (int i = 0; i < 3; i++) {
		const struct fpe_layer *l = &split->layer[i];
		size_t n = fpe_layer_size(l);
		int same = 0, live = 0;

		assert_memory_equal(l->mask, before->layer[i].mask, n * sizeof *l->mask);
		for (size_t j = 0; j < n; j++) {
			live += l->mask[j] != 0;
			same += l->mask[j] != 0 && (l->weight[j] == before->layer[i].weight[j] ||
						    l->weight[j] == again->layer[i].weight[j]);
			assert_true(l->mask[j] != 0 || l->weight[j] == 0);
		}
		assert_true(live > 0 && same == 0);
	}
	fpe_net_free(parent);
	fpe_net_free(split);
	fpe_net_free(before);
	fpe_net_free(again);
}

/* The logit of one sample, all inputs 1. */
static double logit(const struct fpe_net *net)
{
	const struct fpe_layer *h = &net->layer[0], *l = &net->layer[1];
	double sum = l->bias[0];

	for (int n = 0; n < h->out; n++) {
		double a = h->bias[n];

		for (int j = 0; j < h->in; j++)
			a += h->weight[n * h->in + j];
		sum += a > 0 ? a * l->weight[n] : 0;
	}
	return sum;
}

static void an_ensemble_is_a_split_net_in_parts(void **state)
{
	const int widths[] = { 12, 8, 2 }, deep[] = { 4, 3, 3, 1 };
	uint64_t seed = test_seed("ensemble");
	struct fpe_error err;

	(void)state;
	for (uint64_t round = 0; round < 50; round++) {
		struct fpe_net *parent, *joint, *copy, *member[4];
		struct fpe_rng rng;
		int alpha;
		size_t nnz = 0;
		double mean = 0;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		alpha = test_between(&rng, 2, 4);
		parent = test_net(&rng, widths, 2, 1);
		split_of(parent, 0, alpha, &joint);
		copy = fpe_net_copy(joint);
		for (int c = 0; c < alpha; c++) {
			assert_ok(fpe_ensemble_member(joint, alpha, c, &member[c], &err));
			nnz += fpe_net_nnz(member[c]);
			assert_int_equal(member[c]->layer[0].out, 8);
			mean += logit(member[c]) / alpha;
		}
		assert_int_equal(nnz, fpe_net_nnz(joint));
		assert_float_equal(mean, logit(joint), 1e-5);
		fpe_ensemble_join(copy, alpha, member);
		for (int i = 0; i < 2; i++) {
			size_t n = fpe_layer_size(&joint->layer[i]);

			assert_memory_equal(copy->layer[i].mask, joint->layer[i].mask,
					    n * sizeof(float));
			for (size_t j = 0; j < n; j++)
				assert_float_equal(copy->layer[i].weight[j],
						   joint->layer[i].weight[j], 1e-6);
		}
		for (int c = 0; c < alpha; c++)
			fpe_net_free(member[c]);
		fpe_net_free(parent);
		fpe_net_free(joint);
		fpe_net_free(copy);
	}
	struct fpe_net *net;
	assert_ok(fpe_net_new(deep, 3, &net, &err));
	assert_fails(FPE_ESTATE, fpe_ensemble_check(net, &err));
	fpe_net_free(net);
}

static void what_does_not_fit_is_refused(void **state)
{
	const int widths[] = { 6, 4, 2 };
	struct fpe_net *parent, *split, *out;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &parent, &err));
	split_of(parent, 0, 2, &split);
	assert_fails(FPE_ESHAPE, fpe_control_sparse(parent, split, 0, 3, 1, &out, &err));
	assert_null(out);
	assert_fails(FPE_ESHAPE, fpe_control_sparse(parent, parent, 0, 2, 1, &out, &err));
	assert_null(out);
	assert_fails(FPE_ERANGE, fpe_control_sparse(parent, split, 1, 2, 1, &out, &err));
	assert_null(out);
	assert_fails(FPE_ERANGE, fpe_control_wide(parent, 1, 2, FPE_INIT_HE, 1, &out, &err));
	assert_null(out);
	assert_fails(FPE_ERANGE, fpe_control_wide(parent, 0, 65, FPE_INIT_HE, 1, &out, &err));
	assert_null(out);
	fpe_net_free(parent);
	fpe_net_free(split);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wide_is_a_fresh_dense_net),
		cmocka_unit_test(sparse_has_the_entries_of_the_split_in_each_layer),
		cmocka_unit_test(sparse_masks_are_uniform_and_follow_the_seed),
		cmocka_unit_test(sparse_of_all_layers_draws_every_hidden_one),
		cmocka_unit_test(nm_and_static_have_the_entries_of_the_split_in_each_layer),
		cmocka_unit_test(nm_is_two_of_four),
		cmocka_unit_test(reinit_keeps_masks_and_nothing_else),
		cmocka_unit_test(an_ensemble_is_a_split_net_in_parts),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
