/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_climb.c - inputs go the way that the loss rises, by differences in double; a trainer
 * against an adversary takes the step that it takes on samples moved by hand.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "fpe/climb.h"
#include "fpe/trainer.h"
#include "support/random_net.h"
#include "support/reference.h"

#define EPS .2

static struct fpe_net *net_of(int outputs, enum fpe_activation activation)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ 6, 5, 4, outputs }, 3, &net, NULL), FPE_OK);
	net->activation = activation;
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	return net;
}

/* By which of its neighbours along input j the loss of a sample is larger. */
static int uphill(const struct fpe_net *net, struct fpe_data *data, int sample, int j)
{
	float *x = &data->real[sample * data->inputs + j], was = *x;
	struct reference *r = reference_new(net);
	int32_t one = sample;
	double above, below;

	*x = was + 1e-3f;
	above = reference_loss(r, data, &one, 1);
	*x = was - 1e-3f;
	below = reference_loss(r, data, &one, 1);
	*x = was;
	reference_free(r);
	return above > below ? 1 : above < below ? -1 : 0;
}

static struct fpe_data *moved_by_hand(const struct fpe_net *net, struct fpe_data *data)
{
	struct fpe_data *moved;
	int32_t order[64];

	for (int i = 0; i < data->count; i++)
		order[i] = i;
	assert_int_equal(fpe_data_pick(data, order, data->count, &moved, NULL), FPE_OK);
	for (int i = 0; i < data->count; i++) {
		for (int j = 0; j < data->inputs; j++)
			moved->real[i * data->inputs + j] =
				(float)((double)data->real[i * data->inputs + j] +
					EPS * uphill(net, data, i, j));
	}
	return moved;
}

static void each(void (*check)(struct fpe_net *net, struct fpe_data *data))
{
	struct fpe_rng rng;

	fpe_rng_open(&rng, test_seed("climb"), FPE_RNG_TEST_ONLY, 0);
	for (int i = 0; i < 2 * FPE_ACTIVATIONS; i++) {
		struct fpe_net *net = net_of(i % 2 ? 3 : 1, (enum fpe_activation)(i / 2));
		struct fpe_data *data = random_data(&rng, net, 20, 1);

		test_row("%s, %d outputs", fpe_activation_info[net->activation].name,
			 fpe_net_outputs(net));
		check(net, data);
		fpe_data_free(data);
		fpe_net_free(net);
	}
}

static void check_steps(struct fpe_net *net, struct fpe_data *data)
{
	struct fpe_data *want = moved_by_hand(net, data);
	struct fpe_climb *climb;
	struct fpe_error err;

	assert_ok(fpe_climb_new(net, &climb, &err));
	for (int i = 0; i < data->count; i++) {
		const float *from = data->real + i * data->inputs;
		float x[6];

		memcpy(x, from, sizeof x);
		fpe_climb_step(climb, net, from, x, data->label[i], EPS, EPS);
		assert_memory_equal(x, want->real + i * data->inputs, sizeof x);
		/* and no further */
		fpe_climb_step(climb, net, from, x, data->label[i], EPS, EPS);
		for (int j = 0; j < 6; j++)
			assert_true(fabs((double)x[j] - (double)from[j]) <= EPS + 1e-6);
	}
	fpe_climb_free(climb);
	fpe_data_free(want);
}

static void inputs_go_where_the_loss_rises(void **state)
{
	(void)state;
	each(check_steps);
}

static struct fpe_net *trained(const struct fpe_net *net, const struct fpe_data *data,
			       double adversarial)
{
	struct fpe_train_settings s = { .lr = .05, .batch = 0, .adversarial = adversarial };
	struct fpe_net *copy = fpe_net_copy(net);
	struct fpe_trainer *trainer;
	struct fpe_error err;

	assert_ok(fpe_trainer_new(copy, data, &s, 1, 0, 0, &trainer, &err));
	assert_ok(fpe_trainer_step(trainer, &err));
	fpe_trainer_free(trainer);
	return copy;
}

static void check_training(struct fpe_net *net, struct fpe_data *data)
{
	struct fpe_data *moved = moved_by_hand(net, data);
	struct fpe_net *ours = trained(net, data, EPS), *want = trained(net, moved, 0);
	struct fpe_net *plain = trained(net, data, 0);

	assert_memory_equal(ours->block, want->block, ours->floats * sizeof(float));
	assert_true(memcmp(ours->block, plain->block, ours->floats * sizeof(float)) != 0);
	fpe_net_free(ours);
	fpe_net_free(want);
	fpe_net_free(plain);
	fpe_data_free(moved);
}

static void a_step_against_an_adversary_is_one_on_what_it_chose(void **state)
{
	(void)state;
	each(check_training);
}

/* Batches in shuffled order, and a position that another trainer goes on from. */
static void a_copied_net_goes_on_with_the_same_bits(void **state)
{
	struct fpe_train_settings s = { .lr = .01, .batch = 7, .adversarial = .1 };
	struct fpe_net *net = net_of(3, FPE_RELU), *copy;
	struct fpe_trainer *a, *b;
	struct fpe_data *data;
	struct fpe_error err;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, 4, FPE_RNG_TEST_ONLY, 1);
	data = random_data(&rng, net, 40, 1);
	assert_ok(fpe_trainer_new(net, data, &s, 1, 0, 0, &a, &err));
	for (int i = 0; i < 8; i++)
		assert_ok(fpe_trainer_step(a, &err));
	fpe_trainer_settle(a);
	copy = fpe_net_copy(net);
	assert_ok(fpe_trainer_new(copy, data, &s, 1, fpe_trainer_epoch(a), fpe_trainer_batch(a), &b,
				  &err));
	for (int i = 0; i < 8; i++) {
		assert_ok(fpe_trainer_step(a, &err));
		assert_ok(fpe_trainer_step(b, &err));
	}
	fpe_trainer_free(a);
	fpe_trainer_free(b);
	assert_memory_equal(net->block, copy->block, net->floats * sizeof(float));
	fpe_net_free(net);
	fpe_net_free(copy);
	fpe_data_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_go_where_the_loss_rises),
		cmocka_unit_test(a_step_against_an_adversary_is_one_on_what_it_chose),
		cmocka_unit_test(a_copied_net_goes_on_with_the_same_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
