/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_search.c - a search is the same on any threads, cut short or kept in
 * pieces, stops when its clock says so, and never asks a test sample before it
 * has chosen.
 */
#include "support/lab_fixture.h"

#include <math.h>
#include <stdlib.h>

#include "lab/auto/search.h"
#include "lab/auto/trial.h"

static double now; /* what the clock says */

static double fake_clock(void)
{
	return now;
}

static const struct search *watched;

/* Late as soon as the first rung is over, however fast the machine is. */
static double clock_of_one_rung(void)
{
	return watched && watched->stages > 0 ? 110 : 100;
}

static struct search_options small(void)
{
	struct search_options o = search_defaults();

	o.trials = 6;
	o.seeds = 3;
	o.epochs = 12; /* at which a split wins */
	o.clock = fake_clock;
	return o;
}

static struct search *begin(struct session *s, const struct search_options *o)
{
	const char *blame;
	struct search *search;
	struct fpe_error err;

	assert_ok(session_ready(s, &err));
	assert_ok(search_new(s, s->arm[0], o, &search, &blame, &err));
	return search;
}

static struct search *run(struct session *s, const struct search_options *o)
{
	struct search *search = begin(s, o);

	search_wait(search);
	assert_int_equal(search->error.code, FPE_OK);
	return search;
}

static void assert_same_stages(const struct search *a, const struct search *b, int stages)
{
	for (int i = 0; i < stages; i++) {
		const struct search_stage *x = &a->stage[i];
		const struct search_stage *y = &b->stage[i];

		assert_int_equal(x->count, y->count);
		assert_int_equal(x->seeds, y->seeds);
		for (int k = 0; k < x->count; k++)
			assert_int_equal(x->place[k].number, y->place[k].number);
		assert_memory_equal(x->score, y->score,
				    (size_t)(x->count * x->seeds) * sizeof *x->score);
	}
}

static void threads_and_memory_change_nothing(void **state)
{
	struct lab_fixture f[3];
	struct search *s[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct search_options o = small();

		lab_open(&f[i], 1 + i);
		lab_add_net(f[i].s);
		if (i == 2)
			o.keep = 0; /* every rung trains from the start */
		s[i] = run(f[i].s, &o);
		assert_int_equal(s[i]->stages, 3);
	}
	assert_same_stages(s[0], s[1], 3);
	assert_same_stages(s[0], s[2], 3);
	for (int i = 0; i < 3; i++) {
		search_free(s[i]);
		session_free(f[i].s);
	}
}

static void the_better_half_goes_on_and_no_split_always(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct search *s;
	const struct search_stage *a, *b;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	s = run(f.s, &o);
	a = &s->stage[0];
	b = &s->stage[1];
	assert_int_equal(a->count, 7);
	assert_int_equal(b->count, 4);
	assert_int_equal(b->place[0].number, 0);
	for (int i = 0, kept = 0; i < 7 && kept < 3; i++) {
		bool found = false;

		for (int k = 0; k < 4; k++)
			found |= b->place[k].number == a->order[i];
		assert_true(found);
		kept += a->order[i] != 0;
	}
	assert_int_equal(s->decided, 1);
	assert_int_equal(s->best, b->place[b->order[0]].number);
	search_free(s);
	session_free(f.s);
}

/* Whatever the test samples are, the choice and all it rests on is the same. */
static void no_test_sample_is_asked_before_the_choice(void **state)
{
	struct lab_fixture f[2];
	struct search *s[2];
	int number[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct search_options o = small();

		lab_open(&f[i], 2);
		lab_add_net(f[i].s);
		for (int k = 0; i && k < f[i].s->test->count; k++)
			f[i].s->test->label[k] ^= 1;
		s[i] = run(f[i].s, &o);
		number[i] = s[i]->best;
	}
	assert_int_equal(number[0], number[1]);
	assert_true(number[0] > 0);
	assert_same_stages(s[0], s[1], 2);
	/* and the measurement is of them: every label is turned */
	for (int i = 0; i < 2; i++) {
		double a = s[0]->stage[2].place[i].accuracy.mean;
		double b = s[1]->stage[2].place[i].accuracy.mean;

		assert_true(fabs(a + b - 1) < 1e-9);
	}
	for (int i = 0; i < 2; i++) {
		search_free(s[i]);
		session_free(f[i].s);
	}
}

