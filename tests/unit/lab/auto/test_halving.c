/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_halving.c - plans, ranks and frontiers; and the candidates drawn. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "fpe/rng.h"
#include "lab/auto/contender.h"
#include "lab/auto/halving.h"

static void plans_halve_candidates_and_double_epochs(void **state)
{
	struct halving_rung rung[HALVING_RUNGS];

	(void)state;
	assert_int_equal(halving_plan(32, 200, rung), 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(rung[i].candidates, 32 >> i);
		assert_int_equal(rung[i].epochs, 25 << i);
	}
	assert_int_equal(halving_plan(7, 100, rung), 2);
	assert_int_equal(rung[0].candidates, 7);
	assert_int_equal(rung[1].candidates, 4);
	assert_int_equal(rung[0].epochs, 50);
}

static void every_plan_ends_with_a_choice_at_the_last_epoch(void **state)
{
	struct halving_rung rung[HALVING_RUNGS];

	(void)state;
	for (int n = 1; n <= 70; n++) {
		for (int epochs = 1; epochs <= 40; epochs++) {
			int rungs = halving_plan(n, epochs, rung);

			assert_in_range(rungs, 1, HALVING_RUNGS);
			assert_int_equal(rung[0].candidates, n);
			assert_int_equal(rung[rungs - 1].epochs, epochs);
			assert_true(rung[rungs - 1].candidates >= 2 || n == 1);
			for (int i = 0; i < rungs; i++) {
				assert_true(rung[i].epochs >= 1);
				if (i)
					assert_true(rung[i].epochs > rung[i - 1].epochs);
				if (i)
					assert_int_equal(rung[i].candidates,
							 halving_keep(rung[i - 1].candidates));
			}
		}
	}
}

static void ranks_go_by_accuracy_then_loss_then_order(void **state)
{
	static const struct halving_score score[] = {
		{ NAN, NAN }, { .8, .4 },   { .9, .5 }, { .8, .3 },
		{ .8, .4 },   { NAN, NAN }, { .7, .1 },
	};
	static const int wanted[] = { 2, 3, 1, 4, 6, 0, 5 };
	int order[7];

	(void)state;
	halving_rank(score, 7, order);
	assert_memory_equal(order, wanted, sizeof order);
}

static void the_frontier_has_what_nothing_beats(void **state)
{
	static const struct halving_score score[] = {
		{ .8, .4 },  /* 8: the smallest */
		{ .9, .3 },  /* 16: better for more */
		{ .85, .3 }, /* 16: beaten by its equal in size */
		{ .9, .3 },  /* 32: as good for more */
		{ .95, .2 }, /* 64 */
		{ NAN, NAN } /* 4: diverged */
	};
	static const int neurons[] = { 8, 16, 16, 32, 64, 4 };
	static const bool wanted[] = { true, true, false, false, true, false };

	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(halving_frontier(score, neurons, 6, i), wanted[i]);
}

/* A net of these widths, ended by 0, with two clauses of two inputs. */
struct fixture {
	struct fpe_net *net;
	struct fpe_clauses clauses;
	struct contender_space space;
};

static int starts[] = { 0, 2, 4 }, inputs[] = { 0, 1, 2, 3 };
static signed char signs[] = { 1, 1, 1, 1 };

static void open_fixture(struct fixture *f, const int *widths, bool clauses)
{
	struct fpe_error err;
	int layers = 0;

	while (widths[layers + 1])
		layers++;
	assert_ok(fpe_net_new(widths, layers, &f->net, &err));
	f->clauses = (struct fpe_clauses){ clauses ? 2 : 0, starts, inputs, signs };
	f->space = (struct contender_space){ .net = f->net,
					     .basis = { .clauses = &f->clauses },
					     .latest = 12 };
}

static struct contender *draw(struct fixture *f, uint64_t seed, int most, int *count, int *possible)
{
	struct contender *out;
	struct fpe_error err;

	assert_ok(contender_draw(&f->space, seed, most, &out, count, possible, &err));
	return out;
}

static bool alike(const struct contender *a, const struct contender *b)
{
	return a->by == b->by && a->how.alpha == b->how.alpha && a->how.layer == b->how.layer &&
	       a->at == b->at;
}

static void draws_are_of_what_fits_each_once(void **state)
{
	static const int widths[] = { 4, 3, 5, 1, 0 };
	struct fixture f;
	int count, possible, of_clauses = 0;
	struct contender *c;

	(void)state;
	open_fixture(&f, widths, true);
	c = draw(&f, 1, 100000, &count, &possible);
	assert_int_equal(count, possible + 1);
	assert_null(c[0].by);
	for (int i = 1; i < count; i++) {
		struct fpe_grouping g = { .net = f.net,
					  .layer = c[i].how.layer,
					  .alpha = c[i].how.alpha,
					  .clauses = &f.clauses };
		struct fpe_net *split;
		struct fpe_error err;

		assert_non_null(c[i].by);
		assert_false(c[i].by->by_hand);
		assert_in_range(c[i].at, 0, 12);
		/* the check says what the split itself says */
		assert_ok(fpe_split(c[i].by, &g, FPE_BUDGET_EXACT, fpe_net_nnz(f.net),
				    fpe_net_biases(f.net), &split, &err));
		fpe_net_free(split);
		of_clauses += c[i].by->needs_clauses;
		for (int k = 1; k < i; k++)
			assert_false(alike(&c[i], &c[k]));
	}
	/* alpha 2 of fc1, at 0, 1, 2, 5 and 10 */
	assert_int_equal(of_clauses, 5);
	free(c);
	fpe_net_free(f.net);
}

