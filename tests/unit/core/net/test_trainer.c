/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_trainer.c - learning, positions, settings, divergence, and the promise
 * that a net copied at any batch goes on with the same bits.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/trainer.h"
#include "support/random_net.h"
#include "support/reference.h"

static struct fpe_net *net_of(const int *widths, int layers, uint64_t seed)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new(widths, layers, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, seed);
	return net;
}

static struct fpe_net *small_net(uint64_t seed)
{
	return net_of((int[]){ 20, 9, 1 }, 2, seed);
}

static struct fpe_data *small_data(const struct fpe_net *net, int n)
{
	struct fpe_rng rng;

	fpe_rng_open(&rng, 5, FPE_RNG_TEST_ONLY, 9);
	return random_data(&rng, net, n, 0);
}

static struct fpe_trainer *start(struct fpe_net *net, const struct fpe_data *data,
				 struct fpe_train_settings settings, uint64_t seed, int epoch,
				 int batch)
{
	struct fpe_trainer *trainer;
	struct fpe_error err;

	assert_ok(fpe_trainer_new(net, data, &settings, seed, epoch, batch, &trainer, &err));
	return trainer;
}

static void steps(struct fpe_trainer *trainer, int n)
{
	struct fpe_error err;

	for (int i = 0; i < n; i++)
		assert_ok(fpe_trainer_step(trainer, &err));
	fpe_trainer_settle(trainer); /* the net is read next */
}

static struct fpe_train_settings batches_of(int batch)
{
	struct fpe_train_settings s = test_settings();

	s.batch = batch;
	return s;
}

static void assert_same(const struct fpe_net *a, const struct fpe_net *b)
{
	assert_memory_equal(a->block, b->block, a->floats * sizeof(float));
	assert_true(a->steps == b->steps);
}

static int differ(const struct fpe_net *a, const struct fpe_net *b)
{
	return memcmp(a->block, b->block, a->floats * sizeof(float)) != 0;
}

static void learn_xor(struct fpe_train_settings settings, int epochs)
{
	struct fpe_net *net = net_of((int[]){ 2, 8, 1 }, 2, 3);
	struct fpe_trainer *trainer;
	struct fpe_data *data;
	struct fpe_score score;

	assert_false(fpe_data_new(4, 2, 2, 0, &data, NULL));
	for (int i = 0; i < 4; i++) {
		data->bits[i] = (uint64_t)i;
		data->label[i] = i == 1 || i == 2;
	}
	trainer = start(net, data, settings, 1, 0, 0);
	steps(trainer, epochs);
	score = fpe_kernel_score(fpe_trainer_kernel(trainer), net, data);
	assert_true(score.accuracy == 1);
	assert_true(score.loss < .05);
	fpe_trainer_free(trainer);
	fpe_data_free(data);
	fpe_net_free(net);
}

static void both_optimisers_learn_xor(void **state)
{
	struct fpe_train_settings adam = batches_of(0), sgd = batches_of(0);

	(void)state;
	learn_xor(adam, 600);
	sgd.optimizer = FPE_SGD;
	sgd.lr = .1;
	sgd.momentum = .9;
	learn_xor(sgd, 600);
}

static void the_same_seed_gives_the_same_bits(void **state)
{
	struct fpe_net *net[3];
	struct fpe_data *data;

	(void)state;
	for (int i = 0; i < 3; i++)
		net[i] = small_net(1);
	data = small_data(net[0], 90);
	for (int i = 0; i < 3; i++) {
		struct fpe_trainer *t = start(net[i], data, batches_of(16), i == 2 ? 8 : 7, 0, 0);

		steps(t, 20);
		fpe_trainer_free(t);
	}
	assert_same(net[0], net[1]);
	assert_true(differ(net[0], net[2]));
	for (int i = 0; i < 3; i++)
		fpe_net_free(net[i]);
	fpe_data_free(data);
}

