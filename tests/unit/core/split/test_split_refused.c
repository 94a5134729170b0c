/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_split_refused.c - which splits are refused, with which words, and that the check knows it
 * before. */
#include "support/split_fixture.h"

#include <string.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_requests_are_refused_with_reasons),
		cmocka_unit_test(nets_that_would_be_too_wide_are_refused),
		cmocka_unit_test(owner_tables_that_do_not_fit_are_refused),
		cmocka_unit_test(the_check_says_what_the_split_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