static void a_short_draw_has_every_kind_and_is_the_seeds(void **state)
{
	static const int widths[] = { 16, 8, 1, 0 };
	struct fixture f;
	int count, possible, more;
	struct contender *a, *b, *longer;

	(void)state;
	open_fixture(&f, widths, true);
	a = draw(&f, 1, 4, &count, &possible);
	assert_int_equal(count, 5);
	for (int i = 1; i < 5; i++) {
		for (int k = 1; k < i; k++)
			assert_ptr_not_equal(a[i].by, a[k].by);
	}
	b = draw(&f, 1, 4, &count, &possible);
	for (int i = 0; i < 5; i++)
		assert_true(alike(&a[i], &b[i]));
	longer = draw(&f, 1, 20, &more, &possible);
	for (int i = 0; i < 5; i++)
		assert_true(alike(&a[i], &longer[i]));
	free(b);
	b = draw(&f, 2, 20, &count, &possible);
	for (int i = count = 0; i < 21; i++)
		count += alike(&b[i], &longer[i]);
	assert_in_range(count, 1, 15);
	free(a);
	free(b);
	free(longer);
	fpe_net_free(f.net);
}

static void past_epochs_are_those_that_are_kept(void **state)
{
	static const int widths[] = { 16, 8, 1, 0 };
	struct fixture f;
	int count, possible;
	struct contender *c;

	(void)state;
	open_fixture(&f, widths, false);
	f.space.kept = 6;
	f.space.stride = 2;
	c = draw(&f, 1, 100000, &count, &possible);
	for (int i = 1; i < count; i++) {
		assert_true(c[i].at == 0 || c[i].at == 2 || c[i].at == 10);
		assert_false(c[i].by->needs_clauses);
	}
	free(c);
	fpe_net_free(f.net);
}

static void a_net_of_one_input_has_none(void **state)
{
	static const int widths[] = { 1, 1, 1, 0 };
	struct contender *c;
	struct fixture f;
	struct fpe_error err;
	int count, possible;

	(void)state;
	open_fixture(&f, widths, false);
	assert_int_equal(contender_draw(&f.space, 1, 8, &c, &count, &possible, &err), FPE_ESTATE);
	assert_null(c);
	fpe_net_free(f.net);
}

static int by_place(const void *a, const void *b)
{
	const struct contender *x = a, *y = b;

	return x->how.layer != y->how.layer   ? x->how.layer - y->how.layer
	       : x->how.alpha != y->how.alpha ? x->how.alpha - y->how.alpha
					      : x->at - y->at;
}

/* So a new kind of split leaves the order of the others as it is. */
static void the_order_of_a_kind_goes_by_its_name(void **state)
{
	static const int widths[] = { 4, 3, 5, 1, 0 };
	struct fixture f;
	int count, possible;
	struct contender *c;

	(void)state;
	open_fixture(&f, widths, true);
	c = draw(&f, 7, 100000, &count, &possible);
	for (int k = 0; fpe_split_kinds[k]; k++) {
		struct contender drawn[1000] = { 0 }, grid[1000];
		int32_t order[1000];
		struct fpe_rng rng;
		int n = 0;

		for (int i = 1; i < count; i++) {
			if (c[i].by == fpe_split_kinds[k])
				drawn[n++] = c[i];
		}
		memcpy(grid, drawn, sizeof grid);
		qsort(grid, (size_t)n, sizeof *grid, by_place);
		for (int i = 0; i < n; i++)
			order[i] = i;
		fpe_rng_open(&rng, 7, FPE_RNG_SEARCH, fpe_rng_name(fpe_split_kinds[k]->name));
		fpe_rng_shuffle(&rng, order, n);
		for (int i = 0; i < n; i++)
			assert_true(alike(&drawn[i], &grid[order[i]]));
		assert_true(n > 3 || fpe_split_kinds[k]->by_hand ||
			    fpe_split_kinds[k]->needs_groups ||
			    fpe_split_kinds[k]->needs_partition);
	}
	free(c);
	fpe_net_free(f.net);
}

static void neurons_are_those_of_the_split_net(void **state)
{
	static const int widths[] = { 6, 3, 5, 2, 0 };
	struct fixture f;
	struct contender c = { fpe_split_kind_find("random"), { .alpha = 2, .layer = 1 }, 0 };

	(void)state;
	open_fixture(&f, widths, false);
	assert_int_equal(contender_neurons(&c, f.net), 3 + 10);
	c.how.layer = -1;
	assert_int_equal(contender_neurons(&c, f.net), 6 + 10);
	c = (struct contender){ .how.alpha = 1 };
	assert_int_equal(contender_neurons(&c, f.net), 8);
	fpe_net_free(f.net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans_halve_candidates_and_double_epochs),
		cmocka_unit_test(every_plan_ends_with_a_choice_at_the_last_epoch),
		cmocka_unit_test(ranks_go_by_accuracy_then_loss_then_order),
		cmocka_unit_test(the_frontier_has_what_nothing_beats),
		cmocka_unit_test(draws_are_of_what_fits_each_once),
		cmocka_unit_test(a_short_draw_has_every_kind_and_is_the_seeds),
		cmocka_unit_test(past_epochs_are_those_that_are_kept),
		cmocka_unit_test(a_net_of_one_input_has_none),
		cmocka_unit_test(the_order_of_a_kind_goes_by_its_name),
		cmocka_unit_test(neurons_are_those_of_the_split_net),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
