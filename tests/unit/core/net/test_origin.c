/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_origin.c - neurons by name; mask entries moved between siblings. */
#include "support/test.h"

#include <string.h>

#include "fpe/split.h"
#include "support/nets.h"

static void names_are_read_as_they_are_written(void **state)
{
	static const char *const bad[] = { "",	  "n",	   "3",	  "n3.",    "n.1",   "x3", "n-1",
					   "n03", "n3.01", "n3 ", "n12345", "n3.0.", "n3x" };
	struct fpe_origin o;

	(void)state;
	assert_true(fpe_origin_parse("n3", &o));
	assert_int_equal(o.root, 3);
	assert_int_equal(o.depth, 0);
	assert_true(fpe_origin_parse("n0.1.12", &o));
	assert_int_equal(o.root, 0);
	assert_int_equal(o.depth, 2);
	assert_int_equal(o.child[0], 1);
	assert_int_equal(o.child[1], 12);
	assert_true(fpe_origin_parse("n4095.0.0.0.0.0.0.0.0.0.0.0.0", &o));
	assert_int_equal(o.depth, FPE_MAX_GENERATIONS);
	assert_false(fpe_origin_parse("n1.0.0.0.0.0.0.0.0.0.0.0.0.0", &o));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		test_row("%s", bad[i]);
		assert_false(fpe_origin_parse(bad[i], &o));
	}
}

/* A net of 5 inputs and 3 neurons, split by hand in two. */
static struct fpe_net *split_net(void)
{
	static const int widths[] = { 5, 3, 1 };
	struct fpe_grouping g = { .alpha = 2 };
	struct fpe_net *net, *split;
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	g.net = net;
	assert_ok(
		fpe_split(fpe_split_kind_find("manual"), &g, FPE_BUDGET_NONE, 0, 0, &split, &err));
	fpe_net_free(net);
	return split;
}

static void neurons_are_found_by_name(void **state)
{
	struct fpe_net *net = split_net();
	struct fpe_origin o;

	(void)state;
	for (int n = 0; n < 6; n++) {
		char name[FPE_MAX_NAME];

		assert_true(
			fpe_origin_parse(fpe_net_neuron_name(net, 0, n, name, sizeof name), &o));
		assert_int_equal(fpe_net_find_neuron(net, 0, &o), n);
	}
	assert_true(fpe_origin_parse("n1", &o));
	assert_int_equal(fpe_net_find_neuron(net, 0, &o), -1);
	fpe_net_free(net);
}

static void a_moved_entry_takes_its_weight_along(void **state)
{
	struct fpe_net *net = split_net(), *before;
	struct fpe_layer *l = &net->layer[0];
	struct fpe_origin n1;
	struct fpe_error err;

	(void)state;
	for (int i = 0; i < 30; i++)
		l->weight_m[i] = l->weight_v[i] = l->mask[i] * 7;
	before = fpe_net_copy(net);
	assert_true(fpe_origin_parse("n1", &n1));
	assert_ok(fpe_net_move(net, 0, &n1, 3, 1, "x3", &err));
	assert_int_equal(fpe_net_nnz(net), fpe_net_nnz(before));
	for (int i = 0; i < 30; i++) {
		const struct fpe_layer *b = &before->layer[0];

		if (i == 2 * 5 + 3) { /* n1.0 */
			assert_true(l->mask[i] == 0 && l->weight[i] == 0 && l->weight_m[i] == 0);
		} else if (i == 3 * 5 + 3) { /* n1.1 */
			assert_true(l->mask[i] == 1 && l->weight_v[i] == 0);
			assert_true(l->weight[i] == b->weight[2 * 5 + 3]);
		} else {
			assert_true(l->mask[i] == b->mask[i] && l->weight[i] == b->weight[i] &&
				    l->weight_m[i] == b->weight_m[i]);
		}
	}
	assert_ok(fpe_net_move(net, 0, &n1, 3, 0, "x3", &err));
	assert_memory_equal(l->mask, before->layer[0].mask, 30 * sizeof(float));
	assert_memory_equal(l->weight, before->layer[0].weight, 30 * sizeof(float));
	fpe_net_free(before);
	fpe_net_free(net);
}

static void what_cannot_move_says_who_holds_it(void **state)
{
	struct fpe_net *net = split_net();
	struct fpe_origin n2;
	struct fpe_error err;

	(void)state;
	assert_true(fpe_origin_parse("n2", &n2));
	assert_fails(FPE_ESTATE, fpe_net_move(net, 0, &n2, 1, 0, "b", &err));
	assert_non_null(strstr(err.message, "n2.0 holds b already"));
	assert_fails(FPE_ENAME, fpe_net_move(net, 0, &n2, 1, 2, "b", &err));
	net->layer[0].mask[4 * 5 + 1] = 0;
	fpe_net_apply_masks(net);
	assert_fails(FPE_ESTATE, fpe_net_move(net, 0, &n2, 1, 1, "b", &err));
	assert_non_null(strstr(err.message, "pruned"));
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_read_as_they_are_written),
		cmocka_unit_test(neurons_are_found_by_name),
		cmocka_unit_test(a_moved_entry_takes_its_weight_along),
		cmocka_unit_test(what_cannot_move_says_who_holds_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