static void each_epoch_has_an_order_of_its_own(void **state)
{
	struct fpe_net *net[2];
	struct fpe_data *data;

	(void)state;
	for (int i = 0; i < 2; i++)
		net[i] = small_net(1);
	data = small_data(net[0], 90);
	for (int i = 0; i < 2; i++) {
		struct fpe_trainer *t = start(net[i], data, batches_of(16), 7, i, 0);

		steps(t, 1);
		fpe_trainer_free(t);
	}
	assert_true(differ(net[0], net[1]));
	for (int i = 0; i < 2; i++)
		fpe_net_free(net[i]);
	fpe_data_free(data);
}

/* Branching and rewinding rest on this. */
static void a_copied_net_goes_on_with_the_same_bits(void **state)
{
	struct fpe_train_settings settings[3] = { batches_of(16), batches_of(0), batches_of(30) };

	(void)state;
	settings[2].optimizer = FPE_SGD;
	settings[2].momentum = .9;
	for (int stop = 0; stop < 15; stop++) {
		struct fpe_train_settings s = settings[stop % 3];
		struct fpe_net *net = small_net(1), *copy;
		struct fpe_data *data = small_data(net, 70);
		struct fpe_trainer *a = start(net, data, s, 7, 3, 0), *b;

		steps(a, stop);
		copy = fpe_net_copy(net);
		b = start(copy, data, s, 7, fpe_trainer_epoch(a), fpe_trainer_batch(a));
		steps(a, 17);
		steps(b, 17);
		assert_same(net, copy);
		assert_int_equal(fpe_trainer_epoch(a), fpe_trainer_epoch(b));
		assert_int_equal(fpe_trainer_batch(a), fpe_trainer_batch(b));
		fpe_trainer_free(a);
		fpe_trainer_free(b);
		fpe_net_free(net);
		fpe_net_free(copy);
		fpe_data_free(data);
	}
}

static void positions_count_the_last_short_batch(void **state)
{
	static const struct {
		int batch, batches;
	} cases[] = { { 4, 3 }, { 5, 2 }, { 10, 1 }, { 11, 1 }, { 0, 1 }, { 1, 10 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("batch %d", cases[i].batch);
		struct fpe_net *net = small_net(1);
		struct fpe_data *data = small_data(net, 10);
		struct fpe_trainer *t = start(net, data, batches_of(cases[i].batch), 1, 2, 0);

		assert_int_equal(fpe_trainer_batches(t), cases[i].batches);
		for (int s = 0; s < 3 * cases[i].batches; s++) {
			assert_int_equal(fpe_trainer_epoch(t), 2 + s / cases[i].batches);
			assert_int_equal(fpe_trainer_batch(t), s % cases[i].batches);
			steps(t, 1);
		}
		fpe_trainer_free(t);
		fpe_net_free(net);
		fpe_data_free(data);
	}
}

/*
 * Each sample has an input of its own, so its weight tells how it was used:
 * by -lr * slope / (samples of its batch), the slope being about -1/2.
 */
static void an_epoch_uses_every_sample_once(void **state)
{
	struct fpe_train_settings s = batches_of(4);
	int fours = 0, twos = 0;
	struct fpe_trainer *t;
	struct fpe_data *data;
	struct fpe_net *net;

	(void)state;
	assert_int_equal(fpe_net_new((int[]){ 10, 1 }, 1, &net, NULL), FPE_OK);
	assert_false(fpe_data_new(10, 10, 2, 0, &data, NULL));
	for (int i = 0; i < 10; i++) {
		data->bits[i] = (uint64_t)1 << i;
		data->label[i] = 1;
	}
	s.optimizer = FPE_SGD;
	s.lr = .001;
	t = start(net, data, s, 1, 0, 0);
	steps(t, 3);
	for (int i = 0; i < 10; i++) {
		float w = net->layer[0].weight[i] / .001f;

		fours += fabsf(w - .5f / 4) < .001f;
		twos += fabsf(w - .5f / 2) < .001f;
	}
	assert_int_equal(fours, 8);
	assert_int_equal(twos, 2);
	fpe_trainer_free(t);
	fpe_net_free(net);
	fpe_data_free(data);
}

static void new_settings_wait_for_the_next_epoch(void **state)
{
	struct fpe_train_settings still = batches_of(20);
	struct fpe_net *net = small_net(1), *before;
	struct fpe_data *data = small_data(net, 40);
	struct fpe_trainer *t = start(net, data, batches_of(10), 1, 0, 0);

	(void)state;
	still.lr = 0;
	still.optimizer = FPE_SGD;
	steps(t, 1);
	fpe_trainer_set(t, &still);
	assert_int_equal(fpe_trainer_batches(t), 4);
	for (int i = 1; i < 4; i++) {
		before = fpe_net_copy(net);
		steps(t, 1);
		assert_true(memcmp(before->layer[0].weight, net->layer[0].weight, 20 * 9 * 4) != 0);
		fpe_net_free(before);
	}
	assert_int_equal(fpe_trainer_epoch(t), 1);
	assert_int_equal(fpe_trainer_batches(t), 2);
	before = fpe_net_copy(net);
	steps(t, 2);
	assert_int_equal(fpe_trainer_epoch(t), 2);
	assert_memory_equal(before->layer[0].weight, net->layer[0].weight, 20 * 9 * 4);
	fpe_net_free(before);
	fpe_trainer_free(t);
	fpe_net_free(net);
	fpe_data_free(data);
}

/* Steps with nobody asking for the net in between: it has the same numbers when somebody
   does, when the trainer is freed, and when a step fails. */
static void a_net_that_nobody_asked_for_is_up_to_date_in_the_end(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int i = 0; i < 30; i++) {
		struct fpe_net *asked = i % 2 ? random_split_net(&rng) : random_net(&rng), *net;
		struct fpe_data *data = random_data(&rng, asked, 60, i % 3);
		struct fpe_train_settings s = batches_of(20);
		struct fpe_trainer *t;
		struct fpe_error err;

		s.dropconnect = i % 5 ? 0 : .3;
		net = fpe_net_copy(asked);
		t = start(asked, data, s, 1, 0, 0);
		for (int k = 0; k < 5; k++)
			steps(t, 1);
		fpe_trainer_free(t);
		t = start(net, data, s, 1, 0, 0);
		for (int k = 0; k < 5; k++)
			assert_ok(fpe_trainer_step(t, &err));
		if (i % 4 == 0)
			fpe_trainer_net(t);
		assert_int_equal(net->steps, 5);
		fpe_trainer_free(t);
		assert_same(asked, net);
		fpe_net_free(asked);
		fpe_net_free(net);
		fpe_data_free(data);
	}
}

