/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_difference.c - rows of two nets matched by origin: after any splits of
 * splits the folded weights are the sums of what was folded.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/nets.h"
#include "support/snapshot_fixture.h"
#include "view/figure/difference.h"

#define ALL FPE_MAX_GENERATIONS

/* Split a layer at random, prune nothing. */
static struct fpe_net *split(const struct fpe_net *net, int layer, int alpha, uint64_t seed)
{
	struct fpe_grouping g = { .net = net, .layer = layer, .alpha = alpha, .seed = seed };
	struct fpe_error err;
	struct fpe_net *out;

	assert_ok(fpe_split(fpe_split_kind_find("random"), &g, FPE_BUDGET_NONE, 0, 0, &out, &err));
	return out;
}

static bool begins(const struct fpe_origin *start, const struct fpe_origin *o)
{
	if (start->root != o->root || start->depth > o->depth)
		return false;
	for (int i = 0; i < start->depth; i++) {
		if (start->child[i] != o->child[i])
			return false;
	}
	return true;
}

/* Sum over the neurons under a row of the mean over those under a column. */
static double direct(const struct difference *d, int which, const struct fpe_net *net, int row,
		     int column)
{
	const struct fpe_layer *l = &net->layer[d->layer];
	const struct fpe_origin *r = &d->net[0].origin[d->layer][row];
	double sum = 0;
	int n = 0;

	(void)which;
	for (int i = 0; i < l->out; i++) {
		if (!begins(r, &net->origin[d->layer][i]))
			continue;
		n = 0;
		for (int j = 0; j < l->in; j++) {
			bool here = d->layer == 0 ? j == column
						  : begins(&d->net[0].origin[d->layer - 1][column],
							   &net->origin[d->layer - 1][j]);

			n += here;
			sum += here ? (double)l->weight[i * l->in + j] : 0;
		}
	}
	return n ? sum / n : 0;
}

/* Every cell of both sides against the plain definition. */
static void check(const struct fpe_net *a, const struct fpe_net *b, int layer, int depth, int rows)
{
	struct difference d;

	assert_null(difference_nets(&d, a, b, layer, depth, depth));
	assert_int_equal(d.rows, rows);
	for (int i = 0; i < d.rows; i++) {
		for (int j = 0; j < d.columns; j++) {
			double x = difference_weight(&d, 0, i, j);
			double y = difference_weight(&d, 1, i, j);

			assert_true(fabs(x - direct(&d, 0, a, i, j)) < 1e-6);
			assert_true(fabs(y - direct(&d, 1, b, i, j)) < 1e-6);
		}
	}
	for (int i = 0; i < a->layer[layer].out; i++)
		assert_true(begins(&d.net[0].origin[layer][d.row_of[0][i]], &a->origin[layer][i]));
	for (int i = 0; i < b->layer[layer].out; i++)
		assert_true(begins(&d.net[1].origin[layer][d.row_of[1][i]], &b->origin[layer][i]));
	difference_close(&d);
}

static void children_are_summed_back_at_any_depth(void **state)
{
	uint64_t seed = test_seed(__func__);

	(void)state;
	for (uint64_t round = 0; round < 60; round++) {
		struct fpe_rng rng;
		struct fpe_net *net, *once, *other, *twice;
		int h, layer = round % 2;

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, round);
		h = test_between(&rng, 2, 9);
		const int widths[] = { test_between(&rng, 4, 12), h, test_between(&rng, 2, 6), 2 };
		net = test_net(&rng, widths, 3, round % 3 ? 1 : 0.7);
		once = split(net, 0, 2, round);
		other = split(net, 0, 3, round + 1);
		twice = split(once, 0, 2, round + 2);
		check(once, net, 0, ALL, h);
		check(net, once, layer, ALL, layer ? widths[2] : h);
		check(twice, net, layer, ALL, layer ? widths[2] : h);
		check(twice, once, 0, ALL, 2 * h);
		check(once, once, layer, ALL, layer ? widths[2] : 2 * h);
		check(once, other, layer, 0, layer ? widths[2] : h);
		check(twice, once, 0, 0, h);
		fpe_net_free(net);
		fpe_net_free(once);
		fpe_net_free(other);
		fpe_net_free(twice);
	}
}