/* 600 real-valued samples, each with its number in it and as its label. */
static struct fpe_data *numbered(void)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(600, 1, 600, 1, &data, &err));
	for (int i = 0; i < 600; i++) {
		data->real[i] = (float)i;
		data->label[i] = i;
	}
	return data;
}

static void count_in(const struct fpe_data *part, int by, int *seen)
{
	for (int i = 0; i < part->count; i++) {
		assert_true(part->real[i] == (float)part->label[i]);
		seen[part->label[i]] += by;
	}
}

static void parts_share_no_sample_and_miss_none(void **state)
{
	struct fpe_data *all = numbered(), *train, *held;
	int seen[600], held_before[600] = { 0 }, again = 0;
	struct fpe_error err;

	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		memset(seen, 0, sizeof seen);
		assert_ok(trial_cut(all, 120, seed, &train, &held, &err));
		assert_int_equal(train->count, 480);
		assert_int_equal(held->count, 120);
		count_in(train, 1, seen);
		count_in(held, 1, seen);
		for (int i = 0; i < 600; i++)
			assert_int_equal(seen[i], 1);
		count_in(held, 1, held_before);
		fpe_data_free(train);
		fpe_data_free(held);
	}
	for (int i = 0; i < 600; i++)
		again += held_before[i] == 2;
	assert_in_range(again, 5, 60); /* of 120; by chance 24 */
	fpe_data_free(all);
}

/* What the session does with the line it gives is what was measured. */
static void the_first_seed_is_the_live_session(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	const struct search_stage *test;
	const struct contender *c;
	struct split_request r;
	struct search *s;
	struct arm *arm;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	s = run(f.s, &o);
	assert_true(s->best > 0);
	c = &s->candidate[s->best];
	test = &s->stage[2];
	assert_true(test->test);
	if (c->at)
		lab_train(f.s, TRAIN_UNTIL, c->at);
	r = (struct split_request){ .by = c->by, .how = c->how, .epoch = c->at };
	assert_ok(session_split(f.s, &r, &arm, &err));
	lab_train(f.s, TRAIN_UNTIL, o.epochs);
	assert_true(f.s->arm[0]->test.accuracy == test->score[0].accuracy);
	assert_true(f.s->arm[0]->test.loss == test->score[0].loss);
	assert_true(arm->test.accuracy == test->score[1].accuracy);
	assert_true(arm->test.loss == test->score[1].loss);
	search_free(s);
	session_free(f.s);
}

static void time_stops_it_and_runs_give_the_same_again(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct search *cut, *again;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	o.seconds = 10;
	o.clock = clock_of_one_rung;
	watched = NULL;
	cut = begin(f.s, &o);
	watched = cut;
	search_wait(cut);
	assert_int_equal(cut->stages, 1); /* that was in time */
	assert_int_equal(cut->cut, SEARCH_TIME);
	assert_true(search_done(cut) < search_runs(cut));
	assert_true(cut->decided >= 0);
	assert_true(cut->best >= 0);
	o.seconds = 0;
	o.runs = search_done(cut);
	again = run(f.s, &o);
	assert_int_equal(again->cut, SEARCH_RUNS);
	assert_int_equal(again->stages, cut->stages);
	assert_same_stages(cut, again, cut->stages);
	search_free(cut);
	search_free(again);
	session_free(f.s);
}

/* The clock runs out while runs are under way: they give up inside an epoch. */
static void time_in_a_rung_leaves_whole_seeds(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct search *s;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	o.seconds = 1;
	o.epochs = 1000000;
	now = 0;
	s = begin(f.s, &o);
	assert_false(search_poll(s));
	assert_int_equal(search_timeout(s), 1000);
	now = 1;
	assert_int_equal(search_timeout(s), 0);
	search_wait(s);
	assert_int_equal(s->stages, 0);
	assert_int_equal(s->decided, -1);
	assert_int_equal(s->best, -1);
	search_free(s);
	session_free(f.s);
}