/* A step that fails after others that nobody asked about. */
static void divergence_brings_the_net_up_to_date(void **state)
{
	struct fpe_net *net = small_net(1);
	struct fpe_data *data = small_data(net, 40);
	struct fpe_train_settings s = batches_of(10);
	struct fpe_trainer *t;
	struct fpe_error err;
	int taken = 0;

	(void)state;
	s.optimizer = FPE_SGD;
	s.lr = 1e6;
	s.decay = 10;
	t = start(net, data, s, 1, 0, 0);
	while (!fpe_trainer_step(t, &err))
		taken++;
	assert_in_range(taken, 1, 100);
	for (size_t k = 0; k < net->floats; k++)
		assert_true(isfinite(net->block[k]));
	assert_int_equal(net->steps, taken);
	fpe_trainer_free(t);
	fpe_net_free(net);
	fpe_data_free(data);
}

static void diverges(struct fpe_net *net, const struct fpe_data *data)
{
	struct fpe_net *before = fpe_net_copy(net);
	struct fpe_trainer *t = start(net, data, batches_of(4), 1, 5, 1);
	struct fpe_error err;

	assert_fails(FPE_EDIVERGED, fpe_trainer_step(t, &err));
	assert_same(before, net);
	assert_int_equal(fpe_trainer_epoch(t), 5);
	assert_int_equal(fpe_trainer_batch(t), 1);
	fpe_trainer_free(t);
	fpe_net_free(before);
}

