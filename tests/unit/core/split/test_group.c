/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_group.c - splits by groups of inputs, and by a partition of one's own. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "fpe/split.h"
#include "support/nets.h"

/* A net with random masks, and random groups of its inputs. */
struct fixture {
	struct fpe_rng rng;
	struct fpe_net *net;
	struct fpe_groups *groups;
	struct fpe_grouping g;
	int in, out, *owner;
};

static void fixture_open(struct fixture *f, uint64_t seed, uint64_t round, double density)
{
	int widths[4], number[60], groups, layers;
	struct fpe_error err;

	fpe_rng_open(&f->rng, seed, FPE_RNG_TEST_ONLY, round);
	layers = test_between(&f->rng, 2, 3);
	f->in = widths[0] = test_between(&f->rng, 4, 60);
	f->out = widths[1] = test_between(&f->rng, 1, 7);
	widths[2] = test_between(&f->rng, 1, 5);
	widths[3] = 2;
	f->net = test_net(&f->rng, widths, layers, density);
	groups = test_between(&f->rng, 2, 9);
	for (int j = 0; j < f->in; j++)
		number[j] = j < 2 ? j : test_between(&f->rng, -1, groups - 1);
	assert_ok(fpe_groups_of(number, f->in, "random", &f->groups, &err));
	f->g = (struct fpe_grouping){
		.net = f->net, .alpha = 2, .seed = seed + round, .groups = f->groups
	};
	f->owner = calloc((size_t)(f->in * f->out), sizeof *f->owner);
}

static void fixture_close(struct fixture *f)
{
	free(f->owner);
	fpe_groups_free(f->groups);
	fpe_net_free(f->net);
}

/* Groups of a parent with live inputs that each child has. */
static void check_row(const struct fixture *f, int n)
{
	int child[60], held[FPE_MAX_ALPHA] = { 0 }, least = f->in, most = 0;

	for (int g = 0; g < f->groups->count; g++)
		child[g] = -1;
	for (int j = 0; j < f->in; j++) {
		int at = n * f->in + j, g = f->groups->of[j];

		if (f->net->layer[0].mask[at] == 0) {
			assert_int_equal(f->owner[at], -1);
			continue;
		}
		assert_in_range(f->owner[at], 0, f->g.alpha - 1);
		if (child[g] < 0)
			held[f->owner[at]]++;
		else
			assert_int_equal(f->owner[at], child[g]); /* a group stays whole */
		child[g] = f->owner[at];
	}
	for (int c = 0; c < f->g.alpha; c++) {
		least = held[c] < least ? held[c] : least;
		most = held[c] > most ? held[c] : most;
	}
	assert_in_range(most - least, 0, 1);
}

static void groups_stay_whole_and_are_dealt_evenly(void **state)
{
	uint64_t seed = test_seed("groups");
	const struct fpe_split_kind *kind = fpe_split_kind_find("group");

	(void)state;
	for (uint64_t round = 0; round < 300; round++) {
		struct fpe_error err;
		struct fixture f;
		int most, *again;

		fixture_open(&f, seed, round, round % 3 ? 1 : 0.6);
		most = f.groups->count < f.in ? f.groups->count : f.in;
		f.g.alpha = test_between(&f.rng, 2, most);
		assert_ok(fpe_split_owner(kind, &f.g, f.owner, &err));
		for (int n = 0; n < f.out; n++)
			check_row(&f, n);
		again = calloc((size_t)(f.in * f.out), sizeof *again);
		assert_ok(fpe_split_owner(kind, &f.g, again, &err));
		assert_memory_equal(again, f.owner, (size_t)(f.in * f.out) * sizeof *again);
		free(again);
		fixture_close(&f);
	}
}

/* Of 200 parents with alike rows no two children come out of one draw. */
static void each_parent_deals_anew(void **state)
{
	static const int widths[] = { 12, 200, 1 };
	const struct fpe_split_kind *kind = fpe_split_kind_find("group");
	int owner[2400], *other = malloc(sizeof owner), together = 0;
	struct fpe_grouping g = { .alpha = 2, .seed = 1 };
	struct fpe_groups *groups;
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	assert_ok(fpe_groups_blocks(12, 3, &groups, &err));
	g.net = net;
	g.groups = groups;
	assert_ok(fpe_split_owner(kind, &g, owner, &err));
	for (int n = 0; n < 200; n++)
		together += owner[n * 12] == owner[n * 12 + 3];
	assert_in_range(together, 45, 90); /* a third of 200 */
	g.repeat = 1;
	assert_ok(fpe_split_owner(kind, &g, other, &err));
	assert_memory_not_equal(owner, other, sizeof owner);
	free(other);
	fpe_groups_free(groups);
	fpe_net_free(net);
}

