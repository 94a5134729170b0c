/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_own_weights.c - a search that begins with the arm's weights, and for how
   long it says to train. */
#include "support/lab_fixture.h"

#include "lab/auto/search.h"

static struct search_options own(void)
{
	struct search_options o = search_defaults();

	o.trials = 6;
	o.seeds = 3;
	o.epochs = 16;
	o.own = true;
	return o;
}

/* The measurement of the first seed is what the arm itself comes to, from where it
   stands, its moments with it. */
static void the_first_seed_goes_on_from_the_live_arm(void **state)
{
	struct lab_fixture f;
	struct search_options o = own();
	const struct search_stage *test;
	const struct contender *c;
	struct search *s;
	struct split_request r;
	struct arm *arm;
	const char *blame;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 2);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_UNTIL, 7);
	assert_ok(search_new(f.s, f.s->arm[0], &o, &s, &blame, &err));
	search_wait(s);
	assert_true(s->best > 0);
	for (int i = 1; i < s->candidates; i++)
		assert_true(s->candidate[i].at >= 7);
	c = &s->candidate[s->best];
	test = &s->stage[s->stages - 1];
	assert_true(test->test);
	assert_int_equal(test->epochs, s->length);
	lab_train(f.s, TRAIN_UNTIL, c->at);
	r = (struct split_request){ .by = c->by, .how = c->how, .epoch = c->at };
	assert_ok(session_split(f.s, &r, &arm, &err));
	lab_train(f.s, TRAIN_UNTIL, 7 + s->length);
	assert_true(f.s->arm[0]->test.accuracy == test->score[0].accuracy);
	assert_true(f.s->arm[0]->test.loss == test->score[0].loss);
	assert_true(arm->test.accuracy == test->score[1].accuracy);
	search_free(s);
	session_free(f.s);
}

#define SEEDS 3

/* Three rungs of no split and one other, with these accuracies of the other. */
static int length_of(double accuracy[3][SEEDS], bool is_own)
{
	struct fpe_score score[3][2 * SEEDS] = { 0 };
	struct search_place place[2] = { { .number = 0 }, { .number = 4 } };
	struct search s = { .options = { .own = is_own, .epochs = 12 }, .best = 4, .decided = 2 };

	for (int r = 0; r < 3; r++) {
		s.stage[r] = (struct search_stage){ .epochs = 3 << r,
						    .count = 2,
						    .place = place,
						    .seeds = SEEDS,
						    .score = score[r] };
		for (int k = 0; k < SEEDS; k++)
			score[r][2 * k + 1].accuracy = accuracy[r][k];
	}
	return search_length(&s);
}

static void it_trains_until_more_does_not_help(void **state)
{
	double rises[3][SEEDS] = { { .50, .51, .52 }, { .60, .61, .62 }, { .70, .71, .72 } };
	double rests[3][SEEDS] = { { .50, .51, .52 }, { .70, .72, .71 }, { .71, .70, .72 } };
	double falls[3][SEEDS] = { { .80, .81, .82 }, { .70, .72, .71 }, { .61, .60, .62 } };
	double peaks[3][SEEDS] = { { .50, .51, .52 }, { .70, .71, .72 }, { .60, .61, .62 } };

	(void)state;
	assert_int_equal(length_of(rises, true), 12);
	assert_int_equal(length_of(rests, true), 6);
	assert_int_equal(length_of(falls, true), 3);
	assert_int_equal(length_of(peaks, true), 6);
	/* of new weights nothing is cut short */
	assert_int_equal(length_of(falls, false), 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_seed_goes_on_from_the_live_arm),
		cmocka_unit_test(it_trains_until_more_does_not_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