static void divergence_leaves_the_net_as_before_the_step(void **state)
{
	struct fpe_net *net = small_net(1);
	struct fpe_data *data;

	(void)state;
	assert_false(fpe_data_new(8, 20, 2, 1, &data, NULL));
	for (int i = 0; i < 8 * 20; i++)
		data->real[i] = 1e20f; /* the slopes, squared, overflow */
	diverges(net, data);
	for (int i = 0; i < 8 * 20; i++)
		data->real[i] = i % 2 ? 3e38f : -3e38f; /* the loss */
	diverges(net, data);
	for (int i = 0; i < 8 * 20; i++)
		data->real[i] = 1;
	net->layer[1].bias[0] = NAN;
	diverges(net, data);
	fpe_net_free(net);
	fpe_data_free(data);
}

/* Whatever is asked for, no step leaves a number that is not finite. */
static void a_net_stays_finite_under_wild_settings(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int round = 0; round < 60; round++) {
		struct fpe_net *net = random_net(&rng);
		struct fpe_data *data = random_data(&rng, net, 40, round % 2);
		struct fpe_train_settings s = batches_of(10);
		struct fpe_trainer *t;

		s.lr = round % 3 ? 1e6 : 30;
		s.optimizer = round % 4 < 2 ? FPE_SGD : FPE_ADAM;
		s.momentum = round % 5 ? .999999 : 0;
		s.decay = round % 7 < 3 ? 1e3 : 0;
		t = start(net, data, s, 1, 0, 0);
		for (int i = 0; i < 100 && !fpe_trainer_step(t, NULL); i++) {
			fpe_trainer_settle(t);
			for (size_t k = 0; k < net->floats; k++)
				assert_true(isfinite(net->block[k]));
		}
		fpe_trainer_free(t);
		fpe_net_free(net);
		fpe_data_free(data);
	}
}

static void masked_weights_and_missing_biases_stay_0(void **state)
{
	static const double density[] = { .5, .05 };
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int i = 0; i < 4; i++) {
		struct fpe_net *net = net_of((int[]){ 40, 30, 5 }, 2, 1);
		struct fpe_data *data = random_data(&rng, net, 100, i % 2);
		const struct fpe_layer *l = &net->layer[0];
		struct fpe_train_settings s = batches_of(25);
		struct fpe_trainer *t;
		size_t moved = 0;

		random_mask(&rng, net, 0, density[i / 2]);
		s.optimizer = i % 2 ? FPE_SGD : FPE_ADAM;
		s.momentum = .5;
		s.decay = .1;
		fpe_net_set_biased(net, i / 2);
		s.dropconnect = .1;
		t = start(net, data, s, 1, 0, 0);
		steps(t, 12);
		for (int k = 0; k < 30; k++)
			assert_true(!l->unbiased || (l->bias[k] == 0 && l->bias_m[k] == 0));
		for (int k = 0; k < 40 * 30; k++) {
			moved += l->weight_m[k] != 0;
			if (l->mask[k] == 0)
				assert_true(l->weight[k] == 0 && l->weight_m[k] == 0 &&
					    l->weight_v[k] == 0);
		}
		assert_true(moved > fpe_net_layer_nnz(net, 0) / 2);
		fpe_trainer_free(t);
		fpe_net_free(net);
		fpe_data_free(data);
	}
}

/* Three steps of one optimiser in double, from the reference gradient. */
static void reference_steps(struct reference *r, const struct fpe_net *net,
			    const struct fpe_data *data, const struct fpe_train_settings *s)
{
	struct reference *g = reference_new(net);
	double *m = calloc(r->size, sizeof *m), *v = calloc(r->size, sizeof *v);

	for (int step = 1; step <= 3; step++) {
		reference_gradient(r, net, data, NULL, data->count, g);
		for (int l = 0; l < r->layers; l++) {
			for (int k = 0; k < r->in[l] * r->out[l]; k++)
				g->weight[l][k] += s->decay * r->weight[l][k];
		}
		for (size_t k = 0; k < r->size; k++) {
			double d = g->block[k];

			if (s->optimizer == FPE_SGD) {
				m[k] = s->momentum * m[k] + d;
				r->block[k] -= s->lr * m[k];
				continue;
			}
			m[k] = .9 * m[k] + .1 * d;
			v[k] = .999 * v[k] + .001 * d * d;
			r->block[k] -= s->lr * m[k] / (1 - pow(.9, step)) /
				       (sqrt(v[k] / (1 - pow(.999, step))) + 1e-8);
		}
	}
	free(m);
	free(v);
	reference_free(g);
}

