/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_tied.c - nets whose outputs use the hidden layer's weights, turned: they stay one
 * through training, splits and pruning, count once, and train as loops in double say.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

#include "fpe/metric.h"
#include "fpe/split.h"
#include "fpe/task.h"
#include "fpe/trainer.h"

#define LR .01
#define EPSILON 1e-8

static struct fpe_task *toy(int features, double density, double importance)
{
	struct fpe_task_options o = { .inputs = features,
				      .density = density,
				      .importance = importance };
	struct fpe_task *task;
	struct fpe_error err;

	assert_ok(fpe_task_make(FPE_TASK_TOY, &o, 1, &task, &err));
	return task;
}

static struct fpe_data *toy_data(const struct fpe_task *task, int count, uint64_t seed)
{
	struct fpe_data_options o = { .count = count, .p = .5, .sampling = FPE_PLANTED };
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_draw(task, &o, seed, FPE_RNG_TRAIN, &data, &err));
	return data;
}

static struct fpe_net *tied_net(int features, int hidden, uint64_t seed)
{
	int widths[3] = { features, hidden, features };
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	net->activation = FPE_LINEAR;
	net->loss = FPE_LOSS_RECTIFIED;
	net->layer[0].unbiased = true;
	assert_ok(fpe_net_set_tied(net, &err));
	fpe_net_init(net, FPE_INIT_XAVIER, seed);
	return net;
}

static void assert_tied(const struct fpe_net *net)
{
	int in = net->layer[0].in, out = net->layer[0].out;

	for (int kind = 0; kind < FPE_TENSOR_KINDS; kind++) {
		const float *a = fpe_net_tensor(net, 0, kind), *b = fpe_net_tensor(net, 1, kind);

		for (int i = 0; fpe_tensor_info[kind].of_weights && i < out; i++) {
			for (int j = 0; j < in; j++)
				assert_true(a[i * in + j] == b[j * out + i]);
		}
	}
}

static struct fpe_train_settings settings_of(int batch)
{
	return (struct fpe_train_settings){ .lr = LR, .batch = batch, .optimizer = FPE_ADAM };
}

static struct fpe_trainer *train(struct fpe_net *net, const struct fpe_data *data,
				 struct fpe_train_settings settings, int steps)
{
	struct fpe_trainer *trainer;
	struct fpe_error err;

	assert_ok(fpe_trainer_new(net, data, &settings, 1, 0, 0, &trainer, &err));
	for (int i = 0; i < steps; i++)
		assert_ok(fpe_trainer_step(trainer, &err));
	fpe_trainer_settle(trainer);
	return trainer;
}

/* ------------------------------------------------------------ in double */

#define D 7
#define H 3

struct model {
	double w[H][D], b[D], m[H * D + D], v[H * D + D];
	bool live[H][D];
};

/* Slopes of the mean over samples of sum_k I_k (max(0, z_k) - x_k)^2 / D, W used twice. */
static void model_slopes(const struct model *m, const struct fpe_data *data, double *to)
{
	for (int s = 0; s < data->count; s++) {
		const float *x = data->real + s * D;
		double h[H] = { 0 }, back[H] = { 0 };

		for (int i = 0; i < H; i++) {
			for (int j = 0; j < D; j++)
				h[i] += m->w[i][j] * (double)x[j];
		}
		for (int k = 0; k < D; k++) {
			double z = m->b[k], slope;

			for (int i = 0; i < H; i++)
				z += m->w[i][k] * h[i];
			slope = z > 0 ? 2 * (double)data->importance[k] * (z - (double)x[k]) / D /
						data->count
				      : 0;
			to[H * D + k] += slope;
			for (int i = 0; i < H; i++) {
				to[i * D + k] += slope * h[i];
				back[i] += slope * m->w[i][k];
			}
		}
		for (int i = 0; i < H; i++) {
			for (int j = 0; j < D; j++)
				to[i * D + j] += back[i] * (double)x[j];
		}
	}
}

