/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_trainer_score.c - what a trainer scores by itself is what its kernel says of the net
 * it gives, whatever plans its layers have.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "fpe/trainer.h"
#include "support/random_net.h"
#include "support/reference.h"

#define MOST 400 /* samples */

typedef struct fpe_net *draw(struct fpe_rng *rng);

/* By lists, blocks, classes and tables. */
static draw *const draws[] = { random_net, random_wide_net, random_split_net, random_task_net };

static struct fpe_trainer *trainer_of(struct fpe_rng *rng, struct fpe_net *net,
				      const struct fpe_data *data, double dropconnect)
{
	struct fpe_train_settings s = test_settings();
	struct fpe_trainer *t;
	struct fpe_error err;

	s.batch = random_between(rng, 1, 60);
	s.dropconnect = dropconnect;
	assert_ok(fpe_trainer_new(net, data, &s, 1, 0, 0, &t, &err));
	return t;
}

static void step(struct fpe_trainer *t)
{
	struct fpe_error err;

	assert_ok(fpe_trainer_step(t, &err));
}

static void assert_same(struct fpe_score a, struct fpe_score b)
{
	assert_memory_equal(&a.loss, &b.loss, sizeof a.loss);
	assert_true(a.accuracy == b.accuracy || (isnan(a.accuracy) && isnan(b.accuracy)));
}

/* First by the trainer: asked for the net would be up to date. */
static void agree(struct fpe_trainer *t, const struct fpe_data *data)
{
	int32_t said[2][MOST];
	struct fpe_score own, of_net;

	memset(said, 0, sizeof said);
	own = fpe_trainer_score(t, data, said[0]);
	assert_same(own, fpe_trainer_score(t, data, NULL));
	of_net = fpe_kernel_score_classes(fpe_trainer_kernel(t), fpe_trainer_net(t), data, said[1]);
	assert_same(own, of_net);
	assert_memory_equal(said[0], said[1], sizeof said[0]);
}

static void scores_are_those_of_the_net(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int i = 0; i < 120; i++) {
		struct fpe_net *net = draws[i % 4](&rng);
		double off = i % 3 ? 0 : fpe_rng_unit(&rng);
		struct fpe_data *train, *test;
		struct fpe_trainer *t;
		test_row("net %d, dropconnect %g", i, off);

		random_kind(&rng, net);
		/* a kernel made for one kind of samples takes the other as well */
		train = random_data(&rng, net, random_between(&rng, 20, 200), i / 4 % 2);
		test = random_data(&rng, net, random_between(&rng, 1, MOST), i / 8 % 2);
		t = trainer_of(&rng, net, train, off);
		agree(t, test);
		for (int k = 0; k < 4; k++) {
			step(t);
			agree(t, test);
			agree(t, train);
		}
		fpe_trainer_free(t);
		fpe_data_free(train);
		fpe_data_free(test);
		fpe_net_free(net);
	}
}

/* Training goes on as if nobody had looked. */
static void a_score_changes_nothing(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int i = 0; i < 24; i++) {
		struct fpe_net *net = draws[i % 4](&rng), *seen = fpe_net_copy(net);
		struct fpe_data *data = random_data(&rng, net, 120, i / 4 % 2);
		struct fpe_rng same = rng;
		double off = i % 3 ? 0 : .3;
		struct fpe_trainer *t = trainer_of(&rng, net, data, off);
		struct fpe_trainer *u = trainer_of(&same, seen, data, off);
		test_row("net %d, dropconnect %g", i, off);

		for (int k = 0; k < 6; k++) {
			step(t);
			step(u);
			fpe_trainer_score(u, data, NULL);
		}
		fpe_trainer_free(t);
		fpe_trainer_free(u);
		assert_memory_equal(net->block, seen->block, net->floats * sizeof(float));
		fpe_data_free(data);
		fpe_net_free(net);
		fpe_net_free(seen);
	}
}

/* A new dropconnect counts from the next epoch on, for scores as for the net. */
static void scores_go_by_the_settings_of_now(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 3);
	for (int i = 0; i < 8; i++) {
		struct fpe_net *net = draws[i % 4](&rng);
		struct fpe_data *data = random_data(&rng, net, 130, 0);
		struct fpe_trainer *t = trainer_of(&rng, net, data, i < 4 ? 0 : .5);
		struct fpe_train_settings s = *fpe_trainer_settings(t);
		test_row("net %d", i);

		s.dropconnect = .5 - s.dropconnect;
		step(t);
		fpe_trainer_set(t, &s);
		for (int k = 0; k < 2 * fpe_trainer_batches(t); k++) {
			agree(t, data);
			step(t);
		}
		fpe_trainer_free(t);
		fpe_data_free(data);
		fpe_net_free(net);
	}
}

static void no_samples_have_no_score(void **state)
{
	struct fpe_rng rng;
	struct fpe_net *net;
	struct fpe_data *data;
	struct fpe_trainer *t;
	struct fpe_score score;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 4);
	net = random_net(&rng);
	data = random_data(&rng, net, 20, 0);
	t = trainer_of(&rng, net, data, 0);
	data->count = 0;
	score = fpe_trainer_score(t, data, NULL);
	assert_true(isnan(score.loss) && isnan(score.accuracy));
	fpe_trainer_free(t);
	fpe_data_free(data);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_those_of_the_net),
		cmocka_unit_test(a_score_changes_nothing),
		cmocka_unit_test(scores_go_by_the_settings_of_now),
		cmocka_unit_test(no_samples_have_no_score),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