static void steps_agree_with_the_formulas_in_double(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 3);
	for (int i = 0; i < 16; i++) {
		struct fpe_net *net = net_of((int[]){ 40, 30, 3 }, 2, 1);
		struct fpe_train_settings s = batches_of(0);
		struct fpe_data *data;
		struct fpe_trainer *t;
		struct reference *r;

		if (i >= 8)
			random_kind(&rng, net);
		data = random_data(&rng, net, 50, i % 2);
		random_mask(&rng, net, 0, i % 4 < 2 ? 1 : .06);
		s.optimizer = i % 8 < 4 ? FPE_ADAM : FPE_SGD;
		s.momentum = .9;
		s.decay = .2;
		r = reference_new(net);
		reference_steps(r, net, data, &s);
		t = start(net, data, s, 1, 0, 0);
		steps(t, 3);
		for (int l = 0; l < net->layers; l++) {
			const struct fpe_layer *have = &net->layer[l];

			for (int k = 0; k < have->in * have->out; k++)
				assert_true(fabs((double)have->weight[k] - r->weight[l][k]) < 1e-5);
			for (int k = 0; k < have->out; k++)
				assert_true(fabs((double)have->bias[k] - r->bias[l][k]) < 1e-5);
		}
		fpe_trainer_free(t);
		reference_free(r);
		fpe_net_free(net);
		fpe_data_free(data);
	}
}

static void refuses(enum fpe_status status, struct fpe_train_settings s,
		    const struct fpe_data *data, int epoch, int batch)
{
	struct fpe_net *net = small_net(1);
	struct fpe_trainer *trainer;
	struct fpe_error err;

	assert_fails(status, fpe_trainer_new(net, data, &s, 1, epoch, batch, &trainer, &err));
	assert_null(trainer);
	fpe_net_free(net);
}

static void what_makes_no_sense_is_refused(void **state)
{
	struct fpe_train_settings s = batches_of(4);
	struct fpe_net *net = small_net(1);
	struct fpe_data *data = small_data(net, 10);

	(void)state;
	refuses(FPE_ERANGE, s, data, 0, 3);
	refuses(FPE_ERANGE, s, data, 0, -1);
	refuses(FPE_ERANGE, s, data, -1, 0);
	s.lr = NAN;
	refuses(FPE_ERANGE, s, data, 0, 0);
	s = batches_of(-1);
	refuses(FPE_ERANGE, s, data, 0, 0);
	s = batches_of(4);
	s.momentum = 1;
	refuses(FPE_ERANGE, s, data, 0, 0);
	s = batches_of(4);
	s.decay = -1;
	refuses(FPE_ERANGE, s, data, 0, 0);
	data->inputs = 19;
	refuses(FPE_ESHAPE, batches_of(4), data, 0, 0);
	data->inputs = 20;
	data->count = 0;
	refuses(FPE_ERANGE, batches_of(4), data, 0, 0);
	fpe_data_free(data);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_optimisers_learn_xor),
		cmocka_unit_test(the_same_seed_gives_the_same_bits),
		cmocka_unit_test(each_epoch_has_an_order_of_its_own),
		cmocka_unit_test(a_copied_net_goes_on_with_the_same_bits),
		cmocka_unit_test(positions_count_the_last_short_batch),
		cmocka_unit_test(an_epoch_uses_every_sample_once),
		cmocka_unit_test(new_settings_wait_for_the_next_epoch),
		cmocka_unit_test(a_net_that_nobody_asked_for_is_up_to_date_in_the_end),
		cmocka_unit_test(divergence_brings_the_net_up_to_date),
		cmocka_unit_test(divergence_leaves_the_net_as_before_the_step),
		cmocka_unit_test(a_net_stays_finite_under_wild_settings),
		cmocka_unit_test(masked_weights_and_missing_biases_stay_0),
		cmocka_unit_test(steps_agree_with_the_formulas_in_double),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