static void model_step(struct model *m, const struct fpe_data *data, double decay, int step)
{
	double slope[H * D + D] = { 0 };

	model_slopes(m, data, slope);
	for (int k = 0; k < H * D + D; k++) {
		double *w = k < H * D ? &m->w[k / D][k % D] : &m->b[k - H * D];

		if (k < H * D && !m->live[k / D][k % D])
			continue;
		slope[k] += k < H * D ? decay * *w : 0;
		m->m[k] = .9 * m->m[k] + .1 * slope[k];
		m->v[k] = .999 * m->v[k] + .001 * slope[k] * slope[k];
		*w -= LR * m->m[k] / (1 - pow(.9, step)) /
		      (sqrt(m->v[k] / (1 - pow(.999, step))) + EPSILON);
	}
}

/* Dense, and with places masked in both uses. */
static void training_agrees_with_loops_in_double(void **state)
{
	struct fpe_task *task = toy(D, .4, .8);
	struct fpe_data *data = toy_data(task, 90, 3);

	(void)state;
	for (int masked = 0; masked < 2; masked++) {
		struct fpe_net *net = tied_net(D, H, 5);
		struct fpe_train_settings settings = settings_of(0);
		struct fpe_layer *l = &net->layer[0];
		struct model m = { 0 };

		test_row("masked %d", masked);
		for (int k = 0; masked && k < H * D; k += 3)
			l->mask[k] = 0;
		fpe_net_apply_masks(net);
		assert_tied(net);
		for (int k = 0; k < H * D; k++) {
			m.w[k / D][k % D] = (double)l->weight[k];
			m.live[k / D][k % D] = l->mask[k] != 0;
		}
		settings.decay = masked ? .01 : 0;
		fpe_trainer_free(train(net, data, settings, 40));
		for (int step = 1; step <= 40; step++)
			model_step(&m, data, settings.decay, step);
		assert_tied(net);
		for (int k = 0; k < H * D; k++)
			assert_true(fabs((double)l->weight[k] - m.w[k / D][k % D]) < 2e-4);
		for (int k = 0; k < D; k++)
			assert_true(fabs((double)net->layer[1].bias[k] - m.b[k]) < 2e-4);
		fpe_net_free(net);
	}
	fpe_data_free(data);
	fpe_task_free(task);
}

/* With all that changes weights or masks on the way. */
static void weights_stay_one(void **state)
{
	struct fpe_task *task = toy(12, .2, 1);
	struct fpe_data *data = toy_data(task, 400, 1);
	struct fpe_net *net = tied_net(12, 4, 2), *split;
	struct fpe_train_settings settings = settings_of(50);
	struct fpe_grouping g = { .net = net, .alpha = 2, .seed = 1 };
	struct fpe_trainer *trainer;
	struct fpe_score seen;
	struct fpe_error err;

	(void)state;
	assert_true(fpe_net_nnz(net) == 48);
	fpe_trainer_free(train(net, data, settings, 16));
	assert_tied(net);
	assert_ok(fpe_split(fpe_split_kind_find("random"), &g, FPE_BUDGET_EXACT, 48, 12, &split,
			    &err));
	assert_true(split->tied && fpe_net_nnz(split) == 48);
	assert_true(fpe_split_weights(net, 0, 2, 0) == 48); /* the split itself costs none */
	assert_tied(split);
	assert_int_equal(fpe_net_dead(split), 0);
	settings.masks_until = 100;
	settings.dropconnect = .3;
	trainer = train(split, data, settings, 40);
	seen = fpe_trainer_score(trainer, data, NULL);
	fpe_trainer_free(trainer);
	assert_tied(split);
	assert_true(fpe_net_nnz(split) == 48);
	assert_true(isnan(seen.accuracy) && seen.loss > 0);
	assert_ok(fpe_prune(split, 30, &err));
	assert_tied(split);
	assert_true(fpe_net_nnz(split) == 30);
	fpe_net_free(split);
	fpe_net_free(net);
	fpe_data_free(data);
	fpe_task_free(task);
}

