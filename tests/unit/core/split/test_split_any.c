/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_split_any.c - splits of nets of every activation and loss, with and without
 * biases, on any layer and on all: they keep the budget and go on learning.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

#include "fpe/split.h"
#include "fpe/trainer.h"
#include "support/random_net.h"

struct fixture {
	struct fpe_net *net;
	struct fpe_data *data;
	size_t budget, biases;
	struct fpe_grouping g;
};

/* 1 to 3 hidden layers of ragged widths, of which each input can be dealt. */
static void fixture_open(struct fixture *f, struct fpe_rng *rng)
{
	int widths[FPE_MAX_LAYERS + 1], layers = random_between(rng, 2, 4);
	struct fpe_error err;

	widths[0] = random_between(rng, 4, 40);
	for (int l = 1; l < layers; l++)
		widths[l] = random_between(rng, 4, 12);
	widths[layers] = random_between(rng, 1, 4);
	assert_ok(fpe_net_new(widths, layers, &f->net, &err));
	random_kind(rng, f->net);
	fpe_net_init(f->net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	f->data = random_data(rng, f->net, 40, (int)fpe_rng_below(rng, 2));
	f->budget = fpe_net_nnz(f->net);
	f->biases = fpe_net_biases(f->net);
	f->g = (struct fpe_grouping){ .net = f->net,
				      .layer = random_between(rng, -1, layers - 2),
				      .alpha = random_between(rng, 2, 4),
				      .seed = fpe_rng_u64(rng) };
}

static void fixture_close(struct fixture *f)
{
	fpe_net_free(f->net);
	fpe_data_free(f->data);
}

/* A few steps; that the loss falls is asked of who may learn. */
static void train(struct fpe_net *net, const struct fpe_data *data)
{
	struct fpe_train_settings s = test_settings();
	struct fpe_trainer *t;
	struct fpe_error err;
	double before, after;

	s.batch = 0;
	s.lr = .003;
	assert_ok(fpe_trainer_new(net, data, &s, 1, 0, 0, &t, &err));
	before = fpe_kernel_score(fpe_trainer_kernel(t), net, data).loss;
	for (int i = 0; i < 15; i++)
		assert_ok(fpe_trainer_step(t, &err));
	after = fpe_kernel_score(fpe_trainer_kernel(t), fpe_trainer_net(t), data).loss;
	/* an output that is below 0 for all samples has no slope there */
	if (!(after < before) && net->loss != FPE_LOSS_RECTIFIED)
		fail_msg("the loss went from %g to %g", before, after);
	fpe_trainer_free(t);
}

static void assert_kind(const struct fpe_net *net, const struct fpe_net *parent)
{
	assert_int_equal(net->activation, parent->activation);
	assert_int_equal(net->loss, parent->loss);
	for (int l = 0; l < net->layers; l++) {
		const struct fpe_layer *of = &net->layer[l];

		assert_int_equal(of->unbiased, parent->layer[l].unbiased);
		for (int i = 0; of->unbiased && i < of->out; i++)
			assert_true(of->bias[i] == 0 && of->bias_m[i] == 0 && of->bias_v[i] == 0);
		for (size_t k = 0; k < fpe_layer_size(of); k++)
			assert_true(of->mask[k] != 0 || of->weight[k] == 0);
	}
}

static void check(const struct fixture *f, const char *by, enum fpe_budget_rule rule)
{
	size_t added, most;
	struct fpe_net *split;
	struct fpe_error err;

	test_row("%s, %s, layer %d of %d", by, fpe_activation_info[f->net->activation].name,
		 f->g.layer, f->net->layers);
	assert_ok(fpe_split(fpe_split_kind_find(by), &f->g, rule, f->budget, f->biases, &split,
			    &err));
	added = fpe_net_biases(split) - f->biases;
	most = f->budget - (rule == FPE_BUDGET_STRICT ? added : 0);
	assert_int_equal(fpe_net_nnz(split), most);
	assert_kind(split, f->net);
	train(split, f->data);
	assert_int_equal(fpe_net_nnz(split), most);
	assert_kind(split, f->net);
	fpe_net_free(split);
}

static void every_net_keeps_its_budget_and_learns(void **state)
{
	static const char *const by[] = { "random", "gram", "magnitude" };
	struct fpe_rng rng;
	int unbiased = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 120; round++) {
		struct fixture f;

		fixture_open(&f, &rng);
		unbiased += f.biases == 0;
		train(f.net, f.data);
		check(&f, by[round % 3], round % 2 ? FPE_BUDGET_STRICT : FPE_BUDGET_EXACT);
		fixture_close(&f);
	}
	print_message("# nets without any biases: %d\n", unbiased);
}

/* Without biases strict has none to pay for. */
static void strict_counts_no_biases_that_are_not_there(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int round = 0; round < 20; round++) {
		struct fixture f;
		struct fpe_net *split;
		struct fpe_error err;

		fixture_open(&f, &rng);
		fpe_net_set_biased(f.net, false);
		assert_ok(fpe_split(fpe_split_kind_find("random"), &f.g, FPE_BUDGET_STRICT,
				    f.budget, 0, &split, &err));
		assert_int_equal(fpe_net_nnz(split), f.budget);
		assert_int_equal(fpe_net_biases(split), 0);
		fpe_net_free(split);
		fixture_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_net_keeps_its_budget_and_learns),
		cmocka_unit_test(strict_counts_no_biases_that_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