static void bounds_on_runs_are_in_whole_seeds(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct search *s;
	const char *blame;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	o.runs = 20; /* 7 a seed */
	s = run(f.s, &o);
	assert_int_equal(s->stages, 1);
	assert_int_equal(search_done(s), 14);
	assert_int_equal(s->decided, 0);
	search_free(s);
	o.runs = 21 + 4; /* one seed of the second rung decides nothing */
	s = run(f.s, &o);
	assert_int_equal(s->stages, 2);
	assert_int_equal(s->stage[1].seeds, 1);
	assert_int_equal(s->decided, 0);
	search_free(s);
	o.runs = 13;
	assert_int_equal(search_new(f.s, f.s->arm[0], &o, &s, &blame, &err), FPE_ERANGE);
	assert_string_equal(blame, "runs");
	session_free(f.s);
}

static void a_stopped_search_measures_nothing(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct search *s;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	o.epochs = 100000;
	s = begin(f.s, &o);
	search_stop(s);
	search_wait(s);
	assert_int_equal(s->cut, SEARCH_STOPPED);
	assert_int_equal(s->stages, 0);
	assert_int_equal(s->error.code, FPE_OK);
	search_free(s);
	/* freed under way */
	s = begin(f.s, &o);
	search_free(s);
	session_free(f.s);
}

static void what_diverges_comes_last(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct search *s;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	f.s->arm[0]->settings.optimizer = FPE_SGD;
	f.s->arm[0]->settings.lr = 1000;
	f.s->arm[0]->settings.decay = 1;
	f.s->arm[0]->settings.batch = 10;
	s = run(f.s, &o);
	assert_true(isnan(s->stage[0].place[0].accuracy.mean));
	assert_int_equal(s->best, -1);
	search_free(s);
	session_free(f.s);
}

static void what_cannot_be_searched_is_said(void **state)
{
	struct lab_fixture f;
	struct data_spec few = { .train = 9, .test = 9, .p = 0.5 };
	struct search_options o = small();
	struct search *s;
	const char *blame;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	assert_ok(session_ready(f.s, &err));
	arm = lab_split(f.s, "random", NULL, -1);
	assert_int_equal(search_new(f.s, arm, &o, &s, &blame, &err), FPE_ESTATE);
	assert_string_equal(blame, "arm");
	o.as = "random";
	assert_int_equal(search_new(f.s, f.s->arm[0], &o, &s, &blame, &err), FPE_ENAME);
	assert_string_equal(blame, "as");
	o.as = NULL;
	assert_ok(session_set_data(f.s, &few, &err));
	assert_int_equal(search_new(f.s, f.s->arm[0], &o, &s, &blame, &err), FPE_ESTATE);
	assert_non_null(strstr(err.message, "9 training samples"));
	assert_null(s);
	session_free(f.s);
}

static void the_arm_is_known_again_while_it_is_the_same(void **state)
{
	struct lab_fixture f;
	struct search_options o = small();
	struct data_spec other = { .train = 50, .test = 50, .p = 0.5 };
	struct search *s;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	s = begin(f.s, &o);
	/* the session may change under a search */
	assert_ok(session_rename(f.s, "dense", "base", &err));
	assert_ptr_equal(search_arm(s, f.s), f.s->arm[0]);
	assert_ok(session_set_data(f.s, &other, &err));
	assert_null(search_arm(s, f.s));
	assert_ok(session_drop(f.s, "base", &err));
	search_wait(s);
	assert_int_equal(s->error.code, FPE_OK);
	assert_int_equal(s->stages, 3);
	search_free(s);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_and_memory_change_nothing),
		cmocka_unit_test(the_better_half_goes_on_and_no_split_always),
		cmocka_unit_test(no_test_sample_is_asked_before_the_choice),
		cmocka_unit_test(parts_share_no_sample_and_miss_none),
		cmocka_unit_test(the_first_seed_is_the_live_session),
		cmocka_unit_test(time_stops_it_and_runs_give_the_same_again),
		cmocka_unit_test(time_in_a_rung_leaves_whole_seeds),
		cmocka_unit_test(bounds_on_runs_are_in_whole_seeds),
		cmocka_unit_test(a_stopped_search_measures_nothing),
		cmocka_unit_test(what_diverges_comes_last),
		cmocka_unit_test(what_cannot_be_searched_is_said),
		cmocka_unit_test(the_arm_is_known_again_while_it_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