static void only_what_gives_back_its_inputs_is_tied(void **state)
{
	struct fpe_net *net;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_net_new((int[]){ 4, 2, 3 }, 2, &net, &err));
	assert_int_equal(fpe_net_set_tied(net, &err), FPE_ESHAPE);
	assert_false(net->tied);
	fpe_net_free(net);
	assert_ok(fpe_net_new((int[]){ 4, 2, 2, 4 }, 3, &net, &err));
	assert_int_equal(fpe_net_set_tied(net, &err), FPE_ESHAPE);
	fpe_net_free(net);
}

/* ---------------------------------------------------------------- samples */

/* Shares of features that are there, and their mean; five standard deviations. */
static void features_are_as_dense_as_is_said(void **state)
{
	struct fpe_task *task = toy(4, .05, .5);
	struct fpe_data *data = toy_data(task, 50000, 7);
	double there = 0, sum = 0, n = data->count * 4.;

	(void)state;
	assert_true(data->rectified && data->targets == 4 && !data->label);
	for (int i = 0; i < data->count * 4; i++) {
		assert_true(data->real[i] == data->target[i]);
		assert_true(data->real[i] >= 0 && data->real[i] < 1);
		there += data->real[i] > 0;
		sum += (double)data->real[i];
	}
	assert_true(fabs(there / n - .05) < 5 * sqrt(.05 * .95 / n));
	assert_true(fabs(sum / there - .5) < 5 * sqrt(1. / 12 / there));
	for (int k = 0; k < 4; k++)
		assert_true(data->importance[k] == powf(.5f, (float)k));
	/* E x^2 - (E x)^2 = density / 3 - density^2 / 4, weighted */
	assert_true(fabs(fpe_data_variance(data) / ((1 + .5 + .25 + .125) / 4) -
			 (.05 / 3 - .05 * .05 / 4)) < 5e-4);
	fpe_data_free(data);
	fpe_task_free(task);
}

static void labels_of_it_cannot_be_flipped(void **state)
{
	struct fpe_data_options o = { .count = 10, .noise = .1 };
	struct fpe_task *task = toy(4, .05, 1);
	struct fpe_data *data;
	struct fpe_error err;

	(void)state;
	assert_int_equal(fpe_data_draw(task, &o, 1, FPE_RNG_TRAIN, &data, &err), FPE_ESTATE);
	assert_null(data);
	fpe_task_free(task);
}

/* --------------------------------------------------------------- geometry */

/* Five features in two dimensions come to stand as a pentagon: arXiv 2209.10652, figure
   of section 4. All seeds of the statement are in tests/study/toy.py. */
static void five_features_make_a_pentagon(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		struct fpe_task *task = toy(5, .05, 1);
		struct fpe_data *data = toy_data(task, 51200, seed);
		struct fpe_net *net = tied_net(5, 2, seed);
		double capacity[5], sum = 0;
		struct fpe_error err;

		test_row("seed %d", (int)seed);
		fpe_trainer_free(train(net, data, settings_of(1024), 5000));
		assert_ok(fpe_capacity(net, 0, NULL, capacity, &err));
		for (int j = 0; j < 5; j++) {
			assert_true(fabs(capacity[j] - .4) < .02);
			sum += capacity[j];
		}
		assert_true(fabs(sum - 2) < .04);
		fpe_net_free(net);
		fpe_data_free(data);
		fpe_task_free(task);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(training_agrees_with_loops_in_double),
		cmocka_unit_test(weights_stay_one),
		cmocka_unit_test(only_what_gives_back_its_inputs_is_tied),
		cmocka_unit_test(features_are_as_dense_as_is_said),
		cmocka_unit_test(labels_of_it_cannot_be_flipped),
		cmocka_unit_test(five_features_make_a_pentagon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
