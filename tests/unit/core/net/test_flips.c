/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_flips.c - the bits that an adversary flips: the worst by trying all, never one that
 * changes what the formula says, and what a net is then trained on.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "core/net/flips.h"
#include "fpe/rng.h"
#include "fpe/trainer.h"

static struct fpe_net *net_of(int inputs, int hidden, int outputs, uint64_t seed)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ inputs, hidden, outputs }, 2, &net, NULL), FPE_OK);
	fpe_net_init(net, FPE_INIT_UNIFORM, seed);
	return net;
}

static struct fpe_task *task_of(const char *formula)
{
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_formula(formula, &task, &err));
	return task;
}

/* The loss of class `label`, up to what only the order of losses needs. */
static double loss(const struct fpe_net *net, uint64_t bits, int label)
{
	const struct fpe_layer *a = &net->layer[0], *b = &net->layer[1];
	double z[2] = { 0, 0 };

	for (int k = 0; k < b->out; k++) {
		z[k] = (double)b->bias[k];
		for (int i = 0; i < a->out; i++) {
			double sum = (double)a->bias[i];

			for (int j = 0; j < a->in; j++)
				sum += bits >> j & 1 ? (double)a->weight[i * a->in + j] : 0;
			z[k] += (double)b->weight[k * b->in + i] * fmax(0, sum);
		}
	}
	return b->out == 1 ? (label ? -z[0] : z[0]) : z[!label] - z[label];
}

/* The worst single flip that is allowed; the bits as they are where none raises the loss. */
static uint64_t worst(const struct fpe_net *net, const struct fpe_task *task, uint64_t bits,
		      int label)
{
	uint64_t best = bits;

	for (int j = 0; j < task->inputs; j++) {
		uint64_t to = bits ^ UINT64_C(1) << j;

		if (fpe_task_label(task, &to) == fpe_task_label(task, &bits) &&
		    loss(net, to, label) > loss(net, best, label) + 1e-9)
			best = to;
	}
	return best;
}

static void one_flip_is_the_worst_of_all(void **state)
{
	struct fpe_task *task = task_of("(a & b & c) | (d & !e & f) | (g & h)");
	struct fpe_error err;
	int moved = 0;

	(void)state;
	for (int outputs = 1; outputs <= 2; outputs++) {
		for (uint64_t seed = 1; seed <= 4; seed++) {
			struct fpe_net *net = net_of(8, 5, outputs, seed);
			struct flips f = { 0 };

			test_row("%d outputs, net %d", outputs, (int)seed);
			assert_ok(flips_see(&f, net, &err));
			for (uint64_t bits = 0; bits < 256; bits++) {
				int label = fpe_task_label(task, &bits) ^ (bits % 5 == 0);
				uint64_t to = bits;

				flips_worst(&f, net, task, &to, label, 1);
				assert_true(to == worst(net, task, bits, label));
				moved += to != bits;
			}
			flips_clear(&f);
			fpe_net_free(net);
		}
	}
	assert_true(moved > 500);
	fpe_task_free(task);
}

/* Several flips: none changes the formula's label, and each raises the loss. */
static void the_label_stays_whatever_is_flipped(void **state)
{
	struct fpe_task *task = task_of("(a & b) | (c & d) | (e & f) | (g & h)");
	struct fpe_net *net = net_of(8, 4, 1, 7);
	struct flips f = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(flips_see(&f, net, &err));
	for (uint64_t bits = 0; bits < 256; bits++) {
		int label = fpe_task_label(task, &bits);
		double before = loss(net, bits, label);

		for (int most = 0; most <= 8; most++) {
			uint64_t to = bits;

			flips_worst(&f, net, task, &to, label, most);
			assert_int_equal(fpe_task_label(task, &to), label);
			assert_true(__builtin_popcountll(to ^ bits) <= most);
			assert_true(loss(net, to, label) >= before);
			before = loss(net, to, label);
		}
	}
	flips_clear(&f);
	fpe_net_free(net);
	fpe_task_free(task);
}

/* Of deeper nets by the slope: the label stays, and of a net that is nearly linear the loss
   rises. */
static void deeper_nets_are_flipped_by_the_slope(void **state)
{
	struct fpe_task *task = task_of("(a & b & c) | (d & e & f)");
	struct fpe_net *net;
	struct flips f = { 0 };
	struct fpe_error err;
	int moved = 0;

	(void)state;
	assert_ok(fpe_net_new((int[]){ 6, 4, 3, 1 }, 3, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 2);
	assert_ok(flips_see(&f, net, &err));
	for (uint64_t bits = 0; bits < 64; bits++) {
		uint64_t to = bits;

		flips_worst(&f, net, task, &to, fpe_task_label(task, &bits), 2);
		assert_int_equal(fpe_task_label(task, &to), fpe_task_label(task, &bits));
		moved += to != bits;
	}
	assert_true(moved > 16);
	flips_clear(&f);
	fpe_net_free(net);
	fpe_task_free(task);
}

/* One full step is a step on the samples with every second one flipped. */
static void a_step_is_one_on_what_was_flipped(void **state)
{
	struct fpe_train_settings hard = { .lr = .05, .adversarial = 1 }, plain = { .lr = .05 };
	struct fpe_task *task = task_of("(a & b & c) | (d & e & f)");
	const struct fpe_data_options options = { .count = 40, .p = .5, .sampling = FPE_BALANCED };
	struct fpe_net *net = net_of(6, 4, 1, 3), *ours = fpe_net_copy(net);
	struct fpe_trainer *trainer;
	struct fpe_data *data;
	struct flips f = { 0 };
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_data_draw(task, &options, 1, FPE_RNG_TRAIN, &data, &err));
	assert_true(data->rule == task);
	assert_ok(fpe_trainer_new(ours, data, &hard, 1, 0, 0, &trainer, &err));
	assert_ok(fpe_trainer_step(trainer, &err));
	fpe_trainer_free(trainer);
	assert_ok(flips_see(&f, net, &err));
	for (int i = 1; i < data->count; i += 2)
		flips_worst(&f, net, task, data->bits + i, data->label[i], 1);
	assert_ok(fpe_trainer_new(net, data, &plain, 1, 0, 0, &trainer, &err));
	assert_ok(fpe_trainer_step(trainer, &err));
	fpe_trainer_free(trainer);
	assert_memory_equal(ours->block, net->block, net->floats * sizeof(float));
	flips_clear(&f);
	fpe_net_free(net);
	fpe_net_free(ours);
	fpe_data_free(data);
	fpe_task_free(task);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_flip_is_the_worst_of_all),
		cmocka_unit_test(the_label_stays_whatever_is_flipped),
		cmocka_unit_test(deeper_nets_are_flipped_by_the_slope),
		cmocka_unit_test(a_step_is_one_on_what_was_flipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