/* The same split by hand: what by=file gives is what the table says. */
static void a_file_says_who_goes_where(void **state)
{
	uint64_t seed = test_seed("file");

	(void)state;
	for (uint64_t round = 0; round < 100; round++) {
		struct fpe_net *by_group, *by_file;
		struct fpe_error err;
		struct fixture f;
		size_t nnz;

		fixture_open(&f, seed, round, round % 2 ? 1 : 0.7);
		nnz = fpe_net_nnz(f.net);
		assert_ok(fpe_split_owner(fpe_split_kind_find("group"), &f.g, f.owner, &err));
		struct fpe_partition p = { f.out, f.in, f.owner, "owner.txt" };
		f.g.partition = &p;
		assert_ok(fpe_split(fpe_split_kind_find("group"), &f.g, FPE_BUDGET_EXACT, nnz, 0,
				    &by_group, &err));
		if (fpe_split(fpe_split_kind_find("file"), &f.g, FPE_BUDGET_EXACT, nnz, 0, &by_file,
			      &err) == FPE_ERANGE) {
			/* a mask without an input for the last child */
			assert_has(err.message, "alone");
		} else {
			assert_int_equal(fpe_net_nnz(by_group), nnz);
			assert_int_equal(fpe_net_nnz(by_file), nnz);
			for (int i = 0; i < by_file->layers; i++)
				assert_memory_equal(by_file->layer[i].mask, by_group->layer[i].mask,
						    fpe_layer_size(&by_file->layer[i]) *
							    sizeof(float));
			fpe_net_free(by_file);
		}
		fpe_net_free(by_group);
		fixture_close(&f);
	}
}

static void refuses(enum fpe_status status, const char *kind, const struct fpe_grouping *g,
		    const char *words)
{
	struct fpe_error err = { 0 };
	struct fpe_net *out;

	test_row("%s: %s", kind, words);
	assert_fails(status,
		     fpe_split(fpe_split_kind_find(kind), g, FPE_BUDGET_NONE, 0, 0, &out, &err));
	assert_null(out);
	assert_has(err.message, words);
	err.message[0] = '\0';
	assert_fails(status, fpe_split_check(fpe_split_kind_find(kind), g, &err));
	assert_has(err.message, words);
}

static void bad_requests_are_refused_with_reasons(void **state)
{
	static const int widths[] = { 6, 2, 6, 1 };
	int child[12] = { 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0 };
	struct fpe_partition p = { 2, 6, child, "owner.txt" };
	struct fpe_groups *groups, *others;
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new(widths, 3, &net, &err));
	assert_ok(fpe_groups_blocks(6, 3, &groups, &err));
	assert_ok(fpe_groups_blocks(5, 3, &others, &err));
	struct fpe_grouping g = { .net = net, .alpha = 2 };
	refuses(FPE_ESTATE, "group", &g, "which inputs belong together");
	refuses(FPE_ESTATE, "file", &g, "owner=FILE");
	g.groups = others;
	refuses(FPE_ESHAPE, "group", &g, "of 5 inputs; fc1 has 6");
	g.groups = groups;
	g.partition = &p;
	g.alpha = 3;
	refuses(FPE_ERANGE, "group", &g, "only 2 groups");
	refuses(FPE_ERANGE, "file", &g, "children 0 to 1 alone");
	g.alpha = 2;
	g.layer = -1;
	refuses(FPE_ERANGE, "group", &g, "later layers need by=random or by=gram");
	refuses(FPE_ERANGE, "file", &g, "layer=1 to layer=2");
	g.layer = 1;
	refuses(FPE_ERANGE, "group", &g, "splits fc1 only");
	refuses(FPE_ESHAPE, "file", &g, "2 x 6 numbers; fc2 is 6 x 2, neurons");
	g.layer = 0;
	p.rows = 1;
	refuses(FPE_ESHAPE, "file", &g, "owner.txt is 1 x 6 numbers; fc1 is 2 x 6");
	p.rows = 2;
	child[7] = 2;
	refuses(FPE_ESHAPE, "file", &g, "owner.txt: row 1, column 1 (from 0) is 2; 0 to 1");
	child[7] = -1;
	refuses(FPE_ESHAPE, "file", &g, "is -1; 0 to 1");
	child[7] = 1;
	net->layer[0].mask[2] = 0;
	refuses(FPE_ESHAPE, "file", &g, "row 0, column 2 (from 0) is 0; the mask is 0");
	fpe_groups_free(groups);
	fpe_groups_free(others);
	fpe_net_free(net);
}

/* gram and random split later layers, and all of them, to the budget. */
static void gram_splits_any_layer_to_the_budget(void **state)
{
	static const int widths[] = { 40, 12, 9, 3 };
	struct fpe_net *net, *split;
	struct fpe_error err;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed("layers"), FPE_RNG_TEST_ONLY, 0);
	net = test_net(&rng, widths, 3, 1);
	for (int layer = -1; layer < 2; layer++) {
		struct fpe_grouping g = { .net = net, .layer = layer, .alpha = 3, .seed = 4 };

		test_row("layer %d", layer);
		assert_ok(fpe_split(fpe_split_kind_find("gram"), &g, FPE_BUDGET_EXACT,
				    fpe_net_nnz(net), 0, &split, &err));
		assert_int_equal(fpe_net_nnz(split), fpe_net_nnz(net));
		for (int i = 0; i < 2; i++)
			assert_int_equal(split->layer[i].out,
					 widths[i + 1] * (layer < 0 || layer == i ? 3 : 1));
		fpe_net_free(split);
	}
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_stay_whole_and_are_dealt_evenly),
		cmocka_unit_test(each_parent_deals_anew),
		cmocka_unit_test(a_file_says_who_goes_where),
		cmocka_unit_test(bad_requests_are_refused_with_reasons),
		cmocka_unit_test(gram_splits_any_layer_to_the_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