/* A split takes nothing away and copies what goes out. */
static void right_after_a_split_nothing_differs(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct fpe_net *net = split(f->net[0], 0, 2, 1);
	struct difference d;

	(void)state;
	for (int layer = 0; layer < 2; layer++) {
		assert_null(difference_nets(&d, net, f->net[0], layer, ALL, ALL));
		assert_int_equal(d.rows, layer ? 1 : FIXTURE_H);
		assert_int_equal(d.columns, layer ? FIXTURE_H : FIXTURE_D);
		for (int i = 0; i < d.rows * d.columns; i++) {
			int r = i / d.columns, c = i % d.columns;

			assert_true(difference_weight(&d, 0, r, c) ==
				    difference_weight(&d, 1, r, c));
			assert_true(difference_live(&d, 0, r, c));
		}
		difference_close(&d);
	}
	fpe_net_free(net);
	snapshot_fixture_free(f);
}

static const char *open_arms(struct difference *d, const struct snapshot *s, int arm, int minus,
			     int epoch)
{
	struct panel_options o = panel_defaults;

	o.minus = minus;
	o.minus_epoch = epoch;
	return difference_open(d, s, &o, arm);
}

static void arms_split_each_in_its_own_way_meet_at_the_parent(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot *s = &f->snapshot;
	struct difference d;
	char name[96];

	(void)state;
	assert_null(open_arms(&d, s, 2, 1, -1));
	assert_int_equal(d.rows, FIXTURE_H);
	assert_string_equal(difference_name(&d, name, sizeof name), "clause - random");
	difference_close(&d);
	s->past[0] = (struct snapshot_past){ .id = 2, .epoch = 9, .arm = s->arm[2] };
	s->past[0].arm.epoch = 9;
	s->pasts = 1;
	assert_null(open_arms(&d, s, 2, 2, 9)); /* one split: its children stay */
	assert_int_equal(d.rows, 2 * FIXTURE_H);
	assert_string_equal(difference_name(&d, name, sizeof name), "clause - clause@9");
	difference_close(&d);
	assert_int_equal(difference_depth(s, &s->arm[2], &s->arm[0], 0), 0);
	s->arm[1].parent = 2; /* branched from the split arm */
	assert_int_equal(difference_depth(s, &s->arm[1], &s->arm[2], 0), 1);
	s->arm[1].parent = s->arm[2].parent = -1; /* their parent was dropped */
	assert_int_equal(difference_depth(s, &s->arm[1], &s->arm[2], 0), 0);
	snapshot_fixture_free(f);
}

static void what_cannot_be_matched_says_so(void **state)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	struct snapshot *s = &f->snapshot;
	const int widths[] = { FIXTURE_D, FIXTURE_H + 1, 1 };
	const int narrow[] = { FIXTURE_D - 1, FIXTURE_H, 1 };
	struct fpe_net *wide, *small;
	struct difference d;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &wide, &err));
	assert_ok(fpe_net_new(narrow, 2, &small, &err));
	assert_non_null(strstr(open_arms(&d, s, 2, 7, -1), "dropped"));
	assert_null(d.memory);
	assert_non_null(strstr(open_arms(&d, s, 2, 0, 3), "epoch"));
	assert_non_null(
		strstr(difference_nets(&d, f->net[0], wide, 0, ALL, ALL), "different neurons"));
	assert_non_null(
		strstr(difference_nets(&d, wide, f->net[0], 0, ALL, ALL), "different neurons"));
	assert_non_null(
		strstr(difference_nets(&d, f->net[0], small, 0, ALL, ALL), "different inputs"));
	s->arm[1].parent = -1; /* a root net of its own */
	s->arm[1].left = 0;
	s->arm[1].alpha = 1;
	assert_non_null(strstr(open_arms(&d, s, 1, 0, -1), "root nets"));
	difference_close(&d); /* twice does no harm */
	difference_close(&d);
	fpe_net_free(wide);
	fpe_net_free(small);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_are_summed_back_at_any_depth),
		cmocka_unit_test(right_after_a_split_nothing_differs),
		cmocka_unit_test(arms_split_each_in_its_own_way_meet_at_the_parent),
		cmocka_unit_test(what_cannot_be_matched_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
